"""The effect that an experiment must bring, as it was worded, and how sure its team wants to be."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.experiments.refusals import PromiseOfNothing, PromiseOutOfReach
from domain.experiments.totals import FIGURE_MOST, require_figure

CHANGE_LEAST, CHANGE_MOST = -0.95, 10.0  # shares of what is there: nearly all lost, eleven times as much
TINIEST = 1e-6  # of a change; less can't be told from nothing with all people on earth


@dataclass(frozen=True, slots=True)
class Relative:
    """The variant is to change a share or mean of the control by `change` of it: 0.2 is +20 %, −0.1 a tenth less."""

    change: float

    def __post_init__(self) -> None:
        _require_change(self.change)
        if not CHANGE_LEAST <= self.change <= CHANGE_MOST:
            raise PromiseOutOfReach("change")

    @property
    def distance(self) -> float:
        """Return the logarithm of the promised ratio; ratios add up as logarithms."""
        return math.log1p(self.change)


@dataclass(frozen=True, slots=True)
class Absolute:
    """The variant is to differ from the control by `change`: a share (0.02 is two points) or in the metric's unit."""

    change: float

    def __post_init__(self) -> None:
        _require_change(self.change)

    @property
    def distance(self) -> float:
        """Return the promised difference."""
        return self.change


@dataclass(frozen=True, slots=True)
class Threshold:
    """One arm alone: the idea is hopeless at one level, and right if at least (or, if lower, at most) at the other."""

    hopeless: float
    right: float

    def __post_init__(self) -> None:
        require_figure("hopeless", self.hopeless, -FIGURE_MOST, FIGURE_MOST)
        require_figure("right", self.right, -FIGURE_MOST, FIGURE_MOST)
        _require_change(self.right - self.hopeless)

    @property
    def distance(self) -> float:
        """Return the difference between the two levels."""
        return self.right - self.hopeless

    def require_shares(self) -> None:
        """Refuse levels that a share of units can't have, or that a single unit would decide."""
        for field, level in (("hopeless", self.hopeless), ("right", self.right)):
            require_figure(field, level, TINIEST, 1 - TINIEST)


Promise = Relative | Absolute | Threshold


class Risk(StrEnum):
    """How often a verdict may be wrong: as odds at which to scale, and against which to stop."""

    BALANCED = "balanced"
    CAREFUL = "careful"
    HIGH_STAKES = "high_stakes"

    @property
    def scale_at(self) -> int:
        """Return how many times better the promise must fit; ideas that do nothing get there 1 in so many."""
        return 100 if self is Risk.HIGH_STAKES else 20

    @property
    def stop_at(self) -> int:
        """Return how many times better no effect must fit; ideas that keep their promise get there 1 in so many."""
        return 5 if self is Risk.BALANCED else 10


def _require_change(change: float) -> None:
    require_figure("change", change, -2 * FIGURE_MOST, 2 * FIGURE_MOST)
    if abs(change) < TINIEST:
        raise PromiseOfNothing("change")
