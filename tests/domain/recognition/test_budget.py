"""Attention is scarce: so many cards a month, two to one person a quarter, by the community's own calendar."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from domain import checks, recognition
from domain.errors import Invalid
from domain.members import Member, Role
from domain.recognition import Budget, BudgetSpent, OftenThanked
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import about, thanks


async def friends(people: People, number: int) -> list[Member]:
    return [await people.member(f"Friend {each}") for each in range(number)]


async def test_employees_have_three_a_month_and_executives_five(people: People, eve: Member) -> None:
    rex = await people.member("Rex", Role.EXECUTIVE)
    to = await friends(people, 6)
    bench = await people.idea(by=to[0])
    for sender, most in ((eve, 3), (rex, 5)):
        for each in to[:most]:
            await thanks(people, by=sender, to=[each], about=about(bench))
        assert await people.reads(recognition.budget, sender) == Budget(most, most)
        with pytest.raises(BudgetSpent):
            await thanks(people, by=sender, to=[to[most]], about=about(bench))
    assert await people.reads(checks.recount) == []


async def test_nothing_is_carried_over_and_a_month_ends_where_the_community_is(
    people: People, eve: Member, clock: HeldClock
) -> None:
    to = await friends(people, 5)
    clock.time = datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC)  # a second before midnight in Berlin
    for each in to[:3]:
        await thanks(people, by=eve, to=[each])
    with pytest.raises(BudgetSpent):
        await thanks(people, by=eve, to=[to[3]])
    clock.forward(seconds=1)
    assert await people.reads(recognition.budget, eve) == Budget(3, 0)
    card = await thanks(people, by=eve, to=[to[3]])
    assert card.sent_on == date(2026, 3, 1)


async def test_a_card_taken_back_after_midnight_gives_nothing_to_the_new_month(
    people: People, eve: Member, clock: HeldClock
) -> None:
    to = await friends(people, 4)
    clock.time = datetime(2026, 2, 28, 22, 55, tzinfo=UTC)
    late = await thanks(people, by=eve, to=[to[0]])
    clock.forward(minutes=6)
    for each in to[1:]:
        await thanks(people, by=eve, to=[each])
    await people.does(recognition.take_back, eve, late.id)
    assert await people.reads(recognition.budget, eve) == Budget(3, 3)


async def test_two_cards_to_one_person_are_the_most_of_a_quarter(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    clock.time = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)
    await thanks(people, by=eve, to=[ann])
    await thanks(people, by=eve, to=[ann, ben])
    with pytest.raises(OftenThanked) as refused:
        await thanks(people, by=eve, to=[ben, ann])
    assert refused.value.params == {"name": "Ann"}
    clock.time = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)  # the first of April in Berlin
    await thanks(people, by=eve, to=[ann])
    assert await people.reads(checks.recount) == []


async def test_what_is_taken_back_counts_for_nothing(people: People, eve: Member, ann: Member) -> None:
    for _again in range(4):
        card = await thanks(people, by=eve, to=[ann])
        await people.does(recognition.take_back, eve, card.id)
    assert await people.reads(recognition.budget, eve) == Budget(3, 0)


async def test_an_admin_decides_how_many_they_are_also_in_the_middle_of_a_month(
    people: People, eve: Member, ann: Member, ben: Member
) -> None:
    cleo = await people.admin()
    await thanks(people, by=eve, to=[ann])
    await thanks(people, by=eve, to=[ben])
    await people.shape(cleo, staff_cards=1)
    assert (await people.reads(recognition.budget, eve)).left == 0
    with pytest.raises(BudgetSpent):
        await thanks(people, by=eve, to=[ann])
    await people.shape(cleo, staff_cards=20)
    assert (await people.reads(recognition.budget, eve)).left == 18
    for wrong in (-1, 21, "three"):
        with pytest.raises(Invalid):
            await people.shape(cleo, staff_cards=wrong)


async def test_two_at_once_never_share_the_last_of_a_budget(people: People, eve: Member) -> None:
    to = await friends(people, 10)
    done = await asyncio.gather(*(thanks(people, by=eve, to=[each]) for each in to), return_exceptions=True)
    assert sum(isinstance(each, BudgetSpent) for each in done) == 7
    assert await people.reads(recognition.budget, eve) == Budget(3, 3)
    assert await people.reads(checks.recount) == []


async def test_two_at_once_never_thank_one_person_a_third_time(people: People, eve: Member, ann: Member) -> None:
    await people.shape(await people.admin(), staff_cards=20)
    done = await asyncio.gather(*(thanks(people, by=eve, to=[ann]) for _each in range(6)), return_exceptions=True)
    assert sum(isinstance(each, OftenThanked) for each in done) == 4
    assert await people.reads(checks.recount) == []
