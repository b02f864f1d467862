"""Many figures from a table: all of it or nothing, shown beforehand, and each row that doesn't fit is named."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from domain import metrics
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.metrics import Metric, Reading
from domain.paging import Slice
from tests.people import People

SAID = "day;value;source\n31.12.2025;2,4;Billing\n2026-01-31;2,2;Billing\n"


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def churn(people: People, pia: Member) -> Metric:
    return await people.reads(metrics.by_key, pia, "churn")


async def kept(people: People) -> int:
    async with people.sessions() as session:
        return await session.scalar(select(func.count()).select_from(Reading)) or 0


async def test_a_list_is_shown_and_then_entered_and_twice_is_once(people: People, pia: Member, churn: Metric) -> None:
    shown = await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id, preview=True)
    assert [(line.row, line.day, line.value, line.source, line.known) for line in shown] == [
        (2, date(2025, 12, 31), Decimal("2.4"), "Billing", False),
        (3, date(2026, 1, 31), Decimal("2.2"), "Billing", False),
    ]
    assert await kept(people) == 0
    await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id)
    again = await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id)
    assert [line.known for line in again] == [True, True]
    found = (await people.reads(metrics.readings, pia, churn, Slice())).items
    assert [(each.value, each.source, each.entered_by.name) for each in found] == [
        (Decimal("2.2"), "Billing", "Pia"),
        (Decimal("2.4"), "Billing", "Pia"),
    ]
    facts = [each for each in await people.history(pia) if each["fact"] == "ReadingsMade"]
    assert [(each["metric_id"], each["count"]) for each in facts] == [(churn.id, 2)]


async def test_a_list_names_metrics_where_it_is_of_several(people: People, pia: Member) -> None:
    said = "metric,day,value\nchurn,2026-01-31,2.2\nNPS,2026-01-31,−12\n"
    lines = await people.does(metrics.enter_list, pia, said)
    assert [(line.metric.key, line.value) for line in lines] == [("churn", Decimal("2.2")), ("nps", Decimal(-12))]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("day,value\n2026-01-31,2\n2026-02-03,3", ["Row 3, day: This day is yet to come"]),
        ("day,value\n2026-01-31,2\n2026-01-30,102", ["Row 3, value: A share is from 0 to 100 percent."]),
        ("day,value\n2026-01-31,2\n31.01.2026,3", ["Row 3, day: This day stands in row 2 already."]),
        ("day,value\n2026-01-30,2\n2026-01-15,3", ["Row 3, value: There is another figure for this day already: 9."]),
        ("day,value,source\n2026-01-30,2,5", ["Row 2, source: A source is said in words."]),
        (
            "day,value\n2026-13-01,x\n2026-01-31,2",
            ["Row 2, day: There is no 2026-13-01", "Row 2, value: “x” isn’t a number."],
        ),
        ("day\n2026-01-31", ["The first row doesn’t name the column “value”."]),
        ("metric,day,value\nchurn,2026-01-31,2", ["The first row names a column “metric” that we don’t know."]),
    ],
)
async def test_one_bad_row_keeps_all_out_and_is_named(
    people: People, pia: Member, churn: Metric, said: str, words: list[str]
) -> None:
    await people.does(metrics.enter, pia, churn.id, day=date(2026, 1, 15), value=Decimal(9))
    with pytest.raises(Invalid) as refused:
        await people.does(metrics.enter_list, pia, said, metric_id=churn.id)
    assert [each.field for each in refused.value.problems] == ["csv"] * len(words)
    for each, expected in zip(refused.value.problems, words, strict=True):
        assert each.text().startswith(expected)
    assert await kept(people) == 1


async def test_whose_metric_it_is_not_cannot_slip_it_in(people: People, pia: Member, churn: Metric) -> None:
    emil, ann = await people.member("Emil", Role.EMPLOYEE), await people.member("Ann")
    owned = metrics.Definition(churn.name, churn.says, churn.kind, churn.better, decimals=2, kpi=True, owner_id=emil.id)
    await people.does(metrics.revise, pia, churn.id, owned, based_on=1)
    both = "metric,day,value\nchurn,2026-01-31,2\nnps,2026-01-31,3\nbliss,2026-01-31,3"
    with pytest.raises(Invalid) as refused:
        await people.does(metrics.enter_list, emil, both)
    assert [each.text() for each in refused.value.problems] == [
        "Row 3, metric: You don’t enter readings of this metric.",
        "Row 4, metric: There is no metric “bliss” that is read. Metrics are named as in their pages’ addresses.",
    ]
    await people.does(metrics.enter_list, emil, "metric,day,value\nchurn,2026-01-31,2")
    nps = await people.reads(metrics.by_key, pia, "nps")
    with pytest.raises(NotAllowed):
        await people.does(metrics.enter_list, emil, SAID, metric_id=nps.id)
    with pytest.raises(NotAllowed):
        await people.does(metrics.enter_list, ann, both)
    with pytest.raises(NotFound):
        await people.does(metrics.enter_list, pia, SAID, metric_id=2**70)
    with pytest.raises(SignInNeeded):
        await people.does(metrics.enter_list, Visitor(), both)


async def test_a_withdrawn_day_can_be_entered_by_a_list(people: People, pia: Member, churn: Metric) -> None:
    made = await people.does(metrics.enter, pia, churn.id, day=date(2026, 1, 31), value=Decimal(9))
    await people.does(metrics.correct, pia, made.id, value=None, reason="Of another month")
    await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id)
    assert (await people.reads(metrics.value_around, churn, date(2026, 2, 2))).value == Decimal("2.2")  # type: ignore[union-attr]
    assert await people.reads(metrics.astray) == []


async def test_the_same_list_twice_at_once_is_entered_once(people: People, pia: Member, churn: Metric) -> None:
    eve = await people.member("Eve", Role.EXECUTIVE)
    lists = [people.does(metrics.enter_list, by, SAID, metric_id=churn.id) for by in (pia, eve, pia, eve)]
    assert len(await asyncio.gather(*lists)) == 4
    assert await kept(people) == 2
