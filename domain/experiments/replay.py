"""What the rules would have said of experiments that are over, look by look: ours, one look at the end, and peeking."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from domain.experiments import effects
from domain.experiments.planning import ExpectedMean, units_needed
from domain.experiments.promises import TINIEST, Absolute, Relative
from domain.experiments.terms import Look, Terms
from domain.experiments.totals import UNITS_MOST, Measured
from domain.experiments.verdicts import Advice, Reason, follow

# Fixed before any result was looked at. All are of the control's mean, upwards.
PROMISES = (Relative(0.01), Relative(0.02), Relative(0.05))
LEAST_DAYS = 7
_TWO_SIDED = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the engine advised on one promise in the end, and when: days since the start, and the share of all units.

    `odds_log10` is the decimal logarithm of the odds then, above zero for the promise; `fell_on` are the days on which
    totals had fallen, `alarm_on` the first day of a wrong split.
    """

    promise: Relative
    advice: Advice
    reason: Reason
    day: float
    used: float
    odds_log10: float | None
    fell_on: tuple[float, ...]
    alarm_on: float | None


@dataclass(frozen=True, slots=True)
class Plain:
    """What a two-sided test at 5 % says at the end, and when it first said anything to whoever looked at each look.

    `at_end` and `first` are 1 for better, −1 for worse, 0 for nothing; `first_used` is the share of all units then.
    """

    at_end: int
    first: int
    first_day: float | None
    first_used: float


def replayed(looks: tuple[Look, ...], promise: Relative) -> Replayed:
    """Return what the engine says of two arms with means, planned from the first look that has a spread."""
    end = looks[-1]
    terms = Terms(promise, _planned(looks, promise), max(end.day, LEAST_DAYS), least_days=LEAST_DAYS)
    verdicts = follow(terms, looks)
    last = verdicts[-1]
    day, units = (last.crossed.day, last.crossed.units) if last.crossed else (end.day, end.units)
    evidence = last.crossed.evidence if last.crossed else last.leading.evidence
    # No look comes after the last one: whatever still runs then is over, undecided.
    advice = Advice.UNDECIDED if last.advice is Advice.CONTINUE else last.advice
    return Replayed(
        promise,
        advice,
        last.reason,
        day,
        units / end.units,
        None if evidence is None else evidence / math.log(10),
        tuple(each.look.day for each in verdicts if Reason.TOTALS_FELL in each.alarms),
        next((each.look.day for each in verdicts if Reason.OTHER_SPLIT in each.alarms), None),
    )


def plain(looks: tuple[Look, ...]) -> Plain:
    """Return what an ordinary test says of the same looks, once at the end, and to whoever peeks."""
    found = [(look, significant(look)) for look in looks]
    first = next(((look, sign) for look, sign in found if sign), None)
    if first is None:
        return Plain(0, 0, None, 1.0)
    return Plain(found[-1][1], first[1], first[0].day, first[0].units / looks[-1].units)


def significant(look: Look) -> int:
    """Return 1 or −1 if the two means differ at 5 % on two sides, better or worse; 0 if they don't."""
    seen = effects.seen(Absolute(1), *look.arms)
    if abs(seen.effect) <= _TWO_SIDED * math.sqrt(seen.variance):
        return 0
    return 1 if seen.effect > 0 else -1


def _planned(looks: tuple[Look, ...], promise: Relative) -> int:
    for look in looks:
        control = look.arms[0]
        if isinstance(control, Measured) and min(control.mean, control.deviation) >= TINIEST:
            return min(math.ceil(units_needed(promise, ExpectedMean(control.mean, control.deviation))), UNITS_MOST)
    return min(looks[-1].units, UNITS_MOST)
