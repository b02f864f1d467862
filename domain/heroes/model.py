"""Heroes of the month: a customer and somebody who works with customers, with the story that says why."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.images import IMAGES_MOST, Image
from domain.members import Member, Role
from domain.moderation import Complaint, Hideable, settled_by_somebody

BECAUSE_LEAST, BECAUSE_MOST = 20, 400
HEADLINE_LEAST, HEADLINE_MOST = 5, 120
PART_LEAST, PART_MOST = 20, 2000
NOMINATION_LEAST, NOMINATION_MOST = 80, 2000
COOLING_MONTHS = 12
PICTURES_MOST = IMAGES_MOST
BADGE = "hero-of-the-month"


class HeroKind(StrEnum):
    """What a hero is to the community: there is one of each a month."""

    CUSTOMER = "customer"
    EMPLOYEE = "employee"


KINDS: dict[HeroKind, str] = {
    HeroKind.CUSTOMER: _("Customer hero"),
    HeroKind.EMPLOYEE: _("Employee hero"),
}
# Who is which: employees are those who meet customers, and not whoever decides about their ideas.
ROLES: dict[Role, HeroKind] = {Role.CUSTOMER: HeroKind.CUSTOMER, Role.EMPLOYEE: HeroKind.EMPLOYEE}


class Hero(Hideable, Base):
    """Somebody chosen for a month: first asked, then seen by everybody if they agree, and no more once they withdraw.

    `month` is its first day. One of a `failure` is about an experiment that was stopped and taught something. Of one
    who declined or withdrew, the words are gone. What a moderator hides stands where it was, for few to see.
    """

    __tablename__ = "heroes"
    __table_args__ = (
        Index(
            "uq_heroes_standing",
            "month",
            "kind",
            unique=True,
            postgresql_where="declined_at IS NULL AND withdrawn_at IS NULL",
        ),
        Index("ix_heroes_member_id_month", "member_id", "month"),
        Index("ix_heroes_wall", "month", "id", postgresql_where="published_at IS NOT NULL AND withdrawn_at IS NULL"),
        Index("ix_heroes_hidden", "id", postgresql_where="hidden_at IS NOT NULL"),
        CheckConstraint("EXTRACT(day FROM month) = 1", name="months_begin_on_their_first"),
        CheckConstraint("published_at IS NULL OR declined_at IS NULL", name="agreed_or_declined"),
        CheckConstraint(
            "(declined_at IS NULL AND withdrawn_at IS NULL) = (headline <> '')", name="what_is_not_shown_is_wordless"
        ),
        CheckConstraint("member_id <> chosen_by_id", name="chosen_by_another"),
        CheckConstraint("experiment_id IS NULL OR idea_id IS NOT NULL", name="experiments_are_of_ideas"),
        CheckConstraint("hidden_at IS NULL OR published_at IS NOT NULL", name="hidden_was_read"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_for_a_reason"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_by_id IS NULL)", name="hidden_by_somebody"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[HeroKind] = mapped_column(words(HeroKind))
    month: Mapped[date] = mapped_column(Date)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    chosen_at: Mapped[datetime]
    because: Mapped[str] = mapped_column(String(BECAUSE_MOST))
    failure: Mapped[bool]
    nomination_id: Mapped[int | None] = mapped_column(
        ForeignKey("hero_nominations.id", ondelete="SET NULL"), index=True
    )
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"), index=True)
    headline: Mapped[str] = mapped_column(String(HEADLINE_MOST))
    problem: Mapped[str] = mapped_column(Text)
    tried: Mapped[str] = mapped_column(Text)
    failed: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(Text)
    helped: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    published_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    award_id: Mapped[int | None] = mapped_column(ForeignKey("awards.id"), index=True)

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    chosen_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[chosen_by_id])
    pictures: Mapped[list["HeroPicture"]] = relationship(
        lazy="raise", order_by="HeroPicture.place", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def slug(self) -> str:
        """Return what names it in addresses, such as 2026-11-customer."""
        return f"{self.month:%Y-%m}-{self.kind.value}"

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/heroes/{self.slug}"

    @property
    def is_published(self) -> bool:
        """Return whether everybody who reads here reads it, unless a moderator hid it."""
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def is_waiting(self) -> bool:
        """Return whether who was chosen hasn't said yet."""
        return self.published_at is None and self.declined_at is None


class HeroPicture(Base):
    """A picture in a hero's story, which is one of the hero's own images; seen with the story."""

    __tablename__ = "hero_pictures"
    __table_args__ = (CheckConstraint(f"place BETWEEN 1 AND {PICTURES_MOST}", name="three_at_most"),)

    hero_id: Mapped[int] = mapped_column(ForeignKey("heroes.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), unique=True)

    image: Mapped[Image] = relationship(lazy="raise")

    @property
    def path(self) -> str:
        """Return the address of the larger version."""
        return self.image.path.replace("/images/", "/heroes/pictures/", 1)

    @property
    def small_path(self) -> str:
        """Return the address of the smaller version."""
        return self.image.small_path.replace("/images/", "/heroes/pictures/", 1)


class Nomination(Base):
    """What a member tells of somebody whom they would choose: one a month from each."""

    __tablename__ = "hero_nominations"
    __table_args__ = (
        UniqueConstraint("nominator_id", "month", name="uq_hero_nominations_nominator_id_month"),
        Index("ix_hero_nominations_nominee_id", "nominee_id"),
        Index("ix_hero_nominations_made_at", "made_at"),
        CheckConstraint("nominator_id <> nominee_id", name="for_somebody_else"),
    )

    id: Mapped[PrimaryKey]
    nominator_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    nominee_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    month: Mapped[date] = mapped_column(Date)
    story: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"), index=True)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]

    nominator: Mapped[Member] = relationship(lazy="raise", foreign_keys=[nominator_id])
    nominee: Mapped[Member] = relationship(lazy="raise", foreign_keys=[nominee_id])


class HeroReport(Complaint):
    """A member's complaint about a hero's story: one for each member and story."""

    __tablename__ = "hero_reports"
    __table_args__ = (
        UniqueConstraint("member_id", "hero_id", name="uq_hero_reports_member_id_hero_id"),
        Index("ix_hero_reports_open", "hero_id", "id", postgresql_where="settled_at IS NULL"),
        Index("ix_hero_reports_hero_id", "hero_id"),
        Index("ix_hero_reports_settled_by_id", "settled_by_id"),
        settled_by_somebody(),
    )

    hero_id: Mapped[int] = mapped_column(ForeignKey("heroes.id", ondelete="CASCADE"))

    hero: Mapped[Hero] = relationship(lazy="raise")
