"""What a promise takes, when one will know, and what can be found out in the weeks there are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.experiments import (
    Absolute,
    ExpectedMean,
    ExpectedShare,
    Impossible,
    Outlook,
    Promise,
    Relative,
    Risk,
    Threshold,
    outlook,
    smallest_promise,
    units_needed,
)
from domain.experiments.planning import (
    Expected,
    first_passage,
    mean_units,
    share_alone_units,
    share_alone_units_roughly,
    share_units,
)
from domain.experiments.refusals import (
    NoRatio,
    NotAFigure,
    NothingToFind,
    OtherArms,
    PlanTooLong,
    PromiseOutOfReach,
)

TENTH = ExpectedShare(0.1)
ALONE = (1.0,)


def test_two_shares_take_the_units_of_sections_5_2_7_2_and_7_3() -> None:
    assert math.ceil(share_units(0.10, 0.12)) == 3_841
    assert share_units(0.10, 0.12) == pytest.approx(3840.85, abs=5e-3)
    assert units_needed(Relative(0.2), TENTH) == pytest.approx(7_681.69, abs=5e-3)
    assert units_needed(Absolute(0.02), TENTH) == pytest.approx(7_681.69, abs=5e-3)


def test_one_share_takes_the_units_of_section_7_2_roughly() -> None:
    assert share_alone_units_roughly(0.05, 0.10) == pytest.approx(149.316, abs=5e-4)


@pytest.mark.parametrize(
    ("hopeless", "right", "units"), [(0.05, 0.10, 169), (0.10, 0.20, 78), (0.20, 0.40, 35), (0.02, 0.05, 226)]
)
def test_one_share_takes_the_exact_units_of_section_4(hopeless: float, right: float, units: int) -> None:
    assert share_alone_units(hopeless, right) == units
    critical = int(stats.binom.ppf(0.95, units, hopeless)) + 1
    assert stats.binom.sf(critical - 1, units, hopeless) <= 0.05
    assert stats.binom.sf(critical - 1, units, right) >= 0.8
    assert share_alone_units(1 - hopeless, 1 - right) == units


def test_means_take_the_shift_of_section_7_2() -> None:
    assert mean_units(1, 1) / 2 == pytest.approx(7.84888, abs=5e-6)
    alone = units_needed(Threshold(0, 1), ExpectedMean(0, 1), split=ALONE)
    assert alone == pytest.approx(6.182557, abs=5e-7)


@pytest.mark.parametrize(
    ("promise", "expected", "units"),
    [
        (Absolute(10), ExpectedMean(20, 77), 2 * 931),
        (Absolute(0.5), ExpectedMean(4, 2), 2 * 252),
        (Absolute(-0.5), ExpectedMean(4, 2), 2 * 252),
        (Relative(0.125), ExpectedMean(4, 2), 2 * 252),
        (Relative(-0.5), ExpectedShare(0.2), 2 * 199),
    ],
)
def test_a_promise_up_or_down_takes_what_its_size_takes(promise: Promise, expected: Expected, units: int) -> None:
    assert outlook(promise, expected, 1_000).units == pytest.approx(units, abs=2)


def test_an_uneven_split_and_more_variants_take_more_units() -> None:
    even = units_needed(Relative(0.2), TENTH)
    assert units_needed(Relative(0.2), TENTH, split=(0.8, 0.2)) == pytest.approx(even / (4 * 0.8 * 0.2))
    assert units_needed(Relative(0.2), TENTH, split=(1 / 3, 1 / 3, 1 / 3)) > 1.5 * even


def test_a_dud_is_known_after_a_third_and_a_success_after_about_half() -> None:
    weekly = 7_682 / 100
    assert outlook(Relative(0.2), TENTH, weekly) == Outlook(
        units=7_682, weeks=100, time_box_weeks=150, dud_known_weeks=29, success_known_weeks=58
    )
    assert outlook(Relative(0.2), TENTH, weekly, risk=Risk.CAREFUL).dud_known_weeks == 46
    assert outlook(Absolute(0.02), TENTH, weekly).dud_known_weeks == 24
    assert outlook(Threshold(0.05, 0.1), TENTH, 169 / 100, split=ALONE).dud_known_weeks == 39


def test_the_first_passage_is_the_median_of_the_inverse_normal_distribution() -> None:
    distance, drift, variance = math.log(5), 3.924, 7.849
    shape = distance**2 / variance
    median = stats.invgauss.median(distance / drift / shape, scale=shape)
    assert first_passage(distance, drift, variance) == pytest.approx(float(median), rel=1e-6)


def test_a_short_test_lasts_the_least_weeks_all_the_same() -> None:
    found = outlook(Relative(0.2), TENTH, 100_000, least_weeks=2)
    assert (found.weeks, found.time_box_weeks, found.dud_known_weeks, found.success_known_weeks) == (2, 2, 2, 2)


@pytest.mark.parametrize(
    ("like", "expected", "split"),
    [
        (Relative(0.1), TENTH, (0.5, 0.5)),
        (Relative(-0.1), TENTH, (0.5, 0.5)),
        (Absolute(0.1), TENTH, (0.7, 0.3)),
        (Absolute(-3), ExpectedMean(20, 77), (0.5, 0.5)),
        (Relative(0.1), ExpectedMean(20, 77), (0.4, 0.3, 0.3)),
        (Threshold(0, 1), ExpectedMean(0, 10), ALONE),
        (Threshold(0.1, 0.5), TENTH, ALONE),
        (Threshold(0.1, 0.05), TENTH, ALONE),
    ],
)
def test_the_smallest_promise_for_the_weeks_there_are_takes_just_these_weeks(
    like: Promise, expected: Expected, split: tuple[float, ...]
) -> None:
    found = smallest_promise(like, expected, 1_000, 4, split=split)
    assert type(found) is type(like)
    assert found.distance * like.distance > 0
    assert units_needed(found, expected, split=split) <= 4_000
    assert outlook(found, expected, 1_000, split=split).weeks == 4


@given(st.floats(0.001, 0.9), st.floats(0.01, 5), st.integers(1, 10**6))
def test_a_plan_is_finite_and_its_parts_are_in_order_or_it_is_refused(share: float, change: float, weekly: int) -> None:
    try:
        found = outlook(Relative(change), ExpectedShare(share), weekly)
    except (PlanTooLong, PromiseOutOfReach):
        return
    assert 1 <= found.dud_known_weeks <= found.time_box_weeks
    assert 1 <= found.weeks <= 104
    assert found.success_known_weeks <= found.time_box_weeks <= 156


@pytest.mark.parametrize(
    ("refusal", "ask"),
    [
        (PlanTooLong, lambda: outlook(Relative(0.001), TENTH, 10_000)),  # 400 years
        (PlanTooLong, lambda: outlook(Relative(0.000_002), TENTH, 10**10)),
        (PromiseOutOfReach, lambda: outlook(Relative(0.2), ExpectedShare(0.9), 100)),
        (PromiseOutOfReach, lambda: outlook(Absolute(-0.1), TENTH, 100)),
        (NoRatio, lambda: outlook(Relative(0.2), ExpectedMean(0, 5), 100)),
        (NoRatio, lambda: outlook(Relative(0.2), ExpectedMean(-3, 5), 100)),
        (NotAFigure, lambda: outlook(Relative(0.2), TENTH, 0)),
        (NotAFigure, lambda: outlook(Relative(0.2), TENTH, math.nan)),
        (NotAFigure, lambda: outlook(Relative(0.2), TENTH, math.inf)),
        (NotAFigure, lambda: ExpectedShare(1)),
        (NotAFigure, lambda: ExpectedMean(1, 0)),
        (NotAFigure, lambda: outlook(Threshold(0, 0.1), TENTH, 100, split=ALONE)),
        (OtherArms, lambda: outlook(Relative(0.2), TENTH, 100, split=ALONE)),
        (OtherArms, lambda: outlook(Threshold(0.1, 0.2), TENTH, 100)),
        (NothingToFind, lambda: smallest_promise(Relative(1), TENTH, 1, 1)),
        (NothingToFind, lambda: smallest_promise(Relative(1), ExpectedShare(0.999_998), 1_000, 1)),
        (NotAFigure, lambda: smallest_promise(Relative(1), TENTH, 100, 0)),
        (NotAFigure, lambda: smallest_promise(Relative(1), TENTH, 100, 105)),
    ],
)
def test_a_plan_that_can_not_be_is_refused_by_name(refusal: type[Impossible], ask: object) -> None:
    assert callable(ask)
    with pytest.raises(refusal):
        ask()


@given(
    st.floats(-1e12, 1e12),
    st.floats(1e-6, 1e12),
    st.one_of(st.floats(1e-6, 1e12), st.floats(-1e12, -1e-6)),
)
def test_any_mean_and_any_difference_give_finite_units(mean: float, deviation: float, difference: float) -> None:
    assert math.isfinite(units_needed(Absolute(difference), ExpectedMean(mean, deviation)))
