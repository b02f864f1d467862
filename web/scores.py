"""Scoring an idea, and the weights of the terms; for the product team."""

import math
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import ideas, scores, triage
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.members import Actor
from domain.permissions import Permission
from domain.scores import Score, Weights
from web import i18n
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.render import back_to, page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
IMPACTS = {
    0.25: mark("barely anything (0.25)"),
    0.5: mark("a little (0.5)"),
    1.0: mark("clearly something (1)"),
    2.0: mark("a lot (2)"),
    3.0: mark("everything changes (3)"),
}
CONFIDENCES = {
    0.2: mark("a hunch (0.2)"),
    0.5: mark("some signs (0.5)"),
    0.8: mark("good evidence (0.8)"),
    1.0: mark("we know it (1)"),
}
FIELDS = ("reach", "impact", "confidence", "effort")
WEIGHTS = tuple(f"weight_{term}" for term in FIELDS)


@router.get("/ideas/{idea_id}/score")
async def ask_for_score(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show the community's numbers about an idea, and ask for the team's."""
    triage.require_may_triage(visit.actor)
    return await _form(visit, session, await ideas.visible(session, visit.actor, idea_id))


@router.post("/ideas/{idea_id}/score")
async def score_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Score an idea."""
    reach = whole(visit.text("reach").strip())
    terms = {term: _number(visit.text(term)) for term in ("impact", "confidence", "effort")}
    async with asking(session) as answer:
        await scores.score(session, visit.actor, idea_id, reach=-1 if reach is None else reach, **terms)
        return see_other(
            visit, back_to(visit) or f"/ideas/{idea_id}", mark("The idea is scored. Only the team sees it.")
        )
    return await _form(visit, session, await ideas.visible(session, visit.actor, idea_id), answer)


@router.get("/triage/weights")
async def show_weights(visit: Inside, session: Session) -> Response:
    """Show the formula, its weights, and those before."""
    triage.require_may_read_triage(visit.actor)
    return await _weights(visit, session)


@router.post("/triage/weights")
async def revise_weights(visit: Inside, session: Session) -> Response:
    """Name new weights."""
    based_on = whole(visit.text("based_on")) or 0
    chosen = Weights(*(_number(visit.text(name)) for name in WEIGHTS))
    async with asking(session, Conflict) as answer:
        await scores.revise_weights(session, visit.actor, chosen, based_on=based_on)
        return see_other(visit, "/triage/weights", mark("Saved. Scores that were given keep the weights they had."))
    return await _weights(visit, session, answer)


async def score_form(session: AsyncSession, actor: Actor, idea: Idea, known: Score | None) -> dict[str, Any]:
    """Return what the form of a score shows: the community's numbers, and the team's so far."""
    suggestion = await scores.suggestion(session, actor, idea)
    values = {"reach": str(suggestion.reach), "impact": "1", "confidence": "0.5", "effort": ""}
    if known is not None:
        values = {term: _said(getattr(known, term)) for term in FIELDS}
    return {
        "suggestion": suggestion,
        "weights": await scores.weights(session),
        "impacts": [(_said(term), i18n.gettext(words)) for term, words in IMPACTS.items()],
        "confidences": [(_said(term), i18n.gettext(words)) for term, words in CONFIDENCES.items()],
        "values": values,
    }


async def _form(visit: Visit, session: AsyncSession, idea: Idea, answer: Answer | None = None) -> Response:
    known = await scores.current(session, visit.actor, idea.id)
    form = await score_form(session, visit.actor, idea, known)
    if answer is not None:
        form["values"] = visit.texts(*FIELDS)
    return page(
        visit,
        "triage/score.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        idea=idea,
        back=back_to(visit),
        stay=back_to(visit),
        first="",
        errors=answer.errors if answer else {},
        **form,
    )


async def _weights(visit: Visit, session: AsyncSession, answer: Answer | None = None) -> Response:
    newest = await scores.weights(session)
    values = {f"weight_{term}": _said(getattr(newest, term)) for term in FIELDS}
    return page(
        visit,
        "triage/weights.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        newest=newest,
        before=[each for each in await scores.weights_before(session) if each.version != newest.version],
        may_change=visit.actor.may(Permission.EDIT_COMMUNITY),
        values=visit.texts(*WEIGHTS) if answer else values,
        errors=answer.errors if answer else {},
    )


def _number(given: str) -> float:
    """Return a number as a form holds it, with a comma or a point; what is none is not a number."""
    try:
        return float(given.strip().replace(",", ".")[:20])
    except ValueError:
        return math.nan


def _said(term: float) -> str:
    return f"{term:g}" if abs(term) < 1_000_000 else str(int(term))
