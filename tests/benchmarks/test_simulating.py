"""The benchmark of the engine: every cell can be drawn and read, the same seed says the same, and bars are judged."""

import dataclasses
import math

import pytest

from benchmarks.experiments import report
from benchmarks.experiments.cells import Bar, Cell, all_cells
from benchmarks.experiments.simulating import Outcome, simulated


@pytest.mark.parametrize("cell", all_cells(), ids=lambda cell: cell.title)
def test_every_cell_ends_within_its_cap(cell: Cell) -> None:
    few = dataclasses.replace(cell, looks=min(cell.looks, 20))
    for outcome in simulated(few, 3, (1, 2, 3)):
        assert outcome.says in (-1, 0, 1)
        assert 0 < outcome.used <= cell.cap + 1e-9


def test_the_same_seed_gives_the_same_runs() -> None:
    cell = dataclasses.replace(all_cells()[1], looks=20)
    assert simulated(cell, 5, (1, 2)) == simulated(cell, 5, (1, 2))
    assert simulated(cell, 5, (1, 2)) != simulated(cell, 5, (1, 3))


def test_titles_tell_the_cells_apart() -> None:
    titles = [cell.title for cell in all_cells()]
    assert len(set(titles)) == len(titles)


def test_figures_have_errors_and_bars_are_met_or_short() -> None:
    cell = Cell("half", 0.1, bars=(Bar("scaled", 0.4), Bar("mean", 0.4, at_least=True)))
    result = report.Result(cell, tuple(Outcome(1, 0.5) if place % 2 else Outcome(-1, 0.5) for place in range(100)))
    assert result.value("scaled") == pytest.approx((0.5, 1.96 * math.sqrt(0.25 / 100)))
    assert result.value("median") == (0.5, 0)
    assert [met for _bar, met in result.verdicts()] == [False, True]
    text, short = report.written(
        [dataclasses.replace(result, cell=each) for each in all_cells()], runs=100, seed=1, seconds=60
    )
    assert "**short**" in text
    assert short > 0
