"""Reminding moderators of what they should have decided, and telling the sponsor when they still didn't."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.events import record
from domain.fairness.events import CasesRaised, ModeratorsReminded
from domain.fairness.model import DECIDED_WITHIN, CaseParty, FairnessCase
from domain.permissions import Permission


async def remind(session: AsyncSession) -> int:
    """Note which open cases are late, and again each week as long as they are; return how many there are anew.

    One that is late by as long as it should have taken rises to the sponsor, once.
    """
    moment = now(session)
    again = or_(FairnessCase.reminded_at.is_(None), FairnessCase.reminded_at < moment - DECIDED_WITHIN)
    query = select(FairnessCase).where(FairnessCase.outcome.is_(None), FairnessCase.decide_by < moment, again)
    late = list(await session.scalars(query.order_by(FairnessCase.id).with_for_update(key_share=True)))
    if not late:
        return 0
    await _raise(session, [case.id for case in late if case.decide_by + DECIDED_WITHIN <= moment and not _rose(case)])
    for case in late:
        case.reminded_at = moment
    await record(session, ModeratorsReminded(len(late)))
    return len(late)


def _rose(case: FairnessCase) -> bool:
    return case.reminded_at is not None and case.reminded_at >= case.decide_by + DECIDED_WITHIN


async def _raise(session: AsyncSession, case_ids: Collection[int]) -> None:
    """Record that the sponsor should hear of these, without those that concern them or of which they heard already."""
    sponsor = await members.sponsor(session) if case_ids else None
    if sponsor is None or sponsor.may(Permission.MODERATE):
        return
    theirs = select(func.count()).where(CaseParty.case_id.in_(case_ids), CaseParty.member_id == sponsor.id)
    cases = len(case_ids) - (await session.scalar(theirs) or 0)
    if cases:
        await record(session, CasesRaised(cases, sponsor.id))
