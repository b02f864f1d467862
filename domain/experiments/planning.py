"""How many units and weeks a promise takes, when one will most likely know, and what can be found out in given weeks.

Units are those of an ordinary test that is read once, at its end, wrong in 5 % if nothing changes (on both sides; on
one for an arm alone) and in 20 % if the promise is kept: J. Fleiss, Statistical Methods for Rates and Proportions.
When one will know is the median of a Brownian motion's first passage (E. Schrödinger 1915, Phys. Z. 16, p. 289).
"""

import math
from dataclasses import dataclass, replace
from statistics import NormalDist

from domain.experiments.promises import (
    CHANGE_LEAST,
    CHANGE_MOST,
    TINIEST,
    Promise,
    Relative,
    Risk,
    Threshold,
)
from domain.experiments.refusals import NoRatio, NothingToFind, OtherArms, PlanTooLong, PromiseOutOfReach
from domain.experiments.sample_ratio import require_split
from domain.experiments.totals import FIGURE_MOST, UNITS_MOST, require_figure

WEEKS_MOST = 104
TIME_BOX = 1.5  # times the planned units: 80 % of promises that are kept are then known to be
EXACT_MOST = 5_000  # units of one arm; above, the normal approximation is as good
EVEN = (0.5, 0.5)
ALONE = (1.0,)
_NORMAL = NormalDist()
_POWER = _NORMAL.inv_cdf(0.8)


@dataclass(frozen=True, slots=True)
class ExpectedShare:
    """What the control is believed to do: a share of units, above 0 and below 1."""

    share: float

    def __post_init__(self) -> None:
        require_figure("share", self.share, TINIEST, 1 - TINIEST)


@dataclass(frozen=True, slots=True)
class ExpectedMean:
    """What the control is believed to bring: a mean per unit and how far units lie apart, in the metric's unit."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        require_figure("mean", self.mean, -FIGURE_MOST, FIGURE_MOST)
        require_figure("deviation", self.deviation, TINIEST, FIGURE_MOST)


Expected = ExpectedShare | ExpectedMean


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan takes: units over all arms, whole weeks, weeks after which it ends anyway, and when one will know.

    By `dud_known_weeks` half of the ideas that do nothing have been stopped, by `success_known_weeks` half of those
    that keep their promise have been scaled.
    """

    units: int
    weeks: int
    time_box_weeks: int
    dud_known_weeks: int
    success_known_weeks: int


def outlook(
    promise: Promise,
    expected: Expected,
    units_per_week: float,
    *,
    split: tuple[float, ...] = EVEN,
    risk: Risk = Risk.BALANCED,
    least_weeks: int = 1,
) -> Outlook:
    """Return what a promise takes with so many units a week over all arms; refuses plans of more than two years."""
    units = math.ceil(units_needed(promise, expected, split=split))
    _require_traffic(units_per_week)

    def weeks(of_units: float) -> int:
        return max(least_weeks, math.ceil(round(of_units / units_per_week, 6)))

    if units > UNITS_MOST or weeks(units) > WEEKS_MOST:
        raise PlanTooLong("promise", most=WEEKS_MOST)
    time_box = weeks(TIME_BOX * units)
    variants = max(len(split) - 1, 1)
    dud = first_passage(math.log(risk.stop_at), *_growth(promise, expected, split, kept=False))
    success = first_passage(math.log(risk.scale_at * variants), *_growth(promise, expected, split, kept=True))
    return Outlook(units, weeks(units), time_box, min(weeks(dud), time_box), min(weeks(success), time_box))


def smallest_promise(
    like: Promise, expected: Expected, units_per_week: float, weeks: int, *, split: tuple[float, ...] = EVEN
) -> Promise:
    """Return the smallest promise, worded and directed as `like`, that can be tested in so many weeks.

    Refuses when even the largest takes more units than come in.
    """
    _require_traffic(units_per_week)
    require_figure("weeks", weeks, 1, WEEKS_MOST)
    sign, reach = math.copysign(1, like.distance), _reach(like, expected)
    if (
        reach < 2 * TINIEST
        or units_needed(_of_size(like, sign * reach), expected, split=split) > units_per_week * weeks
    ):
        raise NothingToFind("weeks")
    low, high = math.log(TINIEST), math.log(reach)
    for _halving in range(50):
        middle = (low + high) / 2
        enough = units_needed(_of_size(like, sign * math.exp(middle)), expected, split=split) <= units_per_week * weeks
        low, high = (low, middle) if enough else (middle, high)
    return _of_size(like, sign * math.exp(high))


def units_needed(promise: Promise, expected: Expected, *, split: tuple[float, ...] = EVEN) -> float:
    """Return the units over all arms that an ordinary test of the promise takes; `split` is each arm's share."""
    require_split(split)
    if (len(split) == 1) != isinstance(promise, Threshold):
        raise OtherArms("split")
    match promise, expected:
        case Threshold(hopeless, right), ExpectedShare():
            promise.require_shares()
            return share_alone_units(hopeless, right)
        case Threshold(), ExpectedMean(_, deviation):
            return ((_NORMAL.inv_cdf(0.95) + _POWER) * deviation / promise.distance) ** 2
        case _, ExpectedShare(share):
            each = share_units(share, share + _difference(promise, share), variants=len(split) - 1)
        case _, ExpectedMean(mean, deviation):
            each = mean_units(deviation, _difference(promise, mean), variants=len(split) - 1)
    return each * _unevenness(split) / 2


