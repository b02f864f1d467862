"""Badges: told to whoever was given one, or lost one."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.badges import BadgeGiven, BadgeRevoked
from domain.events import RecordedFact
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_badge(session: AsyncSession, fact: BadgeGiven, row: RecordedFact) -> None:
    """Tell whoever was given it, unless it is for something of long ago."""
    if fact.quietly:
        return
    reasons = {fact.member_id: NoticeKind.BADGE_GIVEN}
    await tell(session, row, reasons, idea_id=None, actor_id=fact.actor_id)


async def tell_of_revocation(session: AsyncSession, fact: BadgeRevoked, row: RecordedFact) -> None:
    """Tell whoever carried it."""
    await tell(session, row, {fact.member_id: NoticeKind.BADGE_REVOKED}, idea_id=None, actor_id=None)
