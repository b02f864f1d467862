"""Throwing a draft away, having it back within a day, and clearing away what nobody wanted back."""

from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.errors import NotFound
from domain.ideas.model import Idea
from domain.ideas.queries import whole
from domain.members import Actor
from domain.permissions import Permission
from domain.undoing import UNDO_FOR, NothingToUndo


async def discard_draft(session: AsyncSession, actor: Actor, idea_id: int) -> None:
    """Throw one of the member's drafts away, to be had back for a day; raises NotFound for anything else."""
    draft = await _own_draft(session, actor, idea_id)
    if draft.discarded_at is not None:
        raise NotFound
    draft.discarded_at = now(session)


async def undo_discard_draft(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Have a draft back that one threw away within a day, with its words and images.

    Raises NotFound, NothingToUndo for one that is there.
    """
    draft = await _own_draft(session, actor, idea_id)
    if draft.discarded_at is None:
        raise NothingToUndo
    if draft.discarded_at < now(session) - UNDO_FOR:
        raise NotFound
    draft.discarded_at, draft.key = None, draft.key or uuid4()
    await session.flush()
    return draft


async def clear_discarded(session: AsyncSession) -> None:
    """Drop the drafts that were thrown away more than a day ago, with their images."""
    await session.execute(delete(Idea).where(Idea.discarded_at < now(session) - UNDO_FOR))


async def _own_draft(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    member = await members.lock(session, members.require_member(actor, Permission.SUBMIT_IDEA))
    held = select(Idea).where(Idea.id == idea_id, Idea.author_id == member.id).with_for_update(of=Idea)
    draft = await session.scalar(held.options(*whole()))
    if draft is None or not draft.is_draft:
        raise NotFound
    return draft
