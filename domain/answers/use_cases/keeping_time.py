"""The clock: it starts with an idea, stands still for a question to the author, and ends with an answer."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, ideas, members
from domain.answers.events import ClockPaused, ClockResumed
from domain.answers.model import QUESTION_LEAST, QUESTION_MOST, AnswerClock, Pause, quarter
from domain.answers.policy import ClockNotRunning, ClockPausedAlready, require_may_answer
from domain.answers.queries import open_pause, running
from domain.answers.working_time import WorkingTime
from domain.clock import now
from domain.events import record
from domain.members import Actor
from domain.texts import checked


async def start(session: AsyncSession, idea_id: int, at: datetime) -> AnswerClock:
    """Let an answer be owed from `at` on, by the community's present target; one that is owed already stays so.

    Whoever calls holds the idea.
    """
    clock = await running(session, idea_id)
    if clock is None:
        here = await community.current(session)
        time, hours = WorkingTime.of(here), timedelta(hours=here.answer_hours)
        soon = time.after(at, hours - quarter(here.answer_hours))
        clock = AnswerClock(idea_id=idea_id, started_at=at, soon_at=soon, due_at=time.after(at, hours), told=0)
        session.add(clock)
        await session.flush()
    return clock


async def settle(session: AsyncSession, idea_id: int, *, answered: bool) -> None:
    """End the clock, because there is an answer or because none is owed any more. Whoever calls holds the idea."""
    clock = await running(session, idea_id)
    if clock is None:
        return
    if clock.paused_at is not None:
        await _resume(session, clock, None)
    clock.settled_at = now(session)
    if answered:
        clock.answered_at, clock.took = clock.settled_at, await _took(session, clock, clock.settled_at)
    await session.flush()


async def set_aside(session: AsyncSession, idea_id: int, at: datetime) -> None:
    """Owe nothing for an idea from `at` on, as long as it lives on in another. Whoever calls holds the idea."""
    clock = await running(session, idea_id)
    if clock is not None:
        clock.settled_at = at
        await session.flush()


async def take_up_again(session: AsyncSession, idea_id: int, since: datetime) -> None:
    """Let the clock that was set aside at `since` go on as if it never had been. Whoever calls holds the idea."""
    query = select(AnswerClock).where(AnswerClock.idea_id == idea_id, AnswerClock.settled_at == since)
    clock = await session.scalar(query.where(AnswerClock.answered_at.is_(None)))
    if clock is not None:
        clock.settled_at = None
        await session.flush()


async def ask_author(session: AsyncSession, actor: Actor, idea_id: int, question: str) -> Pause:
    """Ask the author something that everybody can read; the clock stands still until they reply.

    Raises NotFound, NotAllowed, NoAnswerHere, ClockNotRunning, ClockPausedAlready, Invalid.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_answer(actor, idea)
    asker = members.require_self(actor)
    clock = await running(session, idea.id)
    if clock is None:
        raise ClockNotRunning
    if clock.paused_at is not None:
        raise ClockPausedAlready
    with checked() as problems:
        question = problems.line("question", question, least=QUESTION_LEAST, most=QUESTION_MOST)
    clock.paused_at = now(session)
    pause = Pause(
        clock_id=clock.id, idea_id=idea.id, question=question, asked_by_id=asker.id, paused_at=clock.paused_at
    )
    session.add(pause)
    await session.flush()
    await record(session, ClockPaused(idea.id, pause.id, asker.id))
    return pause


async def resume(session: AsyncSession, actor: Actor, idea_id: int) -> AnswerClock:
    """Let the clock run on though the author said nothing; twice is once.

    Raises NotFound, NotAllowed, ClockNotRunning.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_answer(actor, idea)
    clock = await running(session, idea.id)
    if clock is None:
        raise ClockNotRunning
    if clock.paused_at is not None:
        await _resume(session, clock, members.require_self(actor).id)
    return clock


async def go_on(session: AsyncSession, idea_id: int, by: int, *, spoke_at: datetime) -> None:
    """Let the clock run on if somebody who stands for the idea spoke since it stopped. Whoever calls holds the idea."""
    clock = await running(session, idea_id)
    if clock is not None and clock.paused_at is not None and clock.paused_at <= spoke_at:
        await _resume(session, clock, by)


async def _took(session: AsyncSession, clock: AnswerClock, until: datetime) -> int:
    time = WorkingTime.of(await community.current(session))
    stood = await session.execute(select(Pause.paused_at, Pause.resumed_at).where(Pause.clock_id == clock.id))
    paused = sum((time.between(row.paused_at, row.resumed_at or until) for row in stood), timedelta())
    return int((time.between(clock.started_at, until) - paused).total_seconds())


async def _resume(session: AsyncSession, clock: AnswerClock, by: int | None) -> None:
    pause = await open_pause(session, clock.idea_id)
    if pause is None or clock.paused_at is None:
        raise ValueError("A clock that stands still has a question.")
    moment, time = now(session), WorkingTime.of(await community.current(session))
    # What was left when the question was asked is left now; what was late already stays as late as it was.
    clock.due_at, clock.soon_at = (
        time.after(moment, time.between(clock.paused_at, then)) if then > clock.paused_at else then
        for then in (clock.due_at, clock.soon_at)
    )
    clock.paused_at = None
    pause.resumed_at, pause.resumed_by_id = moment, by
    await session.flush()
    await record(session, ClockResumed(clock.idea_id, pause.id, by))
