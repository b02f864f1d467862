"""Votes are the truth; the idea's counter follows them in the same transaction."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base
from domain.ideas import Idea


class Vote(Base):
    """One member's support for one idea; that there is one at most is the primary key.

    `by_staff` is what the member was when they voted, so that a change of role moves no counter. A vote in quarantine
    stays the member's own and counts nowhere, until it is lifted.
    """

    __tablename__ = "votes"
    __table_args__ = (
        Index("ix_votes_idea_id_cast_at", "idea_id", "cast_at"),
        Index("ix_votes_member_id_cast_at", "member_id", "cast_at", "idea_id"),
        Index("ix_votes_quarantined", "idea_id", "member_id", postgresql_where="quarantined_at IS NOT NULL"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    cast_at: Mapped[datetime]
    by_staff: Mapped[bool] = mapped_column(default=False)
    quarantined_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
