"""What the totals advise: continue, stop or scale, with the chance of being wrong and all a sentence about it needs.

The rules in their order, the first that fits counts: the data can't be trusted; it is too early; a guardrail is
breached; scale; stop; the time-box is over; continue. It is never too early once the time-box is over: a test that
nobody took part in ends undecided. A verdict is sticky: what was first crossed stands, and later looks are follow-up.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.experiments import effects, odds, sample_ratio
from domain.experiments.effects import Estimate
from domain.experiments.guardrails import BREACHED_AT, Harm, harm
from domain.experiments.promises import Threshold
from domain.experiments.refusals import NoRatio, NoSpread, OtherArms
from domain.experiments.terms import DAYS_MOST, Look, Terms
from domain.experiments.totals import Counted, Totals, require_figure

LEAST_CONVERSIONS = 20  # of both arms; errors don't depend on it, credibility does
LEAST_MEASURED = 30  # units of an arm, before its mean may be taken for normal
Each = TypeVar("Each")


class Advice(StrEnum):
    """What the engine advises; people decide."""

    CONTINUE = "continue"
    SCALE = "scale"
    STOP = "stop"
    UNDECIDED = "undecided"  # the time is over; not to be scaled by default
    INVALID = "invalid"


class Reason(StrEnum):
    """Which rule spoke."""

    OTHER_SPLIT = "other_split"  # the arms weren't filled as planned
    TOTALS_FELL = "totals_fell"
    TOO_SOON = "too_soon"  # before the least run time
    TOO_FEW = "too_few"
    NO_SPREAD = "no_spread"  # all values the same
    NO_RATIO = "no_ratio"  # a relative promise, and a mean that isn't above zero
    GUARDRAIL = "guardrail"
    AS_PROMISED = "as_promised"
    NOT_AS_PROMISED = "not_as_promised"
    HARMFUL = "harmful"  # and the interval lies wholly on the bad side of no effect
    TIME_BOX = "time_box"
    BETWEEN = "between"  # neither is likely enough yet


@dataclass(frozen=True, slots=True)
class Crossing:
    """A verdict when it first fell: for which variant, at which look, on which evidence.

    `fingerprint` is that of terms and totals; of several variants that are all stopped, `variant` is the last.
    """

    advice: Advice
    reason: Reason
    variant: int
    day: float
    units: int
    evidence: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look says of one variant, counted from 1, or of an arm alone.

    `evidence` is a logarithm of odds, None when `lacks` says why nothing can be said yet; `crossed` what fell first.
    """

    variant: int
    evidence: float | None
    estimate: Estimate | None
    harms: tuple[Harm, ...]
    lacks: Reason | None
    crossed: Crossing | None

    @property
    def favours_promise(self) -> bool:
        """Say whether the promise fits at least as well as no effect."""
        return (self.evidence or 0.0) >= 0

    @property
    def times(self) -> float:
        """Return how many times better the one fits than the other, 1 to a million."""
        return odds.to_one(abs(self.evidence or 0.0))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look, and those before it, advise, and why.

    `wrong_at_most` is the chance, 0 to 1, that such an advice is wrong, None when none is given; `leading` the finding
    it rests on; `crossed` what has fallen and stands. `alarms` say what is wrong with the look itself, even after that.
    `units_left` is how many more units it will most likely take, None when it is over.
    """

    look: Look
    advice: Advice
    reason: Reason
    wrong_at_most: float | None
    leading: Finding
    findings: tuple[Finding, ...]
    alarms: tuple[Reason, ...]
    crossed: Crossing | None
    units_left: int | None


def judge(terms: Terms, look: Look, before: Verdict | None = None) -> Verdict:
    """Return the verdict on a look; `before` is the verdict on the look before it. Refuses totals of another plan."""
    _require_arms(terms, look, before)
    alarms = tuple(_alarms(terms, look, before))
    crossed = before.crossed if before else None
    known = [finding.crossed for finding in before.findings] if before else [None] * terms.variants
    trusted = not alarms and crossed is None
    findings = tuple(_finding(terms, look, place, known[place], trusted) for place in range(terms.variants))
    leading = findings[crossed.variant - 1] if crossed else max(findings, key=_precedence)
    if crossed is None and Reason.OTHER_SPLIT in alarms:
        crossed = _crossing(terms, look, Advice.INVALID, Reason.OTHER_SPLIT, leading.variant, leading.evidence or 0.0)
    elif not alarms:
        crossed = crossed or leading.crossed
    if crossed:
        advice, reason = crossed.advice, crossed.reason
    elif alarms:
        advice, reason = Advice.INVALID, alarms[0]
    elif look.day >= terms.time_box_days:
        advice, reason = Advice.UNDECIDED, leading.lacks or Reason.TIME_BOX
    else:
        advice, reason = Advice.CONTINUE, leading.lacks or Reason.BETWEEN
    left = None if crossed or advice is Advice.UNDECIDED else _units_left(terms, look, leading.evidence)
    return Verdict(look, advice, reason, _wrong(terms, reason), leading, findings, alarms, crossed, left)


def follow(terms: Terms, looks: Iterable[Look]) -> list[Verdict]:
    """Return the verdict on each look of an experiment, in the order of time."""
    verdicts: list[Verdict] = []
    for look in looks:
        verdicts.append(judge(terms, look, verdicts[-1] if verdicts else None))
    return verdicts


def fingerprint(terms: Terms, look: Look) -> str:
    """Return what tells whether plan or totals were changed after a verdict fell: a SHA-256 of both, in hexadecimal."""
    return hashlib.sha256(repr((terms, look)).encode()).hexdigest()


def _require_arms(terms: Terms, look: Look, before: Verdict | None) -> None:
    require_figure("day", look.day, before.look.day if before else 0, DAYS_MOST)
    shapes = {len(arms) for arms in (look.arms, *look.guardrails)}
    if len(look.guardrails) != len(terms.guardrails) or shapes != {len(terms.split)}:
        raise OtherArms("arms")


def _alarms(terms: Terms, look: Look, before: Verdict | None) -> Iterable[Reason]:
    if sample_ratio.alarms(tuple(arm.units for arm in look.arms), terms.split):
        yield Reason.OTHER_SPLIT
    if before and any(map(_fell, before.look.arms, look.arms)):
        yield Reason.TOTALS_FELL


def _fell(earlier: Totals, later: Totals) -> bool:
    if isinstance(earlier, Counted) and isinstance(later, Counted) and later.conversions < earlier.conversions:
        return True
    return later.units < earlier.units


def _finding(terms: Terms, look: Look, place: int, known: Crossing | None, trusted: bool) -> Finding:
    arms = _compared(look.arms, place)
    comparisons = len(terms.guardrails) * terms.variants
    harms = tuple(
        harm(margin, _compared(totals, place), comparisons)
        for margin, totals in zip(terms.guardrails, look.guardrails, strict=True)
    )
    evidence = estimate = None
    try:
        evidence = odds.evidence(terms.promise, *arms)
        estimate = effects.estimate(terms.promise, arms, terms.planned_units * sum(_compared(terms.split, place)))
        lacks = Reason.TOO_SOON if look.day < terms.least_days else Reason.TOO_FEW if _few(arms) else None
        if known is None and trusted and lacks is None and (ruled := _ruled(terms, evidence, estimate, harms)):
            known = _crossing(terms, look, *ruled, place + 1, evidence)
    except NoSpread:
        lacks = Reason.NO_SPREAD
    except NoRatio:
        lacks = Reason.NO_RATIO
    return Finding(place + 1, evidence, estimate, harms, lacks, known)


def _compared(arms: tuple[Each, ...], place: int) -> tuple[Each, ...]:
    """Return the control and the variant at a place, or the arm that is alone."""
    return arms if len(arms) == 1 else (arms[0], arms[place + 1])


def _few(arms: tuple[Totals, ...]) -> bool:
    """Say whether it is too early by what was counted; one arm's share is exact and never is."""
    if len(arms) == 2 and all(isinstance(arm, Counted) for arm in arms):
        return sum(arm.conversions for arm in arms if isinstance(arm, Counted)) < LEAST_CONVERSIONS
    return any(not isinstance(arm, Counted) and arm.units < LEAST_MEASURED for arm in arms)


