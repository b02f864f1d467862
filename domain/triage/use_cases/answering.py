"""Answering an idea without a decision. An answer that is part of one goes out with it, or is given up with it."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas, members
from domain.answers import Answer
from domain.errors import NotFound
from domain.ideas import Idea
from domain.members import Actor
from domain.triage.policy import DecisionWaits
from domain.triage.queries import waiting


async def answer(session: AsyncSession, actor: Actor, idea_id: int, body: str) -> Answer:
    """Publish an answer, which ends the clock; the draft there was becomes it.

    Raises NotFound, NotAllowed, NoAnswerHere, DecisionWaits, Invalid.
    """
    idea = await _free(session, actor, idea_id)
    written = await answers.write(session, members.require_self(actor), actor, idea, body)
    return await answers.publish(session, actor, idea, written)


async def discard_draft(session: AsyncSession, actor: Actor, idea_id: int) -> None:
    """Throw the idea's draft of an answer away. Raises NotFound, NotAllowed, NoAnswerHere, DecisionWaits."""
    idea = await _free(session, actor, idea_id)
    found = await answers.draft(session, actor, idea)
    if found is None:
        raise NotFound
    await session.delete(found)
    await session.flush()


async def _free(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    answers.require_may_answer(actor, idea)
    if await waiting(session, idea.id) is not None:
        raise DecisionWaits
    return idea
