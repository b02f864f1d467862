"""The queue of the product team: what waits, sorted by time left, read and settled in place; and views of it kept."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import scores, triage
from domain.answers import ClockState
from domain.clock import now
from domain.errors import NotFound, _
from domain.errors import _ as mark
from domain.ideas import Quadrant
from domain.paging import Slice
from domain.triage import QueueFilter, QueueSort, QueueView, SavedView, Standing, Waiting
from web import live
from web.forms import asking, whole
from web.panel import Wanted, shown
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
SORTS = {"": _("Least time left first"), "score": _("Highest score first")}
# What a row says of its clock, before how long ago or ahead that is.
LEFT: dict[ClockState, str] = {
    ClockState.BEFORE_DUE: _("Due"),
    ClockState.DUE_SOON: _("Due soon:"),
    ClockState.OVERDUE: _("Overdue: was due"),
    ClockState.PAUSED: _("The author was asked"),
    ClockState.ANSWERED: _("Answered"),
}


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
    target: Annotated[str, Query(max_length=500)] = "",
    sort: str = "",
) -> Response:
    """Show what waits, and one idea of it opened; for the script only the list."""
    given = {"view": view, "quadrant": quadrant, "standing": standing, "tag": tag, "votes": votes_least, "q": q}
    only = filter_of(given)
    by = sort_of(sort)
    sorting = scores.present() if by is QueueSort.SCORE else None
    found = await triage.queue(session, visit.actor, Slice(SHOWN, after=after), only=only, scores=sorting)
    near = [] if found.items or after else await triage.near_queue(session, visit.actor, only)
    rows = list(found.items) or near
    chosen = next((row for row in rows if str(row.idea.id) == opened), None)
    number = whole(opened)
    if chosen is None and number:
        chosen = await _elsewhere(visit, session, number)
        rows = [chosen, *rows] if chosen else rows
    filters = filters_of(only)
    sort = said_of(by)
    parts = filters | {"sort": sort}
    scored = await scores.values(session, visit.actor, [row.idea.id for row in rows])
    here = address(parts | {"after": after or ""})
    moment = now(session)
    states = {row.idea.id: row.clock.state(moment) for row in rows if row.clock}
    asked = {name: value for name, value in (parts | {"after": after or ""}).items() if value}
    panel: dict[str, Any] = {"form": "", "errors": {}, "focus": ""}
    if chosen:
        wanted = Wanted(form, target, asked | {"open": opened}, states.get(chosen.idea.id))
        panel = await shown(visit, session, chosen, wanted)
    follower = _follower(rows, chosen)
    return page(
        visit,
        "triage/queue.html",
        "results" if visit.by_script else None,
        page=found,
        near=bool(near),
        rows=rows,
        states=states,
        left=LEFT,
        filters=filters,
        views=[(view, name, address(filters_of(QueueFilter(view)) | {"sort": sort})) for view, name in VIEWS.items()],
        standings=STANDINGS,
        counts=await triage.count_queue(session, visit.actor),
        saved=[(each, address_of(each)) for each in await triage.saved_views(session, visit.actor)],
        may_triage=triage.may_triage(visit.actor),
        here=here,
        stays=f"{here}open={chosen.idea.id}" if chosen else here,
        onward=f"{here}open={follower.idea.id}" if follower else here,
        more=address(parts | {"after": found.end_cursor or ""}) if found.has_next else "",
        top=address(parts) if after else "",
        opened=chosen,
        focused=not visit.by_script,
        sort=sort,
        sorts=[(value, words, address(filters | {"sort": value})) for value, words in SORTS.items()],
        scored=scored,
        stands={row.idea.id: live.stands(row.stands, scored.get(row.idea.id)) for row in rows},
        live=live.queue(only, by, SHOWN, after),
        **panel,
    )


@router.post("/triage/views")
async def save_view(visit: Inside, session: Session) -> Response:
    """Keep a part of the queue under a name."""
    only, sort = filter_of(dict(visit.fields())), sort_of(visit.text("sort"))
    async with asking(session, triage.ManyViews, triage.ManySharedViews) as refusal:
        name, shared = visit.text("name"), bool(visit.text("shared"))
        view = await triage.save_view(session, visit.actor, name, only, sort=sort, shared=shared)
        return see_other(visit, address_of(view), mark("The view is saved."))
    values, kept = visit.texts("name", "shared"), filters_of(only) | {"sort": said_of(sort)}
    return page(visit, "triage/view.html", status=422, kept=kept, values=values, errors=refusal.errors)


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
        supporters_least=min(whole(given.get("votes", "")) or 0, 2**31 - 1),
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


def sort_of(given: str) -> QueueSort:
    """Return what an address or a form asks to sort by; the time left if it can't be sorted by that."""
    return QueueSort.SCORE if given == QueueSort.SCORE else QueueSort.TIME_LEFT


def said_of(sort: QueueSort) -> str:
    """Return a sort as an address says it, '' for the time left."""
    return "" if sort is QueueSort.TIME_LEFT else sort.value


def address_of(view: SavedView) -> str:
    """Return the address of a part of the queue that is kept."""
    return address(filters_of(view.only) | {"sort": said_of(view.sort)})


def address(filters: dict[str, str]) -> str:
    """Return the address of a part of the queue, to which more can be said."""
    said = urlencode({name: value for name, value in filters.items() if value})
    return f"/triage?{said}&" if said else "/triage?"


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
