"""A clock that jumps: nothing is paid for what lies ahead of it, nothing half, and once it is right, all of it once."""

from datetime import timedelta

from sqlalchemy import select

from domain import rewards
from domain.database import Sessions
from domain.rewards import Currency, Entry
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after


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


async def test_a_clock_that_was_ahead_for_a_day_closes_no_season_and_what_follows_counts_in_it(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, right = await people.member("Ann"), clock()
    await people.idea(by=ann)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    for hours in range(25):
        clock.time = season.ends_at + timedelta(days=40, hours=hours)
        assert await people.does(rewards.close_ended) == 0
    for _ in range(3):  # as often as it might be asked in one night
        await people.does(rewards.inspect)
    assert await people.does(rewards.close_ended) == 0
    clock.time = right
    await people.idea(by=ann, title="A bench of today")
    await people.hear()
    async with sessions() as session:
        assert not any(await session.scalars(select(Entry.late)))
    assert (await people.reads(rewards.season, season.key)).closed_at is None
    assert (await people.reads(rewards.tally, ann)).now[Currency.IMPACT] == 4
    await days_after(people, clock, season)
    assert await people.does(rewards.close_ended) == 1


async def test_a_season_waits_for_nights_before_it_closes_where_nobody_worked_for_long(
    people: People, clock: HeldClock
) -> None:
    await people.idea(by=await people.member("Ann"))
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    clock.time = season.ends_at + timedelta(days=60)
    closed = []
    for _ in range(3):
        closed.append(await people.does(rewards.close_ended))
        await people.does(rewards.inspect)
        clock.forward(days=1)
    assert [*closed, await people.does(rewards.close_ended)] == [0, 0, 0, 1]
