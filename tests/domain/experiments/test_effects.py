"""How large the effect is: intervals that hold at any time, and the cautious figure beside the raw one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.experiments import Absolute, Counted, Measured, Relative, Threshold
from domain.experiments.effects import estimate, half_width
from domain.experiments.refusals import NoRatio, NoSpread, OtherArms
from domain.experiments.totals import FIGURE_MOST, UNITS_MOST

UNITS = st.one_of(st.integers(1, 50), st.integers(1, 100_000), st.integers(1, UNITS_MOST))
COUNTED = UNITS.flatmap(lambda units: st.builds(Counted, st.just(units), st.integers(0, units)))
LEVELS = st.floats(-FIGURE_MOST, FIGURE_MOST)
MEASURED = st.builds(Measured, UNITS, LEVELS, st.floats(0, FIGURE_MOST))
PLANNED = st.integers(1, UNITS_MOST)
# 200 and 240 of 2,000, as gbstats 0.8.0 takes them: variances of the shares themselves.
VARIANCES = (0.1 * 0.9 / 2000, 0.12 * 0.88 / 2000)


@pytest.mark.parametrize(("planned", "low", "high"), [(5_000, -0.0100674, 0.0500674), (20_000, -0.0132668, 0.0532668)])
def test_an_absolute_interval_is_that_of_section_7_3(planned: int, low: float, high: float) -> None:
    half = half_width(math.sqrt(sum(VARIANCES)), 4_000, planned)
    assert (0.02 - half, 0.02 + half) == pytest.approx((low, high), abs=5e-7)
    found = estimate(Absolute(0.02), (Counted(2_000, 200), Counted(2_000, 240)), planned)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_a_relative_interval_is_that_of_section_7_3() -> None:
    error = math.sqrt(VARIANCES[1] / 0.1**2 + VARIANCES[0] * 0.12**2 / 0.1**4)
    half = half_width(error, 4_000, 5_000)
    assert (0.2 - half, 0.2 + half) == pytest.approx((-0.129709, 0.529709), abs=5e-7)
    found = estimate(Relative(0.2), (Counted(2_000, 200), Counted(2_000, 240)), 5_000)
    assert found.low < 0 < found.raw < found.high


def test_the_interval_misses_the_truth_no_more_often_than_it_says_even_where_it_is_tightest() -> None:
    assert half_width(1, 5_000, 5_000) < min(half_width(1, 500, 5_000), half_width(1, 50_000, 5_000))
    assert half_width(1, 5_000, 5_000) > 1.96


@given(COUNTED, COUNTED, st.floats(0.001, 5), PLANNED)
def test_an_estimate_of_shares_lies_within_what_can_be(
    control: Counted, variant: Counted, change: float, planned: int
) -> None:
    found = estimate(Relative(change), (control, variant), planned)
    assert -0.950_001 <= found.low <= found.raw <= found.high <= 10.000_001
    assert min(0, found.raw) <= found.cautious <= max(0, found.raw)
    found = estimate(Absolute(change), (control, variant), planned)
    assert -1 <= found.low <= found.raw <= found.high <= 1
    found = estimate(Threshold(0.1, 0.2), (control,), planned)
    assert 0 <= found.low <= found.raw <= found.high <= 1
    assert abs(found.cautious - 0.1) <= abs(found.raw - 0.1) + 1e-9


@given(MEASURED, MEASURED, PLANNED)
def test_an_estimate_of_means_is_finite_or_says_why_there_is_none(
    control: Measured, variant: Measured, planned: int
) -> None:
    for promise in (Absolute(3.0), Relative(0.1), Threshold(0.0, 3.0)):
        try:
            found = estimate(promise, (control, variant) if not isinstance(promise, Threshold) else (control,), planned)
        except (NoSpread, NoRatio):
            continue
        assert all(map(math.isfinite, (found.raw, found.cautious, found.low, found.high)))
        assert min(0, found.raw) <= found.cautious <= max(0, found.raw)


@given(COUNTED, COUNTED, st.floats(0.001, 0.9), PLANNED)
def test_relabelling_the_arms_turns_the_interval_round(
    one: Counted, other: Counted, change: float, planned: int
) -> None:
    there, back = (
        estimate(Absolute(change), (one, other), planned),
        estimate(Absolute(-change), (other, one), planned),
    )
    assert (there.low, there.raw, there.cautious, there.high) == (-back.high, -back.raw, -back.cautious, -back.low)


@given(st.integers(10, 1_000), st.integers(2, 1_000), st.integers(10, 10**6))
def test_the_same_shares_of_more_units_tighten_the_interval(units: int, times: int, planned: int) -> None:
    def width(units: int) -> float:
        found = estimate(Absolute(0.1), (Counted(units, units // 2), Counted(units, units // 2)), planned)
        return found.high - found.low

    assert width(units * times) <= width(units)


def test_the_cautious_figure_nears_the_raw_one_as_data_come_in() -> None:
    few = estimate(Relative(0.2), (Counted(500, 50), Counted(500, 66)), 7_682)
    many = estimate(Relative(0.2), (Counted(50_000, 5_000), Counted(50_000, 6_600)), 7_682)
    assert 0 < few.cautious < 0.7 * few.raw
    assert 0.98 * many.raw < many.cautious < many.raw


def test_without_spread_ratio_or_the_right_arms_there_is_no_estimate() -> None:
    with pytest.raises(NoSpread):
        estimate(Absolute(1), (Measured(10, 0, 0), Measured(10, 0, 0)), 100)
    with pytest.raises(NoRatio):
        estimate(Relative(0.1), (Measured(10, 0, 1), Measured(10, 1, 1)), 100)
    with pytest.raises(OtherArms):
        estimate(Relative(0.1), (Counted(10, 1), Measured(10, 1, 1)), 100)
