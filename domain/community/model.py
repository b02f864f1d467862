"""The one row that holds what an admin decides."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, words

NAME_MOST = 60
TAGLINE_MOST = 160
DOMAIN_MOST = 253
GROUPS_MOST, PHRASES_MOST, PHRASE_MOST = 100, 8, 60
LANGUAGES = ("en", "de")


class Reading(StrEnum):
    """Who may read."""

    EVERYONE = "everyone"
    MEMBERS = "members"


class Joining(StrEnum):
    """Who may become a member without being added by an admin."""

    EVERYONE = "everyone"
    DOMAINS = "domains"
    NOBODY = "nobody"


class Community(Base):
    """The community. There is exactly one."""

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("hue BETWEEN 0 AND 359", name="hue_is_an_angle"),
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
    status_labels: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    synonyms: Mapped[list[list[str]]] = mapped_column(JSONB, default=list, deferred=True, deferred_raiseload=True)
    created_at: Mapped[datetime]

    @property
    def zone_info(self) -> ZoneInfo:
        """Return the zone in which the community's days begin and end."""
        return ZoneInfo(self.zone)

    def lets_join(self, email: str) -> bool:
        """Return whether somebody with this address may become a member."""
        if self.joining is Joining.DOMAINS:
            return email.rpartition("@")[2].lower() in self.join_domains
        return self.joining is Joining.EVERYONE
