"""Reading follows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain import ideas
from domain.follows.model import Follow
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page

_LATEST: Order[Follow] = Order(
    "follows", (Follow.since, Follow.idea_id), lambda follow: (follow.since, follow.idea_id), (datetime, int)
)


def has_follower(idea_id: SQLColumnExpression[int], member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that the member follows an idea."""
    return exists().where(Follow.idea_id == idea_id, Follow.member_id == member_id, Follow.ended_at.is_(None))


async def following(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> set[int]:
    """Return those of the ideas that the actor follows."""
    if actor.id is None or not idea_ids:
        return set()
    query = select(Follow.idea_id).where(Follow.member_id == actor.id, Follow.idea_id.in_(idea_ids))
    return set(await session.scalars(query.where(Follow.ended_at.is_(None))))


async def followers(session: AsyncSession, *idea_ids: int) -> list[int]:
    """Return the numbers of the members who follow an idea, or one of several."""
    query = select(Follow.member_id).where(Follow.idea_id.in_(idea_ids), Follow.ended_at.is_(None)).distinct()
    return list(await session.scalars(query.order_by(Follow.member_id)))


async def silenced(session: AsyncSession, idea_id: int) -> list[int]:
    """Return the numbers of the members who said that they want to hear no more of an idea."""
    query = select(Follow.member_id).where(Follow.idea_id == idea_id, Follow.ended_at.is_not(None))
    return list(await session.scalars(query.order_by(Follow.member_id)))


async def followed(session: AsyncSession, member: Member, wanted: Slice) -> Page[Follow]:
    """Return a page of what the member follows, with the ideas, latest first."""
    query = select(Follow).join(Follow.idea).options(contains_eager(Follow.idea).options(*ideas.card()))
    query = query.where(Follow.member_id == member.id, Follow.ended_at.is_(None), ideas.visible_to(member))
    return await page(session, query, _LATEST, wanted)


async def count_followed(session: AsyncSession, member: Member) -> int:
    """Return how many ideas the member follows, as far as they may see them."""
    query = select(func.count()).select_from(Follow).join(Follow.idea)
    query = query.where(Follow.member_id == member.id, Follow.ended_at.is_(None), ideas.visible_to(member))
    return await session.scalar(query) or 0


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member follows, and what they stopped following."""
    rows = await session.scalars(select(Follow).where(Follow.member_id == member.id).order_by(Follow.since))
    return [{"idea": row.idea_id, "since": row.since, "ended_at": row.ended_at} for row in rows]
