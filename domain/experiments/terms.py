"""What a verdict rests on: what of the plan was fixed before the start, and the totals at one moment."""

import math
from dataclasses import dataclass

from domain.experiments.promises import Promise, Risk, Threshold
from domain.experiments.refusals import OtherArms
from domain.experiments.sample_ratio import require_split
from domain.experiments.totals import UNITS_MOST, Totals, require_figure

DAYS_MOST = 3 * 366
COMPARISONS_MOST = 20  # variants, and guardrails


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a plan the verdict rests on.

    `planned_units` is over all arms; `split` is each arm's share of them, the control first, a single 1.0 for one arm;
    a guardrail is the margin of harm, worded as a promise. Days are those since the start.
    """

    promise: Promise
    planned_units: int
    time_box_days: float
    split: tuple[float, ...] = (0.5, 0.5)
    risk: Risk = Risk.BALANCED
    least_days: float = 7
    guardrails: tuple[Promise, ...] = ()

    def __post_init__(self) -> None:
        require_figure("planned_units", self.planned_units, 1, UNITS_MOST)
        require_figure("least_days", self.least_days, 0, DAYS_MOST)
        require_figure("time_box_days", self.time_box_days, self.least_days, DAYS_MOST)
        require_figure("split", len(self.split), 1, COMPARISONS_MOST + 1)
        require_figure("guardrails", len(self.guardrails), 0, COMPARISONS_MOST)
        require_split(self.split)
        for promise in (self.promise, *self.guardrails):
            if (len(self.split) == 1) != isinstance(promise, Threshold):
                raise OtherArms("split")

    @property
    def variants(self) -> int:
        """Return how many arms are tried; one that is alone is one."""
        return max(len(self.split) - 1, 1)

    @property
    def scale_from(self) -> float:
        """Return the evidence from which a variant is scaled, so that all variants together err as seldom as one."""
        return math.log(self.risk.scale_at * self.variants)

    @property
    def stop_from(self) -> float:
        """Return the evidence, below zero, from which a variant is stopped."""
        return -math.log(self.risk.stop_at)


@dataclass(frozen=True, slots=True)
class Look:
    """Cumulative totals at one moment: days since the start, the arms, the control first, and each guardrail's."""

    day: float
    arms: tuple[Totals, ...]
    guardrails: tuple[tuple[Totals, ...], ...] = ()

    @property
    def units(self) -> int:
        """Return how many units are in, over all arms."""
        return sum(arm.units for arm in self.arms)
