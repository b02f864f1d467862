"""What belongs to cases that were loaded for who asks: their votes, what members say, who may decide, what follows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.fairness.bending import had_a_hand
from domain.fairness.events import QuarantineLifted, VotesQuarantined
from domain.fairness.model import Appeal, CaseBatch, CaseParty, CaseVote, FairnessCase
from domain.ideas import Idea
from domain.members import Member
from domain.permissions import GRANTS, STAFF, Permission
from domain.votes import Vote

_OF_POINTS = (VotesQuarantined.__name__, QuarantineLifted.__name__)


@dataclass(frozen=True)
class Given:
    """How many votes of a case a member gave one author, for which ideas, and how many are in quarantine now."""

    member_id: int
    author_id: int
    votes: int
    quarantined: int
    idea_ids: Sequence[int]


async def appeals(session: AsyncSession, case_id: int) -> list[Appeal]:
    """Return what members said to a case, first said first."""
    return (await appeals_of(session, [case_id])).get(case_id, [])


async def appeals_of(session: AsyncSession, case_ids: Collection[int]) -> dict[int, list[Appeal]]:
    """Return what members said to cases, by case, first said first."""
    query = select(Appeal).where(Appeal.case_id.in_(case_ids)).order_by(Appeal.made_at, Appeal.member_id)
    found: dict[int, list[Appeal]] = defaultdict(list)
    for each in await session.scalars(query.execution_options(populate_existing=True)):
        found[each.case_id].append(each)
    return found


async def hands(session: AsyncSession, case: FairnessCase) -> set[int]:
    """Return who helped what a case is about to come to its end, so that they don't decide it; votes have nobody."""
    return await had_a_hand(session, case.conclusion_id) if case.conclusion_id is not None else set()


async def is_left(session: AsyncSession, case: FairnessCase) -> bool:
    """Return whether anybody is here who may decide a case."""
    asked = await appeals(session, case.id)
    out = {each.against_id for each in asked if each.outcome is None and each.against_id is not None}
    out |= await hands(session, case)
    roles = [role for role in STAFF if Permission.MODERATE in GRANTS[role]]
    concerned = select(CaseParty.member_id).where(CaseParty.case_id == case.id)
    query = select(Member.id).where(Member.role.in_(roles), Member.left_at.is_(None), Member.suspended_until.is_(None))
    query = query.where(Member.id.not_in(concerned), Member.id.not_in(out))
    return await session.scalar(query.limit(1)) is not None


async def given(session: AsyncSession, case: FairnessCase) -> list[Given]:
    """Return who gave whom how many votes of a case, most first."""
    return (await given_of(session, [case.id])).get(case.id, [])


async def given_of(session: AsyncSession, case_ids: Collection[int]) -> dict[int, list[Given]]:
    """Return who gave whom how many votes of cases, by case, most first."""
    held = func.count(Vote.quarantined_at)
    backed = func.array_agg(aggregate_order_by(Idea.id, Idea.id))
    query = select(CaseVote.case_id, CaseVote.member_id, Idea.author_id, func.count(), held, backed)
    query = query.join(Idea, Idea.id == CaseVote.idea_id)
    same = (Vote.member_id == CaseVote.member_id) & (Vote.idea_id == CaseVote.idea_id)
    query = query.outerjoin(Vote, same).where(CaseVote.case_id.in_(case_ids))
    query = query.group_by(CaseVote.case_id, CaseVote.member_id, Idea.author_id)
    query = query.order_by(func.count().desc(), CaseVote.member_id, Idea.author_id)
    found: dict[int, list[Given]] = defaultdict(list)
    for row in await session.execute(query):
        found[row.case_id].append(Given(*row[1:]))
    return found


async def batches(session: AsyncSession, case_id: int) -> list[CaseBatch]:
    """Return what was put in quarantine by a case, and lifted, first made first."""
    query = select(CaseBatch).where(CaseBatch.case_id == case_id).order_by(CaseBatch.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def settling(session: AsyncSession, case: FairnessCase, batch: CaseBatch | None) -> int:
    """Return how many changes are worked through until the points of a case's votes follow, 0 once they have.

    `batch` holds its votes now; nothing follows from an open case without one.
    """
    if batch is None and case.is_open:
        return 0
    return (await settling_of(session, [case.id])).get(case.id, 0)


async def settling_of(session: AsyncSession, case_ids: Collection[int]) -> dict[int, int]:
    """Return how many changes are worked through until the points of these cases' votes follow, where some are.

    What follows from facts is written in their order, so those of others come first.
    """
    number = RecordedFact.data["case_id"].as_string()
    mine = select(number.label("case_id"), func.max(RecordedFact.id).label("last"))
    mine = mine.where(
        *_waiting(), RecordedFact.kind.in_(_OF_POINTS), number.in_([str(case_id) for case_id in case_ids])
    )
    last = mine.group_by(number).subquery()
    query = select(last.c.case_id, func.count()).join(RecordedFact, RecordedFact.id <= last.c.last)
    rows = await session.execute(query.where(*_waiting()).group_by(last.c.case_id))
    return {int(case_id): count for case_id, count in rows}


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return RecordedFact.delivered_at.is_(None), RecordedFact.failure.is_(None)
