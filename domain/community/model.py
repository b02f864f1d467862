"""The one row that holds what an admin decides."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, SmallInteger, String, false, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey, words
from domain.errors import _

NAME_MOST = 60
TAGLINE_MOST = 160
DOMAIN_MOST = 253
GROUPS_MOST, PHRASES_MOST, PHRASE_MOST = 100, 8, 60
LANGUAGES = ("en", "de")
HOLIDAYS_MOST, HOURS_MOST = 200, 720
REASONS_MOST, REASON_MOST = 30, 80
VALUES_MOST, VALUE_MOST, MEANING_MOST = 12, 40, 160
CARDS_MOST = 20
FIRST_TEXTS_MOST = 20


class Reading(StrEnum):
    """Who may read."""

    EVERYONE = "everyone"
    MEMBERS = "members"


class Joining(StrEnum):
    """Who may become a member without being added by an admin."""

    EVERYONE = "everyone"
    DOMAINS = "domains"
    NOBODY = "nobody"


class ReasonKind(StrEnum):
    """What a reason is given for."""

    NOT_NOW = "not_now"
    DECLINE = "decline"


class Reason(Base):
    """Why an idea is put off or declined, from the short list that admins keep; a retired one stays readable."""

    __tablename__ = "reasons"

    id: Mapped[PrimaryKey]
    kind: Mapped[ReasonKind] = mapped_column(words(ReasonKind))
    label: Mapped[str] = mapped_column(String(REASON_MOST))
    retired_at: Mapped[datetime | None]


# What a new community starts with; the catalogues know these sentences.
FIRST_REASONS: tuple[tuple[ReasonKind, str], ...] = (
    (ReasonKind.NOT_NOW, _("Other things come first")),
    (ReasonKind.NOT_NOW, _("Something else has to be there before")),
    (ReasonKind.NOT_NOW, _("We know too little yet")),
    (ReasonKind.NOT_NOW, _("Too few have asked for it so far")),
    (ReasonKind.DECLINE, _("It doesn’t fit what we stand for")),
    (ReasonKind.DECLINE, _("It costs more than it brings")),
    (ReasonKind.DECLINE, _("It would be worse for others")),
    (ReasonKind.DECLINE, _("The law or safety forbids it")),
    (ReasonKind.DECLINE, _("It is there already, or something like it")),
)


class Value(Base):
    """What the company stands for, in a word or two, with what it means; a retired one stays readable where it was
    named."""

    __tablename__ = "company_values"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(VALUE_MOST))
    says: Mapped[str] = mapped_column(String(MEANING_MOST), default="")
    retired_at: Mapped[datetime | None]


# What a new community starts with: name and meaning; the catalogues know these sentences.
FIRST_VALUES: tuple[tuple[str, str], ...] = (
    (_("Listening"), _("We hear people out before we answer, and change our minds when they are right.")),
    (_("Candour"), _("We say what we know, and as plainly what we don’t.")),
    (_("Courage to stop"), _("We end what doesn’t work, early and without blame.")),
    (_("Craft"), _("We do things well, also where nobody looks.")),
    (_("Together"), _("We build with those it is for, and share what we learn.")),
)


class Community(Base):
    """The community. There is exactly one."""

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("hue BETWEEN 0 AND 359", name="hue_is_an_angle"),
        CheckConstraint(f"answer_hours BETWEEN 1 AND {HOURS_MOST}", name="answers_have_time"),
        CheckConstraint("cardinality(working_days) > 0", name="somebody_works_some_day"),
        CheckConstraint(f"first_texts BETWEEN 0 AND {FIRST_TEXTS_MOST}", name="trust_comes_some_day"),
        CheckConstraint(
            f"executive_cards BETWEEN 0 AND {CARDS_MOST} AND staff_cards BETWEEN 0 AND {CARDS_MOST}",
            name="attention_has_bounds",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    tagline: Mapped[str] = mapped_column(String(TAGLINE_MOST), default="")
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    hue: Mapped[int] = mapped_column(default=250)
    language: Mapped[str] = mapped_column(String(8), default="en")
    reading: Mapped[Reading] = mapped_column(words(Reading), default=Reading.EVERYONE)
    joining: Mapped[Joining] = mapped_column(words(Joining), default=Joining.EVERYONE)
    join_domains: Mapped[list[str]] = mapped_column(ARRAY(String(DOMAIN_MOST)), default=list)
    # By language, and then by status.
    status_labels: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, default=dict)
    # By the slug that stays; the names are the product team’s.
    kept_tags: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    synonyms: Mapped[list[list[str]]] = mapped_column(JSONB, default=list, deferred=True, deferred_raiseload=True)
    answer_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    round_the_clock: Mapped[bool] = mapped_column(default=False, server_default=false())
    # As ISO numbers them, Monday is 1.
    working_days: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), default=lambda: [1, 2, 3, 4, 5], server_default=text("'{1,2,3,4,5}'")
    )
    holidays: Mapped[list[date]] = mapped_column(ARRAY(Date), default=list, server_default=text("'{}'"))
    # How many of a customer’s texts have to be in sight before the next ones are at once; 0 for none.
    first_texts: Mapped[int] = mapped_column(default=0, server_default="0")
    # How many recognition cards one person may send in a month.
    executive_cards: Mapped[int] = mapped_column(default=5, server_default="5")
    staff_cards: Mapped[int] = mapped_column(default=3, server_default="3")
    created_at: Mapped[datetime]

    @property
    def zone_info(self) -> ZoneInfo:
        """Return the zone in which the community's days begin and end."""
        return ZoneInfo(self.zone)

    def status_label(self, status: str, language: str) -> str:
        """Return what the community calls a status in a language, '' where it has no word of its own."""
        return self.status_labels.get(language, {}).get(status, "")

    def lets_join(self, email: str) -> bool:
        """Return whether somebody with this address may become a member."""
        if self.joining is Joining.DOMAINS:
            return email.rpartition("@")[2].lower() in self.join_domains
        return self.joining is Joining.EVERYONE
