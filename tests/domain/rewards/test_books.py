"""Whatever happens, in any order and any number of times: the books agree, and nobody is paid twice for one thing."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database, rewards, votes
from domain.database import Sessions
from domain.errors import Refused
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.rewards import Entry
from tests.conftest import HeldClock
from tests.people import People

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.integers(0, 3), st.integers(0, 1)),
        st.tuples(st.just("unvote"), st.integers(0, 3), st.integers(0, 1)),
        st.tuples(st.sampled_from(["hide", "restore"]), st.just(0), st.integers(0, 1)),
        st.tuples(st.sampled_from(["deliver", "again", "crash", "day"]), st.just(0), st.just(0)),
        st.tuples(st.just("settle"), st.just(0), st.integers(0, 1)),
    ),
    min_size=1,
    max_size=30,
)


class Crash(Exception):
    """The process dies before its transaction is through."""


async def _settled_in_vain(session: AsyncSession, idea_id: int) -> None:
    await rewards.settle(session, idea_id)
    raise Crash


async def projected(sessions: Sessions) -> list[tuple[object, ...]]:
    """Return all that is projected from the ledger."""
    async with sessions() as session:
        balances = await session.execute(text("SELECT * FROM balances ORDER BY 1, 2, 3, 4, 5"))
        caps = await session.execute(text("SELECT * FROM cap_uses ORDER BY 1, 2"))
        return [*map(tuple, balances), *map(tuple, caps)]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_any_interleaving_leaves_books_that_agree(
    people: People, sessions: Sessions, clock: HeldClock, steps: list[tuple[str, int, int]]
) -> None:
    mark = clock.time.timestamp()
    ann = await people.member("Ann", email=f"ann.{mark}@people.example")
    voters = [await people.member(f"Voter {n}", email=f"voter.{n}.{mark}@people.example") for n in range(4)]
    clock.forward(hours=25)
    proposed = [await people.idea(by=ann, title=f"Bench number {n}") for n in range(2)]
    for step, who, which in steps:
        idea = proposed[which]
        match step:
            case "vote" | "unvote":
                with suppress(Refused):
                    await people.does(votes.cast if step == "vote" else votes.withdraw, voters[who], idea.id)
            case "hide" | "restore":
                hidden_at = clock.time if step == "hide" else None
                async with database.transaction(sessions) as session:
                    await session.execute(update(Idea).where(Idea.id == idea.id).values(hidden_at=hidden_at))
            case "deliver":
                await people.hear()
            case "again":
                async with database.transaction(sessions) as session:
                    await session.execute(update(RecordedFact).values(delivered_at=None))
                await people.hear()
            case "crash":
                with pytest.raises(Crash):
                    await people.does(_settled_in_vain, idea.id)
            case "settle":
                await people.does(rewards.settle, idea.id)
            case _:
                clock.forward(hours=9)
    await people.hear()
    for idea in proposed:
        await people.does(rewards.settle, idea.id)
    assert await people.reads(rewards.drift) == []
    live = await projected(sessions)
    await people.does(rewards.rebuild)
    assert await projected(sessions) == live
    await _nothing_twice(sessions)
    async with sessions() as session:
        shown = [idea.id for idea in proposed if (await session.get_one(Idea, idea.id)).hidden_at is None]
        held = [await votes.given(session, voter, shown) for voter in voters]
        total = await session.scalar(
            select(text("coalesce(sum(amount), 0)")).select_from(Entry).where(Entry.member_id == ann.id)
        )
    assert total == 2 * len(shown) + 5 * sum(map(len, held))
    clock.forward(hours=1)


async def _nothing_twice(sessions: Sessions) -> None:
    """Say whether each cause has at most one award that holds, for each person."""
    async with sessions() as session:
        rows = list(await session.scalars(select(Entry)))
    gone = {row.reverses_id for row in rows}
    holding = [row for row in rows if row.reverses_id is None and row.tops_up_id is None and row.id not in gone]
    causes = Counter((row.member_id, row.code, row.idea_id, row.cause_kind, row.cause_id, row.part) for row in holding)
    assert set(causes.values()) <= {1}
