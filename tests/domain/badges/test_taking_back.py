"""A badge is taken back once, however many try."""

import asyncio

import pytest
from sqlalchemy import select

from domain import badges, database
from domain.badges import Award, BadgeRevoked, RevokedAlready
from domain.events import RecordedFact
from domain.members import Member, Role
from tests.carrying import given
from tests.people import People

WHY = "It was meant for another Ann."


@pytest.fixture
async def award(people: People, pia: Member) -> Award:
    return await given(people, await people.member("Ann"), by=pia)


async def test_of_two_who_take_a_badge_back_at_once_one_has_done_it(people: People, pia: Member, award: Award) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    tries = (people.does(badges.revoke, by, award.name, reason=WHY) for by in (pia, paul))
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in said) == ["Award", "RevokedAlready"]
    query = select(RecordedFact).where(RecordedFact.kind == BadgeRevoked.__name__)
    async with database.reading(people.sessions) as session:
        assert len(list(await session.scalars(query))) == 1


async def test_again_is_refused_and_the_first_reason_stays(people: People, pia: Member, award: Award) -> None:
    await people.does(badges.revoke, pia, award.name, reason=WHY)
    with pytest.raises(RevokedAlready):
        await people.does(badges.revoke, pia, award.name, reason="Another reason altogether.")
    found = await people.reads(badges.named, award.name)
    assert found.revocation
    assert found.revocation.reason == WHY


async def test_a_badge_that_was_shown_is_seen_no_longer(people: People, pia: Member, award: Award) -> None:
    await people.does(badges.show, await people.again(award.member), award.name)
    assert (await people.does(badges.revoke, pia, award.name, reason=WHY)).shown_at is None
