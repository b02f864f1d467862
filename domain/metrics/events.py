"""Facts about metrics."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class MetricAdded(Fact):
    """Somebody wants something measured from now on."""

    metric_id: int
    actor_id: int


@dataclass(frozen=True)
class MetricRevised(Fact):
    """A metric says something else in the fields named, or has another owner."""

    metric_id: int
    actor_id: int
    fields: list[str]


@dataclass(frozen=True)
class MetricRetired(Fact):
    """A metric takes in no more readings; what was read stays."""

    metric_id: int
    actor_id: int


@dataclass(frozen=True)
class MetricBroughtBack(Fact):
    """A retired metric takes in readings again."""

    metric_id: int
    actor_id: int


@dataclass(frozen=True)
class ReadingMade(Fact):
    """Somebody entered a metric's figure of a day."""

    metric_id: int
    reading_id: int
    actor_id: int


@dataclass(frozen=True)
class ReadingsMade(Fact):
    """Somebody entered so many figures of a metric from a list."""

    metric_id: int
    actor_id: int
    count: int


@dataclass(frozen=True)
class ReadingCorrected(Fact):
    """A metric's figure of a day is another one, or none, for a reason that stands beside it."""

    metric_id: int
    reading_id: int
    actor_id: int
