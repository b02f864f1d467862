"""What was counted in one arm, up to one moment: conversions among units, or the mean of a value per unit."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from domain.experiments.refusals import EmptyArm, MoreThanUnits, NotACount, NotAFigure, OtherArms, TotalsFell

UNITS_MOST = 10**10  # more than there are people
FIGURE_MOST = 1e12


@dataclass(frozen=True, slots=True)
class Counted:
    """A share: how many of `units`, 1 to 10¹⁰, each counted once, have done it; `conversions`, 0 to `units`."""

    units: int
    conversions: int

    def __post_init__(self) -> None:
        require_count("units", self.units)
        require_count("conversions", self.conversions)
        if not self.units:
            raise EmptyArm("units")
        if self.conversions > self.units:
            raise MoreThanUnits("conversions")

    @property
    def others(self) -> int:
        """Return how many units have not done it."""
        return self.units - self.conversions


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over `units`, 1 to 10¹⁰: `mean`, ±10¹², and `deviation`, the sample's, 0 to 10¹², in the metric's unit."""

    units: int
    mean: float
    deviation: float

    def __post_init__(self) -> None:
        require_count("units", self.units)
        if not self.units:
            raise EmptyArm("units")
        require_figure("mean", self.mean, -FIGURE_MOST, FIGURE_MOST)
        require_figure("deviation", self.deviation, 0, FIGURE_MOST)

    @property
    def squares(self) -> float:
        """Return the sum of squared distances from the mean."""
        return self.deviation**2 * (self.units - 1)


Totals = Counted | Measured


def scored(promoters: int, passives: int, detractors: int) -> Measured:
    """Return a net promoter score as the mean, −100 to 100 points, of +100, 0 and −100 points per answer."""
    for field, count in (("promoters", promoters), ("passives", passives), ("detractors", detractors)):
        require_count(field, count)
    answers = promoters + passives + detractors
    if not answers:
        raise EmptyArm("promoters")
    score = (promoters - detractors) / answers
    spread = max((promoters + detractors) / answers - score**2, 0.0) * answers / max(answers - 1, 1)
    return Measured(answers, 100 * score, 100 * math.sqrt(spread))


def together(parts: Iterable[Totals]) -> Totals:
    """Return the totals of several parts of one arm, which share no unit."""
    return reduce(_sum, parts)


def less(all_of_it: Totals, part: Totals) -> Totals:
    """Return the totals without a part of them, such as the first days; refuses a part that is larger than all."""
    match all_of_it, part:
        case Counted(), Counted():
            units, conversions = all_of_it.units - part.units, all_of_it.conversions - part.conversions
            if units < 0 or conversions < 0:
                raise TotalsFell("units" if units < 0 else "conversions")
            return Counted(units, conversions)
        case Measured(), Measured():
            units = all_of_it.units - part.units
            if units < 0:
                raise TotalsFell("units")
            if not units:
                raise EmptyArm("units")
            mean = (all_of_it.units * all_of_it.mean - part.units * part.mean) / units
            between = (part.mean - mean) ** 2 * part.units * units / all_of_it.units
            squares = all_of_it.squares - part.squares - between
            return Measured(units, mean, math.sqrt(max(squares, 0.0) / max(units - 1, 1)))
    raise OtherArms("arms")


def _sum(one: Totals, other: Totals) -> Totals:
    match one, other:
        case Counted(), Counted():
            return Counted(one.units + other.units, one.conversions + other.conversions)
        case Measured(), Measured():
            units = one.units + other.units
            mean = (one.units * one.mean + other.units * other.mean) / units
            between = (one.mean - other.mean) ** 2 * one.units * other.units / units
            squares = one.squares + other.squares + between
            return Measured(units, mean, math.sqrt(squares / (units - 1)))
    raise OtherArms("arms")


def require_count(field: str, value: int) -> None:
    """Refuse what isn't a whole number from 0 to 10¹⁰."""
    if type(value) is not int or not 0 <= value <= UNITS_MOST:
        raise NotACount(field, most=UNITS_MOST)


def require_figure(field: str, value: float, least: float, most: float) -> None:
    """Refuse what isn't a number within its bounds; not a number and infinite are in none."""
    if not least <= value <= most:
        raise NotAFigure(field, least=least, most=most)
