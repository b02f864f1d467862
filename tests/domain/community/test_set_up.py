"""A community is set up once, and then shaped by its admins."""

import asyncio
from typing import Any

import pytest

from domain import community, database
from domain.community import Community, Joining, Reading, SetUpAlready
from domain.community.queries import NotSetUp
from domain.database import Sessions
from domain.errors import Invalid
from tests.people import People


async def test_before_there_is_none(sessions: Sessions) -> None:
    async with sessions() as session:
        with pytest.raises(NotSetUp):
            await community.current(session)
        assert not await community.exists(session)


async def test_it_has_safe_defaults(people: People) -> None:
    assert await people.reads(community.exists)
    there = await people.reads(community.current)
    assert (there.name, there.zone_info.key, there.language) == ("Velora", "Europe/Berlin", "en")
    assert (there.reading, there.joining, there.status_labels) == (Reading.EVERYONE, Joining.EVERYONE, {})


async def test_once_is_once(people: People) -> None:
    with pytest.raises(SetUpAlready):
        await people.community()


async def test_twice_at_once_is_once(sessions: Sessions) -> None:
    people = People(sessions)
    outcomes = await asyncio.gather(*(people.community() for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, Community) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, SetUpAlready) for outcome in outcomes) == 7


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "Velora", "zone": "Mars/Olympus"}, {"name": "\ud800\ud800"}])
async def test_what_does_not_fit_is_refused(sessions: Sessions, fields: dict[str, Any]) -> None:
    async with sessions() as session:
        with pytest.raises(Invalid):
            await community.set_up(session, **fields)
    async with database.transaction(sessions) as session:
        with pytest.raises(NotSetUp):
            await community.current(session)
