"""The queue of the product team: what waits, sorted by time left, read and settled in place; and views of it kept."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import answers, community, ideas, triage, votes
from domain.answers import ClockState
from domain.clock import now
from domain.errors import NotFound, _
from domain.errors import _ as mark
from domain.ideas import Idea, Quadrant
from domain.members import Actor
from domain.paging import Slice
from domain.triage import DecisionKind, QueueFilter, QueueView, Standing, Waiting
from web.forms import asking
from web.progress import VERBS, WELCOMES
from web.render import page, safe_path, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN = 30
Text = Annotated[str, Query(max_length=400)]
ViewId = Annotated[int, Path(ge=1, lt=2**63)]

VIEWS: dict[QueueView, str] = {
    QueueView.ALL: _("All that waits"),
    QueueView.MINE: _("Mine"),
    QueueView.UNASSIGNED: _("Nobody’s"),
    QueueView.DUE_TODAY: _("Due today"),
    QueueView.OVERDUE: _("Overdue"),
}
STANDINGS: dict[Standing, str] = {
    Standing.UNDECIDED: _("Undecided"),
    Standing.SHORTLISTED: _("Shortlisted"),
    Standing.ADOPTED: _("Adopted, to be delivered"),
    Standing.SECOND_PERSON: _("Waits for a second person"),
}
# What a row says of its clock, before how long ago or ahead that is.
LEFT: dict[ClockState, str] = {
    ClockState.BEFORE_DUE: _("Due"),
    ClockState.DUE_SOON: _("Due soon:"),
    ClockState.OVERDUE: _("Overdue: was due"),
    ClockState.PAUSED: _("The author was asked"),
    ClockState.ANSWERED: _("Answered"),
}
# The keys that begin a decision.
KEYS: dict[DecisionKind, str] = {
    DecisionKind.SHORTLIST: "d s",
    DecisionKind.ADOPT: "d a",
    DecisionKind.NOT_NOW: "d n",
    DecisionKind.DECLINE: "d x",
    DecisionKind.DELIVER: "d d",
    DecisionKind.REOPEN: "d r",
}
FORMS = frozenset({"answer", "ask"} | set(DecisionKind))


@router.get("/triage")
async def show_queue(
    visit: Inside,
    session: Session,
    view: str = "",
    quadrant: str = "",
    standing: str = "",
    tag: Text = "",
    votes_least: Annotated[str, Query(alias="votes", max_length=20)] = "",
    q: Text = "",
    after: str | None = None,
    opened: Annotated[str, Query(alias="open", max_length=20)] = "",
    form: Annotated[str, Query(alias="do", max_length=20)] = "",
) -> Response:
    """Show what waits, and one idea of it opened; for the script only the list."""
    given = {"view": view, "quadrant": quadrant, "standing": standing, "tag": tag, "votes": votes_least, "q": q}
    only = filter_of(given)
    found = await triage.queue(session, visit.actor, Slice(SHOWN, after=after), only=only)
    rows = list(found.items)
    chosen = next((row for row in rows if str(row.idea.id) == opened), None)
    if chosen is None and _number(opened):
        chosen = await _elsewhere(visit, session, _number(opened))
        rows = [chosen, *rows] if chosen else rows
    filters = filters_of(only)
    here = address(filters | {"after": after or ""})
    moment = now(session)
    states = {row.idea.id: row.clock.state(moment) for row in rows if row.clock}
    form = form if form in FORMS else ""
    panel = await _panel(visit, session, chosen, form, moment) if chosen else {}
    follower = _follower(rows, chosen)
    return page(
        visit,
        "triage/queue.html",
        "results" if visit.by_script else None,
        page=found,
        rows=rows,
        states=states,
        left=LEFT,
        filters=filters,
        views=VIEWS,
        standings=STANDINGS,
        counts=await triage.count_queue(session, visit.actor),
        saved=[(each, address(filters_of(each.only))) for each in await triage.saved_views(session, visit.actor)],
        may_triage=triage.may_triage(visit.actor),
        here=here,
        stays=f"{here}open={chosen.idea.id}" if chosen else here,
        onward=f"{here}open={follower.idea.id}" if follower else here,
        more=address(filters | {"after": found.end_cursor or ""}) if found.has_next else "",
        top=address(filters) if after else "",
        opened=chosen,
        focus=_focus(chosen, panel),
        focused=not visit.by_script,
        errors={},
        **({"form": ""} | panel),
    )


@router.post("/triage/views")
async def save_view(visit: Inside, session: Session) -> Response:
    """Keep a part of the queue under a name."""
    only = filter_of(dict(visit.fields()))
    async with asking(session, triage.ManyViews) as refusal:
        name, shared = visit.text("name"), bool(visit.text("shared"))
        await triage.save_view(session, visit.actor, name, only, shared=shared)
        return see_other(visit, address(filters_of(only)), mark("The view is kept."))
    values = visit.texts("name", "shared")
    filters = filters_of(only)
    return page(visit, "triage/view.html", status=422, filters=filters, values=values, errors=refusal.errors)


@router.post("/triage/views/{view_id}/drop")
async def drop_view(visit: Inside, session: Session, view_id: ViewId) -> Response:
    """Drop a view."""
    await triage.drop_view(session, visit.actor, view_id)
    return see_other(visit, safe_path(visit.text("next") or "/triage"), mark("The view is gone."))


def filter_of(given: dict[str, str]) -> QueueFilter:
    """Return what an address or a form asks for; what it can't ask for narrows nothing."""
    view, quadrant, standing = (given.get(name, "") for name in ("view", "quadrant", "standing"))
    return QueueFilter(
        view=QueueView(view) if view in set(QueueView) else QueueView.ALL,
        quadrant=Quadrant(quadrant) if quadrant in set(Quadrant) else None,
        standing=Standing(standing) if standing in set(Standing) else None,
        tag=given.get("tag", "").strip(),
        supporters_least=min(_number(given.get("votes", "")), 2**31 - 1),
        words=given.get("q", ""),
    )


