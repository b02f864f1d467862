"""What is kept beside a member's level: since when, and what may cost it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, words
from domain.trust.levels import LostFor


class TrustStanding(Base):
    """Since when a member has the level that their row holds, and what else a look has to remember.

    Members who came to be `known` by a day's time have none. `suspended_at` is when they were suspended
    last, unless a moderator took that back.
    """

    __tablename__ = "trust_standings"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    since: Mapped[datetime]
    below_since: Mapped[datetime | None]
    lost_for: Mapped[LostFor | None] = mapped_column(words(LostFor))
    suspended_at: Mapped[datetime | None]
