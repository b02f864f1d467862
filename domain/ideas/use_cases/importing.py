"""Taking in ideas from elsewhere: their times are kept, they owe no answer, and twice changes nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.ideas.model import Idea, IdeaCounters, Status
from domain.ideas.use_cases.submitting import keep_revision
from domain.ideas.use_cases.writing import Writing, for_submission, put
from domain.members import Member


async def imported(session: AsyncSession, prefix: str) -> dict[str, Idea]:
    """Return the ideas an import has brought, by the name it knows them by."""
    rows = await session.scalars(select(Idea).where(Idea.imported_from.startswith(prefix, autoescape=True)))
    return {row.imported_from or "": row for row in rows}


async def import_idea(
    session: AsyncSession, author: Member, writing: Writing, *, source: str, at: datetime, hidden: bool
) -> Idea:
    """Take in one idea as submitted `at` that time; `source` names it for the next import. Raises Invalid."""
    idea = Idea(
        author=author,
        author_id=author.id,
        status=Status.SUBMITTED,
        created_at=at,
        submitted_at=at,
        hidden_at=now(session) if hidden else None,
        imported_from=source,
        tags=[],
    )
    await put(session, idea, for_submission(writing))
    session.add(idea)
    await session.flush()
    idea.counters = IdeaCounters(idea_id=idea.id, quadrant=idea.quadrant, listed=idea.listed, supporters=0, comments=0)
    await keep_revision(session, idea, author, 1)
    await session.flush()
    return idea
