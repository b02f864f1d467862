"""Reading votes and exposures."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, any_, bindparam, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain import ideas, permissions
from domain.database import Number
from domain.ideas import Exposure, Idea, IdeaCounters, ranking
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.permissions import Permission
from domain.rows import run
from domain.votes.counting import backing, counts_through, from_scratch
from domain.votes.model import Vote
from domain.votes.policy import near

_LATEST: Order[Vote] = Order(
    "votes", (Vote.cast_at, Vote.idea_id), lambda vote: (vote.cast_at, vote.idea_id), (datetime, int)
)


@dataclass(frozen=True)
class Difference:
    """An idea whose counter doesn't say what its votes and exposures say."""

    counter: str
    idea_id: int
    counted: float | None
    found: float | None


def backs(idea: FromClause, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an idea, in whose row that stands, has the member's support, also by a merge.

    A vote in quarantine is still theirs.
    """
    own = exists().where(Vote.idea_id == idea.c.id, Vote.member_id == member_id)
    return and_(or_(own, counts_through(Vote, idea, member_id, also_quarantined=True)), ~near(idea, member_id))


async def given(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> set[int]:
    """Return those of the ideas that the actor backs, by a vote there or on what is merged into them."""
    if actor.id is None or not idea_ids:
        return set()
    return set((await run(session, _given(), {"member_id": actor.id, "idea_ids": list(idea_ids)})).scalars())


@cache
def _given() -> Select[int]:
    idea = Idea.__table__
    among = idea.c.id == func.any(bindparam("idea_ids", type_=ARRAY(Number)))
    return select(idea.c.id).where(among, backs(idea, bindparam("member_id", type_=Number)))


async def voted(session: AsyncSession, actor: Actor, member: Member, wanted: Slice) -> Page[Vote]:
    """Return a page of a member's votes with their ideas, latest first, as far as the actor may see the ideas."""
    query = select(Vote).join(Vote.idea).options(contains_eager(Vote.idea).options(*ideas.card()))
    query = query.where(Vote.member_id == member.id, ideas.visible_to(actor))
    return await page(session, query, _LATEST, wanted)


async def by_best_customers(session: AsyncSession, actor: Actor, idea: Idea) -> tuple[int, int]:
    """Return how many of the best customers back an idea, which was loaded for the actor, and how many there are.

    Raises SignInNeeded or NotAllowed for all but who reads the queue.
    """
    permissions.require(actor, Permission.READ_TRIAGE)
    theirs = backing(idea.id).subquery()
    among = select(theirs.c.idea_id).where(theirs.c.member_id == Member.id).exists()
    query = select(func.count().filter(among), func.count()).select_from(Member).where(Member.is_best_customer)
    some, there = (await session.execute(query)).one()
    return some, there


async def count_voted(session: AsyncSession, member: Member) -> int:
    """Return how many ideas the member backs, as far as they may see them."""
    query = select(func.count()).select_from(Vote).join(Vote.idea)
    return await session.scalar(query.where(Vote.member_id == member.id, ideas.visible_to(member))) or 0


async def count(session: AsyncSession, actor: Actor) -> int:
    """Return how many votes the ideas in the lists have, as their counters say."""
    query = select(func.sum(IdeaCounters.supporters)).join(Idea, Idea.id == IdeaCounters.idea_id)
    return int(await session.scalar(query.where(IdeaCounters.listed, ideas.visible_to(actor))) or 0)


async def standings(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, int]:
    """Return the supporters of those ideas that the actor may see now; for whoever listens to votes."""
    query = select(IdeaCounters.idea_id, IdeaCounters.supporters).join(Idea, Idea.id == IdeaCounters.idea_id)
    rows = await session.execute(query.where(IdeaCounters.idea_id.in_(idea_ids), ideas.visible_to(actor)))
    return {row.idea_id: row.supporters for row in rows}


async def differences(session: AsyncSession) -> list[Difference]:
    """Reckon every idea's counters from its votes and exposures, and return those that say something else."""
    found = from_scratch().subquery()
    names = ("supporters", "staff", "exposed", "rising", "best")
    counted = [getattr(IdeaCounters, name).label(f"counted_{name}") for name in names]
    best = ranking.best_sql(IdeaCounters.supporters, IdeaCounters.exposed)
    query = select(found, best.label("best"), *counted).join(IdeaCounters, IdeaCounters.idea_id == found.c.idea_id)
    rows = await session.execute(query.order_by(found.c.idea_id))
    return [
        Difference(name, row["idea_id"], row[f"counted_{name}"], row[name])
        for row in rows.mappings()
        for name in names
        if not _same(row[f"counted_{name}"], row[name])
    ]


def _same(one: float | None, other: float | None) -> bool:
    # A running sum and one from scratch may differ in the last digits.
    return one == other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9)