def filters_of(only: QueueFilter) -> dict[str, str]:
    """Return a filter as an address says it, '' for what doesn't narrow."""
    return {
        "view": "" if only.view is QueueView.ALL else only.view,
        "quadrant": only.quadrant or "",
        "standing": only.standing or "",
        "tag": only.tag,
        "votes": str(only.supporters_least or ""),
        "q": only.words,
    }


def address(filters: dict[str, str]) -> str:
    """Return the address of a part of the queue, to which more can be said."""
    said = urlencode({name: value for name, value in filters.items() if value})
    return f"/triage?{said}&" if said else "/triage?"


def _focus(chosen: Waiting | None, panel: dict[str, Any]) -> str:
    """Return the id of what work goes on in: the first field of an open form, else the opened idea's title."""
    if chosen is None:
        return ""
    if not panel["form"]:
        return f"waits-title-{chosen.idea.id}"
    first = "question" if panel["form"] == "ask" else "reason" if panel.get("reasons") else "answer"
    return f"field-{first}"


async def _elsewhere(visit: Visit, session: AsyncSession, number: int) -> Waiting | None:
    """Return an idea that stands on another page of the queue, or on none any more."""
    try:
        return await triage.waiting_idea(session, visit.actor, number)
    except NotFound:
        return None


def _follower(rows: list[Waiting], chosen: Waiting | None) -> Waiting | None:
    """Return the row to go on with when the chosen one is settled: the one below, at the end the one above."""
    if chosen is None:
        return None
    at = rows.index(chosen)
    rest = rows[at + 1 : at + 2] or rows[max(at - 1, 0) : at]
    return rest[0] if rest else None


async def _panel(visit: Visit, session: AsyncSession, row: Waiting, form: str, moment: datetime) -> dict[str, Any]:
    """Return what an opened idea shows besides its row, and what its form needs; `form` is '' if it may not be."""
    actor, idea = visit.actor, row.idea
    decidable = triage.open_decisions(actor, idea) if row.decision is None else []
    may_say = answers.may_answer(actor, idea) and row.decision is None
    state = row.clock.state(moment) if row.clock else None
    running = state in (ClockState.BEFORE_DUE, ClockState.DUE_SOON, ClockState.OVERDUE)
    may = {"answer": may_say, "ask": may_say and running} | {kind.value: kind in decidable for kind in DecisionKind}
    draft = await answers.draft(session, actor, idea)
    panel: dict[str, Any] = {
        "form": form if form and may[form] else "",
        "tags": (await ideas.tags(session, [idea.id])).get(idea.id, []),
        "draft": draft,
        "waits": row.decision,
        "may_claim": triage.may_claim(actor, idea) and row.assignee is None,
        "may": may,
        "is_paused": state is ClockState.PAUSED and may_say,
        "decidable": [(kind, VERBS[kind], KEYS[kind]) for kind in decidable],
        "says_of_best": WELCOMES,
        "values": {"answer": draft.body if draft else ""},
    }
    if panel["form"] in set(DecisionKind):
        panel |= await decision_form(session, actor, DecisionKind(form), idea)
    return panel


async def decision_form(session: AsyncSession, actor: Actor, kind: DecisionKind, idea: Idea) -> dict[str, Any]:
    """Return what the form of a decision shows."""
    wanted = triage.NEEDS_REASON.get(kind)
    return {
        "kind": kind,
        "verb": VERBS[kind],
        "question": triage.QUESTION,
        "welcomes": WELCOMES,
        "reasons": await community.reasons(session, kind=wanted) if wanted else [],
        "best": await votes.by_best_customers(session, actor, idea),
    }


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
