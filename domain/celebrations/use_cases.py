"""Having looked."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.celebrations.model import Celebration
from domain.clock import now
from domain.members import Actor, Member


async def see(session: AsyncSession, actor: Actor, up_to: int | None = None) -> None:
    """Note that the actor has looked at what was new, all of it or as far as they were shown; raises SignInNeeded."""
    member = members.require_self(actor)
    seen = update(Celebration).where(Celebration.member_id == member.id, Celebration.seen_at.is_(None))
    if up_to is not None:
        seen = seen.where(Celebration.id <= up_to)
    await session.execute(seen.values(seen_at=now(session)))


async def forget(session: AsyncSession, member: Member) -> None:
    """Forget what a member who leaves was shown."""
    await session.execute(delete(Celebration).where(Celebration.member_id == member.id))
