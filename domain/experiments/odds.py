"""Evidence odds: how many times better the totals fit "it keeps its promise" than "it changes nothing".

This is Wald's sequential probability ratio test (A. Wald 1945, Ann. Math. Stat. 16, p. 117), read at any time: if
nothing changes, the odds ever reach k in at most one of k cases, and if the promise is kept, they ever fall to 1/k in
at most one of k (J. Ville 1939), however often one looks. Exact for a share of one arm; for all others by the normal
limit: (d·L − d²/2) / V for a promised distance d, an effect L as seen, and its variance V. The evidence is a logarithm.
"""

import math

from domain.experiments.promises import Absolute, Promise, Relative, Threshold
from domain.experiments.refusals import NoRatio, NoSpread, OtherArms
from domain.experiments.totals import Counted, Measured, Totals

FEW = 50  # conversions, or units without one, in both arms; below, the likelihood itself is used
BOUND = 700.0  # of a logarithm, so that its exponential is a number
SHOWN_MOST = 1_000_000  # to one; beyond it, the normal limit says nothing any more


def evidence(promise: Promise, *arms: Totals) -> float:
    """Return the logarithm of the odds, −700 to 700, above zero for the promise: of control and variant, or one arm.

    Refuses totals that the promise isn't about, and, by NoSpread and NoRatio, those that can't say anything yet.
    """
    match promise, arms:
        case Relative(change), (Counted() as control, Counted() as variant):
            few = min(control.conversions + variant.conversions, control.others + variant.others) < FEW
            return (of_few_relative_shares if few else of_relative_shares)(control, variant, change)
        case Absolute(change), (Counted() as control, Counted() as variant):
            return of_absolute_shares(control, variant, change)
        case Relative(change), (Measured() as control, Measured() as variant):
            return of_relative_means(control, variant, change)
        case Absolute(change), (Measured() as control, Measured() as variant):
            return of_absolute_means(control, variant, change)
        case Threshold(), (Counted() as arm,):
            return of_share_alone(arm, promise)
        case Threshold(), (Measured() as arm,):
            return of_mean_alone(arm, promise)
    raise OtherArms("arms")


def to_one(evidence: float) -> float:
    """Return the odds to one that a logarithm stands for, a millionth to a million."""
    return min(max(math.exp(evidence), 1 / SHOWN_MOST), SHOWN_MOST)


def of_relative_shares(control: Counted, variant: Counted, change: float) -> float:
    """Return the evidence for a share that is (1 + change) times the control's: by the logarithm of the ratio.

    Half a conversion is added to each arm; the variance is that of two equal shares.
    """
    seen = math.log(share(variant) / share(control))
    conversions, others = control.conversions + variant.conversions, control.others + variant.others
    variance = (others + 1) / (conversions + 1) * (1 / control.units + 1 / variant.units)
    return _normal(math.log1p(change), seen, variance)


def of_few_relative_shares(control: Counted, variant: Counted, change: float) -> float:
    """Return the evidence for a share that is (1 + change) times the control's, when little has been counted.

    It is the greatest log-likelihood with the promised ratio, less the greatest with equal shares.
    """
    ratio, units = 1 + change, control.units + variant.units
    conversions = control.conversions + variant.conversions
    # The promised ratio fits best where the likelihood's derivative is zero: the smaller root of a quadratic.
    linear = conversions * (1 + ratio) + control.others + ratio * variant.others
    root = math.sqrt(max(linear**2 - 4 * ratio * units * conversions, 0.0))
    fitting = 2 * conversions / (linear + root)
    equal = conversions / units
    return _bounded(
        _likelihood(control, fitting)
        + _likelihood(variant, ratio * fitting)
        - _likelihood(control, equal)
        - _likelihood(variant, equal)
    )


def of_absolute_shares(control: Counted, variant: Counted, change: float) -> float:
    """Return the evidence for a share that lies `change` above the control's, or below if negative."""
    seen = share(variant) - share(control)
    return _normal(change, seen, share_variance(control) + share_variance(variant))


def of_relative_means(control: Measured, variant: Measured, change: float) -> float:
    """Return the evidence for a mean that is (1 + change) times the control's, both above zero."""
    if control.mean <= 0 or variant.mean <= 0:
        raise NoRatio("mean")
    seen = math.log(variant.mean) - math.log(control.mean)
    return _normal(math.log1p(change), seen, ratio_variance(control) + ratio_variance(variant))


def of_absolute_means(control: Measured, variant: Measured, change: float) -> float:
    """Return the evidence for a mean that lies `change`, in the metric's unit, above the control's."""
    return _normal(change, variant.mean - control.mean, mean_variance(control) + mean_variance(variant))


def of_share_alone(arm: Counted, levels: Threshold) -> float:
    """Return the evidence for one share against another, exactly: each unit adds its own logarithm."""
    levels.require_shares()
    each = math.log(levels.right / levels.hopeless)
    none = math.log1p(-levels.right) - math.log1p(-levels.hopeless)
    return _bounded(arm.conversions * each + arm.others * none)


def of_mean_alone(arm: Measured, levels: Threshold) -> float:
    """Return the evidence for one mean against another."""
    return _normal(levels.distance, arm.mean - levels.hopeless, mean_variance(arm))


def share(arm: Counted) -> float:
    """Return the share that converted, 0 to 1 and neither, with half a conversion more."""
    return (arm.conversions + 0.5) / (arm.units + 1)


def share_variance(arm: Counted) -> float:
    """Return how far from the true one a share may lie, as variance."""
    return (arm.conversions + 0.5) * (arm.others + 0.5) / (arm.units + 1) ** 2 / arm.units


def mean_variance(arm: Measured) -> float:
    """Return how far from the true one a mean may lie, as variance, in the metric's unit squared."""
    return arm.deviation**2 / arm.units


def ratio_variance(arm: Measured) -> float:
    """Return the variance of the logarithm of a mean above zero."""
    spread = arm.deviation / arm.mean
    return spread * spread / arm.units  # a power would overflow where a product becomes infinite


def _normal(promised: float, seen: float, variance: float) -> float:
    if variance <= 0:
        raise NoSpread("deviation")
    return _bounded((promised * seen - promised**2 / 2) / variance)


def _likelihood(arm: Counted, level: float) -> float:
    """Return the log-likelihood of a share; what hasn't occurred adds nothing, even at a level of 0 or 1."""
    done = arm.conversions * math.log(level) if arm.conversions else 0.0
    return done + (arm.others * math.log1p(-min(level, 1 - 1e-16)) if arm.others else 0.0)


def _bounded(logarithm: float) -> float:
    return min(max(logarithm, -BOUND), BOUND)
