"""Reports about texts, the times in which a text is hidden, and notes.

A text is an idea, a comment below one, or an offer on one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from domain.comments import Comment
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea
from domain.images import Changes
from domain.members import Member, TrustLevel
from domain.offers import Offer

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


class SignKind(StrEnum):
    """What a text is kept back for until a moderator has looked at it."""

    FIRST_TEXT = "first_text"
    LINKS = "links"
    LIKE_REMOVED = "like_removed"
    QUICK = "quick"
    UNSEEN_FIELD = "unseen_field"
    WITHOUT_FORM = "without_form"


@dataclass(frozen=True)
class Sign:
    """Something about a text that makes it wait, with a number where it says how many or how long."""

    kind: SignKind
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"

    @classmethod
    def of(cls, written: str) -> "Sign":
        """Return a sign as it is kept."""
        kind, _colon, number = written.partition(":")
        return cls(SignKind(kind), int(number))


class Complaint(Base):
    """What every complaint keeps, whatever it is about: who made it and why, and what became of it."""

    __abstract__ = True

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    reason: Mapped[ReportReason] = mapped_column(words(ReportReason))
    said: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    outcome: Mapped[ReportOutcome | None] = mapped_column(words(ReportOutcome))
    answer: Mapped[str] = mapped_column(String(ANSWER_MOST), default="")

    @declared_attr
    @classmethod
    def member(cls) -> Mapped[Member]:
        """Return who made it."""
        return relationship(lazy="raise", foreign_keys=f"{cls.__name__}.member_id")

    @property
    def is_by_trusted(self) -> bool:
        """Return whether who made it is trusted here by what they did; the member must be loaded."""
        return self.member.trust is TrustLevel.TRUSTED

    def settle(self, moderator: Member, moment: datetime, outcome: ReportOutcome, answer: str) -> None:
        """Note what a moderator made of it."""
        self.settled_at, self.settled_by_id, self.outcome, self.answer = moment, moderator.id, outcome, answer


def settled_by_somebody() -> CheckConstraint:
    """Return what holds of every table of complaints."""
    settled = "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)"
    return CheckConstraint(settled, name="settled_by_somebody")


class Hideable:
    """What keeps by itself that a moderator took it out of sight, and what is read about that."""

    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    hidden_reason: Mapped[ReportReason | None] = mapped_column(words(ReportReason, "hidden_reason"))
    hidden_said: Mapped[str] = mapped_column(String(ANSWER_MOST), default="")

    def hide(self, moderator: Member, moment: datetime, reason: ReportReason, said: str) -> None:
        """Note who took it out of sight, and why."""
        self.hidden_at, self.hidden_by_id, self.hidden_reason, self.hidden_said = moment, moderator.id, reason, said

    def restore(self) -> None:
        """Bring it back; nothing of the hiding stays here."""
        self.hidden_at = self.hidden_by_id = self.hidden_reason = None
        self.hidden_said = ""


_OF_IDEA: Final = "comment_id IS NULL AND offer_id IS NULL"
_OF_ONE: Final = "comment_id IS NULL OR offer_id IS NULL"


class Report(Complaint):
    """A member's complaint about a text: one for each member and text. An offer that goes takes it along."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("uq_reports_idea", "member_id", "idea_id", unique=True, postgresql_where=_OF_IDEA),
        Index("uq_reports_comment", "member_id", "comment_id", unique=True, postgresql_where="comment_id IS NOT NULL"),
        Index("uq_reports_offer", "offer_id", "member_id", unique=True, postgresql_where="offer_id IS NOT NULL"),
        Index("ix_reports_open", "idea_id", "comment_id", "id", postgresql_where="settled_at IS NULL"),
        Index("ix_reports_member_id_id", "member_id", "id"),
        settled_by_somebody(),
        CheckConstraint(_OF_ONE, name="of_one_text"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"))

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    offer: Mapped[Offer | None] = relationship(lazy="raise")


class Hiding(Base):
    """A time in which a text is out of sight, with the reason its author reads; it ends when the text is restored.

    A text may begin with one: `held_for` says what it was kept back for, by itself, when it was written. Until a
    moderator has looked at it there is no reason yet, and nobody has heard of the text before it is restored.
    """

    __tablename__ = "hidings"
    __table_args__ = (
        Index(
            "uq_hidings_idea",
            "idea_id",
            unique=True,
            postgresql_where=f"{_OF_IDEA} AND restored_at IS NULL",
        ),
        Index(
            "uq_hidings_comment",
            "comment_id",
            unique=True,
            postgresql_where="comment_id IS NOT NULL AND restored_at IS NULL",
        ),
        Index(
            "uq_hidings_offer",
            "offer_id",
            unique=True,
            postgresql_where="offer_id IS NOT NULL AND restored_at IS NULL",
        ),
        Index("ix_hidings_offer_id", "offer_id", postgresql_where="offer_id IS NOT NULL"),
        Index("ix_hidings_open", "id", postgresql_where="restored_at IS NULL"),
        Index("ix_hidings_waiting", "id", postgresql_where="restored_at IS NULL AND reason IS NULL"),
        CheckConstraint("(restored_at IS NULL) = (restored_by_id IS NULL)", name="restored_by_somebody"),
        CheckConstraint("(reason IS NULL) = (hidden_by_id IS NULL)", name="hidden_by_somebody"),
        CheckConstraint("reason IS NOT NULL OR held_for IS NOT NULL", name="out_of_sight_for_something"),
        CheckConstraint(_OF_ONE, name="of_one_text"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"))
    reason: Mapped[ReportReason | None] = mapped_column(words(ReportReason))
    said: Mapped[str] = mapped_column(String(ANSWER_MOST))
    held_for: Mapped[list[str] | None] = mapped_column(ARRAY(String(40)))
    hidden_at: Mapped[datetime]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    restored_at: Mapped[datetime | None]
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    offer: Mapped[Offer | None] = relationship(lazy="raise")
    hidden_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[hidden_by_id])

    @property
    def waits(self) -> bool:
        """Return whether no moderator has looked at it yet."""
        return self.reason is None and self.restored_at is None

    @property
    def signs(self) -> list[Sign]:
        """Return what the text was kept back for."""
        return [Sign.of(written) for written in self.held_for or ()]


class HeldEdit(Base):
    """What a text shall say, kept back until a moderator has looked at it; all go on reading what it said before.

    `says` holds an idea's fields and the note, or a comment's body, and how images change. One that is let through is
    no longer here; one that is turned down stays with the reason, for its writer alone, and without its images.
    """

    __tablename__ = "held_edits"
    __table_args__ = (
        Index("uq_held_edits_idea", "editor_id", "idea_id", unique=True, postgresql_where="comment_id IS NULL"),
        Index("uq_held_edits_comment", "comment_id", unique=True, postgresql_where="comment_id IS NOT NULL"),
        CheckConstraint("(reason IS NULL) = (turned_down_at IS NULL)", name="turned_down_for_something"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    says: Mapped[dict[str, Any]] = mapped_column(JSONB)
    based_on: Mapped[int]
    held_for: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    held_at: Mapped[datetime]
    reason: Mapped[ReportReason | None] = mapped_column(words(ReportReason))
    said: Mapped[str] = mapped_column(String(ANSWER_MOST), default="")
    turned_down_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    editor: Mapped[Member] = relationship(lazy="raise")

    @property
    def body(self) -> str:
        """Return the words to look at, in Markdown."""
        names = ("body",) if self.comment_id else ("title", "problem", "proposal", "tags", "note")
        parts = (self.says.get(name) or "" for name in names)
        return "\n\n".join(", ".join(part) if isinstance(part, list) else part for part in parts if part)

    @property
    def images(self) -> Changes:
        """Return how the text's images change with it."""
        return Changes.of(self.says.get("images", {}))

    @property
    def held_images(self) -> list[int]:
        """Return the images that are held for it."""
        return [each.image_id for each in self.images.added]

    @property
    def signs(self) -> list[Sign]:
        """Return what the edit was kept back for."""
        return [Sign.of(written) for written in self.held_for]


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
