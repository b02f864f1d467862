"""Plans of experiments over GraphQL: what they say, what they take, and how they are handed in."""

from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.experiment_enums import ChecklistItem, MetricKind, PromiseKind, Risk
from api.members import Member
from domain import experiments
from domain.experiments import Criterion, Guardrail, Plan, PlanDraft

ARMS_MOST, GUARDRAILS_MOST, CRITERIA_MOST = 21, 20, 5
_AS_KEPT = (
    *("number", "changing", "segment", "metric", "because", "kind", "unit", "promise", "change", "hopeless"),
    *("right_from", "level", "deviation", "risk", "units_per_week", "planned_units", "least_weeks", "time_box_weeks"),
    *("ramp_in_days", "ripe_after_days", "written_at", "why_changed", "approved_at", "in_force_at"),
)


@strawberry.type(description="One arm of an experiment, and its share of the units.")
class PlanArm:
    """One arm of an experiment."""

    name: str = strawberry.field(description="What it is called; the first is the control.")
    share: float = strawberry.field(description="Its share of all units, 0 to 1.")


@strawberry.type(description="A metric that must not get worse.")
class PlanGuardrail:
    """A metric that must not get worse."""

    name: str = strawberry.field(description="The metric.")
    kind: MetricKind = strawberry.field(description="What is counted.")
    promise: PromiseKind = strawberry.field(description="How the harm is worded, relative or absolute.")
    change: float = strawberry.field(description="The harm that would end the experiment, with its sign.")
    unit: str = strawberry.field(description="The metric's unit; may be empty.")


@strawberry.type(description="What else would end an experiment, in words, and who watches it.")
class PlanCriterion:
    """What else would end an experiment."""

    words: str = strawberry.field(description="What would end it.")
    watcher: Member = strawberry.field(description="Who watches it.")


@strawberry.type(description="One item of a plan's checklist.")
class ChecklistEntry:
    """One item of a plan's checklist."""

    item: ChecklistItem = strawberry.field(description="What it is about.")
    done: bool = strawberry.field(description="Whether the plan has it.")


@strawberry.type(description="What an experiment tests, and how; fixed once it is in force.")
class ExperimentPlan:
    """What an experiment tests, and how."""

    number: int = strawberry.field(description="Its version; each one in force counts from zero.")
    hypothesis: str = strawberry.field(description="What is believed, in one sentence.")
    changing: str = strawberry.field(description="What changes.")
    segment: str = strawberry.field(description="For whom.")
    metric: str = strawberry.field(description="Which metric is to move.")
    because: str = strawberry.field(description="Why that is believed.")
    kind: MetricKind = strawberry.field(description="What is counted of each unit.")
    unit: str = strawberry.field(description="The metric's unit; may be empty.")
    promise: PromiseKind = strawberry.field(description="How the promise is worded.")
    change: float | None = strawberry.field(description="The promised change; null for a threshold.")
    hopeless: float | None = strawberry.field(description="The level at which one arm alone is hopeless.")
    right_from: float | None = strawberry.field(description="The level from which one arm alone is right.")
    level: float = strawberry.field(description="What the control was believed to do.")
    deviation: float | None = strawberry.field(description="How far units were believed to lie apart.")
    risk: Risk = strawberry.field(description="How often the verdict may be wrong.")
    arms: list[PlanArm] = strawberry.field(description="The arms, the control first.", metadata={"at_most": ARMS_MOST})
    guardrails: list[PlanGuardrail] = strawberry.field(
        description="What must not get worse.", metadata={"at_most": GUARDRAILS_MOST}
    )
    units_per_week: float = strawberry.field(description="Units that come in each week, over all arms.")
    planned_units: float = strawberry.field(description="Units that an ordinary test would take, over all arms.")
    least_weeks: int = strawberry.field(description="Weeks it runs at least.")
    time_box_weeks: int = strawberry.field(description="Weeks after which it ends anyway.")
    ramp_in_days: int = strawberry.field(description="First days that are left out.")
    ripe_after_days: int = strawberry.field(description="Days until a unit's outcome is known.")
    written_by: Member = strawberry.field(description="Who wrote it.")
    written_at: datetime = strawberry.field(description="When.")
    why_changed: str = strawberry.field(description="Why it was changed; empty for the first.")
    approved_by: Member | None = strawberry.field(description="The second person.")
    approved_at: datetime | None = strawberry.field(description="When it was approved.")
    in_force_at: datetime | None = strawberry.field(description="Since when it counts.")
    ends_at: datetime | None = strawberry.field(description="When its time-box is over; null until it is in force.")
    fingerprint: str = strawberry.field(description="SHA-256 of all it says, for `seen` of the mutations.")
    metric_id: ID | None = strawberry.field(description="The KPI that shall feel it in the end; for staff.")
    budget_days: int | None = strawberry.field(description="Days of work it may take; for staff.")
    budget_money: float | None = strawberry.field(description="Money it may cost; for staff.")
    criteria: list[PlanCriterion] = strawberry.field(
        description="What else would end it; for staff, else empty.", metadata={"at_most": CRITERIA_MOST}
    )
    checklist: list[ChecklistEntry] = strawberry.field(
        description="What it has of all it needs to be proposed.", metadata={"at_most": len(ChecklistItem)}
    )

    @classmethod
    def of(cls, row: Plan, info: Info) -> "ExperimentPlan":
        """Return a plan, with its people and criteria loaded, as the schema shows one to whoever asks."""
        inside = experiments.may_read_inside(info.context.viewer)
        money = row.budget_money if inside else None
        return cls(
            **{name: getattr(row, name) for name in _AS_KEPT},
            hypothesis=experiments.hypothesis(row, info.context.gettext),
            arms=[PlanArm(name=name, share=share) for name, share in zip(row.arms, row.split, strict=True)],
            guardrails=[
                PlanGuardrail(name=one.name, kind=one.kind, promise=one.promise, change=one.change, unit=one.unit)
                for one in experiments.guardrails_of(row)
            ],
            written_by=Member.of(row.written_by),
            approved_by=Member.of(row.approved_by) if row.approved_by else None,
            ends_at=experiments.time_box_end(row) if row.in_force_at else None,
            fingerprint=experiments.plan_fingerprint(row),
            metric_id=ID(ids.encode("Metric", row.metric_id)) if inside and row.metric_id else None,
            budget_days=row.budget_days if inside else None,
            budget_money=None if money is None else float(money),
            criteria=[PlanCriterion(words=each.words, watcher=Member.of(each.watcher)) for each in row.criteria]
            if inside
            else [],
            checklist=[ChecklistEntry(item=item, done=done) for item, done in experiments.checklist(row).items()],
        )


