"""Jobs exist exactly when the change that asks for them does."""

import asyncio

from sqlalchemy import text

from domain import database, events, jobs, outbox
from domain.database import Sessions
from domain.ideas import IdeaSubmitted
from tests.people import People


async def _jobs(sessions: Sessions) -> list[tuple[str, dict[str, int]]]:
    async with sessions() as session:
        rows = await session.execute(text("SELECT task_name, args FROM procrastinate_jobs ORDER BY id"))
        return [(row.task_name, row.args) for row in rows]


async def test_a_job_comes_with_its_change_and_goes_with_it(people: People, sessions: Sessions) -> None:
    async with database.transaction(sessions) as session:
        mail = await outbox.post(session, "link", "ann@people.example", "en", link_id=1)
    async with sessions() as session:
        await outbox.post(session, "link", "ben@people.example", "en", link_id=2)
        await session.rollback()
    assert await _jobs(sessions) == [("send_mail", {"mail_id": mail.id})]


async def test_asking_twice_in_one_transaction_is_once_and_keeps_the_transaction(
    people: People, sessions: Sessions
) -> None:
    async with database.transaction(sessions) as session:
        for n in range(3):
            await events.record(session, IdeaSubmitted(n, 1))
    assert await _jobs(sessions) == [("deliver_facts", {})]
    async with sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM facts")) == 3


async def test_asking_while_one_waits_changes_nothing(people: People, sessions: Sessions) -> None:
    for n in range(3):
        async with database.transaction(sessions) as session:
            await events.record(session, IdeaSubmitted(n, 1))
    assert len(await _jobs(sessions)) == 1


async def test_one_under_way_does_not_stand_for_the_next(people: People, sessions: Sessions) -> None:
    async with database.transaction(sessions) as session:
        await jobs.enqueue(session, "deliver_facts", once=True)
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
    async with database.transaction(sessions) as session:
        await jobs.enqueue(session, "deliver_facts", once=True)
    assert len(await _jobs(sessions)) == 2


async def test_sixteen_who_ask_at_once_all_keep_their_change(people: People, sessions: Sessions) -> None:
    async def happen(n: int) -> None:
        async with database.transaction(sessions) as session:
            await events.record(session, IdeaSubmitted(n, 1))

    await asyncio.gather(*(happen(n) for n in range(16)))
    assert len(await _jobs(sessions)) == 1
    async with sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM facts")) == 16


async def test_a_vote_asks_for_no_job(people: People, sessions: Sessions) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    async with database.transaction(sessions) as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    await people.vote(by=ben, on=idea)
    assert await _jobs(sessions) == []


async def test_one_that_is_asked_for_once_works_alone(people: People, sessions: Sessions) -> None:
    async with database.transaction(sessions) as session:
        await jobs.enqueue(session, "deliver_facts", once=True)
        await jobs.enqueue(session, "send_mail", mail_id=1)
    async with sessions() as session:
        rows = await session.execute(text("SELECT task_name, lock FROM procrastinate_jobs ORDER BY id"))
        assert [tuple(row) for row in rows] == [("deliver_facts", "deliver_facts"), ("send_mail", None)]
