"""What follows for credentials from what happens to badges."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import jobs
from domain.badges import BadgeGiven
from domain.events import RecordedFact


async def ask_for_signing(session: AsyncSession, _fact: BadgeGiven, _row: RecordedFact) -> None:
    """Have a badge signed that was given."""
    await jobs.enqueue(session, "issue_credentials", once=True)
