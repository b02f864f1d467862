"""Votes held back told to those who cast them and to those they were for, and what somebody decided about them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.fairness import CaseDecided, CaseParty, VotesQuarantined
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_quarantine(session: AsyncSession, fact: VotesQuarantined, row: RecordedFact) -> None:
    """Tell whose votes don't count for now, and whose ideas they were for."""
    found = await session.scalars(select(CaseParty).where(CaseParty.case_id == fact.case_id))
    reasons = {each.member_id: NoticeKind.VOTES_HELD if each.voted else NoticeKind.SUPPORT_HELD for each in found}
    await tell(session, row, reasons, idea_id=None, actor_id=None)


async def tell_of_decided_case(session: AsyncSession, fact: CaseDecided, row: RecordedFact) -> None:
    """Tell everybody whom it concerns, if they know of it at all."""
    if fact.told:
        found = await session.scalars(select(CaseParty.member_id).where(CaseParty.case_id == fact.case_id))
        await tell(session, row, dict.fromkeys(found, NoticeKind.CASE_DECIDED), idea_id=None, actor_id=None)
