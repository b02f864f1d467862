"""Doing the same to several ideas of the queue: what would happen to each, then what did, and taking it back."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, members, triage
from domain.errors import Invalid, NotFound, _
from domain.errors import _ as mark
from domain.ideas import Status
from domain.triage import BulkKind, BulkOrder
from web import i18n, state
from web.errors import status_of
from web.forms import Answer, sentences, whole
from web.progress import WELCOMES
from web.render import page, safe_path, see_other
from web.triage import FIELDS, ruling_of
from web.visit import Inside, Session, Visit

router = APIRouter()
BulkId = Annotated[int, Path(ge=1, lt=2**63)]

# What is done: its name, and what it does to an idea that isn't refused.
ACTIONS: dict[BulkKind, tuple[str, str]] = {
    BulkKind.CLAIM: (_("Take care of them"), _("You take care of it.")),
    BulkKind.ASSIGN: (_("Give them to somebody"), _("Whoever you choose takes care of it.")),
    BulkKind.RELEASE: (_("Let them go"), _("Nobody takes care of it.")),
    BulkKind.NOT_NOW: (_("Not now"), _("It is put off, with an answer of its own. Whoever takes part in it is told.")),
    BulkKind.DECLINE: (_("Decline"), _("It is declined, with an answer of its own. Whoever takes part in it is told.")),
}


@router.get("/triage/at-once")
async def look_ahead(
    visit: Inside,
    session: Session,
    action: str = "",
    idea: Annotated[list[str] | None, Query(max_length=200)] = None,
    onward: Annotated[str, Query(alias="next", max_length=1000)] = "",
) -> Response:
    """Show what would happen to each of these ideas, and ask for what it takes."""
    triage.require_may_triage(visit.actor)
    given = (whole(each) for each in idea or [])
    seen: dict[int, Status | None] = {number: None for number in given if number is not None}
    kind = BulkKind(action) if action in set(BulkKind) else BulkKind.CLAIM
    return await _form(visit, session, kind, seen, onward, {"member": str(visit.actor.id)})


@router.post("/triage/at-once")
async def act(visit: Inside, session: Session) -> Response:
    """Do it to each idea, one after the other."""
    action, onward, actor = visit.text("action"), visit.text("next"), visit.actor
    if action not in set(BulkKind):
        raise NotFound
    seen = _seen(visit)
    kind, given, member = BulkKind(action), visit.texts(*FIELDS, "member"), visit.text("member")
    ruling = ruling_of(visit, triage.DECIDES[kind]) if kind in triage.DECIDES else None
    order = BulkOrder(kind, whole(member), ruling)
    # Each idea has a transaction of its own, and this one isn't kept waiting for them.
    await session.rollback()
    try:
        done = await triage.act_at_once(state.of(visit.request).sessions, actor, order, seen)
    except (Invalid, triage.NotOfTheTeam) as refused:
        return await _form(visit, session, kind, seen, onward, given, Answer(sentences(refused), refused))
    return see_other(visit, _done(done, onward))


@router.get("/triage/at-once/{bulk_id}")
async def show_done(
    visit: Inside,
    session: Session,
    bulk_id: BulkId,
    onward: Annotated[str, Query(alias="next", max_length=1000)] = "",
) -> Response:
    """Show what became of each idea."""
    bulk = await triage.bulk_action(session, visit.actor, bulk_id)
    outcomes = [(each, triage.why_refused(each)) for each in bulk.outcomes]
    return page(
        visit,
        "triage/done.html",
        bulk=bulk,
        name=ACTIONS[bulk.kind][0],
        done=[each for each, refused in outcomes if refused is None],
        refused=[(each, refused.text(i18n.gettext)) for each, refused in outcomes if refused],
        back=safe_path(onward or "/triage"),
        may_undo=bulk.undone_at is None and bulk.kind in triage.HANDS_OVER and bulk.actor_id == visit.actor.id,
    )


@router.post("/triage/at-once/{bulk_id}/undo")
async def undo(visit: Inside, session: Session, bulk_id: BulkId) -> Response:
    """Let those take care again who did before."""
    restored = await triage.undo_at_once(session, visit.actor, bulk_id)
    said = mark("It is undone where nobody changed it since.") if restored else mark("Others changed all of it since.")
    return see_other(visit, _done(bulk_id, visit.text("next")), said)


async def _form(
    visit: Visit,
    session: AsyncSession,
    kind: BulkKind,
    seen: Mapping[int, Status | None],
    onward: str,
    values: dict[str, str],
    refusal: Answer | None = None,
) -> Response:
    foreseen = await triage.foresee(session, visit.actor, kind, seen) if seen else []
    more: dict[str, Any] = {}
    if kind in triage.DECIDES:
        decision = triage.DECIDES[kind]
        more = {
            "kind": decision,
            "question": triage.QUESTION,
            "welcomes": WELCOMES,
            "reasons": await community.reasons(session, kind=triage.NEEDS_REASON[decision]),
            "best": None,
        }
    return page(
        visit,
        "triage/at_once.html",
        status=status_of(refusal.refused) if refusal and refusal.refused else 200,
        action=kind,
        name=ACTIONS[kind][0],
        does=ACTIONS[kind][1],
        seen={each.idea.id: seen[each.idea.id] or each.idea.status for each in foreseen},
        going=[each for each in foreseen if each.refused is None],
        refused=[(each, each.refused.text(i18n.gettext)) for each in foreseen if each.refused],
        members=await members.deciders(session) if kind is BulkKind.ASSIGN else [],
        back=safe_path(onward or "/triage"),
        values=values,
        errors=refusal.errors if refusal else {},
        **more,
    )


def _done(bulk_id: int, onward: str) -> str:
    """Return the address of what was done, from which one goes back to the list it was chosen in."""
    return f"/triage/at-once/{bulk_id}" + (f"?{urlencode({'next': onward})}" if onward else "")


def _seen(visit: Visit) -> dict[int, Status]:
    """Return the ideas that were chosen, and where each stood when that was shown. Raises Invalid for anything else."""
    seen: dict[int, Status] = {}
    for name, value in visit.fields():
        given, _colon, status = value.partition(":")
        if name == "idea":
            number = whole(given)
            if number is None or status not in set(Status):
                raise NotFound
            seen[number] = Status(status)
    return seen
