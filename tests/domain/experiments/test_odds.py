"""Evidence odds: the reference values, what must hold for all totals, and an independent likelihood."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, stats

from domain.experiments import Absolute, Counted, Measured, Relative, Threshold, scored
from domain.experiments.odds import evidence, of_few_relative_shares, of_relative_shares, to_one
from domain.experiments.promises import TINIEST
from domain.experiments.refusals import Impossible, NoRatio, NoSpread, OtherArms
from domain.experiments.totals import FIGURE_MOST, UNITS_MOST

UNITS = st.one_of(st.integers(1, 50), st.integers(1, 100_000), st.integers(1, UNITS_MOST))
CHANGES = st.one_of(st.floats(1e-4, 10), st.floats(-0.95, -1e-4))
SHARES = st.floats(1e-4, 1 - 1e-4)
COUNTED = UNITS.flatmap(lambda units: st.builds(Counted, st.just(units), st.integers(0, units)))
MEASURED = st.builds(Measured, UNITS, st.floats(-FIGURE_MOST, FIGURE_MOST), st.floats(0, FIGURE_MOST))
DIFFERENCES = st.one_of(st.floats(TINIEST, FIGURE_MOST), st.floats(-FIGURE_MOST, -TINIEST))
LEVELS = st.tuples(SHARES, SHARES).filter(lambda two: abs(two[0] - two[1]) > 1e-4)


@pytest.mark.parametrize(
    ("control", "variant", "change", "logarithm", "odds"),
    [
        (Counted(1000, 100), Counted(1000, 100), 0.2, -0.9275, 0.3956),
        (Counted(1000, 100), Counted(1000, 130), 0.2, 2.0220, 7.5537),
        (Counted(1000, 100), Counted(1000, 90), 0.2, -1.8841, 0.1520),
        (Counted(2300, 230), Counted(2300, 276), 0.2, 2.3571, 10.5599),
        (Counted(1200, 120), Counted(1200, 118), 0.2, -1.3042, 0.2714),
        (Counted(400, 20), Counted(400, 44), 1.0, 5.2389, 188.47),
    ],
)
def test_two_shares_give_the_odds_of_section_7_1(
    control: Counted, variant: Counted, change: float, logarithm: float, odds: float
) -> None:
    found = evidence(Relative(change), control, variant)
    assert found == pytest.approx(logarithm, abs=5e-5)
    assert to_one(found) == pytest.approx(odds, abs=5e-3 if odds > 100 else 5e-5)


@pytest.mark.parametrize(
    ("arm", "hopeless", "right", "logarithm", "odds"),
    [
        (Counted(100, 5), 0.05, 0.10, -1.6707, 0.1881),
        (Counted(100, 12), 0.05, 0.10, 3.5599, 35.158),
        (Counted(50, 2), 0.05, 0.10, -1.2089, 0.2985),
        (Counted(60, 14), 0.10, 0.20, 4.2860, 72.678),
    ],
)
def test_one_arm_gives_the_odds_of_section_7_1(
    arm: Counted, hopeless: float, right: float, logarithm: float, odds: float
) -> None:
    found = evidence(Threshold(hopeless, right), arm)
    assert found == pytest.approx(logarithm, abs=5e-5)
    assert to_one(found) == pytest.approx(odds, abs=5e-4)


def test_one_arm_crosses_on_the_lines_of_wald_of_section_7_1() -> None:
    levels, units = Threshold(0.05, 0.25), 1000
    gained = [
        evidence(levels, Counted(units, done + 1)) - evidence(levels, Counted(units, done)) for done in (100, 200)
    ]
    slope = (100 - evidence(levels, Counted(units, 100)) / gained[0]) / units
    assert slope == pytest.approx(0.1281, abs=5e-5)
    assert gained[0] == pytest.approx(gained[1])
    lines = [math.log(0.85 / 0.1), math.log(0.15 / 0.9), math.log(10), math.log(0.15)]
    assert [line / gained[0] for line in lines] == pytest.approx([1.1594, -0.9707, 1.2475, -1.0278], abs=5e-4)


def test_the_small_count_form_is_the_ratio_of_the_greatest_likelihoods() -> None:
    control, variant, change = Counted(40, 3), Counted(50, 7), 0.5

    def greatest(ratio: float) -> float:
        def less(level: float) -> float:
            return -float(
                stats.binom.logpmf(control.conversions, control.units, level)
                + stats.binom.logpmf(variant.conversions, variant.units, ratio * level)
            )

        return -float(optimize.minimize_scalar(less, bounds=(1e-9, (1 - 1e-9) / ratio), method="bounded").fun)

    assert of_few_relative_shares(control, variant, change) == pytest.approx(greatest(1.5) - greatest(1), abs=1e-6)


def test_the_two_forms_for_shares_agree_where_much_has_been_counted() -> None:
    control, variant = Counted(100_000, 10_000), Counted(100_000, 10_900)
    few = of_few_relative_shares(control, variant, 0.1)
    assert of_relative_shares(control, variant, 0.1) == pytest.approx(few, rel=0.02)


@pytest.mark.parametrize("change", [0.2, -0.2, 9.0, -0.9])
@pytest.mark.parametrize("done", [(0, 0), (0, 40), (40, 0), (40, 40), (1, 0), (39, 40), (20, 25)])
def test_small_counts_give_a_figure_even_where_nobody_or_everybody_converts(
    done: tuple[int, int], change: float
) -> None:
    found = evidence(Relative(change), Counted(40, done[0]), Counted(40, done[1]))
    assert math.isfinite(found)
    assert found == 0 if done == (0, 0) else True


def test_a_score_is_the_mean_of_a_hundred_points_up_or_down() -> None:
    assert scored(50, 30, 20).mean == 30
    answers = [100.0] * 50 + [0.0] * 30 + [-100.0] * 20
    assert scored(50, 30, 20).deviation == pytest.approx(float(stats.tstd(answers)))
    assert evidence(Absolute(10), scored(400, 300, 300), scored(500, 250, 250)) > math.log(20)


@given(COUNTED, COUNTED, CHANGES)
def test_relabelling_two_arms_of_shares_mirrors_the_evidence(one: Counted, other: Counted, change: float) -> None:
    mirrored = 1 / (1 + change) - 1
    assume(-0.95 <= mirrored <= 10)
    ahead, behind = evidence(Relative(change), one, other), evidence(Relative(mirrored), other, one)
    assert ahead == pytest.approx(behind, rel=1e-6, abs=1e-5 * max(1, abs(ahead)))


@given(COUNTED, COUNTED, st.floats(1e-4, 0.9))
def test_relabelling_mirrors_the_evidence_for_a_difference_of_shares(
    one: Counted, other: Counted, change: float
) -> None:
    assert evidence(Absolute(change), one, other) == evidence(Absolute(-change), other, one)


@given(MEASURED, MEASURED, DIFFERENCES)
def test_relabelling_mirrors_the_evidence_for_means(one: Measured, other: Measured, change: float) -> None:
    assume(one.deviation**2 + other.deviation**2 > 1e-200)
    assert evidence(Absolute(change), one, other) == evidence(Absolute(-change), other, one)


@given(COUNTED, COUNTED, CHANGES)
def test_the_evidence_of_two_shares_is_finite_whatever_was_counted(
    control: Counted, variant: Counted, change: float
) -> None:
    for promise in (Relative(change), Absolute(change)):
        found = evidence(promise, control, variant)
        assert math.isfinite(found)
        assert 1e-6 <= to_one(found) <= 1e6
    assert math.isfinite(of_few_relative_shares(control, variant, change))


@given(COUNTED, LEVELS)
def test_the_evidence_of_one_share_is_finite_whatever_was_counted(arm: Counted, levels: tuple[float, float]) -> None:
    assert math.isfinite(evidence(Threshold(*levels), arm))


@given(MEASURED, MEASURED, CHANGES, DIFFERENCES)
def test_the_evidence_of_means_is_finite_or_says_why_there_is_none(
    control: Measured, variant: Measured, change: float, difference: float
) -> None:
    for promise in (Relative(change), Absolute(difference)):
        try:
            assert math.isfinite(evidence(promise, control, variant))
        except NoSpread:
            assert max(control.deviation, variant.deviation) < 1e-100 * max(1, abs(control.mean), abs(variant.mean))
        except NoRatio:
            assert min(control.mean, variant.mean) <= 0


@given(MEASURED, st.floats(-FIGURE_MOST, FIGURE_MOST), DIFFERENCES)
def test_the_evidence_of_one_mean_is_finite_or_says_why_there_is_none(
    arm: Measured, hopeless: float, difference: float
) -> None:
    try:
        levels = Threshold(hopeless, hopeless + difference)
    except Impossible:
        assume(False)
    try:
        assert math.isfinite(evidence(levels, arm))
    except NoSpread:
        assert arm.deviation < 1e-100


@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
        lambda units: st.tuples(*(st.builds(Counted, st.just(each), st.integers(0, each)) for each in units))
    ),
    CHANGES,
    st.integers(2, 1000),
)
def test_the_same_shares_of_more_units_say_more(arms: tuple[Counted, Counted], change: float, times: int) -> None:
    control, variant = arms
    more = [Counted(each.units * times, each.conversions * times) for each in arms]
    once, often = (of_few_relative_shares(*two, change) for two in ((control, variant), (more[0], more[1])))
    assert often == pytest.approx(max(-700, min(700, once * times)), rel=1e-6, abs=1e-6 * times)


@given(MEASURED, MEASURED, DIFFERENCES, st.integers(2, 1000))
def test_the_same_means_of_more_units_say_more(one: Measured, other: Measured, change: float, times: int) -> None:
    assume(one.deviation**2 + other.deviation**2 > 1e-200)
    assume(max(one.units, other.units) * times <= UNITS_MOST)
    more = [Measured(each.units * times, each.mean, each.deviation) for each in (one, other)]
    once, often = evidence(Absolute(change), one, other), evidence(Absolute(change), *more)
    assert abs(often) >= abs(once) * 0.999_999
    assert often == pytest.approx(max(-700, min(700, once * times))) or abs(once) == 700


@pytest.mark.parametrize(
    ("promise", "arms"),
    [
        (Relative(0.2), (Counted(10, 1),)),
        (Relative(0.2), (Counted(10, 1), Measured(10, 1.0, 1.0))),
        (Threshold(0.1, 0.2), (Counted(10, 1), Counted(10, 1))),
        (Absolute(0.2), ()),
    ],
)
def test_totals_that_the_promise_is_not_about_are_refused(
    promise: Relative | Absolute | Threshold, arms: tuple[Counted | Measured, ...]
) -> None:
    with pytest.raises(OtherArms):
        evidence(promise, *arms)
