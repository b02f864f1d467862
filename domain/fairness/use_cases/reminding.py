"""Reminding moderators of what they should have decided."""

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import record
from domain.fairness.events import ModeratorsReminded
from domain.fairness.model import DECIDED_WITHIN, FairnessCase


async def remind(session: AsyncSession) -> int:
    """Note which open cases are late, and again each week as long as they are; return how many there are anew."""
    moment = now(session)
    again = or_(FairnessCase.reminded_at.is_(None), FairnessCase.reminded_at < moment - DECIDED_WITHIN)
    late = update(FairnessCase).where(FairnessCase.outcome.is_(None), FairnessCase.decide_by < moment, again)
    found = await session.scalars(late.values(reminded_at=moment).returning(FairnessCase.id))
    cases = len(found.all())
    if cases:
        await record(session, ModeratorsReminded(cases))
    return cases
