"""Reading notices. They are only ever shown to the member they are for."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas
from domain.members import Actor, Member
from domain.notifications.model import Notice
from domain.paging import Order, Page, Slice, page

_LATEST: Order[Notice] = Order("notices", (Notice.id,), lambda notice: (notice.id,), (int,))
SHOWN_MOST = 99


async def listed(session: AsyncSession, member: Member, wanted: Slice) -> Page[Notice]:
    """Return a page of the member's notices, latest first, of ideas they may still see."""
    query = select(Notice).join(Notice.idea).where(Notice.member_id == member.id, ideas.visible_to(member))
    query = query.options(contains_eager(Notice.idea), joinedload(Notice.actor), joinedload(Notice.comment))
    return await page(session, query, _LATEST, wanted)


async def unread(session: AsyncSession, actor: Actor) -> int:
    """Return how many notices of ideas they may still see the member hasn't read, counting to 99."""
    if actor.id is None:
        return 0
    some = select(Notice.id).join(Notice.idea).where(Notice.member_id == actor.id, ideas.visible_to(actor))
    some = some.where(Notice.read_at.is_(None))
    counted = some.limit(literal_column(str(SHOWN_MOST))).subquery()
    return await session.scalar(select(func.count()).select_from(counted)) or 0


def some_unread(member_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that a member has a notice they haven't read, of an idea they may see or not."""
    return exists().where(Notice.member_id == member_id, Notice.read_at.is_(None))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member was told of, and when they read it."""
    rows = await session.scalars(select(Notice).where(Notice.member_id == member.id).order_by(Notice.id))
    return [
        {
            "kind": row.kind,
            "idea": row.idea_id,
            "comment": row.comment_id,
            "created_at": row.created_at,
            "read_at": row.read_at,
        }
        for row in rows
    ]
