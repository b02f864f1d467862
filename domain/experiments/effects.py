"""How large the effect is: as seen, cautiously, and in an interval that holds at any time, however often one looks."""

import math
from dataclasses import dataclass

from domain.experiments import odds
from domain.experiments.promises import CHANGE_LEAST, CHANGE_MOST, Absolute, Promise, Relative, Threshold
from domain.experiments.refusals import NoRatio, NoSpread, OtherArms
from domain.experiments.totals import Counted, Measured, Totals

ALPHA = 0.05  # an interval misses the truth, ever, in one of twenty experiments


@dataclass(frozen=True, slots=True)
class Seen:
    """An effect and its variance, on the scale where evidence adds up: log ratio, difference, or level of one arm."""

    effect: float
    variance: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect worded as its promise: a relative change, a difference, or the level of one arm.

    `raw` is as seen, too large on average when a test was stopped for it; `cautious` is drawn towards no effect by a
    normal prior as wide as the promise; `low` to `high` holds the truth at all times in 19 of 20 experiments.
    All are cut to what can be: relative changes to −95 % to +1000 %, shares to 0 to 1.
    """

    raw: float
    cautious: float
    low: float
    high: float


def estimate(promise: Promise, arms: tuple[Totals, ...], planned_units: float) -> Estimate:
    """Return what the totals say of the effect; the interval is tightest when `planned_units`, over these arms, are in.

    Refuses what says nothing yet, by NoSpread and NoRatio.
    """
    found = seen(promise, *arms)
    if found.variance <= 0:
        raise NoSpread("deviation")
    origin = promise.hopeless if isinstance(promise, Threshold) else 0.0
    weight = promise.distance**2 / (promise.distance**2 + found.variance)
    cautious = origin + weight * (found.effect - origin)
    half = half_width(math.sqrt(found.variance), sum(arm.units for arm in arms), planned_units)
    bounds = (found.effect, cautious, found.effect - half, found.effect + half)
    return Estimate(*(_worded(promise, arms, value) for value in bounds))


def seen(promise: Promise, *arms: Totals) -> Seen:
    """Return the effect of a variant against its control, or the level of one arm, each arm with its own variance."""
    match promise, arms:
        case Relative(), (Counted() as control, Counted() as variant):
            ratio = odds.share(variant) / odds.share(control)
            return Seen(math.log(ratio), _log_share_variance(control) + _log_share_variance(variant))
        case Absolute(), (Counted() as control, Counted() as variant):
            apart = odds.share(variant) - odds.share(control)
            return Seen(apart, odds.share_variance(control) + odds.share_variance(variant))
        case Relative(), (Measured() as control, Measured() as variant):
            if control.mean <= 0 or variant.mean <= 0:
                raise NoRatio("mean")
            logarithm = math.log(variant.mean) - math.log(control.mean)
            return Seen(logarithm, odds.ratio_variance(control) + odds.ratio_variance(variant))
        case Absolute(), (Measured() as control, Measured() as variant):
            return Seen(variant.mean - control.mean, odds.mean_variance(control) + odds.mean_variance(variant))
        case Threshold(), (Counted() as arm,):
            return Seen(odds.share(arm), odds.share_variance(arm))
        case Threshold(), (Measured() as arm,):
            return Seen(arm.mean, odds.mean_variance(arm))
    raise OtherArms("arms")


def half_width(error: float, units: float, planned_units: float, alpha: float = ALPHA) -> float:
    """Return how far an interval reaches to each side that misses the truth, ever, in `alpha` of all experiments.

    `error` is the standard error now, `units` are counted over all arms; the interval is tightest at `planned_units`.
    Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy, A. Ramdas, Time-uniform central limit theory, 2021.
    """
    spread = -2 * math.log(alpha)
    ratio = (spread + math.log(spread + 1)) / planned_units
    growth = units * ratio + 1
    return error * math.sqrt(2 * growth / (units * ratio) * math.log(math.sqrt(growth) / alpha))


def _log_share_variance(arm: Counted) -> float:
    return (arm.others + 0.5) / (arm.conversions + 0.5) / arm.units


def _worded(promise: Promise, arms: tuple[Totals, ...], value: float) -> float:
    if isinstance(promise, Relative):
        return math.expm1(min(max(value, math.log1p(CHANGE_LEAST)), math.log1p(CHANGE_MOST)))
    if isinstance(arms[0], Counted):
        return min(max(value, -1.0 if isinstance(promise, Absolute) else 0.0), 1.0)
    return value
