"""Who follows what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base
from domain.ideas import Idea


class Follow(Base):
    """A member's wish to hear of an idea. `ended_at` keeps a wish not to, so that taking part doesn't renew it."""

    __tablename__ = "follows"
    __table_args__ = (
        Index("ix_follows_member_id_since", "member_id", "since", "idea_id"),
        Index("ix_follows_idea_id", "idea_id", postgresql_where="ended_at IS NULL"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
