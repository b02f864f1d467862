"""Experiments and their plans: who tests which idea, what was fixed beforehand, and every step of its life."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.experiments.promises import Risk
from domain.ideas import Idea
from domain.members import Member, Team
from domain.metrics import Metric

TITLE_LEAST, TITLE_MOST = 5, 120
PART_MOST = 300  # of a hypothesis
BECAUSE_LEAST, BECAUSE_MOST = 10, 1000
ARM_MOST, UNIT_MOST = 60, 20
WORDS_MOST = 1000
CRITERIA_MOST, CRITERION_MOST = 5, 300


class Phase(StrEnum):
    """Where an experiment stands in its life; a paused one stands beside running."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    RUNNING = "running"
    PAUSED = "paused"
    VERDICT_DUE = "verdict_due"
    CONCLUDED = "concluded"
    ARCHIVED = "archived"


PHASES: dict[Phase, str] = {
    Phase.DRAFT: _("Draft"),
    Phase.PROPOSED: _("Waiting for approval"),
    Phase.APPROVED: _("Approved"),
    Phase.RUNNING: _("Running"),
    Phase.PAUSED: _("Paused"),
    Phase.VERDICT_DUE: _("Verdict due"),
    Phase.CONCLUDED: _("Concluded"),
    Phase.ARCHIVED: _("Archived"),
}

# From where to where. A plan that is sent back or changed before the start is a draft again.
MOVES: dict[Phase, frozenset[Phase]] = {
    Phase.DRAFT: frozenset({Phase.PROPOSED, Phase.ARCHIVED}),
    Phase.PROPOSED: frozenset({Phase.DRAFT, Phase.APPROVED, Phase.ARCHIVED}),
    Phase.APPROVED: frozenset({Phase.DRAFT, Phase.RUNNING, Phase.ARCHIVED}),
    Phase.RUNNING: frozenset({Phase.PAUSED, Phase.VERDICT_DUE, Phase.CONCLUDED}),
    Phase.PAUSED: frozenset({Phase.RUNNING, Phase.VERDICT_DUE, Phase.CONCLUDED}),
    Phase.VERDICT_DUE: frozenset({Phase.RUNNING, Phase.CONCLUDED}),
    Phase.CONCLUDED: frozenset({Phase.ARCHIVED}),
    Phase.ARCHIVED: frozenset(),
}
UNDER_WAY = frozenset({Phase.RUNNING, Phase.PAUSED, Phase.VERDICT_DUE})
PLANNED = frozenset({Phase.DRAFT, Phase.PROPOSED, Phase.APPROVED})


class MetricKind(StrEnum):
    """What is counted of each unit: whether it did something, a value, or how likely it recommends."""

    SHARE = "share"
    MEAN = "mean"
    SCORE = "score"


