"""What is limited is counted once for all processes, and the count is kept though the attempt is refused."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from domain import members
from domain.errors import TooMany
from domain.members.limits import require_left
from domain.members.model import Attempt
from tests.conftest import HeldClock
from tests.people import People

HOUR = timedelta(hours=1)


async def test_so_many_and_no_more(people: People, clock: HeldClock) -> None:
    for _ in range(3):
        await people.does(require_left, "tea", 3, HOUR)
        await people.does(members.spend, "tea", 3, HOUR)
    with pytest.raises(TooMany):
        await people.does(require_left, "tea", 3, HOUR)
    with pytest.raises(TooMany) as refused:
        await people.does(members.spend, "tea", 3, HOUR)
    assert refused.value.retry_after == 3600
    assert "60 min" in str(refused.value)
    await people.does(members.spend, "coffee", 3, HOUR)
    clock.forward(hours=1)
    await people.does(members.spend, "tea", 3, HOUR)


async def test_an_attempt_that_was_refused_is_still_counted(people: People) -> None:
    for _ in range(5):
        with pytest.raises(TooMany):
            await people.does(members.spend, "tea", 0, HOUR)
    async with people.sessions() as session:
        assert await session.scalar(select(Attempt.count)) == 5


async def test_thirty_two_at_once_are_counted_one_by_one(people: People) -> None:
    async def outcome() -> bool:
        try:
            await people.does(members.spend, "tea", 10, HOUR)
        except TooMany:
            return False
        return True

    assert sum(await asyncio.gather(*(outcome() for _ in range(32)))) == 10


@pytest.mark.parametrize("key", ["", "\0", "\ud800", "é" * 300, pytest.param("x" * 10_000_000, id="10 MB")])
async def test_any_key_can_be_counted(people: People, key: str) -> None:
    await people.does(members.spend, key, 1, HOUR)
    with pytest.raises(TooMany):
        await people.does(members.spend, key, 1, HOUR)


async def test_long_keys_that_end_differently_are_two(people: People) -> None:
    await people.does(members.spend, "x" * 300 + "1", 1, HOUR)
    await people.does(members.spend, "x" * 300 + "2", 1, HOUR)


async def test_old_counts_are_swept_up(people: People, clock: HeldClock) -> None:
    await people.does(members.spend, "tea", 3, HOUR)
    clock.forward(days=2)
    await people.does(members.spend, "coffee", 3, HOUR)
    await people.does(members.forget_old_attempts)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Attempt)) == 1