@strawberry.input(description="A metric that must not get worse.")
class GuardrailInput:
    """A metric that must not get worse."""

    name: str = strawberry.field(description="The metric.")
    kind: MetricKind = strawberry.field(description="What is counted.")
    promise: PromiseKind = strawberry.field(description="How the harm is worded, relative or absolute.")
    change: float = strawberry.field(description="The harm that would end the experiment, with its sign.")
    unit: str = strawberry.field(default="", description="The metric's unit.")


@strawberry.input(description="What else would end an experiment, in words.")
class CriterionInput:
    """What else would end an experiment."""

    words: str = strawberry.field(description="What would end it, 3 to 300 characters.")
    watcher_id: ID = strawberry.field(description="Who watches it; somebody who works here.")


@strawberry.input(description="What shall be tested, and how; words may be missing until it is proposed.")
class ExperimentPlanInput:
    """What shall be tested, and how."""

    kind: MetricKind = strawberry.field(description="What is counted of each unit.")
    promise: PromiseKind = strawberry.field(description="How the promise is worded; a threshold is for one arm alone.")
    units_per_week: int = strawberry.field(description="Units that come in each week, over all arms.")
    arms: list[str] = strawberry.field(description="What the arms are called, the control first.")
    split: list[float] = strawberry.field(description="Each arm's share of the units; together 1.")
    changing: str = strawberry.field(default="", description="What changes.")
    segment: str = strawberry.field(default="", description="For whom.")
    metric: str = strawberry.field(default="", description="Which metric is to move.")
    because: str = strawberry.field(default="", description="What was seen that makes one believe it.")
    metric_id: ID | None = strawberry.field(default=None, description="The KPI that shall feel it in the end.")
    unit: str = strawberry.field(default="", description="The metric's unit.")
    change: float | None = strawberry.field(default=None, description="The promised change; 0.2 is +20 % if relative.")
    hopeless: float | None = strawberry.field(default=None, description="The level at which one arm is hopeless.")
    right_from: float | None = strawberry.field(default=None, description="The level from which one arm is right.")
    level: float = strawberry.field(default=0.0, description="What the control is believed to do.")
    deviation: float | None = strawberry.field(default=None, description="How far units lie apart; not for shares.")
    risk: Risk = strawberry.field(default=Risk.BALANCED, description="How often the verdict may be wrong.")
    least_weeks: int = strawberry.field(default=1, description="Weeks it runs at least.")
    time_box_weeks: int | None = strawberry.field(
        default=None, description="Weeks after which it ends; the usual ones."
    )
    ramp_in_days: int = strawberry.field(default=0, description="First days that are left out.")
    ripe_after_days: int = strawberry.field(default=0, description="Days until a unit's outcome is known.")
    budget_days: int | None = strawberry.field(default=None, description="Days of work it may take.")
    budget_money: float | None = strawberry.field(default=None, description="Money it may cost.")
    guardrails: list[GuardrailInput] = strawberry.field(default_factory=list, description="What must not get worse.")
    criteria: list[CriterionInput] = strawberry.field(default_factory=list, description="What else would end it.")

    def drafted(self) -> PlanDraft:
        """Return it as the domain takes it."""
        money = self.budget_money
        return PlanDraft(
            changing=self.changing,
            segment=self.segment,
            metric=self.metric,
            because=self.because,
            metric_id=None if self.metric_id is None else ids.decode("Metric", self.metric_id, "metric_id"),
            kind=self.kind,
            unit=self.unit,
            promise=self.promise,
            change=self.change,
            hopeless=self.hopeless,
            right_from=self.right_from,
            level=self.level,
            deviation=self.deviation,
            risk=self.risk,
            arms=tuple(self.arms),
            split=tuple(self.split),
            units_per_week=self.units_per_week,
            least_weeks=self.least_weeks,
            time_box_weeks=self.time_box_weeks,
            ramp_in_days=self.ramp_in_days,
            ripe_after_days=self.ripe_after_days,
            budget_days=self.budget_days,
            budget_money=None if money is None else Decimal(str(money)),
            guardrails=tuple(
                Guardrail(each.name, each.kind, each.promise, each.change, each.unit) for each in self.guardrails
            ),
            criteria=tuple(
                Criterion(each.words, ids.decode("Member", each.watcher_id, "criteria")) for each in self.criteria
            ),
        )
