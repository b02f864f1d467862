"""A KPI before anybody had what was scaled, and after: observed without a control, so nothing follows by itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, metrics
from domain.members import Actor
from domain.metrics import Metric, Reading
from domain.rollouts.reach import Reach


@dataclass(frozen=True)
class Comparison:
    """A KPI's readings of as many days before the start of an experiment, and since it was scaled; no verdict.

    What lies between is left out, as some had it then and others hadn't.
    """

    metric: Metric
    days: int
    started_on: date
    scaled_on: date
    before: tuple[Reading, ...]
    after: tuple[Reading, ...]

    @property
    def can_be_compared(self) -> bool:
        """Return whether there is a reading on both sides."""
        return bool(self.before and self.after)

    @property
    def mean_before(self) -> Decimal | None:
        """Return the mean of what was read before."""
        return _mean(self.before)

    @property
    def mean_after(self) -> Decimal | None:
        """Return the mean of what was read since."""
        return _mean(self.after)

    @property
    def change(self) -> Decimal | None:
        """Return by how much the mean is higher since, in the metric's unit."""
        before, after = self.mean_before, self.mean_after
        return None if before is None or after is None else after - before

    @property
    def direction(self) -> int:
        """Return 1 where that is for the better, −1 for the worse, 0 for neither."""
        return self.metric.direction(self.change) if self.change is not None else 0


async def compared(session: AsyncSession, actor: Actor, reach: Reach, days: int) -> Comparison | None:
    """Return the KPI that the plan named, before and after, for who may read metrics; None without a KPI."""
    experiment = reach.experiment
    number = experiment.plan.metric_id
    metric = (await metrics.by_ids(session, actor, [number])).get(number) if number is not None else None
    if metric is None or experiment.started_at is None:
        return None
    zone = (await community.current(session)).zone_info
    started, span, day = experiment.started_at.astimezone(zone).date(), timedelta(days=days), timedelta(days=1)
    before = await metrics.readings_between(session, metric, started - span, started - day)
    after = await metrics.readings_between(session, metric, reach.scaled_on + day, reach.scaled_on + span)
    return Comparison(metric, days, started, reach.scaled_on, tuple(before), tuple(after))


def _mean(readings: tuple[Reading, ...]) -> Decimal | None:
    values = [each.value for each in readings if each.value is not None]
    return sum(values, Decimal(0)) / len(values) if values else None
