"""Who takes care of an idea, what was decided about it, and how the team looks at what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.answers import Answer
from domain.community import Reason, ReasonKind
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea, Quadrant, Status
from domain.members import Member

WORDS_MOST = 600
VIEW_NAME_MOST, VIEW_TAG_MOST, VIEW_WORDS_MOST = 60, 60, 200


class DecisionKind(StrEnum):
    """What the product team decides about an idea."""

    SHORTLIST = "shortlist"
    ADOPT = "adopt"
    NOT_NOW = "not_now"
    DECLINE = "decline"
    DELIVER = "deliver"
    REOPEN = "reopen"


class Welcome(StrEnum):
    """What the best customers would think of a decision."""

    WELCOME = "welcome"
    ACCEPT = "accept"
    DISLIKE = "dislike"
    UNKNOWN = "unknown"


QUESTION = _("What would our best customers think of the decision we just made?")

LEADS_TO: dict[DecisionKind, Status] = {
    DecisionKind.SHORTLIST: Status.SHORTLISTED,
    DecisionKind.ADOPT: Status.ADOPTED,
    DecisionKind.NOT_NOW: Status.NOT_NOW,
    DecisionKind.DECLINE: Status.DECLINED,
    DecisionKind.DELIVER: Status.DELIVERED,
    DecisionKind.REOPEN: Status.IN_REVIEW,
}
NEEDS_REASON: dict[DecisionKind, ReasonKind] = {
    DecisionKind.NOT_NOW: ReasonKind.NOT_NOW,
    DecisionKind.DECLINE: ReasonKind.DECLINE,
}


class QueueView(StrEnum):
    """Which part of the queue somebody looks at; what is due today is also what was due before."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"


class QueueSort(StrEnum):
    """What sorts the queue: the time left, or the score, highest first, and those without one by the time left."""

    TIME_LEFT = "time_left"
    SCORE = "score"


class Standing(StrEnum):
    """What an idea in the queue waits for."""

    UNDECIDED = "undecided"
    SHORTLISTED = "shortlisted"
    ADOPTED = "adopted"
    SECOND_PERSON = "second_person"


class BulkKind(StrEnum):
    """What is done to several ideas of the queue at once."""

    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    NOT_NOW = "not_now"
    DECLINE = "decline"


@dataclass(frozen=True)
class QueueFilter:
    """What narrows the queue; what is not given doesn't. `tag` is a slug, `words` find as they do in other lists."""

    view: QueueView = QueueView.ALL
    quadrant: Quadrant | None = None
    standing: Standing | None = None
    tag: str = ""
    supporters_least: int = 0
    words: str = ""


class Assignment(Base):
    """Who takes care of an idea now; who did before is told by the facts."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_member_id_idea_id", "member_id", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    assigned_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class Decision(Base):
    """A decision of the product team, with its answer. It waits for a second person when best customers dislike it.

    It counts from `effective_at` on; a waiting one that was withdrawn never did. The answer's text is its reasons in
    the team's own words.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "uq_decisions_waiting",
            "idea_id",
            unique=True,
            postgresql_where="effective_at IS NULL AND withdrawn_at IS NULL",
        ),
        Index("ix_decisions_idea_id_id", "idea_id", "id"),
        Index("ix_decisions_look_again_on", "look_again_on", postgresql_where="kind = 'not_now'"),
        CheckConstraint("effective_at IS NULL OR withdrawn_at IS NULL", name="counts_or_not"),
        CheckConstraint("(reason_id IS NOT NULL) = (kind IN ('not_now', 'decline'))", name="no_needs_a_reason"),
        CheckConstraint(
            "(look_again_on IS NOT NULL) = (kind = 'not_now') AND (would_change <> '') = (kind = 'not_now')",
            name="not_now_says_when",
        ),
        CheckConstraint("seconded_by_id <> actor_id", name="seconded_by_another"),
        CheckConstraint(
            "best_customers <> 'dislike' OR effective_at IS NULL OR seconded_by_id IS NOT NULL",
            name="disliked_is_seconded",
        ),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    kind: Mapped[DecisionKind] = mapped_column(words(DecisionKind))
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    decided_at: Mapped[datetime]
    from_status: Mapped[Status] = mapped_column(words(Status))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"), unique=True)
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("reasons.id"))
    would_change: Mapped[str] = mapped_column(Text, default="")
    look_again_on: Mapped[date | None] = mapped_column(Date)
    best_customers: Mapped[Welcome] = mapped_column(words(Welcome))
    best_customers_words: Mapped[str] = mapped_column(String(WORDS_MOST))
    effective_at: Mapped[datetime | None]
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    withdrawn_words: Mapped[str] = mapped_column(String(WORDS_MOST), default="")

    idea: Mapped[Idea] = relationship(lazy="raise")
    actor: Mapped[Member] = relationship(lazy="raise", foreign_keys=[actor_id])
    seconded_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[seconded_by_id])
    withdrawn_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[withdrawn_by_id])
    answer: Mapped[Answer | None] = relationship(lazy="raise")
    reason: Mapped[Reason | None] = relationship(lazy="raise")

    @property
    def to_status(self) -> Status:
        """Return where the decision leads the idea."""
        return LEADS_TO[self.kind]

    @property
    def is_waiting(self) -> bool:
        """Return whether a second person still has to look at it."""
        return self.effective_at is None and self.withdrawn_at is None


class SavedView(Base):
    """A part of the queue that a member comes back to, under a name; a shared one is there for the whole team."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("owner_id", "name", name="uq_saved_views_owner_id_name"),
        Index("ix_saved_views_shared", "name", postgresql_where="shared"),
        CheckConstraint("supporters_least >= 0", name="never_negative"),
    )

    id: Mapped[PrimaryKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str] = mapped_column(String(VIEW_NAME_MOST))
    shared: Mapped[bool]
    view: Mapped[QueueView] = mapped_column(words(QueueView))
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant))
    standing: Mapped[Standing | None] = mapped_column(words(Standing))
    sort: Mapped[QueueSort] = mapped_column(words(QueueSort))
    tag: Mapped[str] = mapped_column(String(VIEW_TAG_MOST))
    supporters_least: Mapped[int]
    words: Mapped[str] = mapped_column(String(VIEW_WORDS_MOST))
    saved_at: Mapped[datetime]

    owner: Mapped[Member] = relationship(lazy="raise")

    @property
    def only(self) -> QueueFilter:
        """Return what it narrows the queue to."""
        return QueueFilter(self.view, self.quadrant, self.standing, self.tag, self.supporters_least, self.words)


class BulkAction(Base):
    """Something that was done to several ideas at once. What only changed who takes care can be undone."""

    __tablename__ = "bulk_actions"
    __table_args__ = (CheckConstraint("(member_id IS NOT NULL) = (kind = 'assign')", name="assigned_to_somebody"),)

    id: Mapped[PrimaryKey]
    kind: Mapped[BulkKind] = mapped_column(words(BulkKind))
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    done_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    outcomes: Mapped[list["BulkOutcome"]] = relationship(lazy="raise", order_by="BulkOutcome.place")
    member: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[member_id])


class BulkOutcome(Base):
    """What became of one idea in it: done, with who took care before, or refused by a code with its values."""

    __tablename__ = "bulk_outcomes"
    __table_args__ = (Index("ix_bulk_outcomes_idea_id", "idea_id"),)

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk_actions.id", ondelete="CASCADE"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int]
    before_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    refused: Mapped[str | None] = mapped_column(String(60))
    params: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    idea: Mapped[Idea] = relationship(lazy="raise")
