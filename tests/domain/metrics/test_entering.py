"""Entering figures: one a day counts, corrections are new rows, and the same request twice is once."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from domain import checks, metrics
from domain.database import Sessions
from domain.errors import Invalid, NotAllowed, SignInNeeded, TooMany
from domain.members import Member, Role, Visitor
from domain.metrics import Better, Definition, FigureKind, Metric, Reading
from domain.paging import Slice
from tests.people import People

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 1)
TODAY = date(2026, 2, 2)


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def churn(people: People, pia: Member) -> Metric:
    return await people.reads(metrics.by_key, pia, "churn")


async def enter(people: People, by: Member, metric: Metric, value: str, day: date = JANUARY, **more: str) -> Reading:
    return await people.does(metrics.enter, by, metric.id, day=day, value=Decimal(value), **more)


async def standing(people: People, by: Member, metric: Metric) -> list[tuple[date, Decimal | None]]:
    found = await people.reads(metrics.readings, by, metric, Slice())
    return [(each.day, each.value) for each in found.items]


async def test_a_figure_counts_with_who_entered_it_and_where_it_is_from(
    people: People, pia: Member, churn: Metric
) -> None:
    made = await enter(people, pia, churn, "2.4", source="Subscription system")
    assert (made.value, made.source, made.entered_by.name, made.counts) == (
        Decimal("2.4"),
        "Subscription system",
        "Pia",
        True,
    )
    assert (await people.history(pia))[-1] | {"recorded_at": 0} == {
        "fact": "ReadingMade",
        "recorded_at": 0,
        "metric_id": churn.id,
        "reading_id": made.id,
        "actor_id": pia.id,
    }


async def test_the_same_figure_twice_is_once_and_another_one_is_refused(
    people: People, pia: Member, churn: Metric
) -> None:
    first = await enter(people, pia, churn, "2.4")
    assert (await enter(people, pia, churn, "2.40")).id == first.id
    with pytest.raises(metrics.ReadingThere) as refused:
        await enter(people, pia, churn, "2.5")
    assert "already: 2.4." in refused.value.text()
    assert await standing(people, pia, churn) == [(JANUARY, Decimal("2.4"))]


async def test_a_correction_is_a_new_row_and_the_old_one_stays_readable(
    people: People, pia: Member, churn: Metric
) -> None:
    wrong = await enter(people, pia, churn, "24")
    eve = await people.member("Eve", Role.EXECUTIVE)
    right = await people.does(metrics.correct, eve, wrong.id, value=Decimal("2.4"), reason="A slip of the point")
    assert await standing(people, pia, churn) == [(JANUARY, Decimal("2.4"))]
    ((before,),) = (await people.reads(metrics.earlier, churn, [JANUARY])).values()
    assert (before.id, before.value, before.entered_by.name, before.counts) == (wrong.id, Decimal(24), "Pia", False)
    both = (await people.reads(metrics.readings, pia, churn, Slice(), superseded=True)).items
    assert [each.id for each in both] == [right.id, wrong.id]
    with pytest.raises(metrics.CorrectedMeanwhile):
        await people.does(metrics.correct, pia, wrong.id, value=Decimal(3), reason="Too late for that")
    assert await people.reads(checks.recount) == []


async def test_a_figure_is_withdrawn_for_a_reason_and_the_day_is_free_again(
    people: People, pia: Member, churn: Metric
) -> None:
    wrong = await enter(people, pia, churn, "24")
    for reason in ("", "  ", "no"):
        with pytest.raises(Invalid):
            await people.does(metrics.correct, pia, wrong.id, value=None, reason=reason)
    gone = await people.does(metrics.correct, pia, wrong.id, value=None, reason="Counted the wrong month")
    assert gone.counts is False
    again = await people.does(metrics.correct, pia, gone.id, value=None, reason="Counted the wrong month")
    assert again.id == gone.id
    assert await people.reads(metrics.value_around, churn, TODAY) is None
    await enter(people, pia, churn, "2.2")
    assert await standing(people, pia, churn) == [(JANUARY, Decimal("2.2"))]
    assert len((await people.reads(metrics.earlier, churn, [JANUARY]))[JANUARY]) == 2


async def test_the_same_request_sent_twice_is_entered_once_also_after_a_correction(
    people: People, pia: Member, churn: Metric
) -> None:
    first = await enter(people, pia, churn, "2.4", token="a")
    other = await people.does(metrics.correct, pia, first.id, value=Decimal(3), reason="Counted anew", token="b")
    assert (await enter(people, pia, churn, "2.4", token="a")).id == first.id
    again = await people.does(metrics.correct, pia, first.id, value=Decimal(3), reason="Counted anew", token="b")
    assert again.id == other.id
    with pytest.raises(metrics.TokenUsed):
        await enter(people, pia, churn, "2.4", FEBRUARY, token="a")
    with pytest.raises(metrics.TokenUsed):
        await enter(people, pia, churn, "9", token="a")
    eve = await people.member("Eve", Role.EXECUTIVE)
    assert (await enter(people, eve, churn, "2.1", FEBRUARY, token="a")).entered_by_id == eve.id


@pytest.mark.parametrize(
    ("key", "value", "day"),
    [
        ("churn", "NaN", JANUARY),
        ("churn", "Infinity", JANUARY),
        ("churn", "-Infinity", JANUARY),
        ("churn", "sNaN", JANUARY),
        ("churn", "-0.1", JANUARY),
        ("churn", "100.1", JANUARY),
        ("churn", "1e400", JANUARY),
        ("nps", "-101", JANUARY),
        ("nps", "100.000001", JANUARY),
        ("customer-asset-value", "1000000000000.01", JANUARY),
        ("customer-asset-value", "-1e13", JANUARY),
        ("customer-lifetime-value", "1.0000001", JANUARY),
        ("customer-lifetime-value", "1e-400", JANUARY),
        ("churn", "2", date(2026, 2, 3)),
        ("churn", "2", date(1969, 12, 31)),
        ("churn", "2", date(9999, 12, 31)),
        ("churn", "2", date(1, 1, 1)),
    ],
)
async def test_what_can_be_no_figure_is_refused(people: People, pia: Member, key: str, value: str, day: date) -> None:
    metric = await people.reads(metrics.by_key, pia, key)
    with pytest.raises(Invalid):
        await enter(people, pia, metric, value, day)
    assert await standing(people, pia, metric) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("churn", "0"),
        ("churn", "100"),
        ("nps", "-100"),
        ("customer-asset-value", "1e12"),
        ("customer-asset-value", "-1000000000000"),
        ("customer-lifetime-value", "0.000001"),
    ],
)
async def test_the_bounds_themselves_are_figures(people: People, pia: Member, key: str, value: str) -> None:
    metric = await people.reads(metrics.by_key, pia, key)
    assert (await enter(people, pia, metric, value, TODAY)).value == Decimal(value)


async def test_counts_are_whole(people: People, pia: Member) -> None:
    counted = Definition("Stations", "How many stations there are.", FigureKind.COUNT, Better.HIGHER)
    metric = await people.does(metrics.add, pia, counted)
    with pytest.raises(Invalid):
        await enter(people, pia, metric, "1.5")
    assert (await enter(people, pia, metric, "12.0")).value == 12


async def test_today_is_the_communitys_and_not_the_servers(
    people: People, pia: Member, churn: Metric, clock: Any
) -> None:
    clock.forward(hours=12, minutes=30)  # 23:30 in UTC, past midnight in Berlin
    assert (await enter(people, pia, churn, "2", date(2026, 2, 3))).day == date(2026, 2, 3)


async def test_product_executives_admins_and_the_owner_enter_and_nobody_else(
    people: People, pia: Member, churn: Metric
) -> None:
    emil, ann = await people.member("Emil", Role.EMPLOYEE), await people.member("Ann")
    with pytest.raises(NotAllowed):
        await enter(people, emil, churn, "2")
    with pytest.raises(NotAllowed):
        await enter(people, ann, churn, "2")
    with pytest.raises(SignInNeeded):
        await people.does(metrics.enter, Visitor(), churn.id, day=JANUARY, value=Decimal(2))
    owned = Definition(churn.name, churn.says, churn.kind, churn.better, decimals=2, kpi=True, owner_id=emil.id)
    await people.does(metrics.revise, pia, churn.id, owned, based_on=1)
    made = await enter(people, emil, churn, "2")
    assert made.entered_by_id == emil.id
    with pytest.raises(NotAllowed):
        await people.does(metrics.correct, ann, made.id, value=None, reason="Not mine to say")
    for number, role in enumerate((Role.EXECUTIVE, Role.ADMIN), 1):
        await enter(people, await people.member(f"No {number}", role), churn, "2", date(2026, 1, number))


async def test_a_retired_metric_takes_in_nothing(people: People, pia: Member, churn: Metric) -> None:
    made = await enter(people, pia, churn, "2")
    await people.does(metrics.retire, pia, churn.id)
    with pytest.raises(metrics.MetricRetiredAlready):
        await enter(people, pia, churn, "3", FEBRUARY)
    with pytest.raises(metrics.MetricRetiredAlready):
        await people.does(metrics.correct, pia, made.id, value=None, reason="Too late for that")
    with pytest.raises(metrics.MetricRetiredAlready):
        await people.does(metrics.enter_list, pia, "day,value\n2026-01-01,1", metric_id=churn.id)


async def test_two_at_once_leave_one_figure(people: People, pia: Member, churn: Metric, sessions: Sessions) -> None:
    eve = await people.member("Eve", Role.EXECUTIVE)
    tries = [enter(people, by, churn, value) for by in (pia, eve) for value in ("2", "3", "4")]
    done = await asyncio.gather(*tries, return_exceptions=True)
    kept = [each for each in done if isinstance(each, Reading)]
    assert {type(each) for each in done} == {Reading, metrics.ReadingThere}
    assert len({each.id for each in kept}) == 1
    corrections = [
        people.does(metrics.correct, by, kept[0].id, value=Decimal(value), reason="Counted anew")
        for by in (pia, eve)
        for value in ("5", "6")
    ]
    found = await asyncio.gather(*corrections, return_exceptions=True)
    assert sum(isinstance(each, Reading) for each in found) == 1
    assert sum(isinstance(each, metrics.CorrectedMeanwhile) for each in found) == 3
    async with sessions() as session:
        assert len((await session.scalars(select(Reading))).all()) == 2
    assert await people.reads(checks.recount) == []


async def test_the_same_request_twice_at_once_is_entered_once(people: People, pia: Member, churn: Metric) -> None:
    done = await asyncio.gather(*(enter(people, pia, churn, "2", token="a") for _ in range(5)))
    assert len({each.id for each in done}) == 1


async def test_nobody_floods(people: People, pia: Member, churn: Metric) -> None:
    for _ in range(300):
        await enter(people, pia, churn, "2")
    with pytest.raises(TooMany):
        await enter(people, pia, churn, "2")
