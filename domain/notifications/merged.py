"""Merges and their undoing, told to those whose idea or whose support they concern."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from domain import triage
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.triage import IdeaMerged, MergeUndone


async def tell_of_merge(session: AsyncSession, fact: IdeaMerged, row: RecordedFact) -> None:
    """Tell all who have a part in the duplicate, and who stands for the idea that it lives on in; each once."""
    await _tell(session, row, fact.idea_id, fact.actor_id, NoticeKind.MERGED)
    target = await session.get(Idea, fact.target_id)
    if target is not None:
        own = {target.author_id, *target.co_author_ids}
        reasons = dict.fromkeys(own - {fact.actor_id}, NoticeKind.TOOK_IN)
        await tell(session, row, reasons, idea_id=target.id, actor_id=fact.actor_id, own=own)


async def tell_of_undoing(session: AsyncSession, fact: MergeUndone, row: RecordedFact) -> None:
    """Tell all who have a part in the idea that stands on its own again, and who stands for the one it was in or takes
    care of that; each once."""
    target = await session.get(Idea, fact.target_id)
    caring = {member.id for member in (await triage.assignees(session, [fact.target_id])).values()}
    too = caring | ({target.author_id, *target.co_author_ids} if target else set())
    await _tell(session, row, fact.idea_id, fact.actor_id, NoticeKind.UNMERGED, too)


async def _tell(
    session: AsyncSession,
    row: RecordedFact,
    idea_id: int,
    actor_id: int,
    kind: NoticeKind,
    too: Collection[int] = (),
) -> None:
    idea = await session.get(Idea, idea_id)
    if idea is None:
        return
    own = {idea.author_id, *idea.co_author_ids}
    hearing = {*await triage.hearing_of_merge(session, idea), *too}
    reasons = dict.fromkeys(hearing - {actor_id}, kind)
    await tell(session, row, reasons, idea_id=idea.id, actor_id=actor_id, own=own)
