"""Answers, and the clock that runs until one is given."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey
from domain.ideas import Idea
from domain.members import Member

BODY_LEAST, BODY_MOST = 20, 6000
QUESTION_LEAST, QUESTION_MOST = 5, 400
SOON = 4  # the last quarter of the time is soon


class ClockState(StrEnum):
    """How an answer stands to its due time."""

    BEFORE_DUE = "before_due"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    ANSWERED = "answered"
    ENDED = "ended"


class Level(StrEnum):
    """Who hears of an answer that is late, the later the higher."""

    OWNER = "owner"
    ON_DUTY = "on_duty"
    SPONSOR = "sponsor"


class AnswerClock(Base):
    """One run of an idea's clock, from when an answer is owed until it is given; an idea has at most one running.

    What changes later about working days or the target moves no due time that was promised before.
    """

    __tablename__ = "answer_clocks"
    __table_args__ = (
        Index("uq_answer_clocks_running", "idea_id", unique=True, postgresql_where="settled_at IS NULL"),
        Index("ix_answer_clocks_due", "due_at", "idea_id", postgresql_where="settled_at IS NULL"),
        Index("ix_answer_clocks_idea_id_id", "idea_id", "id"),
        # Since when it is known whether the promise was kept: its answer came, or was due without one.
        Index("ix_answer_clocks_known", text("LEAST(due_at, answered_at)")),
        CheckConstraint("(took IS NULL) = (answered_at IS NULL)", name="an_answer_took_time"),
        CheckConstraint("started_at <= soon_at AND soon_at <= due_at", name="in_order"),
        CheckConstraint("answered_at IS NULL OR settled_at = answered_at", name="an_answer_settles"),
        CheckConstraint("told BETWEEN 0 AND 3", name="three_hear"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    soon_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    # Seconds of working time from the start to the answer, as working days were then, without pauses.
    took: Mapped[int | None]
    told: Mapped[int] = mapped_column(default=0)

    idea: Mapped[Idea] = relationship(lazy="raise")

    def state(self, now: datetime) -> ClockState:
        """Return how things stand at this moment."""
        if self.answered_at is not None:
            return ClockState.ANSWERED
        if self.settled_at is not None:
            return ClockState.ENDED
        if self.paused_at is not None:
            return ClockState.PAUSED
        if now >= self.due_at:
            return ClockState.OVERDUE
        return ClockState.DUE_SOON if now >= self.soon_at else ClockState.BEFORE_DUE

    @property
    def was_in_time(self) -> bool | None:
        """Return whether the answer came when it was due, None while there is none."""
        return None if self.answered_at is None else self.answered_at <= self.due_at


class Pause(Base):
    """A time in which the clock stood still, because the author was asked something that everybody can read."""

    __tablename__ = "answer_pauses"
    __table_args__ = (
        Index("uq_answer_pauses_open", "clock_id", unique=True, postgresql_where="resumed_at IS NULL"),
        Index("ix_answer_pauses_idea_id_id", "idea_id", "id"),
        CheckConstraint("resumed_at >= paused_at", name="in_order"),
    )

    id: Mapped[PrimaryKey]
    clock_id: Mapped[int] = mapped_column(ForeignKey("answer_clocks.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(QUESTION_MOST))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    paused_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    asked_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    resumed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[resumed_by_id])


class Answer(Base):
    """What the product team says to everybody about an idea. Once published it never changes; more may follow."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("uq_answers_draft", "idea_id", unique=True, postgresql_where="published_at IS NULL"),
        Index("ix_answers_idea_id_id", "idea_id", "id"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_by_somebody"),
        CheckConstraint("reviewed_by_id <> drafted_by_id", name="reviewed_by_another"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    drafted_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    reviewed_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    published_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    drafted_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[drafted_by_id])
    reviewed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[reviewed_by_id])
    published_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[published_by_id])

    @property
    def path(self) -> str:
        """Return the address at which a published answer is read."""
        return f"/ideas/{self.idea_id}#answer-{self.id}"


def quarter(hours: int) -> timedelta:
    """Return how long before it is due an answer is due soon, of a target in hours."""
    return timedelta(hours=hours) / SOON
