"""How metrics moved: what counts around a day, between two, and against a quarter of a year before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import metrics
from domain.members import Member, Role
from domain.metrics import Better, FigureKind, Metric
from domain.paging import Slice
from tests.people import People

END = date(2026, 2, 1)
DAYS = [END - timedelta(days=7 * week) for week in range(70)]


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def churn(people: People, pia: Member) -> Metric:
    found = await people.reads(metrics.by_key, pia, "churn")
    said = "day,value\n" + "".join(f"{day},{number / 10}\n" for number, day in enumerate(DAYS))
    await people.does(metrics.enter_list, pia, said, metric_id=found.id)
    return found


async def test_a_trend_is_the_latest_figures_and_how_they_moved(people: People, pia: Member, churn: Metric) -> None:
    nps = await people.reads(metrics.by_key, pia, "nps")
    found = await people.reads(metrics.trends, [churn.id, nps.id])
    trend = found[churn.id]
    assert [each.day for each in trend.points] == DAYS[59::-1]
    assert trend.latest is not None
    assert (trend.latest.day, trend.latest.value) == (END, Decimal(0))
    step, quarter = trend.step(churn), trend.quarter(churn)
    assert step
    assert quarter
    assert (step.since.day, step.by, step.direction) == (DAYS[1], Decimal("-0.1"), 1)
    assert (quarter.since.day, quarter.by, quarter.direction) == (DAYS[13], Decimal("-1.3"), 1)
    empty = found[nps.id]
    assert (empty.points, empty.latest, empty.step(nps), empty.quarter(nps)) == ((), None, None, None)
    assert await people.reads(metrics.trends, []) == {}


async def test_the_figure_around_a_day_is_its_own_or_the_last_before(
    people: People, pia: Member, churn: Metric
) -> None:
    for day, expected in ((END, END), (END - timedelta(days=1), DAYS[1]), (DAYS[-1], DAYS[-1])):
        found = await people.reads(metrics.value_around, churn, day)
        assert found
        assert found.day == expected
    assert await people.reads(metrics.value_around, churn, DAYS[-1] - timedelta(days=1)) is None
    last = await people.reads(metrics.value_around, churn, END)
    assert last
    await people.does(metrics.correct, pia, last.id, value=None, reason="Not closed yet")
    found = await people.reads(metrics.value_around, churn, END)
    assert found
    assert found.day == DAYS[1]
    between = await people.reads(metrics.readings_between, churn, DAYS[3], END)
    assert [each.day for each in between] == [DAYS[3], DAYS[2], DAYS[1]]


async def test_readings_come_in_pages_by_day(people: People, pia: Member, churn: Metric) -> None:
    first = await people.reads(metrics.readings, pia, churn, Slice(50))
    rest = await people.reads(metrics.readings, pia, churn, Slice(50, after=first.end_cursor))
    assert [each.day for each in [*first.items, *rest.items]] == DAYS
    assert (first.has_next, rest.has_next) == (True, False)


@given(some.decimals(-100, 100, places=3), some.sampled_from(Better))
def test_a_change_is_for_the_better_one_way_and_for_the_worse_the_other(change: Decimal, better: Better) -> None:
    metric = Metric(kind=FigureKind.NUMBER, better=better)
    assert metric.direction(change) == -metric.direction(-change)
    assert (metric.direction(change) == 0) is (change == 0)
