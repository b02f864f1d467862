"""Reports about texts, the times in which a text is hidden, and notes. A text is an idea, or a comment below one."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.comments import Comment
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea
from domain.members import Member

REPORT_MOST = 1000
ANSWER_MOST = 200
NOTE_MOST = 4000


class ReportReason(StrEnum):
    """What is wrong with a text."""

    SPAM = "spam"
    RUDE = "rude"
    PRIVATE = "private"
    UNLAWFUL = "unlawful"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


REASONS: dict[ReportReason, str] = {
    ReportReason.SPAM: _("It is spam or advertising"),
    ReportReason.RUDE: _("It is rude, or attacks somebody"),
    ReportReason.PRIVATE: _("It shows private things of somebody"),
    ReportReason.UNLAWFUL: _("It may break the law, or somebody’s rights"),
    ReportReason.OFF_TOPIC: _("It has nothing to do with this place"),
    ReportReason.OTHER: _("Something else"),
}


class ReportOutcome(StrEnum):
    """What became of a report."""

    HIDDEN = "hidden"
    KEPT = "kept"


class Report(Base):
    """A member's complaint about a text: one for each member and text."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("uq_reports_idea", "member_id", "idea_id", unique=True, postgresql_where="comment_id IS NULL"),
        Index("uq_reports_comment", "member_id", "comment_id", unique=True, postgresql_where="comment_id IS NOT NULL"),
        Index("ix_reports_open", "idea_id", "comment_id", "id", postgresql_where="settled_at IS NULL"),
        Index("ix_reports_member_id_id", "member_id", "id"),
        CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name="settled_by_somebody",
        ),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    reason: Mapped[ReportReason] = mapped_column(words(ReportReason))
    said: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    outcome: Mapped[ReportOutcome | None] = mapped_column(words(ReportOutcome))
    answer: Mapped[str] = mapped_column(String(ANSWER_MOST), default="")

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")


class Hiding(Base):
    """A time in which a text is out of sight, with the reason its author reads; it ends when the text is restored."""

    __tablename__ = "hidings"
    __table_args__ = (
        Index(
            "uq_hidings_idea",
            "idea_id",
            unique=True,
            postgresql_where="comment_id IS NULL AND restored_at IS NULL",
        ),
        Index(
            "uq_hidings_comment",
            "comment_id",
            unique=True,
            postgresql_where="comment_id IS NOT NULL AND restored_at IS NULL",
        ),
        Index("ix_hidings_open", "id", postgresql_where="restored_at IS NULL"),
        CheckConstraint("(restored_at IS NULL) = (restored_by_id IS NULL)", name="restored_by_somebody"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    reason: Mapped[ReportReason] = mapped_column(words(ReportReason))
    said: Mapped[str] = mapped_column(String(ANSWER_MOST))
    hidden_at: Mapped[datetime]
    hidden_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    restored_at: Mapped[datetime | None]
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    hidden_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[hidden_by_id])


class Note(Base):
    """A remark on an idea that only staff read."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_idea_id_id", "idea_id", "id"),)

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[Member] = relationship(lazy="raise")
