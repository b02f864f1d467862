"""Runs of one cell: totals are drawn look by look, and read by the product's own verdict or by another rule."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.experiments.cells import Cell
from benchmarks.experiments.group_sequential import Bounds, designed, obrien_fleming, pocock
from domain.experiments import Advice, Counted, Look, Measured, Terms, Totals, judge, scored

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_TWO_SIDED = 1.959964
_PLANNED_BY_OTHERS = 5_000  # units at which the confidence sequence is tightest, as its maker has it
_NO_BASKET = 0.7
_SPREAD = math.sqrt(math.log(0.3 * (1 + 2.8**2)))  # of a basket's logarithm: revenue then varies by 2.8 times its mean
_PROMOTERS, _DETRACTORS = 0.4165, 0.2165  # shares at a score of 20, which then varies by 77 points


@dataclass(frozen=True)
class Outcome:
    """How one run ended: 1 scaled, −1 stopped, 0 neither; and after what share of the horizon."""

    says: int
    used: float


def simulated(cell: Cell, runs: int, seed: tuple[int, ...]) -> list[Outcome]:
    """Return the outcomes of some runs of a cell; the same seed gives the same ones."""
    random = np.random.default_rng(seed)
    if cell.rule == "odds":
        return [_judged(cell, run) for run in _drawn(cell, runs, random)]
    units, done = _shares(cell, runs, random)
    return _read(cell, units, done)


def _judged(cell: Cell, run: Iterator[tuple[Totals, ...]]) -> Outcome:
    split = (1.0,) if cell.kind == "alone" else (1 - cell.treated, cell.treated)
    planned, end = round(cell.horizon * len(split)), 100 * cell.cap
    terms = Terms(cell.promise, planned, end, split=split, risk=cell.risk, least_days=0)
    for place, arms in enumerate(run, 1):
        part = place / cell.looks
        advice = judge(terms, Look(end * part, arms)).advice
        if advice is Advice.SCALE:
            return Outcome(1, cell.cap * part)
        if advice is Advice.STOP and not cell.stops_ignored:
            return Outcome(-1, cell.cap * part)
    return Outcome(0, cell.cap)


def _drawn(cell: Cell, runs: int, random: np.random.Generator) -> Iterator[Iterator[tuple[Totals, ...]]]:
    for _run in range(runs):
        match cell.kind:
            case "alone":
                units = _units(cell, 1)
                done = np.cumsum(random.binomial(np.diff(units, prepend=0), cell.variant))
                yield ((Counted(n, x),) for n, x in zip(units.tolist(), done.tolist(), strict=True))
            case "shares":
                units, done = _shares(cell, 1, random)
                yield _counted(units, done[:, 0])
            case "revenue":
                yield zip(*(_revenue(cell, times, random) for times in (cell.control, cell.variant)), strict=True)
            case "score":
                yield zip(*(_scores(cell, points, random) for points in (cell.control, cell.variant)), strict=True)


def _units(cell: Cell, share: float) -> Ints:
    """Return the units of an arm at each look; `share` is in even arms."""
    return np.rint(cell.horizon * share * cell.cap * np.arange(1, cell.looks + 1) / cell.looks).astype(np.int64)


def _shares(cell: Cell, runs: int, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Return units, by arm and look, and conversions, by arm, run and look."""
    units = np.stack([_units(cell, 2 * (1 - cell.treated)), _units(cell, 2 * cell.treated)])
    added = np.diff(units, axis=1, prepend=0)
    done = [
        np.cumsum(random.binomial(added[arm], level, size=(runs, cell.looks)), axis=1)
        for arm, level in enumerate((cell.control, cell.variant))
    ]
    return units, np.stack(done)


def _counted(units: Ints, done: Ints) -> Iterator[tuple[Totals, ...]]:
    columns = (units[0], units[1], done[0], done[1])
    for of_control, of_variant, by_control, by_variant in zip(*(each.tolist() for each in columns), strict=True):
        yield Counted(of_control, by_control), Counted(of_variant, by_variant)


def _revenue(cell: Cell, times: float, random: np.random.Generator) -> Iterator[Totals]:
    """Yield totals of revenue per unit: seven of ten bring nothing, the baskets of the others are lognormal."""
    units = _units(cell, 1)
    baskets = random.lognormal(0, _SPREAD, units[-1]) * (random.random(units[-1]) >= _NO_BASKET) * times
    sums, squares = np.cumsum(baskets)[units - 1], np.cumsum(baskets**2)[units - 1]
    means = sums / units
    deviations = np.sqrt(np.maximum(squares - sums * means, 0) / np.maximum(units - 1, 1))
    for count, mean, deviation in zip(units.tolist(), means.tolist(), deviations.tolist(), strict=True):
        yield Measured(count, mean, deviation)


def _scores(cell: Cell, points: float, random: np.random.Generator) -> Iterator[Totals]:
    """Yield totals of a net promoter score of 20 and `points` more."""
    promoters, detractors = _PROMOTERS + points / 200, _DETRACTORS - points / 200
    added = np.diff(_units(cell, 1), prepend=0)
    answers = np.cumsum(random.multinomial(added, (promoters, 1 - promoters - detractors, detractors)), axis=0)
    for row in answers.tolist():
        yield scored(*row)


def _read(cell: Cell, units: Ints, done: Ints) -> list[Outcome]:
    """Return what another rule makes of the same kind of totals, for all runs at once."""
    levels = (done + 0.5) / (units[:, None, :] + 1)
    error = np.sqrt((levels * (1 - levels) / units[:, None, :]).sum(axis=0))
    apart = levels[1] - levels[0]
    z = apart / error
    if cell.rule == "confidence sequence":
        total = units.sum(axis=0)
        spread = -2 * math.log(0.05)
        growth = total * (spread + math.log(spread + 1)) / _PLANNED_BY_OTHERS + 1
        bound = np.sqrt(2 * growth / (growth - 1) * np.log(np.sqrt(growth) / 0.05))
        upper, lower = bound, -bound
    elif cell.rule == "group sequential":
        bounds = _bounds(cell.looks)
        upper, lower = np.array(bounds.upper), np.array([*bounds.lower, bounds.upper[-1]])
    else:
        upper = np.full(cell.looks, _TWO_SIDED)
        lower = -upper
    return [_first(cell, run, upper, lower) for run in z]


def _first(cell: Cell, z: Floats, upper: Floats, lower: Floats) -> Outcome:
    crossed = np.flatnonzero((z >= upper) | (z <= lower))
    if not len(crossed):
        return Outcome(0, cell.cap)
    place = int(crossed[0])
    return Outcome(1 if z[place] >= upper[place] else -1, cell.cap * (place + 1) / cell.looks)


@cache
def _bounds(looks: int) -> Bounds:
    return designed([(place + 1) / looks for place in range(looks)], obrien_fleming(0.025), pocock(0.2))
