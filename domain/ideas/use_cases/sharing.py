"""Sharing an idea: who stands for it beside its author. Whoever calls holds the idea and has allowed it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Conflict, _
from domain.ideas.model import CO_AUTHORS_MOST, Idea
from domain.ideas.narrowing import shared_by
from domain.members import Member


class ManyCoAuthors(Conflict):
    """As many share the idea as can."""

    code = "many_co_authors"
    message = _("Ten people share this idea already, and more can't. Somebody would have to step down first.")


async def add_co_author(session: AsyncSession, idea: Idea, member_id: int) -> None:
    """Let a member share the idea; twice is once. Raises ManyCoAuthors."""
    if member_id in idea.co_author_ids:
        return
    if len(idea.co_author_ids) >= CO_AUTHORS_MOST:
        raise ManyCoAuthors
    idea.co_author_ids = [*idea.co_author_ids, member_id]
    await session.flush()


async def drop_co_author(session: AsyncSession, idea: Idea, member_id: int) -> None:
    """Let a member share the idea no longer."""
    idea.co_author_ids = [each for each in idea.co_author_ids if each != member_id]
    await session.flush()


async def shared(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the ideas of others that the member shares, for the data they take along."""
    rows = await session.execute(select(Idea.id, Idea.title).where(shared_by(member.id)).order_by(Idea.id))
    return [{"idea": row.id, "title": row.title} for row in rows]
