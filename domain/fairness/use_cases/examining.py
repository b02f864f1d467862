"""Looking at how a test ended, before its learning points are paid."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards
from domain.clock import now
from domain.events import RecordedFact, record
from domain.experiments import Conclusion, ExperimentConcluded
from domain.fairness.bending import bent
from domain.fairness.events import CaseOpened
from domain.fairness.model import DECIDED_WITHIN, CaseKind, CaseParty, FairnessCase
from domain.members import Member


async def examine_conclusion(session: AsyncSession, fact: ExperimentConcluded, row: RecordedFact) -> None:
    """Open a case where the end of a test looks bent; its learning points wait until somebody has looked.

    Where it brings none there is nothing to look at. Who runs the test and who concluded it are told.
    """
    tests = await rewards.experiments_of(session, fact.idea_id)
    ended = next((test for test in tests if test.conclusion and test.conclusion.id == fact.conclusion_id), None)
    if ended is None or ended.conclusion is None or not (ended.conclusion.is_valid and ended.conclusion.in_time):
        return
    conclusion = await session.get_one(Conclusion, fact.conclusion_id, populate_existing=True)
    known = select(FairnessCase.id).where(FairnessCase.conclusion_id == conclusion.id)
    evidence = await bent(session, conclusion)
    if not evidence or await session.scalar(known) is not None:
        return
    moment = now(session)
    case = FairnessCase(
        kind=CaseKind.VERDICT_BENDING,
        conclusion_id=conclusion.id,
        evidence=evidence,
        opened_at=moment,
        decide_by=moment + DECIDED_WITHIN,
    )
    session.add(case)
    await session.flush()
    people = {*ended.people, conclusion.concluded_by_id}
    here = select(Member.id).where(Member.id.in_(people), Member.left_at.is_(None)).order_by(Member.id)
    session.add_all(
        CaseParty(case_id=case.id, member_id=who, voted=False, wrote=True) for who in await session.scalars(here)
    )
    await session.flush()
    await rewards.hold_learning(session, conclusion.id)
    await record(session, CaseOpened(case.id, case.kind.value))
