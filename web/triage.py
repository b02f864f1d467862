"""Taking care of ideas and deciding about them, as the product team does."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import answers, community, ideas, members, triage, votes
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Idea, Status
from domain.triage import DecisionKind, Ruling
from web.errors import status_of
from web.forms import Answer, asking
from web.progress import VERBS, WELCOMES
from web.render import page, safe_path, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
DecisionId = Annotated[int, Path(ge=1, lt=2**63)]
FIELDS = ("answer", "reason", "would_change", "look_again_on", "best_customers", "best_customers_words")


@router.post("/ideas/{idea_id}/claim")
async def claim(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Take an idea up."""
    idea = await triage.claim(session, visit.actor, idea_id)
    return see_other(visit, _onward(visit, idea), mark("You take care of this idea now."))


@router.get("/ideas/{idea_id}/assign")
async def choose_assignee(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask who shall take care of an idea."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    triage.require_may_triage(visit.actor)
    team = await members.deciders(session)
    held = (await triage.assignees(session, [idea.id])).get(idea.id)
    values = {"member": str(held.id if held else visit.actor.id)}
    return page(visit, "triage/assign.html", idea=idea, members=team, held=held, values=values, errors={})


@router.post("/ideas/{idea_id}/assign")
async def assign(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give an idea into somebody's care."""
    chosen = visit.text("member")
    if not (chosen.isdecimal() and len(chosen) < 19):
        raise NotFound
    idea = await triage.assign(session, visit.actor, idea_id, int(chosen))
    return see_other(visit, idea.path, mark("The idea is in good hands."))


@router.post("/ideas/{idea_id}/release")
async def release(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let an idea go."""
    idea = await triage.release(session, visit.actor, idea_id)
    return see_other(visit, _onward(visit, idea), mark("Nobody takes care of this idea now."))


@router.get("/ideas/{idea_id}/decide/{kind}")
async def ask_to_decide(visit: Inside, session: Session, idea_id: IdeaId, kind: str) -> Response:
    """Show what a decision of this kind needs."""
    idea = await _decidable(visit, session, idea_id, kind)
    draft = await answers.draft(session, visit.actor, idea)
    return await _form(visit, session, idea, DecisionKind(kind), {"answer": draft.body if draft else ""})


@router.post("/ideas/{idea_id}/decide/{kind}")
async def decide(visit: Inside, session: Session, idea_id: IdeaId, kind: str) -> Response:
    """Decide about an idea, and answer it in the same step."""
    if kind not in set(DecisionKind):
        raise NotFound
    given, seen = visit.texts(*FIELDS), visit.text("seen")
    reason = given["reason"]
    ruling = Ruling(
        kind=DecisionKind(kind),
        answer=given["answer"],
        best_customers=given["best_customers"],
        best_customers_words=given["best_customers_words"],
        reason_id=int(reason) if reason.isdecimal() and len(reason) < 19 else None,
        would_change=given["would_change"],
        look_again_on=_day(given["look_again_on"]),
    )
    async with asking(session, Conflict) as refusal:
        if seen not in set(Status):
            raise triage.DecidedMeanwhile
        decision = await triage.decide(session, visit.actor, idea_id, ruling, seen=Status(seen))
        if decision.is_waiting:
            said = mark("The decision waits for a second person. Nobody outside the team can see it yet.")
        else:
            said = mark("It is decided, and your answer is published.")
        return see_other(visit, f"/ideas/{idea_id}", said)
    idea = await ideas.visible(session, visit.actor, idea_id)
    return await _form(visit, session, idea, DecisionKind(kind), given, refusal)


@router.post("/decisions/{decision_id}/confirm")
async def confirm(visit: Inside, session: Session, decision_id: DecisionId) -> Response:
    """Stand for a decision as its second person."""
    decision = await triage.confirm(session, visit.actor, decision_id)
    return see_other(visit, f"/ideas/{decision.idea_id}", mark("It is decided, and the answer is published."))


@router.post("/decisions/{decision_id}/withdraw")
async def withdraw(visit: Inside, session: Session, decision_id: DecisionId) -> Response:
    """Give a waiting decision up."""
    decision = await triage.withdraw(session, visit.actor, decision_id, visit.text("words"))
    return see_other(visit, f"/ideas/{decision.idea_id}", mark("The decision is withdrawn. Its answer is a draft."))


async def _decidable(visit: Visit, session: AsyncSession, idea_id: int, kind: str) -> Idea:
    idea = await ideas.visible(session, visit.actor, idea_id)
    triage.require_may_triage(visit.actor)
    if kind not in set(DecisionKind):
        raise NotFound
    if DecisionKind(kind) not in triage.open_decisions(visit.actor, idea):
        raise triage.CannotDecide
    return idea


async def _form(
    visit: Visit,
    session: AsyncSession,
    idea: Idea,
    kind: DecisionKind,
    values: dict[str, str],
    refusal: Answer | None = None,
) -> Response:
    wanted = triage.NEEDS_REASON.get(kind)
    return page(
        visit,
        "triage/decide.html",
        status=status_of(refusal.refused) if refusal and refusal.refused else 200,
        idea=idea,
        kind=kind,
        verb=VERBS[kind],
        question=triage.QUESTION,
        welcomes=WELCOMES,
        reasons=await community.reasons(session, kind=wanted) if wanted else [],
        best=await votes.by_best_customers(session, idea.id),
        values=values,
        errors=refusal.errors if refusal else {},
    )


def _onward(visit: Visit, idea: Idea) -> str:
    wanted = visit.text("next")
    return safe_path(wanted) if wanted else idea.path


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
