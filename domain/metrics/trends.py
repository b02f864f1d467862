"""How a metric moved: against the reading before, and against what it was a quarter of a year ago."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from domain.metrics.model import Metric, Reading

LOOK_BACK = timedelta(days=90)
POINTS = 60


@dataclass(frozen=True)
class Change:
    """By how much a metric moved, in its own unit, since which reading; `direction` is 1 for the better, −1, or 0."""

    since: Reading
    by: Decimal
    direction: int


@dataclass(frozen=True)
class Trend:
    """The latest 60 readings that count, oldest first; `long_ago` is the last one of 90 days before or more."""

    points: tuple[Reading, ...]
    long_ago: Reading | None

    @property
    def latest(self) -> Reading | None:
        """Return the last reading, None as long as there is none."""
        return self.points[-1] if self.points else None

    def step(self, metric: Metric) -> Change | None:
        """Return the change since the reading before."""
        return self._change(metric, self.points[-2]) if len(self.points) > 1 else None

    def quarter(self, metric: Metric) -> Change | None:
        """Return the change since the last reading of 90 days before or more."""
        return self._change(metric, self.long_ago) if self.long_ago else None

    def _change(self, metric: Metric, since: Reading) -> Change:
        by = (self.points[-1].value or Decimal(0)) - (since.value or Decimal(0))
        return Change(since, by, metric.direction(by))
