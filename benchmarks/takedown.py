"""How long it takes to take votes back that were traded, with all that they earned, and to give everything back."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from benchmarks import tastes
from benchmarks.tastes import Weighed
from domain import community, database, events, fairness, rewards, votes
from domain.clock import now
from domain.database import Sessions
from domain.fairness import CaseKind, CaseParty, CaseVote, FairnessCase
from domain.members import Member, Role
from domain.rewards import Entry
from domain.subscribers import SUBSCRIBERS

AUTHORS, FIRST = 20, 5_000_001
_SAYS = (
    text("SELECT idea_id, supporters, exposed FROM idea_counters ORDER BY 1"),
    text("SELECT member_id, scope, season_id, points FROM balances WHERE points <> 0 ORDER BY 1, 2, 3"),
    text("SELECT member_id, idea_id FROM votes WHERE quarantined_at IS NOT NULL ORDER BY 1, 2"),
)


@dataclass(frozen=True)
class Takedown:
    """How long a fraud of many votes takes (seconds): to see what would happen; until none counts and no point is left;
    until whoever moves up has what is theirs; and until everything is given back and paid.
    """

    votes: int
    entries: int
    preview: float
    taken: float
    moved_up: float
    given_back: float
    exact: bool


async def takedown(sessions: Sessions, traders: int, traded: int) -> Takedown:
    """Have votes traded, paid, taken down as one batch with their points, and given back."""
    case_id, moderator = await _fraud(sessions, traders, traded)
    before = await _snapshot(sessions)

    async def taken() -> None:
        async with database.transaction(sessions) as session:
            await fairness.uphold(session, moderator, case_id, said="They were bought.", state=preview.state)
        await events.deliver(sessions, SUBSCRIBERS)

    async def moved_up() -> None:
        await rewards.settle_voted(sessions)

    async def given() -> None:
        async with database.transaction(sessions) as session:
            await fairness.clear(session, moderator, case_id, said="They weren’t.")
        await _settled(sessions)

    async with sessions() as session:
        began = time.perf_counter()
        preview = await fairness.preview(session, moderator, case_id)
        looked = time.perf_counter() - began
    took = await _seconds(taken)
    followed = await _seconds(moved_up)
    away = await _snapshot(sessions)
    async with sessions() as session:
        entries = len(list(await session.scalars(select(Entry.id).where(Entry.batch.is_not(None)))))
    back = await _seconds(given)
    after = await _snapshot(sessions)
    return Takedown(preview.votes, entries, looked, took, followed, back, away != before == after)


async def _fraud(sessions: Sessions, traders: int, traded: int) -> tuple[int, Member]:
    """Return a case about everybody's votes for everything in a small community of its own, and who judges it."""
    first = FIRST
    async with database.transaction(sessions) as session:
        await community.set_up(session, name="Benchmark")
        await rewards.kept_rulebook(session)
        moment = now(session)
        authors = [first + traders + number % AUTHORS for number in range(traded)]
        moments = [moment - timedelta(days=20, minutes=number) for number in range(traders)]
        cast = [(first + n, first + number, moments[n]) for n in range(traders) for number in range(traded)]
        made = Weighed(first, traders + AUTHORS + 1, authors, cast)
        await tastes.fill(session, made, moment - timedelta(days=90))
        ideas = [first + number for number in range(traded)]
        await votes.recount(session, ideas)
        await rewards.unsettle(session, ideas)
        moderator = await session.get_one(Member, first + traders + AUTHORS)
        moderator.role = Role.ADMIN
        case = FairnessCase(kind=CaseKind.LOCKSTEP, evidence=[], opened_at=moment, decide_by=moment)
        session.add(case)
        await session.flush()
        session.add_all(
            CaseParty(case_id=case.id, member_id=number, voted=number < first + traders, wrote=False)
            for number in range(first, first + traders + AUTHORS)
        )
        await session.flush()
        session.add_all(CaseVote(case_id=case.id, member_id=who, idea_id=idea) for who, idea, _at in cast)
    await _settled(sessions)
    return case.id, moderator


async def _settled(sessions: Sessions) -> None:
    await events.deliver(sessions, SUBSCRIBERS)
    await rewards.settle_voted(sessions)


async def _snapshot(sessions: Sessions) -> list[list[tuple[Any, ...]]]:
    """Return what all counters and balances say, and which votes don't count."""
    async with sessions() as session:
        if found := await rewards.drift(session):
            raise SystemExit(f"The ledger drifts: {found[0].says}")
        return [[tuple(row) for row in await session.execute(query)] for query in _SAYS]


async def _seconds(does: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await does()
    return time.perf_counter() - began
