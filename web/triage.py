"""Taking care of ideas and deciding about them, as the product team does."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import answers, ideas, members, triage
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Idea, Status
from domain.triage import DecisionKind, Ruling
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.panel import decision_form
from web.render import back_to, page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
DecisionId = Annotated[int, Path(ge=1, lt=2**63)]
FIELDS = ("answer", "reason", "would_change", "look_again_on", "best_customers", "best_customers_words")


@router.post("/ideas/{idea_id}/claim")
async def claim(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Take an idea up."""
    idea = await triage.claim(session, visit.actor, idea_id)
    undo = f"/ideas/{idea.id}/release"
    return see_other(visit, back_to(visit) or idea.path, mark("You take care of this idea now."), undo)


@router.get("/ideas/{idea_id}/assign")
async def choose_assignee(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask who shall take care of an idea."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    triage.require_may_triage(visit.actor)
    team = await members.deciders(session)
    held = (await triage.assignees(session, [idea.id])).get(idea.id)
    values, back = {"member": str(held.id if held else visit.actor.id)}, back_to(visit)
    return page(visit, "triage/assign.html", idea=idea, members=team, held=held, values=values, errors={}, back=back)


@router.post("/ideas/{idea_id}/assign")
async def assign(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give an idea into somebody's care."""
    chosen = whole(visit.text("member"))
    if chosen is None:
        raise NotFound
    held = (await triage.assignees(session, [idea_id])).get(idea_id)
    idea = await triage.give(session, visit.actor, idea_id, chosen)
    undo = f"/ideas/{idea.id}/assign/undo" if held is None or held.id != chosen else ""
    return see_other(visit, back_to(visit) or idea.path, mark("The idea is in good hands."), undo)


@router.post("/ideas/{idea_id}/assign/undo")
async def undo_assigning(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let whoever took care of an idea before take care of it again."""
    idea = await triage.undo_giving(session, visit.actor, idea_id)
    return see_other(visit, back_to(visit) or idea.path, mark("Whoever had it before has it again."))


@router.post("/ideas/{idea_id}/release")
async def release(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let an idea go."""
    held = (await triage.assignees(session, [idea_id])).get(idea_id)
    idea = await triage.release(session, visit.actor, idea_id)
    undo = (
        f"/ideas/{idea.id}/claim" if held and held.id == visit.actor.id and triage.may_claim(visit.actor, idea) else ""
    )
    return see_other(visit, back_to(visit) or idea.path, mark("Nobody takes care of this idea now."), undo)


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
    triage.require_may_triage(visit.actor)
    given, seen = visit.texts(*FIELDS), visit.text("seen")
    ruling = ruling_of(visit, DecisionKind(kind))
    async with asking(session, Conflict) as refusal:
        if seen not in set(Status):
            raise triage.DecidedMeanwhile
        decision = await triage.decide(session, visit.actor, idea_id, ruling, seen=Status(seen))
        if decision.is_waiting:
            said = mark("The decision waits for a second person. Nobody outside the team can see it yet.")
        else:
            said = mark("It is decided, and your answer is published.")
        return see_other(visit, back_to(visit) or f"/ideas/{idea_id}", said)
    idea = await ideas.visible(session, visit.actor, idea_id)
    return await _form(visit, session, idea, DecisionKind(kind), given, refusal)


@router.post("/decisions/{decision_id}/confirm")
async def confirm(visit: Inside, session: Session, decision_id: DecisionId) -> Response:
    """Stand for a decision as its second person."""
    decision = await triage.confirm(session, visit.actor, decision_id)
    onward = back_to(visit) or f"/ideas/{decision.idea_id}"
    return see_other(visit, onward, mark("It is decided, and the answer is published."))


@router.post("/decisions/{decision_id}/withdraw")
async def withdraw(visit: Inside, session: Session, decision_id: DecisionId) -> Response:
    """Give a waiting decision up."""
    decision = await triage.withdraw(session, visit.actor, decision_id, visit.text("words"))
    onward = back_to(visit) or f"/ideas/{decision.idea_id}"
    return see_other(visit, onward, mark("The decision is withdrawn. Its answer is a draft."))


def ruling_of(visit: Visit, kind: DecisionKind) -> Ruling:
    """Return what a form says about a decision."""
    given = visit.texts(*FIELDS)
    return Ruling(
        kind=kind,
        answer=given["answer"],
        best_customers=given["best_customers"],
        best_customers_words=given["best_customers_words"],
        reason_id=whole(given["reason"]),
        would_change=given["would_change"],
        look_again_on=_day(given["look_again_on"]),
    )


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
    return page(
        visit,
        "triage/decide.html",
        status=status_of(refusal.refused) if refusal and refusal.refused else 200,
        idea=idea,
        back=back_to(visit),
        values=values,
        errors=refusal.errors if refusal else {},
        **await decision_form(session, visit.actor, kind, idea),
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
