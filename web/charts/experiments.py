"""Pictures of an experiment as lengths for SVG: the odds bar, the effect over time, and the arms beside each other.

All lengths are units of a picture 360 wide, so that a window of 375 pixels shows text about as large as set.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.experiments import (
    ADVICES,
    Amount,
    AmountKind,
    Counted,
    Crossing,
    Finding,
    Look,
    Terms,
    Threshold,
    Verdict,
    Yardstick,
)
from web.amounts import said
from web.charts.scales import Scale, Tick, round_values
from web.i18n import gettext

WIDTH = 360
EDGE, ZONE = 12, 36  # beside the bar; of it, where it says stop or scale
APART = 33  # of two figures under the bar
HISTORY_STEP, HISTORY_MOST = 6, 48  # one earlier look, and all of them
LEFT, RIGHT, TOP, TALL, FOOT = 46, 8, 20, 170, 34
WINDOW = 3.0  # promises, up and down
ALONE = 5  # to either side of the only look


@dataclass(frozen=True, slots=True)
class OddsRow:
    """One variant on the odds bar: where the marker stands and what it says, where later looks are, and the trail.

    `at` is None while nothing can be said; `later` is where the last look stands after the verdict has fallen.
    """

    name: str
    at: float | None
    says: str
    says_at: float
    later: float | None
    trail: tuple[tuple[float, float], ...]
    tall: float


@dataclass(frozen=True, slots=True)
class OddsBar:
    """The odds from stop to scale on a scale of logarithms, one row for each variant."""

    rows: tuple[OddsRow, ...]
    ticks: tuple[Tick, ...]
    stop: float
    scale: float
    even_says: str


@dataclass(frozen=True, slots=True)
class EffectChart:
    """The effect over time: the line before and after the verdict, the band around it, and lines to compare with."""

    dots: tuple[tuple[float, float], ...]
    later: tuple[tuple[float, float], ...]
    band: str
    promise: Tick
    nothing: Tick
    fell: Tick | None
    days: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    alone: bool
    tall: int = TOP + TALL + FOOT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    ground: int = TOP + TALL

    @property
    def line(self) -> str:
        """Return the line up to the verdict, as an SVG's points."""
        return _points(self.dots)

    @property
    def later_line(self) -> str:
        """Return the line since the verdict, which starts where it fell."""
        return _points((*self.dots[-1:], *self.later)) if self.later else ""


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm: its name, its counts as they are read, and how long its bar is, in percent of the longest."""

    name: str
    units: str
    conversions: str
    level: str
    deviation: str
    share: str
    bar: float | None


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look as a line of the table that has the same figures as the pictures."""

    day: str
    units: str
    odds: str
    effect: str
    cautious: str
    low: str
    high: str
    verdict: Verdict


def odds_bar(terms: Terms, verdicts: Sequence[Verdict], arms: Sequence[str]) -> OddsBar:
    """Return the odds bar of at least one look; `arms` are the names, the control's first."""
    scale = Scale(terms.stop_from, terms.scale_from, EDGE + ZONE, WIDTH - EDGE - ZONE)
    names = arms[1:] if terms.variants > 1 else ("",)
    rows = tuple(_odds_row(scale, verdicts, place, name) for place, name in enumerate(names))
    marked = [terms.stop_from, terms.scale_from, 0.0]
    for times in (2, 3, 5, 10, 20, 30, 50):
        for each in (math.log(times), -math.log(times)):
            inside = terms.stop_from < each < terms.scale_from
            if inside and all(abs(scale.at(each) - scale.at(other)) >= APART for other in marked):
                marked.append(each)
    shown = tuple(Tick(scale.at(each), said(Amount(AmountKind.ODDS, each))) for each in sorted(marked))
    return OddsBar(rows, shown, scale.start, scale.end, said(Amount(AmountKind.ODDS, 0.0)))


def _odds_row(scale: Scale, verdicts: Sequence[Verdict], place: int, name: str) -> OddsRow:
    crossing, last = _crossing(verdicts[-1], place), verdicts[-1].findings[place].evidence
    until = [each for each in verdicts if crossing is None or each.look.day <= crossing.day]
    evidence = crossing.evidence if crossing else last
    known = [found for each in until[:-1] if (found := each.findings[place].evidence) is not None]
    step = min(HISTORY_STEP, HISTORY_MOST / max(len(known), 1))
    trail = tuple((_placed(scale, each), step * (number + 1)) for number, each in enumerate(reversed(known)))
    later = last if crossing and verdicts[-1].look.day > crossing.day else None
    at = None if evidence is None else _placed(scale, evidence)
    return OddsRow(
        name,
        at,
        "" if evidence is None else said(Amount(AmountKind.ODDS, evidence)),
        min(max(at or 0, EDGE + 34), WIDTH - EDGE - 34),
        None if later is None else _placed(scale, later),
        trail,
        step * len(known),
    )


def _placed(scale: Scale, evidence: float) -> float:
    """Return where evidence stands; what lies beyond a bound stands amid its zone, however far beyond."""
    if scale.least < evidence < scale.most:
        return scale.at(evidence)
    return scale.start - ZONE / 2 if evidence <= scale.least else scale.end + ZONE / 2


