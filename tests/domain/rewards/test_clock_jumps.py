"""A clock that jumps: nothing is paid for what lies ahead of it, nothing half, and once it is right, all of it once."""

from sqlalchemy import select

from domain import rewards
from domain.database import Sessions
from domain.rewards import Currency, Entry
from tests.conftest import HeldClock
from tests.people import People


async def written(sessions: Sessions) -> list[int]:
    """Return the amounts of all entries in the order in which they were written."""
    async with sessions() as session:
        return list(await session.scalars(select(Entry.amount).order_by(Entry.id)))


async def test_what_lies_ahead_of_a_clock_that_was_set_back_waits_and_is_paid_once_it_is_right(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann)
    clock.forward(hours=-3)
    for _ in range(7):
        await people.hear()
    assert await written(sessions) == []
    clock.forward(hours=3)
    for _ in range(2):
        await people.hear()
    assert await written(sessions) == [2]
    assert await people.reads(rewards.drift) == []


async def test_what_was_paid_stays_when_the_clock_is_set_back_and_somebody_looks_again(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    clock.forward(hours=-3)
    await people.does(rewards.settle, idea.id)
    clock.forward(hours=3)
    await people.does(rewards.settle, idea.id)
    assert await written(sessions) == [2]
    assert await people.reads(rewards.drift) == []


async def test_what_was_booked_while_the_clock_was_a_year_ahead_stays_in_its_season(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    right = clock()
    clock.forward(days=400)
    await people.idea(by=ann, title="A bench of next year")
    await people.hear()
    clock.time = right
    await people.idea(by=ann, title="A bench of today")
    await people.hear()
    async with sessions() as session:
        seasons = [entry.season_id for entry in await session.scalars(select(Entry).order_by(Entry.id))]
    assert len(set(seasons)) == len(seasons) == 2
    found = await people.reads(rewards.tally, ann)
    assert (found.now[Currency.IMPACT], found.in_all(Currency.IMPACT)) == (2, 4)
    assert found.season.starts_at <= right < found.season.ends_at
    assert await people.reads(rewards.drift) == []