class PromiseKind(StrEnum):
    """How the promise is worded; a threshold is for one arm alone."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    THRESHOLD = "threshold"


class Experiment(Base):
    """A test of an idea. What it tests stands in its plans; `plan_number` names the one in force, or being written."""

    __tablename__ = "experiments"
    __table_args__ = (
        Index("ix_experiments_idea_id_id", "idea_id", "id"),
        Index("ix_experiments_phase_id", "phase", "id"),
        Index("ix_experiments_verdict_due_at", "verdict_due_at", postgresql_where="phase = 'verdict_due'"),
        CheckConstraint("approved_by_id <> owner_id", name="approved_by_another"),
        CheckConstraint("(phase = 'verdict_due') = (verdict_due_at IS NOT NULL)", name="a_verdict_has_its_time"),
        CheckConstraint(
            "(started_at IS NULL) = (phase IN ('draft', 'proposed', 'approved')) OR phase = 'archived'",
            name="started_once",
        ),
        CheckConstraint("told BETWEEN 0 AND 2", name="two_hear"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    phase: Mapped[Phase] = mapped_column(words(Phase))
    plan_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    started_at: Mapped[datetime | None]
    verdict_due_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    # How many heard that the verdict is late: its owner, then the sponsor.
    told: Mapped[int] = mapped_column(default=0)

    idea: Mapped[Idea] = relationship(lazy="raise")
    owner: Mapped[Member] = relationship(lazy="raise", foreign_keys=[owner_id])
    approved_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[approved_by_id])
    team: Mapped[Team | None] = relationship(lazy="raise")
    plan: Mapped["Plan"] = relationship(
        lazy="raise",
        primaryjoin=(
            "and_(Experiment.id == foreign(Plan.experiment_id), Experiment.plan_number == foreign(Plan.number))"
        ),
        uselist=False,
        viewonly=True,
    )

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/experiments/{self.id}"

    @property
    def is_public(self) -> bool:
        """Return whether all who may read here know of it: once it has started."""
        return self.started_at is not None

    def move(self, to: Phase, at: datetime) -> None:
        """Change the phase along an allowed move and note when; asking for another is a mistake of ours."""
        if to not in MOVES[self.phase]:
            raise ValueError(f"{self.phase} may not become {to}")
        self.phase, self.moved_at = to, at


class Plan(Base):
    """What an experiment tests, and how: number 1 before the start, more when it was changed while it ran.

    It is locked with a fingerprint when it comes into force; a later one starts the verdict anew, from zero. Shares
    are 0 to 1, a relative change 0.2 is +20 %, means and deviations are in `unit`.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("experiment_id", "number", name="uq_plans_experiment_id_number"),
        CheckConstraint("(in_force_at IS NULL) = (fingerprint IS NULL)", name="locked_when_in_force"),
        CheckConstraint("(promise = 'threshold') = (change IS NULL)", name="changes_or_levels"),
        CheckConstraint(
            "(promise = 'threshold') = (hopeless IS NOT NULL AND right_from IS NOT NULL)", name="levels_or_change"
        ),
        CheckConstraint("cardinality(arms) = cardinality(split)", name="each_arm_has_its_share"),
        CheckConstraint("approved_by_id <> written_by_id", name="approved_by_another"),
    )

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    number: Mapped[int]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    written_at: Mapped[datetime]
    why_changed: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    approved_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    # "We believe that `changing` for `segment` will move `metric`, because `because`."
    changing: Mapped[str] = mapped_column(String(PART_MOST))
    segment: Mapped[str] = mapped_column(String(PART_MOST))
    metric: Mapped[str] = mapped_column(String(PART_MOST))
    because: Mapped[str] = mapped_column(Text)
    # The KPI that shall feel it in the end; it never has a part in the verdict.
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"), index=True)
    kind: Mapped[MetricKind] = mapped_column(words(MetricKind))
    unit: Mapped[str] = mapped_column(String(UNIT_MOST), default="")
    promise: Mapped[PromiseKind] = mapped_column(words(PromiseKind))
    change: Mapped[float | None] = mapped_column(Double)
    hopeless: Mapped[float | None] = mapped_column(Double)
    right_from: Mapped[float | None] = mapped_column(Double)
    level: Mapped[float] = mapped_column(Double)
    deviation: Mapped[float | None] = mapped_column(Double)
    risk: Mapped[Risk] = mapped_column(words(Risk))
    arms: Mapped[list[str]] = mapped_column(ARRAY(String(ARM_MOST)))
    split: Mapped[list[float]] = mapped_column(ARRAY(Double))
    units_per_week: Mapped[int]
    planned_units: Mapped[int]
    least_weeks: Mapped[int] = mapped_column(default=1)
    time_box_weeks: Mapped[int]
    ramp_in_days: Mapped[int] = mapped_column(default=0)
    ripe_after_days: Mapped[int] = mapped_column(default=0)
    # Each: name, kind, promise ("relative" or "absolute"), change (the harm that would end it, signed), unit.
    guardrails: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    budget_days: Mapped[int | None]
    budget_money: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))

    written_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[written_by_id])
    approved_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[approved_by_id])
    kpi: Mapped[Metric | None] = relationship(lazy="raise")
    criteria: Mapped[list["KillCriterion"]] = relationship(
        lazy="raise", order_by="KillCriterion.place", cascade="all, delete-orphan"
    )

    @property
    def is_one_arm(self) -> bool:
        """Return whether nothing is compared but a level that was named beforehand."""
        return len(self.arms) == 1


class KillCriterion(Base):
    """What else would end an experiment, in words, and who watches it."""

    __tablename__ = "kill_criteria"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(CRITERION_MOST))
    watcher_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)

    watcher: Mapped[Member] = relationship(lazy="raise")


class ExperimentMove(Base):
    """One step of an experiment's life: from where, to where, when, by whom and in which words."""

    __tablename__ = "experiment_moves"
    __table_args__ = (Index("ix_experiment_moves_experiment_id_id", "experiment_id", "id"),)

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    from_phase: Mapped[Phase] = mapped_column(words(Phase, "from_phase"))
    to_phase: Mapped[Phase] = mapped_column(words(Phase, "to_phase"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    moved_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(WORDS_MOST), default="")

    actor: Mapped[Member | None] = relationship(lazy="raise")
