"""What is celebrated, once, and whether its member has looked at it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey


class Celebration(Base):
    """Points for an outcome, or a badge, that a member is shown quietly until they have looked."""

    __tablename__ = "celebrations"
    __table_args__ = (
        Index("ix_celebrations_new", "member_id", "id", postgresql_where="seen_at IS NULL"),
        CheckConstraint("num_nonnulls(entry_id, award_id) = 1", name="for_one_thing"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(unique=True)  # of the ledger, which stands by itself
    award_id: Mapped[int | None] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"), unique=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime | None]
