"""Scales and lines: whatever is measured has a place on the picture, and its axes say round things."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from web.charts import lines, scales
from web.charts.scales import LogScale, Scale

figures = some.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 6))
days = some.dates(date(1970, 1, 1), date(2100, 1, 1))


@given(figures, figures, figures)
def test_a_scale_keeps_the_order_of_values_and_never_leaves_its_ends(one: float, two: float, value: float) -> None:
    scale = Scale(min(one, two), max(one, two), 0, 100)
    assert 0 <= scale.at(value) <= 100
    assert scale.at(one) <= scale.at(two) or one > two


def test_a_scale_may_run_downwards_and_one_of_odds_by_factors() -> None:
    assert [Scale(0, 10, 200, 0).at(value) for value in (0, 5, 10, 20)] == [200, 100, 0, 0]
    odds = LogScale(0.01, 100, 0, 100)
    assert [odds.at(value) for value in (0.01, 0.1, 1, 10, 100, 0, -3, 1e9)] == [0, 25, 50, 75, 100, 0, 0, 100]


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (1.9, 3.4, [1.5, 2.0, 2.5, 3.0, 3.5]),
        (-12, 41, [-20, 0, 20, 40, 60]),
        (0, 0, [-1, -0.5, 0, 0.5, 1]),
        (1_200_000, 1_480_000, [1_200_000, 1_300_000, 1_400_000, 1_500_000]),
    ],
)
def test_round_values_lie_around_what_is_shown(least: float, most: float, expected: list[float]) -> None:
    assert scales.round_values(least, most) == expected


@given(figures, figures)
def test_there_are_a_few_round_values_around_any_two(one: float, two: float) -> None:
    least, most = min(one, two), max(one, two)
    found = scales.round_values(least, most)
    assert 2 <= len(found) <= 7
    assert found[0] <= least
    assert found[-1] >= most
    assert found == sorted(set(found))
    assert all(math.isfinite(value) for value in found)


def test_decimals_tell_the_marked_values_apart() -> None:
    assert [scales.decimals(values) for values in ([0, 25, 50], [0, 2.5], [0.1, 0.15], [3])] == [0, 1, 2, 0]


@given(days, some.integers(0, 40_000))
def test_marked_days_lie_within_and_are_few(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = scales.first_days(first, last)
    assert len(found) <= 5
    assert all(first <= day <= last for day in found)
    assert found == sorted(set(found))


def test_a_year_is_marked_by_its_months_and_a_fortnight_by_its_days() -> None:
    assert scales.first_days(date(2025, 11, 22), date(2026, 11, 22)) == [
        date(2026, 1, 1),
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
    ]
    assert scales.first_days(date(2026, 11, 1), date(2026, 11, 22)) == [date(2026, 11, day) for day in (2, 9, 16)]
    assert scales.first_days(date(2026, 11, 1), date(2026, 11, 1)) == [date(2026, 11, 1)]


@given(some.dictionaries(days, figures, min_size=1, max_size=60))
def test_any_line_has_a_place_for_each_point(values: dict[date, float]) -> None:
    points = sorted(values.items())
    for drawn in (lines.line(points, lambda value, places: f"{value:.{places}f}"), lines.spark(points)):
        assert drawn.path.count("L") == len(points) - 1
        assert [dot.last for dot in drawn.dots].count(True) == 1
        assert all(0 <= dot.x <= 100 and 0 <= dot.y <= drawn.height for dot in drawn.dots)
        assert "nan" not in drawn.path
        assert "e" not in drawn.path
    assert lines.spark(points).days == ()
