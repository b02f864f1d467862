"""Notices, made from facts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.comments import Comment
from domain.database import Base, PrimaryKey, words
from domain.ideas import Idea
from domain.members import Member


class NoticeKind(StrEnum):
    """Why a member is told."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    OFFER = "offer"
    OFFER_REMOVED = "offer_removed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    STEPPED_DOWN = "stepped_down"
    PARTED = "parted"


class Notice(Base):
    """Something one member should hear, because of one fact."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "fact_id", name="uq_notices_member_id_fact_id"),
        Index("ix_notices_member_id_id", "member_id", "id"),
        Index("ix_notices_unread", "member_id", postgresql_where="read_at IS NULL"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    actor: Mapped[Member] = relationship(lazy="raise", foreign_keys=[actor_id])

    @property
    def path(self) -> str:
        """Return the address of what the notice speaks of."""
        if self.kind is NoticeKind.OFFER:
            return f"/ideas/{self.idea_id}/offers"
        return f"/ideas/{self.idea_id}" + (f"#comment-{self.comment_id}" if self.comment_id else "")
