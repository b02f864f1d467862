"""Use cases tried on a filled community, as the product runs them; nothing of it is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database
from domain.clock import system_clock
from domain.members import Member, Role


@dataclass(frozen=True)
class Trial:
    """A session, a member who writes ideas, and one of the product team."""

    session: AsyncSession
    author: Member
    team: Member


@asynccontextmanager
async def trial(url: str) -> AsyncIterator[Trial]:
    """Give what it takes to try a use case, and take back all that was done."""
    engine = database.connect(url, pool_size=1)
    try:
        async with database.sessionmaker(engine, system_clock)() as session:
            author, team = (await session.scalars(select(Member).order_by(Member.id).limit(2))).all()
            await session.execute(update(Member).where(Member.id == team.id).values(role=Role.PRODUCT))
            await session.refresh(team)
            yield Trial(session, author, team)
            await session.rollback()
    finally:
        await engine.dispose()
