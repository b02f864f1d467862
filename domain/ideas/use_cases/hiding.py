"""Out of sight and back. Whoever calls holds the idea and has allowed it; who hid it and why is told elsewhere."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import record
from domain.ideas.events import IdeaSubmitted
from domain.ideas.model import Idea


async def hide(session: AsyncSession, idea: Idea) -> None:
    """Take an idea out of sight of all but its author and those who tend ideas; one that is hidden stays so."""
    idea.hidden_at = idea.hidden_at or now(session)
    await session.flush()


async def restore(session: AsyncSession, idea: Idea) -> None:
    """Bring a hidden idea back to where it stood."""
    idea.hidden_at = None
    await session.flush()


async def let_through(session: AsyncSession, idea: Idea) -> None:
    """Put an idea before the community that was kept back when it was submitted, as if it came now."""
    idea.hidden_at, idea.submitted_at = None, now(session)
    await session.flush()
    await record(session, IdeaSubmitted(idea.id, idea.author_id))
