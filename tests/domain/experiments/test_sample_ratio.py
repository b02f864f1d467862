"""The alarm about arms that weren't filled as planned."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from domain.experiments.refusals import NotACount, OtherArms, SplitImpossible
from domain.experiments.sample_ratio import alarms, evidence
from domain.experiments.totals import UNITS_MOST

EVEN = (0.5, 0.5)


@pytest.mark.parametrize(
    ("counts", "to_one"),
    [((500, 500), 0.3008), ((500, 600), 18.73), ((5000, 5300), 7.413), ((1000, 1150), 31.40)],
)
def test_the_e_values_are_those_of_section_7_1(counts: tuple[int, int], to_one: float) -> None:
    assert math.exp(evidence(counts, EVEN)) == pytest.approx(to_one, rel=5e-4)


@pytest.mark.parametrize(
    ("counts", "chance"), [((5000, 5200), 0.0477), ((5000, 5300), 0.00312), ((1000, 1100), 0.0291)]
)
def test_one_look_would_call_unlikely_by_section_7_1_what_many_looks_must_let_pass(
    counts: tuple[int, int], chance: float
) -> None:
    assert float(stats.chisquare(counts).pvalue) == pytest.approx(chance, rel=5e-3)
    assert not alarms(counts, EVEN)


def test_the_e_value_is_the_mixture_of_likelihoods_over_that_of_the_plan() -> None:
    counts, split = (37, 90), (0.25, 0.75)

    def mixed(level: float) -> float:
        believed = stats.beta.pdf(level, 25, 75)
        return float(believed * (level / 0.25) ** counts[0] * ((1 - level) / 0.75) ** counts[1])

    assert math.exp(evidence(counts, split)) == pytest.approx(integrate.quad(mixed, 0, 1)[0], rel=1e-6)


@given(st.lists(st.integers(0, UNITS_MOST), min_size=1, max_size=6))
def test_it_is_finite_for_any_counts_and_never_alarms_for_an_arm_alone(counts: list[int]) -> None:
    split = tuple(1 / len(counts) for _each in counts)
    assert math.isfinite(evidence(tuple(counts), split))
    assert not alarms((counts[0],), (1.0,))


def test_it_alarms_when_a_tenth_of_an_arm_is_lost_and_not_for_chance() -> None:
    assert alarms((10_000, 9_000), EVEN)
    assert not alarms((8_000, 2_050), (0.8, 0.2))
    assert alarms((8_000, 2_500), (0.8, 0.2))


@pytest.mark.parametrize("split", [(), (0.5, 0.6), (1.0, 0.0), (1.5, -0.5), (math.nan, 0.5), (0.5,)])
def test_a_split_that_is_none_is_refused(split: tuple[float, ...]) -> None:
    with pytest.raises(SplitImpossible):
        evidence(tuple(10 for _share in split), split)


def test_counts_that_do_not_fit_the_split_are_refused() -> None:
    with pytest.raises(OtherArms):
        evidence((10,), EVEN)
    with pytest.raises(NotACount):
        evidence((10, -1), EVEN)
