"""Keeping parts of the queue under a name."""

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import members
from domain.clock import now
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.texts import checked
from domain.triage.model import VIEW_NAME_MOST, VIEW_TAG_MOST, VIEW_WORDS_MOST, QueueFilter, SavedView
from domain.triage.policy import ManyViews, require_may_read_triage, views_visible_to

VIEWS_MOST = 20
SUPPORTERS_MOST = 2**31 - 1


async def save_view(session: AsyncSession, actor: Actor, name: str, only: QueueFilter, *, shared: bool) -> SavedView:
    """Keep a part of the queue under a name, in place of the member's view of that name.

    Raises SignInNeeded, NotAllowed, Invalid, ManyViews.
    """
    require_may_read_triage(actor)
    owner = members.require_self(actor)
    with checked() as problems:
        name = problems.line("name", name, least=1, most=VIEW_NAME_MOST)
        tag = problems.line("tag", only.tag, most=VIEW_TAG_MOST)
        words = problems.line("words", only.words, most=VIEW_WORDS_MOST)
    await session.scalar(select(Member.id).where(Member.id == owner.id).with_for_update(key_share=True))
    query = select(SavedView).where(SavedView.owner_id == owner.id, SavedView.name == name)
    found = await session.scalar(query)
    if found is None:
        if (await session.scalar(select(func.count()).where(SavedView.owner_id == owner.id)) or 0) >= VIEWS_MOST:
            raise ManyViews(most=VIEWS_MOST)
        found = SavedView(owner_id=owner.id, name=name)
        session.add(found)
    found.shared, found.saved_at = shared, now(session)
    found.view, found.quadrant, found.standing = only.view, only.quadrant, only.standing
    found.tag, found.words = tag, words
    found.supporters_least = min(max(only.supporters_least, 0), SUPPORTERS_MOST)
    await session.flush()
    return await _visible(session, actor, found.id)


async def drop_view(session: AsyncSession, actor: Actor, view_id: int) -> SavedView:
    """Drop one of the member's own views, and return what it was. Raises SignInNeeded, NotAllowed, NotFound."""
    require_may_read_triage(actor)
    found = await _visible(session, actor, view_id)
    if found.owner_id != actor.id:
        raise NotFound
    await session.delete(found)
    await session.flush()
    return found


async def forget_views(session: AsyncSession, member: Member) -> None:
    """Drop all views of a member."""
    await session.execute(delete(SavedView).where(SavedView.owner_id == member.id))


async def _visible(session: AsyncSession, actor: Actor, view_id: int) -> SavedView:
    query = select(SavedView).where(SavedView.id == view_id, views_visible_to(actor))
    found = await session.scalar(query.options(joinedload(SavedView.owner, innerjoin=True)))
    if found is None:
        raise NotFound
    return found
