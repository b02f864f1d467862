"""What is looked at told to those whom it concerns: votes held back, points that wait, and what somebody decided."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.events import RecordedFact
from domain.fairness import (
    About,
    CaseDecided,
    CaseOpened,
    CaseParty,
    CasesRaised,
    FairnessCase,
    ModeratorsReminded,
    VotesQuarantined,
)
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.permissions import Permission

_WAITS = {About.TEST: NoticeKind.LEARNING_WAITS, About.IDEAS: NoticeKind.PART_WAITS}


async def tell_of_quarantine(session: AsyncSession, fact: VotesQuarantined, row: RecordedFact) -> None:
    """Tell whose votes don't count for now, and whose ideas they were for."""
    found = await session.scalars(select(CaseParty).where(CaseParty.case_id == fact.case_id))
    reasons = {each.member_id: NoticeKind.VOTES_HELD if each.voted else NoticeKind.SUPPORT_HELD for each in found}
    await tell(session, row, reasons, idea_id=None, actor_id=None)


async def tell_of_waiting_points(session: AsyncSession, fact: CaseOpened, row: RecordedFact) -> None:
    """Tell who runs a test, or stands for the later of two ideas, that its points wait while somebody looks."""
    case = await session.get_one(FairnessCase, fact.case_id, populate_existing=True)
    if (kind := _WAITS.get(case.about)) is not None:
        found = await session.scalars(select(CaseParty.member_id).where(CaseParty.case_id == case.id))
        await tell(session, row, dict.fromkeys(found, kind), idea_id=None, actor_id=None)


async def tell_of_decided_case(session: AsyncSession, fact: CaseDecided, row: RecordedFact) -> None:
    """Tell everybody whom it concerns, if they know of it at all."""
    if fact.told:
        found = await session.scalars(select(CaseParty.member_id).where(CaseParty.case_id == fact.case_id))
        await tell(session, row, dict.fromkeys(found, NoticeKind.CASE_DECIDED), idea_id=None, actor_id=None)


async def tell_of_late_cases(session: AsyncSession, _fact: ModeratorsReminded, row: RecordedFact) -> None:
    """Tell the moderators that somebody waits for them longer than was promised."""
    who = [member.id for member in await members.staff(session) if member.may(Permission.MODERATE)]
    await tell(session, row, dict.fromkeys(who, NoticeKind.CASES_LATE), idea_id=None, actor_id=None)


async def tell_of_risen_cases(session: AsyncSession, fact: CasesRaised, row: RecordedFact) -> None:
    """Tell the sponsor that moderators still haven't decided what they were reminded of."""
    await tell(session, row, {fact.member_id: NoticeKind.CASES_RISEN}, idea_id=None, actor_id=None)