async def exposures(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which ideas the member was shown, and when first."""
    rows = await session.execute(
        select(Exposure.idea_id, Exposure.seen_at).where(Exposure.member_id == member.id).order_by(Exposure.seen_at)
    )
    return [{"idea": row.idea_id, "seen_at": row.seen_at} for row in rows]


async def by_authors(session: AsyncSession) -> list[int]:
    """Return the ideas with a vote of their author or a co-author, which there must not be but by a merge."""
    theirs = or_(Vote.member_id == Idea.author_id, Vote.member_id == any_(Idea.co_author_ids))
    by_merge = Vote.member_id == any_(Idea.merged_author_ids)
    query = select(Vote.idea_id).join(Vote.idea).where(theirs, ~by_merge).distinct().order_by(Vote.idea_id)
    return list(await session.scalars(query))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return all of the member's votes, each with its time, and since when it doesn't count where it is in
    quarantine."""
    query = select(Vote.idea_id, Vote.cast_at, Vote.quarantined_at).where(Vote.member_id == member.id)
    rows = await session.execute(query.order_by(Vote.cast_at))
    return [
        {"idea": row.idea_id, "cast_at": row.cast_at}
        | ({"quarantined_at": row.quarantined_at} if row.quarantined_at else {})
        for row in rows
    ]


async def count_voters(session: AsyncSession, idea_ids: Collection[int]) -> int:
    """Return how many members back one of several ideas, or what is merged into them; who backs two counts once."""
    theirs = backing(*idea_ids).subquery()
    return await session.scalar(select(func.count(theirs.c.member_id.distinct()))) or 0


async def without(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return for each idea that these votes of (member, idea) count for its supporters now, and without them."""
    columns = [literal([pair[n] for pair in pairs], ARRAY(Number)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    there = exists().where(given.c.member_id == Vote.member_id, given.c.idea_id == Vote.idea_id)
    numbers = {idea_id for _member_id, idea_id in pairs}
    numbers |= set(await ideas.above(session, numbers))
    now, then = backing(*numbers).subquery(), backing(*numbers).where(~there).subquery()
    counted = []
    for each in (now, then):
        query = select(each.c.idea_id, func.count()).group_by(each.c.idea_id)
        counted.append({row[0]: int(row[1]) for row in await session.execute(query)} if numbers else {})
    return {number: (counted[0].get(number, 0), counted[1].get(number, 0)) for number in sorted(numbers)}


async def counting(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those of these votes of (member, idea) that are there and not in quarantine."""
    query = select(Vote.member_id, Vote.idea_id).where(Vote.quarantined_at.is_(None))
    columns = [literal([pair[n] for pair in pairs], ARRAY(Number)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    query = query.join(given, and_(given.c.member_id == Vote.member_id, given.c.idea_id == Vote.idea_id))
    return sorted((row.member_id, row.idea_id) for row in await session.execute(query))


async def voters(session: AsyncSession, idea_id: int, *, also_quarantined: bool = False) -> list[int]:
    """Return the numbers of the members who back an idea, or what is merged into it, as it counts there.

    Whoever is told of something hears of it, too, while their vote is in quarantine.
    """
    theirs = backing(idea_id, also_quarantined=also_quarantined).subquery()
    return list(await session.scalars(select(theirs.c.member_id).order_by(theirs.c.member_id)))
