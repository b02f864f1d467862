"""What may be entered for an arm, and how parts of it are added and left out."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.experiments import (
    Absolute,
    Cohort,
    Counted,
    Impossible,
    Measured,
    Relative,
    Threshold,
    after_ramp_in,
    mature,
    scored,
)
from domain.experiments.refusals import (
    EmptyArm,
    MoreThanUnits,
    NotACount,
    NotAFigure,
    OtherArms,
    PromiseOfNothing,
    PromiseOutOfReach,
    TotalsFell,
)
from domain.experiments.totals import Totals, less, together

VALUES = st.lists(st.floats(-1000, 1000), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("refusal", "field", "enter"),
    [
        (EmptyArm, "units", lambda: Counted(0, 0)),
        (NotACount, "units", lambda: Counted(-5, 0)),
        (NotACount, "units", lambda: Counted(10**12, 0)),
        (NotACount, "units", lambda: Counted(math.nan, 0)),  # type: ignore[arg-type]
        (NotACount, "units", lambda: Counted(10.0, 0)),  # type: ignore[arg-type]
        (NotACount, "units", lambda: Counted(True, 0)),
        (NotACount, "conversions", lambda: Counted(10, -1)),
        (MoreThanUnits, "conversions", lambda: Counted(10, 11)),
        (EmptyArm, "units", lambda: Measured(0, 1, 1)),
        (NotACount, "units", lambda: Measured(10**12, 1, 1)),
        (NotAFigure, "mean", lambda: Measured(10, math.nan, 1)),
        (NotAFigure, "mean", lambda: Measured(10, math.inf, 1)),
        (NotAFigure, "mean", lambda: Measured(10, -1e13, 1)),
        (NotAFigure, "deviation", lambda: Measured(10, 1, -1)),
        (NotAFigure, "deviation", lambda: Measured(10, 1, math.inf)),
        (NotACount, "detractors", lambda: scored(1, 1, -1)),
        (EmptyArm, "promoters", lambda: scored(0, 0, 0)),
        (PromiseOfNothing, "change", lambda: Relative(0)),
        (PromiseOutOfReach, "change", lambda: Relative(-1)),
        (PromiseOutOfReach, "change", lambda: Relative(11)),
        (NotAFigure, "change", lambda: Relative(math.nan)),
        (NotAFigure, "change", lambda: Absolute(math.inf)),
        (PromiseOfNothing, "change", lambda: Absolute(0)),
        (PromiseOfNothing, "change", lambda: Threshold(0.1, 0.1)),
        (NotAFigure, "right", lambda: Threshold(0.1, math.nan)),
    ],
)
def test_what_can_not_be_is_refused_by_name_and_field(refusal: type[Impossible], field: str, enter: object) -> None:
    assert callable(enter)
    with pytest.raises(refusal) as refused:
        enter()
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (field, refusal.code)
    assert "%(" not in problem.text()


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_parts_of_an_arm_together_are_what_all_values_are(parts: list[list[float]]) -> None:
    found = together(map(_measured, parts))
    assert isinstance(found, Measured)
    _same(found, _measured([value for part in parts for value in part]))


@given(VALUES, VALUES)
def test_an_arm_without_a_part_is_what_the_others_are(part: list[float], others: list[float]) -> None:
    found = less(_measured(part + others), _measured(part))
    assert isinstance(found, Measured)
    _same(found, _measured(others))


def test_counts_are_added_and_left_out_as_they_are() -> None:
    assert together([Counted(10, 1), Counted(5, 2)]) == Counted(15, 3)
    assert less(Counted(15, 3), Counted(10, 1)) == Counted(5, 2)
    with pytest.raises(TotalsFell):
        less(Counted(10, 1), Counted(15, 1))
    with pytest.raises(TotalsFell):
        less(Counted(20, 1), Counted(15, 2))
    with pytest.raises(TotalsFell):
        less(Measured(10, 1, 1), Measured(15, 1, 1))
    with pytest.raises(EmptyArm):
        less(Measured(10, 1, 1), Measured(10, 1, 1))
    with pytest.raises(OtherArms):
        less(Counted(10, 1), Measured(5, 1, 1))
    with pytest.raises(OtherArms):
        together([Counted(10, 1), Measured(5, 1, 1)])


def test_the_first_days_and_those_whose_outcome_is_open_are_left_out() -> None:
    cohorts = [Cohort(day, (Counted(100 + day, day), Counted(200 + day, day))) for day in range(10)]
    counted = mature(cohorts, today=9, ramp_in_days=2, ripe_after_days=4)
    assert counted == (Counted(102 + 103 + 104 + 105, 14), Counted(202 + 203 + 204 + 205, 14))
    assert mature(cohorts, today=5, ramp_in_days=2, ripe_after_days=4) == ()
    assert mature([], today=5, ramp_in_days=0, ripe_after_days=0) == ()


def test_cumulative_totals_lose_what_was_in_when_the_ramp_in_ended() -> None:
    then: tuple[Totals, ...] = (Counted(100, 30), Counted(100, 40))
    assert after_ramp_in((Counted(300, 50), Counted(310, 60)), then) == (Counted(200, 20), Counted(210, 20))
    with pytest.raises(EmptyArm):
        after_ramp_in(then, then)
    with pytest.raises(OtherArms):
        after_ramp_in((Counted(300, 50),), then)
    with pytest.raises(OtherArms):
        mature([Cohort(0, then), Cohort(1, then[:1])], today=2, ramp_in_days=0, ripe_after_days=0)


def _measured(values: list[float]) -> Measured:
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return Measured(len(values), statistics.fmean(values), spread)


def _same(found: Measured, truth: Measured) -> None:
    assert found.units == truth.units
    assert found.mean == pytest.approx(truth.mean, rel=1e-6, abs=1e-6)
    assert found.deviation == pytest.approx(truth.deviation, rel=1e-3, abs=1e-3)