def effect_chart(terms: Terms, verdicts: Sequence[Verdict], yardstick: Yardstick) -> EffectChart | None:
    """Return the chart of the variant that leads, None while no look has anything to show."""
    place = verdicts[-1].leading.variant - 1
    seen = [(each.look.day, found) for each in verdicts if (found := each.findings[place].estimate) is not None]
    if not seen:
        return None
    crossing, promise = _crossing(verdicts[-1], place), terms.promise
    target = promise.right if isinstance(promise, Threshold) else promise.change
    ground = promise.hopeless if isinstance(promise, Threshold) else 0.0
    low, high = _window(ground, target, [found.raw for _day, found in seen], (seen[-1][1].low, seen[-1][1].high))
    last = verdicts[-1].look.day
    across = Scale(0, max(last, min(terms.time_box_days, 1.5 * last), 1), LEFT, WIDTH - RIGHT)
    levels = [each for each in round_values(low, high) if low <= each <= high]
    # A tenth further than is shown, so that what goes on outside ends where the picture does, and not in an edge.
    more = (high - low) / 10
    up = Scale(low - more, high + more, TOP + 1.1 * TALL, TOP - 0.1 * TALL)

    def point(day: float, value: float) -> tuple[float, float]:
        return across.at(day), up.at(value)

    over = [point(day, found.high) for day, found in seen]
    under = [point(day, found.low) for day, found in reversed(seen)]
    if len(seen) == 1:
        over, under = _widened(over), _widened(under)[::-1]
    told = crossing.day if crossing else math.inf
    fell = None
    if crossing:
        names = {"advice": gettext(ADVICES[crossing.advice]), "day": _number(math.floor(crossing.day))}
        fell = Tick(across.at(crossing.day), gettext("%(advice)s, day %(day)s") % names)
    return EffectChart(
        dots=tuple(point(day, found.raw) for day, found in seen if day <= told),
        later=tuple(point(day, found.raw) for day, found in seen if day > told),
        band=_points((*over, *under)),
        promise=Tick(up.at(target), said(yardstick.promised(promise))),
        nothing=Tick(up.at(ground), said(yardstick.nothing(promise))),
        fell=fell,
        days=tuple(Tick(across.at(day), f"{day:g}") for day in round_values(0, across.most, 5) if day <= across.most),
        levels=tuple(Tick(up.at(value), said(_short(yardstick.change(promise, value)))) for value in levels),
        alone=isinstance(promise, Threshold),
    )


def _widened(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the two ends of a short line in the place of a point, as what has no width isn't seen."""
    return [(x + by, y) for x, y in points for by in (-ALONE, ALONE)]


def _window(ground: float, target: float, raws: Sequence[float], last: tuple[float, float]) -> tuple[float, float]:
    """Return what the chart shows, from below to above: all there is up to a few promises, and the last look."""
    room = WINDOW * abs(target - ground)
    low = min(ground, target, max(min(last[0], *raws), ground - room), raws[-1])
    high = max(ground, target, min(max(last[1], *raws), ground + room), raws[-1])
    return low - 0.05 * (high - low), high + 0.14 * (high - low)


def _short(amount: Amount) -> Amount:
    """Return a figure for the side of a chart, without its unit; a percent sign fits."""
    return amount if amount.kind is AmountKind.PERCENT else Amount(AmountKind.NUMBER, amount.value, amount.signed)


def arm_rows(look: Look, arms: Sequence[str], yardstick: Yardstick) -> tuple[ArmRow, ...]:
    """Return the arms with their counts and shares or means."""
    levels = [each.conversions / each.units if isinstance(each, Counted) else each.mean for each in look.arms]
    longest = max(levels) if min(levels) >= 0 else 0.0
    rows = []
    for name, totals, level in zip(arms, look.arms, levels, strict=True):
        rows.append(
            ArmRow(
                name,
                _number(totals.units),
                _number(totals.conversions) if isinstance(totals, Counted) else "",
                said(yardstick.level(level)),
                "" if isinstance(totals, Counted) else said(yardstick.level(totals.deviation)),
                said(Amount(AmountKind.PERCENT, totals.units / look.units)),
                round(100 * level / longest, 1) if longest > 0 else None,
            )
        )
    return tuple(rows)


def look_rows(terms: Terms, verdicts: Sequence[Verdict], yardstick: Yardstick) -> tuple[LookRow, ...]:
    """Return a line for each look, the newest first, about the variant that leads in the end."""
    place = verdicts[-1].leading.variant - 1
    return tuple(_look_row(terms, each, each.findings[place], yardstick) for each in reversed(verdicts))


def _look_row(terms: Terms, verdict: Verdict, found: Finding, yardstick: Yardstick) -> LookRow:
    estimate = found.estimate

    def says(value: float) -> str:
        return said(yardstick.change(terms.promise, value))

    return LookRow(
        day=_number(math.floor(verdict.look.day)),
        units=_number(verdict.look.units),
        odds="" if found.evidence is None else said(Amount(AmountKind.ODDS, found.evidence)),
        effect=says(estimate.raw) if estimate else "",
        cautious=says(estimate.cautious) if estimate else "",
        low=says(estimate.low) if estimate else "",
        high=says(estimate.high) if estimate else "",
        verdict=verdict,
    )


def _crossing(verdict: Verdict, place: int) -> Crossing | None:
    """Return what has fallen for a variant, or, as a wrong split does, for all at a look of its."""
    whole = verdict.crossed
    return verdict.findings[place].crossed or (whole if whole and whole.variant == place + 1 else None)


def _number(value: float) -> str:
    return said(Amount(AmountKind.NUMBER, value))


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
