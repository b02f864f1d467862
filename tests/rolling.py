"""Experiments that were scaled, for tests: planned with a KPI, run and concluded through the use cases."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain import experiments, metrics, rollouts
from domain.experiments import Advice, ConclusionKind, Experiment
from domain.ideas import Idea
from domain.members import Member
from domain.metrics import Metric
from domain.rollouts import Reach
from tests.conftest import HeldClock
from tests.experimenting import advised, concluded, running
from tests.people import People


async def scaled(
    people: People,
    clock: HeldClock,
    *,
    by: Member,
    second: Member,
    on: Idea | None = None,
    kpi: Metric | None = None,
    kind: ConclusionKind = ConclusionKind.SCALED,
) -> Experiment:
    """Return an experiment that started twelve weeks ago and was concluded just now, a day after its verdict."""
    made = await running(people, by=by, second=second, on=on, metric_id=kpi.id if kpi else None)
    clock.forward(weeks=12)
    await people.does(experiments.end_time_boxes)
    clock.forward(days=1)
    await advised(people, made, Advice.SCALE if kind is ConclusionKind.SCALED else Advice.STOP, by=by)
    await concluded(people, made, kind, by=by)
    return await people.reads(experiments.visible, by, made.id)


async def read(people: People, metric: Metric, first: date, *values: float, by: Member) -> None:
    """Enter a reading of each week from a day on."""
    for week, value in enumerate(values):
        day = first + timedelta(weeks=week)
        await people.does(metrics.enter, by, metric.id, day=day, value=Decimal(str(value)))


async def reach(people: People, reader: Any, experiment: Experiment) -> Reach:
    """Return how far a scaled experiment has come, as somebody reads it."""
    seen = await people.reads(experiments.visible, reader, experiment.id)
    found = await people.reads(rollouts.reach, reader, seen)
    assert found
    return found


async def step(
    people: People, clock: HeldClock, experiment: Experiment, coverage: int, *, by: Member, says: str = "More stations"
) -> Reach:
    """Let somebody plan a step for today and finish it at once."""
    today = clock.time.date()
    planned = await people.does(rollouts.plan_step, by, experiment.id, says=says, due_on=today, coverage=coverage)
    number = max(each.id for each in planned.planned)
    return await people.does(rollouts.finish_step, by, experiment.id, number, done_on=today, coverage=coverage)
