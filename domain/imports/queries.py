"""Reading what an earlier import has brought."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.ideas import Idea
from domain.members import Member
from domain.votes import Vote


async def imported_votes(session: AsyncSession, source: str) -> dict[tuple[int, int], datetime]:
    """Return when the members from `source` backed ideas from it, by (member, idea)."""
    query = (
        select(Vote.member_id, Vote.idea_id, Vote.cast_at)
        .join(Member, Member.id == Vote.member_id)
        .join(Idea, Idea.id == Vote.idea_id)
        .where(
            Member.imported_from.startswith(source, autoescape=True),
            Idea.imported_from.startswith(source, autoescape=True),
        )
    )
    return {(row.member_id, row.idea_id): row.cast_at for row in await session.execute(query)}
