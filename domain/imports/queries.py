"""Reading what an earlier import has brought."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute as Column

from domain.ideas import Exposure, Idea
from domain.members import Member
from domain.votes import Vote

Pairs = dict[tuple[int, int], datetime]  # by (member, idea)


async def imported_votes(session: AsyncSession, source: str) -> Pairs:
    """Return when the members from `source` backed ideas from it."""
    return await _pairs(session, source, Vote.member_id, Vote.idea_id, Vote.cast_at)


async def imported_exposures(session: AsyncSession, source: str) -> Pairs:
    """Return when the members from `source` were shown ideas from it."""
    return await _pairs(session, source, Exposure.member_id, Exposure.idea_id, Exposure.seen_at)


async def _pairs(
    session: AsyncSession, source: str, member_id: Column[int], idea_id: Column[int], at: Column[datetime]
) -> Pairs:
    query = (
        select(member_id, idea_id, at)
        .join(Member, Member.id == member_id)
        .join(Idea, Idea.id == idea_id)
        .where(
            Member.imported_from.startswith(source, autoescape=True),
            Idea.imported_from.startswith(source, autoescape=True),
        )
    )
    return {(member, idea): moment for member, idea, moment in (await session.execute(query)).tuples()}
