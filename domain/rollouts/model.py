"""Bringing to everyone what was scaled, step by step; and whether the business felt it thirty and ninety days later."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.members import Member

STEP_LEAST, STEP_MOST = 3, 200
STEPS_MOST = 100  # of one rollout
SAYS_LEAST, SAYS_MOST = 10, 1000
WHY_LEAST, WHY_MOST = 5, 300
EVERYONE = 100  # percent
AFTER = (30, 90)  # days


class Felt(StrEnum):
    """Whether the business felt it."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


FELT: dict[Felt, str] = {
    Felt.YES: _("Yes, the benefit is there"),
    Felt.NO: _("No, it wasn’t felt"),
    Felt.UNCLEAR: _("Nobody can tell"),
}


class Rollout(Base):
    """Whose it is to bring to everyone what was scaled. Without a row it is the experiment's owner's."""

    __tablename__ = "rollouts"

    experiment_id: Mapped[int] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)

    owner: Mapped[Member] = relationship(lazy="raise")


class RolloutStep(Base):
    """A step: planned for a day, and once done, the day since which `coverage` percent of everyone have it.

    Steps that are done are numbered from 1 on by `place`; the last one says how far it has come. One that goes back
    was never planned and says why.
    """

    __tablename__ = "rollout_steps"
    __table_args__ = (
        Index("ix_rollout_steps_experiment_id_id", "experiment_id", "id"),
        Index("uq_rollout_steps_experiment_id_place", "experiment_id", "place", unique=True),
        CheckConstraint("coverage BETWEEN 0 AND 100", name="of_a_hundred"),
        CheckConstraint(
            "(done_on IS NULL) = (place IS NULL) AND (done_on IS NULL) = (done_at IS NULL) "
            "AND (done_on IS NULL) = (done_by_id IS NULL)",
            name="done_whole",
        ),
        CheckConstraint("NOT goes_back OR done_on IS NOT NULL", name="back_at_once"),
    )

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    says: Mapped[str] = mapped_column(String(STEP_MOST))
    due_on: Mapped[date] = mapped_column(Date)
    coverage: Mapped[int]
    goes_back: Mapped[bool] = mapped_column(default=False)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    planned_at: Mapped[datetime]
    place: Mapped[int | None]
    done_on: Mapped[date | None] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    planned_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[planned_by_id])
    done_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[done_by_id])


class BenefitReminder(Base):
    """How many have heard that a follow-up is due: whose rollout it is, then, once it is late, the sponsor."""

    __tablename__ = "benefit_reminders"
    __table_args__ = (
        CheckConstraint("days IN (30, 90)", name="one_or_three_months"),
        CheckConstraint("told BETWEEN 1 AND 2", name="two_hear"),
    )

    experiment_id: Mapped[int] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told: Mapped[int]


class Benefit(Base):
    """What somebody found so many days after the conclusion: whether the business felt it, and why they say so.

    `coverage` is how many of a hundred had it on the day it came due. A yes counts once a second person has confirmed
    it. One that was taken back stays, with the reason; another may be said then. It never changes the verdict.
    """

    __tablename__ = "benefits"
    __table_args__ = (
        Index("uq_benefits_standing", "experiment_id", "days", unique=True, postgresql_where="withdrawn_at IS NULL"),
        Index("ix_benefits_experiment_id_id", "experiment_id", "id"),
        CheckConstraint("days IN (30, 90)", name="one_or_three_months"),
        CheckConstraint("coverage BETWEEN 0 AND 100", name="of_a_hundred"),
        CheckConstraint("confirmed_by_id <> said_by_id", name="confirmed_by_another"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_whole"),
        CheckConstraint("confirmed_at IS NULL OR felt = 'yes'", name="a_yes_is_confirmed"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_whole"),
    )

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    days: Mapped[int]
    felt: Mapped[Felt] = mapped_column(words(Felt))
    says: Mapped[str] = mapped_column(String(SAYS_MOST))
    coverage: Mapped[int]
    said_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    said_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    confirmed_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    why_withdrawn: Mapped[str] = mapped_column(String(WHY_MOST), default="")

    said_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[said_by_id])
    confirmed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[confirmed_by_id])
    withdrawn_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[withdrawn_by_id])

    @property
    def is_waiting(self) -> bool:
        """Return whether a second person still has to look at it."""
        return self.felt is Felt.YES and self.confirmed_at is None and self.withdrawn_at is None

    @property
    def settles(self) -> bool:
        """Return whether the follow-up is done with it."""
        return self.withdrawn_at is None and not self.is_waiting
