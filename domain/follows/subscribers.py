"""Taking part means following, unless the member has said no."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.behalf import CustomerIdeaRecorded
from domain.comments import CommentWritten
from domain.events import RecordedFact
from domain.follows.model import Follow
from domain.ideas import IdeaSubmitted
from domain.members import Member


async def author_follows(session: AsyncSession, fact: IdeaSubmitted, row: RecordedFact) -> None:
    """Let an idea's author follow it."""
    await _follow(session, fact.author_id, fact.idea_id, row)


async def commenter_follows(session: AsyncSession, fact: CommentWritten, row: RecordedFact) -> None:
    """Let whoever comments follow the idea."""
    await _follow(session, fact.author_id, fact.idea_id, row)


async def recorder_follows(session: AsyncSession, fact: CustomerIdeaRecorded, row: RecordedFact) -> None:
    """Let whoever wrote an idea down for a customer follow it, to tell them what becomes of it."""
    await _follow(session, fact.actor_id, fact.idea_id, row)


async def _follow(session: AsyncSession, member_id: int, idea_id: int, row: RecordedFact) -> None:
    present = select(Member.id).where(Member.id == member_id, Member.left_at.is_(None))
    if await session.scalar(present) is None:
        return
    # Two drains may be at the same wishes in another order. Neither waits: the one that is quicker makes the wish, and
    # should it fail, comes back to the fact that it was made for.
    mine = func.pg_try_advisory_xact_lock(func.hashtextextended(f"follow:{member_id}:{idea_id}", 0))
    if not await session.scalar(select(mine)):
        return
    wish = insert(Follow).values(member_id=member_id, idea_id=idea_id, since=row.recorded_at)
    await session.execute(wish.on_conflict_do_nothing())
