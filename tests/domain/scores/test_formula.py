"""The formula of scores: always a number, and each term pulls one way."""

import math

from hypothesis import assume, given
from hypothesis import strategies as some

from domain.scores.formula import (
    CONFIDENCES,
    EFFORT_LEAST,
    EFFORT_MOST,
    IMPACTS,
    REACH_MOST,
    WEIGHT_MOST,
    Weights,
    suggested,
    value,
)

reaches = some.integers(0, REACH_MOST)
impacts, confidences = some.sampled_from(IMPACTS), some.sampled_from(CONFIDENCES)
efforts = some.floats(EFFORT_LEAST, EFFORT_MOST)
powers = some.floats(0, WEIGHT_MOST)
weights = some.builds(Weights, powers, powers, powers, powers)
terms = (reaches, impacts, confidences, efforts)


def test_the_plain_formula_is_reach_times_impact_times_confidence_by_effort() -> None:
    assert value(120, 2.0, 0.5, 4.0, Weights()) == 30.0
    assert value(0, 3.0, 1.0, 1.0, Weights()) == 0.0
    assert value(120, 2.0, 0.5, 4.0, Weights(0.0, 0.0, 0.0, 0.0)) == 1.0


@given(*terms, weights)
def test_a_score_is_a_number_and_never_below_nought(
    reach: int, impact: float, confidence: float, effort: float, by: Weights
) -> None:
    found = value(reach, impact, confidence, effort, by)
    assert math.isfinite(found)
    assert found >= 0


@given(some.tuples(*terms), some.tuples(*terms), weights)
def test_more_of_what_speaks_for_it_never_lowers_a_score_and_more_effort_never_raises_it(
    one: tuple[int, float, float, float], other: tuple[int, float, float, float], by: Weights
) -> None:
    better = (max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2]), min(one[3], other[3]))
    assert value(*better, by) >= max(value(*one, by), value(*other, by))


@given(some.integers(0, 10_000), some.integers(0, 10_000), some.integers(0, 100_000))
def test_a_suggested_reach_lies_in_its_interval_and_is_never_less_than_who_backs_it(
    supporters: int, unmoved: int, others: int
) -> None:
    exposed = supporters + unmoved
    members = exposed + others
    assume(members)
    found = suggested(supporters, 0, exposed, members)
    assert supporters <= found.low <= found.reach <= found.high
    assert found.high <= max(members, supporters)
