"""Plans as people write them: put into rows and back, what the engine makes of them, and what they still lack.

Shares are 0 to 1, a relative change of 0.2 is +20 %, means, deviations and scores are in the metric's own unit.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.errors import _
from domain.experiments.model import BECAUSE_LEAST, KillCriterion, MetricKind, Plan, PromiseKind
from domain.experiments.planning import EVEN, Expected, ExpectedMean, ExpectedShare, Outlook, outlook
from domain.experiments.promises import Absolute, Promise, Relative, Risk, Threshold
from domain.experiments.refusals import NotAFigure
from domain.experiments.terms import Terms
from domain.experiments.totals import FIGURE_MOST, require_figure

WEEK = 7  # days
SCORE_MOST = 100  # points, either way
PART_LEAST = 3


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A metric that must not get worse, and the harm, relative or absolute and signed, that would end it all."""

    name: str
    kind: MetricKind
    promise: PromiseKind
    change: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What else would end an experiment, in words, and which member watches it."""

    words: str
    watcher_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """What somebody wants to test, and how. Words may be missing while it is a draft; figures have to fit.

    `metric_id` is the KPI that shall feel it. One arm has a threshold, and its `level` is where it is hopeless. Without
    a time-box it gets the usual one.
    """

    changing: str = ""
    segment: str = ""
    metric: str = ""
    because: str = ""
    metric_id: int | None = None
    kind: MetricKind
    unit: str = ""
    promise: PromiseKind
    change: float | None = None
    hopeless: float | None = None
    right_from: float | None = None
    level: float = 0.0
    deviation: float | None = None
    risk: Risk = Risk.BALANCED
    arms: tuple[str, ...]
    split: tuple[float, ...] = EVEN
    units_per_week: int
    least_weeks: int = 1
    time_box_weeks: int | None = None
    ramp_in_days: int = 0
    ripe_after_days: int = 0
    budget_days: int | None = None
    budget_money: Decimal | None = None
    guardrails: tuple[Guardrail, ...] = ()
    criteria: tuple[Criterion, ...] = ()


class ChecklistItem(StrEnum):
    """What a plan needs before it can be proposed."""

    HYPOTHESIS = "hypothesis"
    BECAUSE = "because"
    TIME_BOX = "time_box"


CHECKLIST: dict[ChecklistItem, str] = {
    ChecklistItem.HYPOTHESIS: _("The hypothesis says what changes, for whom, and which metric moves"),
    ChecklistItem.BECAUSE: _("It says why: what you have seen that makes you believe it"),
    ChecklistItem.TIME_BOX: _("The time-box is long enough for the units that the promise takes"),
}
_SINGLE = tuple(name for each in fields(PlanDraft) if (name := each.name) not in ("guardrails", "criteria"))


_FLOATS = ("change", "hopeless", "right_from", "level", "deviation")


def put(plan: Plan, draft: PlanDraft, units: int) -> None:
    """Put a tidied draft into a plan's row, with the units it takes."""
    for name in _SINGLE:
        value = getattr(draft, name)
        # A whole number comes back from the database as a broken one, and the fingerprint must stay.
        value = float(value) if name in _FLOATS and value is not None else value
        setattr(plan, name, list(value) if isinstance(value, tuple) else value)
    plan.planned_units = units
    plan.split = [float(share) for share in draft.split]
    plan.guardrails = [asdict(replace(each, change=float(each.change))) for each in draft.guardrails]
    plan.criteria = [
        KillCriterion(place=place, words=each.words, watcher_id=each.watcher_id)
        for place, each in enumerate(draft.criteria)
    ]


def drafted(plan: Plan) -> PlanDraft:
    """Return what a plan's row says; its criteria must have been loaded."""
    values = {name: getattr(plan, name) for name in _SINGLE}
    values |= {"arms": tuple(plan.arms), "split": tuple(plan.split)}
    criteria = tuple(Criterion(each.words, each.watcher_id) for each in plan.criteria)
    return PlanDraft(**values, guardrails=guardrails_of(plan), criteria=criteria)


def guardrails_of(plan: Plan) -> tuple[Guardrail, ...]:
    """Return what must not get worse, as the plan's row holds it."""
    return tuple(
        Guardrail(
            each["name"], MetricKind(each["kind"]), PromiseKind(each["promise"]), float(each["change"]), each["unit"]
        )
        for each in plan.guardrails
    )


