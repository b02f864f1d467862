"""What a person leaving takes along of their ideas, and what goes with them."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from domain.ideas.model import Idea, Move, Revision
from domain.ideas.statuses import Status
from domain.members import Member


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return all of the member's ideas and drafts."""
    query = select(Idea).where(Idea.author_id == member.id).options(selectinload(Idea.tags)).order_by(Idea.id)
    return [
        {
            "id": idea.id,
            "status": idea.status,
            "quadrant": idea.quadrant,
            "title": idea.title,
            "problem": idea.problem,
            "proposal": idea.proposal,
            "language": idea.language,
            "tags": [tag.name for tag in idea.tags],
            "created_at": idea.created_at,
            "submitted_at": idea.submitted_at,
            "edited_at": idea.edited_at,
            "withdrawn_reason": idea.withdrawn_reason,
            "discarded_at": idea.discarded_at,
        }
        for idea in await session.scalars(query)
    ]


async def edits(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return each version of an idea that the member wrote, their own ideas' and others'."""
    query = select(Revision).where(Revision.editor_id == member.id).order_by(Revision.idea_id, Revision.number)
    return [
        {
            "idea": row.idea_id,
            "number": row.number,
            "edited_at": row.edited_at,
            "quadrant": row.quadrant,
            "title": row.title,
            "problem": row.problem,
            "proposal": row.proposal,
            "tags": row.tags,
            "note": row.note,
            "images_changed": row.images_changed,
        }
        for row in await session.scalars(query)
    ]


async def moved(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return each step by which the member led an idea on, their own ideas and others'."""
    query = select(Move).where(Move.actor_id == member.id).order_by(Move.id)
    return [
        {"idea": row.idea_id, "from": row.from_status, "to": row.to_status, "moved_at": row.moved_at}
        for row in await session.scalars(query)
    ]


async def forget(session: AsyncSession, member: Member) -> None:
    """Throw the member's drafts away; submitted ideas stay, under no name."""
    await session.execute(delete(Idea).where(Idea.author_id == member.id, Idea.status == Status.DRAFT))
