"""What is looked at told to those whom it concerns: votes held back, points that wait, and what somebody decided."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.fairness import CaseDecided, CaseOpened, CaseParty, FairnessCase, VotesQuarantined
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_quarantine(session: AsyncSession, fact: VotesQuarantined, row: RecordedFact) -> None:
    """Tell whose votes don't count for now, and whose ideas they were for."""
    found = await session.scalars(select(CaseParty).where(CaseParty.case_id == fact.case_id))
    reasons = {each.member_id: NoticeKind.VOTES_HELD if each.voted else NoticeKind.SUPPORT_HELD for each in found}
    await tell(session, row, reasons, idea_id=None, actor_id=None)


async def tell_of_waiting_points(session: AsyncSession, fact: CaseOpened, row: RecordedFact) -> None:
    """Tell who runs a test that its points wait while somebody looks at how it ended."""
    query = select(CaseParty.member_id).join(CaseParty.case)
    found = await session.scalars(query.where(FairnessCase.id == fact.case_id, FairnessCase.conclusion_id.is_not(None)))
    await tell(session, row, dict.fromkeys(found, NoticeKind.LEARNING_WAITS), idea_id=None, actor_id=None)


async def tell_of_decided_case(session: AsyncSession, fact: CaseDecided, row: RecordedFact) -> None:
    """Tell everybody whom it concerns, if they know of it at all."""
    if fact.told:
        found = await session.scalars(select(CaseParty.member_id).where(CaseParty.case_id == fact.case_id))
        await tell(session, row, dict.fromkeys(found, NoticeKind.CASE_DECIDED), idea_id=None, actor_id=None)
