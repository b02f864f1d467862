"""Reading answers and clocks. Clocks and questions are for all who see the idea, drafts for whom `visible_to` names."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas
from domain.answers.model import Answer, AnswerClock, Pause
from domain.answers.policy import visible_to
from domain.errors import NotFound
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.rows import Whole, among, run


def _seen(actor: Actor) -> Select[Answer]:
    query = select(Answer).join(Answer.idea).where(visible_to(actor), ideas.visible_to(actor))
    people = joinedload(Answer.drafted_by, innerjoin=True), joinedload(Answer.reviewed_by)
    return query.options(*people, joinedload(Answer.published_by))


async def visible(session: AsyncSession, actor: Actor, answer_id: int) -> Answer:
    """Return one answer with who wrote it; raises NotFound."""
    answer = await session.scalar(_seen(actor).where(Answer.id == answer_id))
    if answer is None:
        raise NotFound
    return answer


async def published(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, list[Answer]]:
    """Return the published answers to ideas, oldest first, by the idea's number."""
    query = _seen(actor).where(Answer.idea_id.in_(idea_ids), Answer.published_at.is_not(None))
    found: dict[int, list[Answer]] = {}
    for answer in await session.scalars(query.order_by(Answer.published_at, Answer.id)):
        found.setdefault(answer.idea_id, []).append(answer)
    return found


async def latest(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, Answer]:
    """Return the newest published answer to each of the ideas, by the idea's number."""
    query = _seen(actor).where(Answer.idea_id.in_(idea_ids), Answer.published_at.is_not(None)).distinct(Answer.idea_id)
    rows = await session.scalars(query.order_by(Answer.idea_id, Answer.published_at.desc(), Answer.id.desc()))
    return {answer.idea_id: answer for answer in rows}


async def draft(session: AsyncSession, actor: Actor, idea: Idea) -> Answer | None:
    """Return the answer being written, None if there is none or the actor may not read it."""
    return await session.scalar(_seen(actor).where(Answer.idea_id == idea.id, Answer.published_at.is_(None)))


async def clocks(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, AnswerClock]:
    """Return the newest run of each idea's clock; the ideas must have been loaded for whoever asks."""
    rows = await run(session, _CLOCKS, {"numbers": list(idea_ids)}) if idea_ids else ()
    return {row.idea_id: CLOCK.of(row) for row in rows}


CLOCK = Whole(AnswerClock)
_RUN = AnswerClock.__table__
_CLOCKS = select(*CLOCK.columns).where(among(_RUN.c.idea_id)).distinct(_RUN.c.idea_id)
_CLOCKS = _CLOCKS.order_by(_RUN.c.idea_id, _RUN.c.id.desc())


async def runs(session: AsyncSession, idea: Idea) -> list[AnswerClock]:
    """Return all runs of an idea's clock, oldest first; the idea must have been loaded for whoever asks."""
    query = select(AnswerClock).where(AnswerClock.idea_id == idea.id).order_by(AnswerClock.id)
    return list(await session.scalars(query))


async def running(session: AsyncSession, idea_id: int) -> AnswerClock | None:
    """Return the run of the clock that is still open, also while it stands still."""
    query = select(AnswerClock).where(AnswerClock.idea_id == idea_id, AnswerClock.settled_at.is_(None))
    return await session.scalar(query)


async def pauses(session: AsyncSession, idea: Idea) -> list[Pause]:
    """Return what the author was asked, oldest first; the idea must have been loaded for whoever asks."""
    query = select(Pause).where(Pause.idea_id == idea.id).order_by(Pause.id)
    return list(await session.scalars(query.options(joinedload(Pause.asked_by), joinedload(Pause.resumed_by))))


async def open_pause(session: AsyncSession, idea_id: int) -> Pause | None:
    """Return the question whose answer the clock waits for."""
    return await session.scalar(select(Pause).where(Pause.idea_id == idea_id, Pause.resumed_at.is_(None)))


async def overdue(session: AsyncSession, now: datetime, told: int, most: int) -> list[AnswerClock]:
    """Return clocks past their due time of which so many have been told, what is late the longest first."""
    query = select(AnswerClock).join(AnswerClock.idea)
    query = query.where(AnswerClock.settled_at.is_(None), AnswerClock.paused_at.is_(None), AnswerClock.due_at <= now)
    query = query.where(AnswerClock.told == told, Idea.hidden_at.is_(None)).order_by(AnswerClock.due_at).limit(most)
    return list(await session.scalars(query.with_for_update(of=AnswerClock, skip_locked=True)))


async def differences(session: AsyncSession) -> list[int]:
    """Return the ideas whose time of the first answer, or whose clock, isn't what their answers and pauses say."""
    first = (
        select(Answer.idea_id, func.min(Answer.published_at).label("at"))
        .where(Answer.published_at.is_not(None))
        .group_by(Answer.idea_id)
        .subquery()
    )
    unsaid = select(Idea.id).outerjoin(first, first.c.idea_id == Idea.id)
    unsaid = unsaid.where(Idea.answered_at.is_distinct_from(first.c.at))
    asked = exists().where(Pause.clock_id == AnswerClock.id, Pause.resumed_at.is_(None))
    unlike = select(AnswerClock.idea_id).where(AnswerClock.paused_at.is_not(None) != asked)
    stood = select(func.coalesce(func.sum(Pause.resumed_at - Pause.paused_at), timedelta()))
    stood = stood.where(Pause.clock_id == AnswerClock.id)
    ran = func.extract("epoch", AnswerClock.answered_at - AnswerClock.started_at - stood.scalar_subquery())
    odd = select(AnswerClock.idea_id).where(~AnswerClock.took.between(0, func.ceil(ran)))
    return sorted({number for query in (unsaid, unlike, odd) for number in await session.scalars(query)})


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what answers the member drafted, reviewed or published."""
    mine = (Answer.drafted_by_id == member.id) | (Answer.reviewed_by_id == member.id)
    query = select(Answer).where(mine | (Answer.published_by_id == member.id)).order_by(Answer.id)
    return [
        {
            "idea": row.idea_id,
            "body": row.body if row.drafted_by_id == member.id else None,
            "drafted_at": row.drafted_at if row.drafted_by_id == member.id else None,
            "reviewed_at": row.reviewed_at if row.reviewed_by_id == member.id else None,
            "published_at": row.published_at if row.published_by_id == member.id else None,
        }
        for row in await session.scalars(query)
    ]


async def questions(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member asked authors, and which clocks they let run again."""
    query = select(Pause).where((Pause.asked_by_id == member.id) | (Pause.resumed_by_id == member.id))
    return [
        {
            "idea": row.idea_id,
            "question": row.question if row.asked_by_id == member.id else None,
            "paused_at": row.paused_at,
            "resumed_at": row.resumed_at,
        }
        for row in await session.scalars(query.order_by(Pause.id))
    ]
