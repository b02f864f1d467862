"""Writing an answer: drafted by one, looked at by another if they like, published for all."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members, permissions
from domain.answers.events import AnswerPublished
from domain.answers.model import BODY_LEAST, BODY_MOST, Answer
from domain.answers.policy import AnswerPublishedAlready, OwnDraft, require_may_answer
from domain.answers.queries import draft, visible
from domain.answers.use_cases.keeping_time import settle
from domain.clock import now
from domain.events import record
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.permissions import Permission
from domain.texts import checked


async def save_draft(session: AsyncSession, actor: Actor, idea_id: int, body: str) -> Answer:
    """Keep an answer that isn't published yet, in place of the draft there was; a changed one needs another review.

    Raises NotFound, NotAllowed, NoAnswerHere, Invalid.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_answer(actor, idea)
    return await write(session, members.require_self(actor), actor, idea, body)


async def review(session: AsyncSession, actor: Actor, answer_id: int) -> Answer:
    """Say that a draft somebody else wrote may go out as it is; twice is once.

    Raises NotFound, NotAllowed, NoAnswerHere, OwnDraft, AnswerPublishedAlready.
    """
    permissions.require(actor, Permission.TRIAGE)
    found = await visible(session, actor, answer_id)
    idea = await ideas.visible(session, actor, found.idea_id, lock=True)
    require_may_answer(actor, idea)
    await session.refresh(found)
    if found.published_at is not None:
        raise AnswerPublishedAlready
    reviewer = members.require_self(actor)
    if found.drafted_by_id == reviewer.id:
        raise OwnDraft
    if found.reviewed_at is None:
        found.reviewed_at, found.reviewed_by_id = now(session), reviewer.id
        await session.flush()
    return await _fresh(session, actor, found)


async def write(session: AsyncSession, writer: Member, actor: Actor, idea: Idea, body: str) -> Answer:
    """Keep an answer as the idea's draft. Whoever calls holds the idea and has allowed it. Raises Invalid."""
    with checked() as problems:
        body = problems.text("answer", body, least=BODY_LEAST, most=BODY_MOST)
    found = await draft(session, actor, idea)
    if found is None:
        found = Answer(idea_id=idea.id, body=body, drafted_by_id=writer.id, drafted_at=now(session))
        session.add(found)
    elif found.body != body:
        found.body, found.drafted_by_id, found.drafted_at = body, writer.id, now(session)
        found.reviewed_at = found.reviewed_by_id = None
    await session.flush()
    return await _fresh(session, actor, found)


async def suggest(session: AsyncSession, writer: Member, idea: Idea, body: str) -> None:
    """Keep an answer as the idea's draft unless one is being written. Whoever calls holds the idea."""
    writing = exists().where(Answer.idea_id == idea.id, Answer.published_at.is_(None))
    if not await session.scalar(select(writing)):
        session.add(Answer(idea_id=idea.id, body=body, drafted_by_id=writer.id, drafted_at=now(session)))
        await session.flush()


async def publish(
    session: AsyncSession, actor: Actor, idea: Idea, found: Answer, *, with_decision: bool = False
) -> Answer:
    """Publish what was drafted and end the clock. Whoever calls holds the idea and has allowed it."""
    publisher = members.require_self(actor)
    found.published_at, found.published_by_id = now(session), publisher.id
    idea.answered_at = idea.answered_at or found.published_at
    await session.flush()
    await settle(session, idea.id, answered=True)
    await record(session, AnswerPublished(idea.id, found.id, publisher.id, with_decision))
    return await _fresh(session, actor, found)


async def _fresh(session: AsyncSession, actor: Actor, found: Answer) -> Answer:
    session.expire(found, ["drafted_by", "reviewed_by", "published_by"])
    return await visible(session, actor, found.id)
