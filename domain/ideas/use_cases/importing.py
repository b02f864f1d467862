"""Taking in ideas from elsewhere: their times are kept, they owe no answer, and twice changes nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.errors import _
from domain.ideas.counters import IdeaCounters
from domain.ideas.model import Idea, Move, Quadrant, Revision
from domain.ideas.statuses import Status
from domain.ideas.use_cases.writing import Writing, for_draft, put
from domain.members import Member
from domain.texts import checked


async def imported(session: AsyncSession, prefix: str) -> dict[str, Idea]:
    """Return the ideas an import has brought, by the name it knows them by."""
    rows = await session.scalars(select(Idea).where(Idea.imported_from.startswith(prefix, autoescape=True)))
    return {row.imported_from or "": row for row in rows}


async def import_idea(
    session: AsyncSession, author: Member, writing: Writing, *, source: str, at: datetime, hidden: bool
) -> Idea:
    """Take in one idea as submitted `at` that time; `source` names it for the next import. Raises Invalid."""
    tidy = _for_import(writing)
    idea = Idea(
        author=author,
        author_id=author.id,
        status=Status.SUBMITTED,
        created_at=at,
        submitted_at=at,
        moved_at=at,
        hidden_at=now(session) if hidden else None,
        imported_from=source,
        tags=[],
    )
    await put(session, idea, tidy)
    session.add(idea)
    await session.flush()
    idea.counters = IdeaCounters.of(idea)
    session.add(
        Move(idea_id=idea.id, from_status=Status.DRAFT, to_status=Status.SUBMITTED, actor_id=author.id, moved_at=at)
    )
    session.add(
        Revision(
            idea_id=idea.id,
            number=1,
            editor_id=author.id,
            edited_at=at,
            title=idea.title,
            problem=idea.problem,
            proposal=idea.proposal,
            quadrant=Quadrant(tidy.quadrant or ""),
            tags=[tag.name for tag in idea.tags],
        )
    )
    await session.flush()
    return idea


def _for_import(writing: Writing) -> Writing:
    # Short is fine: whoever wrote it can't be asked to say more.
    tidy = for_draft(writing)
    with checked() as problems:
        for field in ("title", "proposal", "quadrant"):
            if not getattr(tidy, field):
                problems.add(field, "missing", _("Please fill this in."))
    return tidy
