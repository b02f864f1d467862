"""Keeping parts of the queue under a name."""

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import community, members
from domain.clock import now
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.texts import checked
from domain.triage.model import VIEW_NAME_MOST, VIEW_TAG_MOST, VIEW_WORDS_MOST, QueueFilter, QueueSort, SavedView
from domain.triage.policy import ManySharedViews, ManyViews, require_may_read_triage, views_visible_to
from domain.triage.queries import VIEWS_SHOWN

VIEWS_MOST = 20
SHARED_MOST = VIEWS_SHOWN - VIEWS_MOST  # so that nobody's list is cut
SUPPORTERS_MOST = 2**31 - 1


async def save_view(
    session: AsyncSession,
    actor: Actor,
    name: str,
    only: QueueFilter,
    *,
    sort: QueueSort = QueueSort.TIME_LEFT,
    shared: bool,
) -> SavedView:
    """Keep a part of the queue and what sorts it under a name, in place of the member's view of that name.

    Raises SignInNeeded, NotAllowed, Invalid, ManyViews, ManySharedViews.
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
    if found is None and await _count(session, SavedView.owner_id == owner.id) >= VIEWS_MOST:
        raise ManyViews(most=VIEWS_MOST)
    if shared and not (found and found.shared):
        await community.current(session, lock=True)  # so that two at once don't make one too many
        if await _count(session, SavedView.shared.is_(True)) >= SHARED_MOST:
            raise ManySharedViews(most=SHARED_MOST)
    if found is None:
        found = SavedView(owner_id=owner.id, name=name)
        session.add(found)
    found.shared, found.sort, found.saved_at = shared, sort, now(session)
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


async def _count(session: AsyncSession, which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(SavedView).where(which)) or 0


async def _visible(session: AsyncSession, actor: Actor, view_id: int) -> SavedView:
    query = select(SavedView).where(SavedView.id == view_id, views_visible_to(actor))
    found = await session.scalar(query.options(joinedload(SavedView.owner, innerjoin=True)))
    if found is None:
        raise NotFound
    return found