def promise_of(plan: Plan | PlanDraft) -> Promise:
    """Return the promise as the engine reads it. Raises Impossible for one that is missing or can't be."""
    return _promise(plan.promise, plan.change, plan.hopeless, plan.right_from)


def harm_of(guardrail: Guardrail) -> Promise:
    """Return the harm that would end the experiment, as the engine reads it. Raises Impossible."""
    return _promise(guardrail.promise, guardrail.change)


def expected_of(plan: Plan | PlanDraft) -> Expected:
    """Return what the control is believed to do, or an arm that is alone. Raises Impossible."""
    level = plan.level if plan.hopeless is None else plan.hopeless
    if plan.kind is MetricKind.SHARE:
        return ExpectedShare(level)
    most = SCORE_MOST if plan.kind is MetricKind.SCORE else FIGURE_MOST
    deviation = _known("deviation", plan.deviation)
    require_figure("level", level, -most, most)
    require_figure("deviation", deviation, 0, most)
    return ExpectedMean(level, deviation)


def outlook_of(draft: PlanDraft) -> Outlook:
    """Return what a plan takes, and when one will most likely know. Raises Impossible."""
    return outlook(
        promise_of(draft),
        expected_of(draft),
        draft.units_per_week,
        split=draft.split,
        risk=draft.risk,
        least_weeks=draft.least_weeks,
    )


def terms_of(plan: Plan) -> Terms:
    """Return what of a plan the verdict rests on."""
    return Terms(
        promise_of(plan),
        plan.planned_units,
        float(plan.time_box_weeks * WEEK),
        tuple(plan.split),
        plan.risk,
        float(plan.least_weeks * WEEK),
        tuple(harm_of(each) for each in guardrails_of(plan)),
    )


def plan_fingerprint(plan: Plan) -> str:
    """Return what tells one plan from another: a SHA-256 of all it says; its criteria must have been loaded."""
    said = {name: getattr(plan, name) for name in _SINGLE}
    if plan.metric_id is None:  # plans that were fixed before there were such links keep their fingerprint
        del said["metric_id"]
    said |= {"experiment": plan.experiment_id, "number": plan.number, "planned_units": plan.planned_units}
    said |= {"guardrails": plan.guardrails, "criteria": [[each.words, each.watcher_id] for each in plan.criteria]}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def lock(plan: Plan, at: datetime) -> None:
    """Let a plan be in force from now on, with the fingerprint that shows whether it was touched since."""
    plan.in_force_at, plan.fingerprint = at, plan_fingerprint(plan)


def time_box_end(plan: Plan) -> datetime:
    """Return when a plan in force ends anyway."""
    if plan.in_force_at is None:
        raise ValueError("A plan has an end once it is in force.")
    return plan.in_force_at + timedelta(weeks=plan.time_box_weeks)


def checklist(plan: Plan | PlanDraft, units: int | None = None) -> dict[ChecklistItem, bool]:
    """Return what a plan has of all it needs before it can be proposed; `units` are those a draft takes."""
    planned = plan.planned_units if isinstance(plan, Plan) else units or 0
    days = (plan.time_box_weeks or 0) * WEEK - plan.ramp_in_days - plan.ripe_after_days
    return {
        ChecklistItem.HYPOTHESIS: min(map(len, (plan.changing, plan.segment, plan.metric))) >= PART_LEAST,
        ChecklistItem.BECAUSE: len(plan.because) >= BECAUSE_LEAST,
        ChecklistItem.TIME_BOX: days * plan.units_per_week >= planned * WEEK,
    }


def _promise(
    kind: PromiseKind, change: float | None, hopeless: float | None = None, right: float | None = None
) -> Promise:
    if kind is PromiseKind.THRESHOLD:
        return Threshold(_known("hopeless", hopeless), _known("right_from", right))
    return (Relative if kind is PromiseKind.RELATIVE else Absolute)(_known("change", change))


def _known(field: str, value: float | None) -> float:
    if value is None:
        raise NotAFigure(field, least=-FIGURE_MOST, most=FIGURE_MOST)
    return value
