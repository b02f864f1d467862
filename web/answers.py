"""Answering an idea: drafting, another's look, publishing, and asking its author something."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import answers, behalf, ideas, triage
from domain.errors import _ as mark
from domain.ideas import Idea
from web.errors import status_of
from web.forms import Answer, asking
from web.progress import WELCOMES
from web.render import back_to, page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
AnswerId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/ideas/{idea_id}/answer")
async def write_answer(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show the form for an answer, with the draft there is."""
    return await _form(visit, session, await _idea(visit, session, idea_id))


@router.post("/ideas/{idea_id}/answer")
async def publish_answer(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Publish an answer."""
    async with asking(session, triage.DecisionWaits) as refusal:
        found = await triage.answer(session, visit.actor, idea_id, visit.text("answer"))
        return see_other(visit, back_to(visit) or found.path, mark("Your answer is published."))
    return await _form(visit, session, await _idea(visit, session, idea_id), refusal)


@router.post("/ideas/{idea_id}/answer/draft")
async def save_draft(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Keep an answer for now."""
    async with asking(session) as refusal:
        await answers.save_draft(session, visit.actor, idea_id, visit.text("answer"))
        onward = back_to(visit) or f"/ideas/{idea_id}/answer"
        return see_other(visit, onward, mark("The draft is kept. Only the team can read it."))
    return await _form(visit, session, await _idea(visit, session, idea_id), refusal)


@router.post("/ideas/{idea_id}/answer/discard")
async def discard_draft(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Throw the draft away."""
    await triage.discard_draft(session, visit.actor, idea_id)
    return see_other(visit, f"/ideas/{idea_id}", mark("The draft is gone."))


@router.post("/answers/{answer_id}/review")
async def review(visit: Inside, session: Session, answer_id: AnswerId) -> Response:
    """Say that somebody else's draft may go out."""
    found = await answers.review(session, visit.actor, answer_id)
    return see_other(visit, f"/ideas/{found.idea_id}/answer", mark("You looked at it. It may go out as it is."))


@router.get("/ideas/{idea_id}/ask")
async def write_question(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show the form for a question to the author."""
    idea = await _idea(visit, session, idea_id)
    return await _question(visit, session, idea)


@router.post("/ideas/{idea_id}/ask")
async def ask_author(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask the author something, which holds the clock."""
    async with asking(session) as refusal:
        await answers.ask_author(session, visit.actor, idea_id, visit.text("question"))
        onward = back_to(visit) or f"/ideas/{idea_id}"
        return see_other(visit, onward, mark("The author is asked. The clock waits for their word."))
    idea = await _idea(visit, session, idea_id)
    return await _question(visit, session, idea, refusal)


@router.post("/ideas/{idea_id}/resume")
async def resume(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let the clock run on."""
    await answers.resume(session, visit.actor, idea_id)
    return see_other(visit, back_to(visit) or f"/ideas/{idea_id}", mark("The clock runs on."))


async def _idea(visit: Visit, session: AsyncSession, idea_id: int) -> Idea:
    idea = await ideas.visible(session, visit.actor, idea_id)
    triage.require_may_triage(visit.actor)
    if not answers.may_answer(visit.actor, idea):
        raise answers.NoAnswerHere
    return idea


async def _question(visit: Visit, session: AsyncSession, idea: Idea, refusal: Answer | None = None) -> Response:
    return page(
        visit,
        "triage/ask.html",
        status=422 if refusal else 200,
        idea=idea,
        told=await behalf.recorded_idea(session, visit.actor, idea),
        back=back_to(visit),
        values=visit.texts("question") if refusal else {},
        errors=refusal.errors if refusal else {},
    )


async def _form(visit: Visit, session: AsyncSession, idea: Idea, refusal: Answer | None = None) -> Response:
    draft = await answers.draft(session, visit.actor, idea)
    return page(
        visit,
        "triage/answer.html",
        status=status_of(refusal.refused) if refusal and refusal.refused else 200,
        idea=idea,
        back=back_to(visit),
        draft=draft,
        waits=await triage.waiting(session, idea.id),
        may_triage=triage.may_triage(visit.actor),
        says_of_best=WELCOMES,
        may_review=draft is not None and draft.reviewed_at is None and draft.drafted_by_id != visit.actor.id,
        values=visit.texts("answer") if refusal else {"answer": draft.body if draft else ""},
        errors=refusal.errors if refusal else {},
    )
