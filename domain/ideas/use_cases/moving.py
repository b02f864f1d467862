"""Leading an idea on. Whoever calls holds the idea and has allowed it."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.ideas.model import Idea, Move
from domain.ideas.statuses import Status


async def move(session: AsyncSession, idea: Idea, to: Status, by: int | None) -> None:
    """Change where an idea stands, and keep the step; `by` is the member's number, None for what time brings."""
    before = idea.status
    idea.move(to, now(session))
    await session.flush()
    session.add(Move(idea_id=idea.id, from_status=before, to_status=to, actor_id=by, moved_at=now(session)))
    await session.flush()
