"""What happens to the clock when something happens to an idea, which is held only if there is something to change."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import behalf
from domain.answers.queries import open_pause, running
from domain.answers.use_cases.keeping_time import go_on, settle, start
from domain.comments import CommentWritten
from domain.events import RecordedFact
from domain.ideas import UNDECIDED, Idea, IdeaSubmitted, IdeaWithdrawn


async def start_clock(session: AsyncSession, fact: IdeaSubmitted, row: RecordedFact) -> None:
    """Owe the idea an answer from when it was submitted, unless it has one or is gone meanwhile."""
    if await running(session, fact.idea_id) is not None:
        return
    idea = await _held(session, fact.idea_id)
    if idea is not None and idea.status in UNDECIDED and idea.answered_at is None:
        await start(session, idea.id, idea.submitted_at or row.recorded_at)


async def end_clock(session: AsyncSession, fact: IdeaWithdrawn, row: RecordedFact) -> None:
    """Owe an idea that was taken back nothing more."""
    if await running(session, fact.idea_id) is None:
        return
    idea = await _held(session, fact.idea_id)
    if idea is not None:
        await settle(session, idea.id, answered=False)


async def hear_reply(session: AsyncSession, fact: CommentWritten, row: RecordedFact) -> None:
    """Let the clock run on when somebody who stands for the idea says something below it, or who speaks for them."""
    if await open_pause(session, fact.idea_id) is None:
        return
    idea = await _held(session, fact.idea_id)
    if idea is None:
        return
    if idea.is_by(fact.author_id) or await behalf.speaker(session, idea.id) == fact.author_id:
        await go_on(session, idea.id, fact.author_id, spoke_at=row.recorded_at)


async def _held(session: AsyncSession, idea_id: int) -> Idea | None:
    query = select(Idea).where(Idea.id == idea_id).with_for_update(key_share=True)
    return await session.scalar(query.execution_options(populate_existing=True))
