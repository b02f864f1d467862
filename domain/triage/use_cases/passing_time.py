"""What time does: late answers rise, and what was put off comes back. Run by a job every minute."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from domain import answers, community, ideas, members
from domain.answers import AnswerClock, AnswerOverdue, Level, WorkingTime
from domain.clock import now
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Member
from domain.triage.events import IdeaReturned
from domain.triage.model import Assignment, Decision, DecisionKind

BATCH = 200


async def tell_of_overdue(session: AsyncSession, most: int = BATCH) -> int:
    """Record whom each late answer rises to, `most` from each level; return how many rose.

    Its owner hears at once, the product member on duty after half the target more, the sponsor after a whole one; who
    is told is told once. One that nobody owns rises to the member on duty at once.
    """
    moment, here = now(session), await community.current(session)
    time = WorkingTime.of(here)
    # Level by level, so that those that can't rise yet are in nobody's way: within one the longest late rise first.
    late = [clock for told in range(3) for clock in await answers.overdue(session, moment, told, most)]
    if not late:
        return 0
    owners = await _owners(session, late)
    on_duty, sponsor = _number(await members.on_duty(session)), _number(await members.sponsor(session))
    moved = 0
    for clock in late:
        reached = 1 + int(time.between(clock.due_at, moment) / timedelta(hours=here.answer_hours) * 2)
        hearing = (
            (Level.OWNER, owners.get(clock.idea_id) or on_duty),
            (Level.ON_DUTY, on_duty),
            (Level.SPONSOR, sponsor),
        )
        told = {member_id for _level, member_id in hearing[: clock.told]}
        for level, member_id in hearing[clock.told : min(reached, 3)]:
            if member_id is not None and member_id not in told:
                await record(session, AnswerOverdue(clock.idea_id, level, member_id))
                told.add(member_id)
        moved += clock.told != min(reached, 3)
        clock.told = min(reached, 3)
    await session.flush()
    return moved


async def bring_back(session: AsyncSession) -> int:
    """Lead ideas back into review whose day to be looked at again has come, with a new clock; return how many."""
    today = await community.today(session)
    later = aliased(Decision)
    last = select(func.max(later.id)).where(later.idea_id == Idea.id, later.effective_at.is_not(None))
    query = select(Decision).join(Decision.idea).options(contains_eager(Decision.idea))
    query = query.where(Decision.kind == DecisionKind.NOT_NOW, Decision.look_again_on <= today)
    query = (
        query.where(Idea.status == Status.NOT_NOW, Decision.id == last.scalar_subquery())
        .order_by(Decision.id)
        .limit(BATCH)
    )
    due = list(await session.scalars(query.with_for_update(of=Idea, key_share=True, skip_locked=True)))
    for decision in due:
        await ideas.move(session, decision.idea, Status.IN_REVIEW, None)
        await answers.start(session, decision.idea_id, now(session))
        await record(session, IdeaReturned(decision.idea_id, decision.id))
    return len(due)


def _number(member: Member | None) -> int | None:
    return None if member is None else member.id


async def _owners(session: AsyncSession, late: list[AnswerClock]) -> dict[int, int]:
    query = select(Assignment.idea_id, Assignment.member_id)
    rows = await session.execute(query.where(Assignment.idea_id.in_([clock.idea_id for clock in late])))
    return {row.idea_id: row.member_id for row in rows}
