"""Facts live and die with their change, and are delivered once, whatever else fails."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database, events, follows
from domain.database import Sessions
from domain.events import Fact, RecordedFact, Subscriber, Subscribers, Together
from domain.follows import Follow
from domain.ideas import IdeaSubmitted
from domain.subscribers import SUBSCRIBERS
from domain.votes import VoteCast
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def _facts(people: People) -> list[RecordedFact]:
    async with people.sessions() as session:
        return list(await session.scalars(select(RecordedFact).order_by(RecordedFact.id)))


async def _record(people: People, *facts: Fact) -> None:
    async with database.transaction(people.sessions) as session:
        for fact in facts:
            await events.record(session, fact)


class Listener:
    """A subscriber that notes what it hears, and fails for the ideas it is told to."""

    def __init__(self, *failing: int) -> None:
        self.heard: list[int] = []
        self.failing = set(failing)

    async def __call__(self, session: AsyncSession, fact: IdeaSubmitted, row: RecordedFact) -> None:
        if fact.idea_id in self.failing:
            raise RuntimeError(f"Idea {fact.idea_id} can't be told")
        self.heard.append(fact.idea_id)

    @property
    def alone(self) -> Mapping[type[Fact], Sequence[Subscriber]]:
        """Return a page of subscribers with this one only."""
        return {IdeaSubmitted: (self,)}


async def test_a_fact_is_recorded_with_its_change_and_kept_when_delivered(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    fact = (await _facts(people))[-1]
    assert (fact.fact, fact.recorded_at, fact.delivered_at) == (IdeaSubmitted(idea.id, ann.id), clock(), None)
    clock.forward(minutes=1)
    assert await people.hear() == 2
    fact = (await _facts(people))[-1]
    assert (fact.delivered_at, fact.attempts, fact.failure) == (clock(), 0, None)
    assert await people.hear() == 0


async def test_a_change_that_is_taken_back_takes_its_fact_along(people: People, sessions: Sessions) -> None:
    async def change() -> None:
        async with database.transaction(sessions) as session:
            await events.record(session, IdeaSubmitted(1, 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change()
    assert await _facts(people) == []


async def test_two_drains_at_once_deliver_each_fact_once(people: People, sessions: Sessions) -> None:
    await _record(people, *(IdeaSubmitted(n, 1) for n in range(250)))
    listener = Listener()
    delivered = await asyncio.gather(*(events.deliver(sessions, listener.alone) for _ in range(2)))
    assert sum(delivered) == 250
    assert sorted(listener.heard) == list(range(250))


async def test_a_failing_one_is_tried_with_each_drain_and_parked_after_five(people: People, sessions: Sessions) -> None:
    await _record(people, *(IdeaSubmitted(n, 1) for n in range(3)))
    listener = Listener(1)
    assert await events.deliver(sessions, listener.alone) == 2
    assert listener.heard == [0, 2]
    for attempt in range(2, 6):
        failing = (await _facts(people))[1]
        assert (failing.attempts, failing.failure, failing.delivered_at) == (attempt - 1, None, None)
        assert await events.deliver(sessions, listener.alone) == 0
    parked = (await _facts(people))[1]
    assert parked.attempts == 5
    assert "Idea 1 can't be told" in (parked.failure or "")
    listener.failing.clear()
    assert await events.deliver(sessions, listener.alone) == 0


async def test_one_that_succeeds_later_is_delivered(people: People, sessions: Sessions) -> None:
    await _record(people, IdeaSubmitted(1, 1))
    listener = Listener(1)
    await events.deliver(sessions, listener.alone)
    listener.failing.clear()
    assert await events.deliver(sessions, listener.alone) == 1
    assert listener.heard == [1]


async def test_a_batch_of_bad_ones_holds_up_nobody(people: People, sessions: Sessions) -> None:
    await _record(people, *(IdeaSubmitted(n, 1) for n in range(events.BATCH + 20)))
    listener = Listener(*range(events.BATCH))
    assert await events.deliver(sessions, listener.alone) == 20
    assert {fact.attempts for fact in await _facts(people)} == {0, 1}


async def test_what_a_failing_one_has_written_is_taken_back(people: People, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    page: Mapping[type[Fact], Sequence[Subscriber]] = {IdeaSubmitted: (follows.author_follows, Listener(idea.id))}
    await events.deliver(sessions, page)
    async with sessions() as session:
        assert list(await session.scalars(select(Follow))) == []
    await people.hear()
    assert await people.reads(follows.followers, idea.id) == [ann.id]


async def test_a_subscriber_the_database_refuses_spoils_only_its_own_fact(people: People, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await _record(people, IdeaSubmitted(4711, ann.id))
    await people.hear()
    assert await people.reads(follows.followers, idea.id) == [ann.id]
    assert [(fact.attempts, fact.delivered_at is None) for fact in await _facts(people)][-1] == (1, True)


class Gathering:
    """A subscriber that hears whole batches, follows what each fact tells of, and fails for one idea."""

    def __init__(self, failing: int = 0) -> None:
        self.heard: list[list[int]] = []
        self.since: list[datetime] = []
        self.failing = failing

    async def hear(self, session: AsyncSession, facts: Sequence[IdeaSubmitted], since: datetime) -> None:
        """Note what was told, then fail if that is among it."""
        self.heard.append([fact.idea_id for fact in facts])
        self.since.append(since)
        if self.failing in self.heard[-1]:
            raise RuntimeError(f"Idea {self.failing} can't be told")

    def page(self, *others: Subscriber) -> Subscribers:
        """Return a page of subscribers with this one last."""
        return {IdeaSubmitted: (*others, Together(self.hear))}


async def test_what_hears_batches_is_called_once_for_all_after_the_others(
    people: People, sessions: Sessions, clock: HeldClock
) -> None:
    began = clock()
    await _record(people, IdeaSubmitted(1, 1))
    clock.forward(minutes=1)
    await _record(people, IdeaSubmitted(2, 1), IdeaSubmitted(1, 1))
    single, gathering = Listener(2), Gathering()
    assert await events.deliver(sessions, gathering.page(single)) == 2
    assert (single.heard, gathering.heard) == ([1, 1], [[1, 1]])  # and not of the one that failed before
    single.failing.clear()
    assert await events.deliver(sessions, gathering.page(single)) == 1
    assert gathering.heard == [[1, 1], [2]]
    assert gathering.since == [began, clock()]


async def test_a_fact_that_spoils_its_batch_is_the_only_one_to_fail(people: People, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    numbers = [(await people.idea(by=ann, title=f"Bench number {n}")).id for n in range(3)]
    page = (gathering := Gathering(numbers[1])).page(follows.author_follows)
    assert await events.deliver(sessions, page) == 3  # among them that Ann joined
    assert gathering.heard == [numbers, [numbers[0]], [numbers[1]], [numbers[2]]]
    async with sessions() as session:
        assert sorted(await session.scalars(select(Follow.idea_id))) == [numbers[0], numbers[2]]
    assert [(row.attempts, row.delivered_at is None) for row in await _facts(people)] == [
        *((0, False), (0, False), (1, True), (0, False)),
    ]
    for _ in range(4):
        assert await events.deliver(sessions, page) == 0
    assert "can't be told" in ((await _facts(people))[2].failure or "")


async def test_a_batch_of_votes_costs_the_same_however_many(
    people: People, sessions: Sessions, counting: CountingFactory
) -> None:
    idea, counts = await people.idea(by=await people.member("Ann")), list[int]()
    await people.hear()
    for many in (2, 40):
        await _record(people, *(VoteCast(4711 + n, idea.id) for n in range(many)))
        with counting() as counted:
            assert await events.deliver(sessions, SUBSCRIBERS) == many
        counts.append(len(counted.statements))
    assert counts[0] == counts[1]


async def test_a_fact_nobody_knows_any_more_is_parked(people: People, sessions: Sessions, clock: HeldClock) -> None:
    async with database.transaction(sessions) as session:
        for kind, data in (("IdeaForgotten", {}), ("IdeaSubmitted", {"id": 1})):
            await session.execute(insert(RecordedFact).values(kind=kind, data=data, recorded_at=clock()))
    for _ in range(6):
        assert await events.deliver(sessions, SUBSCRIBERS) == 0
    assert all(fact.failure for fact in await _facts(people))


async def test_a_fact_still_being_written_is_left_for_the_next_drain(
    people: People, sessions: Sessions, clock: HeldClock
) -> None:
    listener = Listener()
    async with sessions() as early, sessions() as late:
        for session, number in ((early, 1), (late, 2)):
            data = {"idea_id": number, "author_id": 1}
            await session.execute(insert(RecordedFact).values(kind="IdeaSubmitted", data=data, recorded_at=clock()))
        await late.commit()
        await events.deliver(sessions, listener.alone)
        assert listener.heard == [2]
        await early.commit()
    await events.deliver(sessions, listener.alone)
    assert listener.heard == [2, 1]