def share_units(control: float, variant: float, *, variants: int = 1) -> float:
    """Return the units for each of two equal arms to tell two shares apart."""
    if not 0 < variant < 1:
        raise PromiseOutOfReach("promise")
    middle = (control + variant) / 2
    chance = _luck(variants) * math.sqrt(2 * middle * (1 - middle))
    power = _POWER * math.sqrt(control * (1 - control) + variant * (1 - variant))
    return ((chance + power) / (variant - control)) ** 2


def mean_units(deviation: float, difference: float, *, variants: int = 1) -> float:
    """Return the units for each of two equal arms to tell two means apart, all in the metric's unit."""
    return 2 * ((_luck(variants) + _POWER) * deviation / difference) ** 2


def share_alone_units(hopeless: float, right: float) -> float:
    """Return the fewest units with which one arm tells two shares apart, exactly; above 5,000 approximately."""
    if right < hopeless:
        return share_alone_units(1 - hopeless, 1 - right)
    roughly = share_alone_units_roughly(hopeless, right)
    if roughly > EXACT_MOST:
        return roughly
    # How likely the critical count or more is at either level, as units are added one by one.
    units, critical, false, power = 0, 0, 1.0, 1.0
    while power < 0.8 or false > 0.05:
        if critical:
            false += hopeless * _chance(units, critical - 1, hopeless)
            power += right * _chance(units, critical - 1, right)
        units += 1
        while false > 0.05:
            false -= _chance(units, critical, hopeless)
            power -= _chance(units, critical, right)
            critical += 1
    return units


def share_alone_units_roughly(hopeless: float, right: float) -> float:
    """Return the units with which one arm tells two shares apart, by the normal approximation."""
    luck = _NORMAL.inv_cdf(0.95) * math.sqrt(hopeless * (1 - hopeless))
    return ((luck + _POWER * math.sqrt(right * (1 - right))) / (right - hopeless)) ** 2


def first_passage(distance: float, drift: float, variance: float) -> float:
    """Return after how many units half of all walks have come `distance` far; drift and variance are for one unit."""
    typical = distance / drift

    def passed(units: float) -> float:
        spread = math.sqrt(variance * units)
        turned = math.exp(min(2 * distance * drift / variance, 700)) * _NORMAL.cdf(-(distance + drift * units) / spread)
        return _NORMAL.cdf((drift * units - distance) / spread) + turned

    low, high = 0.0, 2 * typical
    for _halving in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if passed(middle) < 0.5 else (low, middle)
    return high


def _growth(promise: Promise, expected: Expected, split: tuple[float, ...], *, kept: bool) -> tuple[float, float]:
    """Return by how much one unit, over all arms, moves the evidence towards the truth, and the variance of that."""
    match promise, expected:
        case Threshold(hopeless, right), ExpectedShare():
            each, none = math.log(right / hopeless), math.log1p(-right) - math.log1p(-hopeless)
            level = right if kept else hopeless
            return abs(level * each + (1 - level) * none), level * (1 - level) * (each - none) ** 2
        case Threshold(), ExpectedMean(_, deviation):
            return (growth := (promise.distance / deviation) ** 2) / 2, growth
        case _, ExpectedShare(share):
            level = share + _difference(promise, share) / 2 if kept else share
            spread = (1 - level) / level if isinstance(promise, Relative) else level * (1 - level)
        case _, ExpectedMean(mean, deviation):
            spread = (deviation / mean if isinstance(promise, Relative) else deviation) ** 2
    growth = promise.distance**2 / (spread * _unevenness(split))
    return growth / 2, growth


def _difference(promise: Promise, control: float) -> float:
    """Return what the promise is in the metric's own unit."""
    if isinstance(promise, Relative):
        if control < TINIEST:
            raise NoRatio("mean")
        return control * promise.change
    return promise.distance


def _reach(like: Promise, expected: Expected) -> float:
    """Return the largest change that can be, just short of where shares end."""
    up = like.distance > 0
    share = expected.share if isinstance(expected, ExpectedShare) else None
    if isinstance(like, Relative):
        room = CHANGE_MOST if share is None else (1 - share) / share * (1 - 1e-6)
        return min(room, CHANGE_MOST) if up else -CHANGE_LEAST
    if share is None:
        return FIGURE_MOST
    level = like.hopeless if isinstance(like, Threshold) else share
    return (1 - level if up else level) - TINIEST


def _of_size(like: Promise, change: float) -> Promise:
    return replace(like, right=like.hopeless + change) if isinstance(like, Threshold) else type(like)(change)


def _unevenness(split: tuple[float, ...]) -> float:
    """Return 4 for two even arms: what each unit over all arms brings to the weakest comparison with the control."""
    return 1 / split[0] + 1 / min(split[1:])


def _luck(variants: int) -> float:
    return _NORMAL.inv_cdf(1 - 0.025 / variants)


def _chance(units: int, count: int, level: float) -> float:
    """Return the binomial chance of exactly `count`."""
    if count > units:
        return 0.0
    ways = math.lgamma(units + 1) - math.lgamma(count + 1) - math.lgamma(units - count + 1)
    return math.exp(ways + count * math.log(level) + (units - count) * math.log1p(-level))


def _require_traffic(units_per_week: float) -> None:
    require_figure("units_per_week", units_per_week, 1, UNITS_MOST)
