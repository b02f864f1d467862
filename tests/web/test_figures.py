"""Figures about the whole community are looked up by one at a time, and kept longer the longer that takes."""

import asyncio

from tests.conftest import HeldClock
from web.figures import Kept


async def test_one_looks_while_the_others_wait_for_what_it_finds(clock: HeldClock) -> None:
    kept: Kept[int] = Kept(clock)
    looks = 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        clock.forward(seconds=1)
        return looks

    assert await asyncio.gather(*(kept.get(look) for _ in range(5))) == [1] * 5
    clock.forward(seconds=99)
    assert await kept.get(look) == 1
    clock.forward(seconds=2)
    assert await asyncio.gather(*(kept.get(look) for _ in range(3))) == [2, 1, 1]


async def test_what_takes_no_time_is_looked_up_each_time(clock: HeldClock) -> None:
    kept: Kept[int] = Kept(clock)
    found = iter(range(3))

    async def look() -> int:
        return next(found)

    assert [await kept.get(look) for _ in range(3)] == [0, 1, 2]


async def test_a_look_that_went_wrong_leaves_it_to_the_next(clock: HeldClock) -> None:
    kept: Kept[int] = Kept(clock)

    async def fail() -> int:
        raise OSError

    async def look() -> int:
        return 7

    assert [str(one) for one in await asyncio.gather(kept.get(fail), kept.get(look), return_exceptions=True)] == [
        "",
        "7",
    ]
