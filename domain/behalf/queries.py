"""Reading what was recorded for customers."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ScalarSelect, SQLColumnExpression, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain.behalf.model import Recording
from domain.behalf.policy import visible_to
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page

_LATEST: Order[Recording] = Order("recordings", (Recording.id,), lambda row: (row.id,), (int,))


async def recordings(session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice) -> Page[Recording]:
    """Return a page of what was recorded for an idea that the actor sees, latest first; empty for all but staff."""
    query = select(Recording).where(Recording.idea_id == idea.id, visible_to(actor))
    people = joinedload(Recording.member, innerjoin=True), joinedload(Recording.recorded_by, innerjoin=True)
    return await page(session, query.options(*people), _LATEST, wanted)


def number_of(idea_id: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """Return how many of an idea's votes were recorded for customers, in SQL."""
    return select(func.count()).where(Recording.idea_id == idea_id).scalar_subquery()


async def counts(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, int]:
    """Return how many votes on ideas were recorded; they must have been loaded for whoever asks."""
    query = select(Recording.idea_id, func.count()).where(Recording.idea_id.in_(idea_ids))
    return {row[0]: row[1] for row in await session.execute(query.group_by(Recording.idea_id))}


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what was recorded for the member."""
    rows = await session.scalars(select(Recording).where(Recording.member_id == member.id).order_by(Recording.id))
    return [
        {
            "idea": row.idea_id,
            "name": row.name,
            "company": row.company,
            "source": row.source,
            "said": row.said,
            "recorded_at": row.recorded_at,
        }
        for row in rows
    ]


async def recorded(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member recorded, without saying for whom."""
    rows = await session.scalars(select(Recording).where(Recording.recorded_by_id == member.id).order_by(Recording.id))
    return [{"idea": row.idea_id, "source": row.source, "recorded_at": row.recorded_at} for row in rows]
