"""What is simulated: each cell one truth, one rule, and the bars that the engine is held to."""

from dataclasses import dataclass
from typing import Literal

from domain.experiments import Absolute, Promise, Relative, Risk, Threshold

Rule = Literal["odds", "fixed", "peeking", "confidence sequence", "group sequential"]
Figure = Literal["scaled", "stopped", "median", "mean"]
Kind = Literal["shares", "alone", "revenue", "score"]

EFFECTS = (-0.2, 0.0, 0.1, 0.2, 0.4)
MIX = dict(zip(EFFECTS, (0.15, 0.50, 0.15, 0.15, 0.05), strict=True))  # what is tried, by what it truly brings
PROMISE = Relative(0.2)
HORIZON = 3_841  # units of each arm that a fixed test of 10 % to 12 % takes
INFLATION = 1.402  # of 20 group-sequential looks; group_sequential.designed says it, and a test that it does


@dataclass(frozen=True)
class Bar:
    """A figure must be at most, or at least, so much: shares of runs, or of the horizon."""

    figure: Figure
    limit: float
    at_least: bool = False


@dataclass(frozen=True)
class Cell:
    """One truth and one rule.

    `control` and `variant` are the true shares, or the true means as multiples of what was planned; `horizon` units of
    an even arm; looks are spread evenly over `cap` horizons.
    """

    title: str
    variant: float
    control: float = 0.1
    kind: Kind = "shares"
    promise: Promise = PROMISE
    rule: Rule = "odds"
    risk: Risk = Risk.BALANCED
    horizon: float = HORIZON
    cap: float = 1.5
    looks: int = 150
    treated: float = 0.5
    stops_ignored: bool = False
    bars: tuple[Bar, ...] = ()


FALSE_SCALE = Bar("scaled", 0.05)
FALSE_STOP, CAREFUL_STOP = Bar("stopped", 0.20), Bar("stopped", 0.10)


def all_cells() -> list[Cell]:
    """Return every cell, those of the portfolio first."""
    return [*portfolio(), *_others(), *_alone(), *_robust()]


def portfolio() -> list[Cell]:
    """Return each rule over ideas that harm, do nothing, half keep their promise, keep it, and do twice as much."""
    bars = {
        -0.2: (FALSE_SCALE, Bar("median", 0.16)),
        0.0: (FALSE_SCALE, Bar("median", 0.35), Bar("mean", 0.46)),
        0.2: (FALSE_STOP, Bar("scaled", 0.79, at_least=True), Bar("mean", 0.60)),
    }
    cells = [Cell(f"evidence odds, {effect:+.0%}", 0.1 * (1 + effect), bars=bars.get(effect, ())) for effect in EFFECTS]
    others: tuple[tuple[Rule, float, int], ...] = (
        ("fixed", 1, 1),
        ("peeking", 1, 20),
        ("confidence sequence", 1, 100),
        ("group sequential", INFLATION, 20),
    )
    for rule, cap, looks in others:
        cells += [Cell(f"{rule}, {e:+.0%}", 0.1 * (1 + e), rule=rule, cap=cap, looks=looks) for e in EFFECTS]
    return cells


def _others() -> list[Cell]:
    points = Absolute(0.02)
    kept = (CAREFUL_STOP, Bar("scaled", 0.85, at_least=True), Bar("mean", 0.68))
    return [
        Cell("careful, +0%", 0.1, risk=Risk.CAREFUL, bars=(FALSE_SCALE,)),
        Cell("careful, +20%", 0.12, risk=Risk.CAREFUL, bars=kept),
        Cell("absolute promise, -20%", 0.08, promise=points, bars=(FALSE_SCALE,)),
        Cell("absolute promise, +0%", 0.1, promise=points, bars=(FALSE_SCALE, Bar("median", 0.35), Bar("mean", 0.46))),
        Cell("absolute promise, +20%", 0.12, promise=points, bars=(FALSE_STOP,)),
        Cell("1,500 looks, +0%", 0.1, looks=1_500, bars=(FALSE_SCALE,)),
        Cell("1,500 looks, +20%", 0.12, looks=1_500, bars=(FALSE_STOP,)),
        Cell("stops ignored, +0%", 0.1, stops_ignored=True, bars=(FALSE_SCALE,)),
    ]


def _alone() -> list[Cell]:
    cells = []
    for hopeless, right, units in ((0.05, 0.10, 169), (0.10, 0.20, 78), (0.20, 0.40, 35), (0.02, 0.05, 226)):
        title, looks = f"one arm of {units}, {hopeless:.0%} against {right:.0%}", min(150, int(1.5 * units))
        for level, bar in ((hopeless, FALSE_SCALE), (right, FALSE_STOP)):
            promise = Threshold(hopeless, right)
            cells.append(
                Cell(f"{title}: {level:.0%}", level, 1, "alone", promise, horizon=units, looks=looks, bars=(bar,))
            )
    return cells


def _robust() -> list[Cell]:
    cells = []
    for effect, bar in ((0.0, FALSE_SCALE), (0.2, FALSE_STOP)):
        says = f"{effect:+.0%}"
        cells += [
            Cell(f"80/20 split, {says}", 0.1 * (1 + effect), treated=0.2, horizon=HORIZON / 0.64, bars=(bar,)),
            Cell(f"10% planned, 5% true, {says}", 0.05 * (1 + effect), 0.05, bars=(bar,)),
            Cell(f"10% planned, 20% true, {says}", 0.2 * (1 + effect), 0.2, bars=(bar,)),
            Cell(f"revenue, skewness 8, {says}", 1 + effect, 1, "revenue", horizon=3_077, bars=(bar,)),
            Cell(f"score, {effect * 50:+.0f} points", effect * 50, 0, "score", Absolute(10), horizon=931, bars=(bar,)),
        ]
    return cells
