"""Whoever writes the ledger takes turns: nobody waits in a circle, and no fact fails since another was delivered."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import events, rewards
from domain.database import Sessions
from domain.events import RecordedFact
from domain.subscribers import SUBSCRIBERS
from tests.conftest import HeldClock
from tests.domain.rewards.test_books import projected
from tests.people import People


async def test_two_who_settle_the_same_ideas_in_opposite_order_both_get_through(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    one, other = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit at stops")
    began = asyncio.Event()

    async def there(session: AsyncSession) -> None:
        await rewards.settle(session, one.id)
        began.set()
        await people.until_somebody_waits()
        await rewards.settle(session, other.id)

    async def back(session: AsyncSession) -> None:
        await began.wait()
        await rewards.settle(session, other.id)
        await rewards.settle(session, one.id)

    await asyncio.gather(people.does(there), people.does(back))
    for member in (ann, ben):
        assert (await people.reads(rewards.tally, member)).in_all(rewards.Currency.IMPACT) == 2
    assert await people.reads(rewards.drift) == []


async def test_two_deliverers_side_by_side_fail_no_fact(people: People, sessions: Sessions, clock: HeldClock) -> None:
    authors = [await people.member(f"Author {n}") for n in range(15)]
    voters = [await people.member(f"Voter {n}") for n in range(2)]
    clock.forward(hours=25)
    for turn in range(10):
        for author in authors if turn % 2 else reversed(authors):
            idea = await people.idea(by=author, title=f"Bench number {turn} of {author.name}")
            for voter in voters:
                await people.vote(by=voter, on=idea)

    async def whole() -> None:
        await events.deliver(sessions, SUBSCRIBERS)
        await rewards.settle_voted(sessions)

    await asyncio.gather(*(whole() for _ in range(3)))
    async with sessions() as session:
        assert list(await session.scalars(select(RecordedFact.failure).where(RecordedFact.attempts > 0))) == []
        assert list(await session.scalars(select(RecordedFact.id).where(RecordedFact.delivered_at.is_(None)))) == []
    live = await projected(sessions)
    await people.does(rewards.rebuild)
    assert await projected(sessions) == live
    assert {(await people.reads(rewards.tally, each)).in_all(rewards.Currency.IMPACT) for each in authors} == {106}
