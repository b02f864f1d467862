"""One person is accountable for the programme."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import members
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.members.use_cases.managing import StaffOnly
from tests.people import People


async def test_the_sponsor_is_named_and_recorded(people: People) -> None:
    cleo, eve = await people.admin(), await people.member("Eve", Role.EXECUTIVE)
    assert (await people.does(members.name_sponsor, cleo, eve.id)).is_sponsor
    assert (await people.does(members.name_sponsor, cleo, eve.id)).is_sponsor
    assert (await people.history(eve))[-1]["fact"] == "SponsorNamed"


async def test_there_is_one_even_when_two_are_named_at_once(people: People) -> None:
    cleo, dan = await people.admin("Cleo"), await people.admin("Dan")
    await asyncio.gather(
        people.does(members.name_sponsor, cleo, cleo.id), people.does(members.name_sponsor, dan, dan.id)
    )
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).where(Member.is_sponsor)) == 1


async def test_only_staff_can_be_it(people: People) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    with pytest.raises(StaffOnly):
        await people.does(members.name_sponsor, cleo, ann.id)


async def test_only_an_admin_names_one(people: People) -> None:
    eve = await people.member("Eve", Role.EXECUTIVE)
    with pytest.raises(NotAllowed):
        await people.does(members.name_sponsor, eve, eve.id)
    with pytest.raises(SignInNeeded):
        await people.does(members.name_sponsor, Visitor(), eve.id)


@pytest.mark.parametrize("number", [0, 4711, 2**70])
async def test_nobody_is_not_found(people: People, number: int) -> None:
    with pytest.raises(NotFound):
        await people.does(members.name_sponsor, await people.admin(), number)
