"""Casting a vote and taking it back: lock, load, allow, then one statement that changes, counts and records."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CTE, BigInteger, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from domain import ideas
from domain.clock import now
from domain.events import RecordedFact
from domain.ideas import Idea, IdeaCounters
from domain.members import Actor
from domain.votes.events import VoteCast, VoteWithdrawn
from domain.votes.model import Vote
from domain.votes.policy import require_may_vote


async def cast(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Give the member's vote to an idea; voting twice changes nothing. Raises NotFound, OwnIdea, VotingClosed."""
    idea = await ideas.visible(session, actor, idea_id, share=True)
    require_may_vote(actor, idea)
    vote = insert(Vote).values(member_id=actor.id, idea_id=idea.id, cast_at=now(session))
    changed = vote.on_conflict_do_nothing().returning(Vote.idea_id).cte("changed")
    return await _count(session, idea, changed, VoteCast(_number(actor), idea.id), 1)


async def withdraw(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Take the member's vote back; without one nothing changes. Raises NotFound, OwnIdea, VotingClosed."""
    idea = await ideas.visible(session, actor, idea_id, share=True)
    require_may_vote(actor, idea)
    vote = delete(Vote).where(Vote.member_id == actor.id, Vote.idea_id == idea.id)
    changed = vote.returning(Vote.idea_id).cte("changed")
    return await _count(session, idea, changed, VoteWithdrawn(_number(actor), idea.id), -1)


async def release(session: AsyncSession, idea: Idea, member_id: int) -> None:
    """Take back the vote of a member who now shares the idea, which the caller holds; without one nothing changes."""
    vote = delete(Vote).where(Vote.member_id == member_id, Vote.idea_id == idea.id)
    await _count(session, idea, vote.returning(Vote.idea_id).cte("changed"), VoteWithdrawn(member_id, idea.id), -1)


async def import_votes(session: AsyncSession, rows: Iterable[tuple[int, int, datetime]]) -> int:
    """Take in votes as (member, idea, time), those there already left as they are; return how many are new."""
    values = [{"member_id": member, "idea_id": idea, "cast_at": at} for member, idea, at in rows]
    if not values:
        return 0
    fresh = insert(Vote).values(values).on_conflict_do_nothing().returning(Vote.idea_id).cte("fresh")
    sums = select(fresh.c.idea_id, func.count().label("votes")).group_by(fresh.c.idea_id).cte("sums")
    counted = (
        update(IdeaCounters)
        .where(IdeaCounters.idea_id == sums.c.idea_id)
        .values(supporters=IdeaCounters.supporters + sums.c.votes)
        .returning(sums.c.votes)
        .cte("counted")
    )
    return int(await session.scalar(select(func.coalesce(func.sum(counted.c.votes), 0))) or 0)


async def _count(session: AsyncSession, idea: Idea, changed: CTE, fact: VoteCast | VoteWithdrawn, by: int) -> Idea:
    data = func.jsonb_build_object("member_id", literal(fact.member_id, BigInteger), "idea_id", changed.c.idea_id)
    columns = ["kind", "data", "recorded_at", "attempts"]
    told = insert(RecordedFact).from_select(
        columns,
        select(literal(type(fact).__name__), data, literal(now(session)), literal(0, BigInteger)).select_from(changed),
    )
    counted = (
        update(IdeaCounters)
        .where(IdeaCounters.idea_id == changed.c.idea_id)
        .values(supporters=IdeaCounters.supporters + by)
        .returning(IdeaCounters.supporters)
        .add_cte(told.cte("told"))
        .execution_options(synchronize_session=False)
    )
    supporters = await session.scalar(counted)
    if supporters is None:  # nothing changed, perhaps since an equal request came first and has counted meanwhile
        supporters = await session.scalar(select(IdeaCounters.supporters).where(IdeaCounters.idea_id == idea.id))
    set_committed_value(idea.counters, "supporters", supporters)
    return idea


def _number(actor: Actor) -> int:
    if actor.id is None:
        raise ValueError("A vote belongs to a member.")
    return actor.id
