"""Asking for a second look at a case, and leaving."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.events import record
from domain.fairness.events import CaseAppealed
from domain.fairness.holding import hold_back
from domain.fairness.model import DECIDED_WITHIN, SAID_LEAST, SAID_MOST, Appeal, CaseParty, FairnessCase
from domain.fairness.policy import AppealedAlready, NothingToAppeal
from domain.fairness.queries import OwnCase, own_case
from domain.members import Actor, Member
from domain.texts import checked


async def appeal(session: AsyncSession, actor: Actor, case_id: int, *, said: str) -> OwnCase:
    """Ask that somebody else looks at a case that holds back votes of the member's or for them, or points.

    A case that was decided is open again, and who decided it doesn't decide it now. Raises SignInNeeded, NotFound,
    AppealedAlready, NothingToAppeal, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_self(actor))
    held = select(FairnessCase).where(FairnessCase.id == case_id).with_for_update(key_share=True)
    case = await session.scalar(held.execution_options(populate_existing=True))
    mine = await own_case(session, member, case_id)
    await members.spend(session, f"appeal:{member.id}", 10, timedelta(hours=1))
    if mine.appeal is not None:
        raise AppealedAlready
    if case is None or not mine.may_appeal:
        raise NothingToAppeal
    with checked() as problems:
        said = problems.text("said", said, least=SAID_LEAST, most=SAID_MOST)
    moment = now(session)
    session.add(Appeal(case_id=case.id, member_id=member.id, said=said, made_at=moment, against_id=case.decided_by_id))
    if not case.is_open:
        case.outcome = case.decided_at = case.decided_by_id = case.reminded_at = None
        case.said, case.decide_by = "", moment + DECIDED_WITHIN
        await hold_back(session, case)
    await session.flush()
    await record(session, CaseAppealed(case.id, member.id))
    return await own_case(session, member, case_id)


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the member's part in cases and what they said; their votes stay as they are, under a pseudonym."""
    await session.execute(delete(CaseParty).where(CaseParty.member_id == member.id))
    unnamed = update(Appeal).where(Appeal.against_id == member.id).values(against_id=None)
    await session.execute(unnamed, execution_options={"synchronize_session": False})
