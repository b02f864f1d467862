"""Reading and dropping notices."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.members import Actor, Member
from domain.notifications.model import Notice


async def mark_read(session: AsyncSession, actor: Actor, *, up_to: int) -> None:
    """Mark the member's notices up to this number as read; later ones stay unread."""
    member = members.require_self(actor)
    query = update(Notice).where(Notice.member_id == member.id, Notice.id <= up_to, Notice.read_at.is_(None))
    await session.execute(query.values(read_at=now(session)).execution_options(synchronize_session=False))


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the member's notices."""
    await session.execute(delete(Notice).where(Notice.member_id == member.id))
