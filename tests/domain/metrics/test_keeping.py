"""What is measured: five KPIs to begin with, and what the product team makes of them."""

import asyncio
from dataclasses import replace

import pytest

from domain import metrics
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.metrics import Better, Definition, FigureKind, Metric
from domain.paging import Slice
from tests.people import People

RIDES = Definition("Rides per member", "How often a member rides in a month.", FigureKind.NUMBER, Better.HIGHER)


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


async def test_a_community_starts_with_five_kpis(people: People, pia: Member) -> None:
    found = (await people.reads(metrics.listed, pia, Slice())).items
    assert [(each.key, each.kind, each.better) for each in found if each.kpi] == [
        ("customer-lifetime-value", FigureKind.MONEY, Better.HIGHER),
        ("churn", FigureKind.PERCENT, Better.LOWER),
        ("onboarding-success-rate", FigureKind.PERCENT, Better.HIGHER),
        ("customer-asset-value", FigureKind.MONEY, Better.HIGHER),
        ("nps", FigureKind.SCORE, Better.HIGHER),
    ]
    await people.does(metrics.seed)
    assert len((await people.reads(metrics.listed, pia, Slice())).items) == 5


async def test_a_metric_is_added_with_a_key_that_stays(people: People, pia: Member) -> None:
    made = await people.does(metrics.add, pia, RIDES)
    assert (made.key, made.path, made.kpi, made.owner) == ("rides-per-member", "/metrics/rides-per-member", False, None)
    renamed = replace(RIDES, name="Rides a month", owner_id=pia.id)
    made = await people.does(metrics.revise, pia, made.id, renamed, based_on=1)
    assert (made.key, made.name, made.saves, made.owner.name if made.owner else "") == (
        "rides-per-member",
        "Rides a month",
        2,
        "Pia",
    )
    assert (await people.history(pia))[-1]["fields"] == ["name", "owner_id"]
    same = await people.does(metrics.revise, pia, made.id, renamed, based_on=2)
    assert same.saves == 2
    with pytest.raises(metrics.MetricChangedMeanwhile):
        await people.does(metrics.revise, pia, made.id, RIDES, based_on=1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "???"}, "name"),
        ({"name": "New"}, "name"),
        ({"name": "churn"}, "name"),
        ({"name": "NPS"}, "name"),
        ({"says": "short"}, "says"),
        ({"says": "\ud800" * 12}, "says"),
        ({"kind": FigureKind.MONEY}, "currency"),
        ({"kind": FigureKind.MONEY, "currency": "E€R"}, "currency"),
        ({"decimals": 5}, "decimals"),
        ({"decimals": -1}, "decimals"),
        ({"owner_id": 2**40}, "owner_id"),
        ({"owner_id": 2**70}, "owner_id"),
    ],
)
async def test_what_makes_no_metric_is_refused_by_field(
    people: People, pia: Member, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(metrics.add, pia, replace(RIDES, **wrong))  # type: ignore[arg-type]
    assert {each.field for each in refused.value.problems} == {field}


async def test_a_metric_belongs_to_staff_and_to_nobody_once_they_left(people: People, pia: Member) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    with pytest.raises(Invalid):
        await people.does(metrics.add, pia, replace(RIDES, owner_id=ann.id))
    made = await people.does(metrics.add, pia, replace(RIDES, owner_id=emil.id))
    await people.leave(emil)
    found = await people.reads(metrics.visible, pia, made.id)
    assert found.owner is None


async def test_what_kind_of_figure_it_is_stays_once_there_are_figures(people: People, pia: Member) -> None:
    made = await people.does(metrics.add, pia, RIDES)
    made = await people.does(metrics.revise, pia, made.id, replace(RIDES, kind=FigureKind.DAYS), based_on=1)
    await people.does(metrics.enter_list, pia, "day,value\n2026-01-31,3", metric_id=made.id)
    with pytest.raises(metrics.FiguresThere):
        await people.does(metrics.revise, pia, made.id, RIDES, based_on=2)
    assert (await people.reads(metrics.visible, pia, made.id)).kind is FigureKind.DAYS


async def test_a_retired_metric_is_apart_and_comes_back(people: People, pia: Member) -> None:
    made = await people.does(metrics.add, pia, RIDES)
    for _ in range(2):
        await people.does(metrics.retire, pia, made.id)
    assert made.id not in {each.id for each in (await people.reads(metrics.listed, pia, Slice())).items}
    assert [each.id for each in (await people.reads(metrics.listed, pia, Slice(), retired=True)).items] == [made.id]
    with pytest.raises(Invalid):
        await people.does(metrics.add, pia, RIDES)
    for _ in range(2):
        await people.does(metrics.bring_back, pia, made.id)
    facts = [each["fact"] for each in await people.history(pia)]
    assert facts[-3:] == ["MetricAdded", "MetricRetired", "MetricBroughtBack"]


async def test_only_product_and_admins_say_what_is_measured(people: People, pia: Member) -> None:
    made = await people.does(metrics.add, await people.admin(), RIDES)
    for role in (Role.EMPLOYEE, Role.EXECUTIVE):
        other = await people.member(f"A {role}", role)
        for refused in (
            people.does(metrics.add, other, RIDES),
            people.does(metrics.revise, other, made.id, RIDES, based_on=1),
            people.does(metrics.retire, other, made.id),
            people.does(metrics.bring_back, other, made.id),
        ):
            with pytest.raises(NotAllowed):
                await refused


async def test_customers_and_visitors_know_of_no_metric(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    churn: Metric = await people.reads(metrics.by_key, pia, "churn")
    reading = (await people.does(metrics.enter_list, pia, "day,value\n2026-01-31,3", metric_id=churn.id))[0]
    assert reading
    for nobody in (ann, Visitor()):
        assert (await people.reads(metrics.listed, nobody, Slice())).items == []
        assert (await people.reads(metrics.readings, nobody, churn, Slice())).items == []
        assert await people.reads(metrics.choices, nobody) == []
        assert await people.reads(metrics.by_ids, nobody, [churn.id]) == {}
        for hidden in (metrics.visible, metrics.reading):
            with pytest.raises(NotFound):
                await people.reads(hidden, nobody, 1)
        with pytest.raises(NotFound):
            await people.reads(metrics.by_key, nobody, "churn")
    with pytest.raises(NotAllowed):
        await people.does(metrics.retire, ann, churn.id)
    with pytest.raises(SignInNeeded):
        await people.does(metrics.add, Visitor(), RIDES)


async def test_two_of_the_same_name_at_once_are_one(people: People, pia: Member) -> None:
    done = await asyncio.gather(*(people.does(metrics.add, pia, RIDES) for _ in range(4)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Invalid", "Invalid", "Invalid", "Metric"]