def _ruled(terms: Terms, evidence: float, estimate: Estimate, harms: tuple[Harm, ...]) -> tuple[Advice, Reason] | None:
    if any(each.breached for each in harms):
        return Advice.STOP, Reason.GUARDRAIL
    if evidence >= terms.scale_from:
        return Advice.SCALE, Reason.AS_PROMISED
    if evidence <= terms.stop_from:
        against = estimate.high < 0 if terms.promise.distance > 0 else estimate.low > 0
        harmful = against and not isinstance(terms.promise, Threshold)
        return Advice.STOP, Reason.HARMFUL if harmful else Reason.NOT_AS_PROMISED
    return None


def _precedence(finding: Finding) -> tuple[int, float, float]:
    """Return what the leading finding has most of: one scales, all are needed to stop, and the last of them stops."""
    crossed = finding.crossed
    rank = 1 if crossed is None else 2 if crossed.advice is Advice.SCALE else 0
    return rank, crossed.day if crossed else 0.0, finding.evidence or 0.0


def _crossing(terms: Terms, look: Look, advice: Advice, reason: Reason, variant: int, evidence: float) -> Crossing:
    return Crossing(advice, reason, variant, look.day, look.units, evidence, fingerprint(terms, look))


def _wrong(terms: Terms, reason: Reason) -> float | None:
    match reason:
        case Reason.AS_PROMISED:
            return 1 / terms.risk.scale_at
        case Reason.NOT_AS_PROMISED | Reason.HARMFUL:
            return 1 / terms.risk.stop_at
        case Reason.GUARDRAIL:
            return 1 / BREACHED_AT
        case Reason.OTHER_SPLIT:
            return 1 / sample_ratio.ALARM_AT
    return None


def units_until_end(terms: Terms, look: Look) -> float | None:
    """Return the units that come until the time-box is over at the pace so far, None when there is no pace yet."""
    units = look.units * (terms.time_box_days / look.day - 1) if look.day > 0 else math.inf
    return units if math.isfinite(units) else None


def _units_left(terms: Terms, look: Look, evidence: float | None) -> int | None:
    """Return the units until a verdict falls if evidence grows on as so far, at most those until the time-box."""
    until_end = units_until_end(terms, look)
    if until_end is None:
        return None
    bound = terms.scale_from if (evidence or 0.0) > 0 else terms.stop_from
    needed = look.units * (bound / evidence - 1) if evidence else until_end
    return math.ceil(max(0.0, min(until_end, needed)))
