"""Recording that a customer backs an idea, on a page of the idea's, or has one, on a page of its own: for staff."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import behalf, ideas
from domain.behalf import BacksAlready, Customer, RecordedAlready
from domain.errors import NotAllowed, NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from domain.votes import OwnIdea, VotingClosed
from web import i18n, stamps, state
from web.errors import status_of
from web.forms import asking
from web.render import page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit
from web.writing import FIELDS as WRITING
from web.written import key_of, writing_of

router = APIRouter()
RecordingId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20
FIELDS = ("name", "company", "email", "source", "said")


@router.get("/ideas/{idea_id}/behalf")
async def list_recordings(visit: Inside, session: Session, idea_id: IdeaId, after: str | None = None) -> Response:
    """Show the votes on an idea that were recorded for customers, and the form for another."""
    return await _recordings(visit, session, idea_id, after=after)


@router.post("/ideas/{idea_id}/behalf")
async def record_vote(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Record that a customer backs an idea."""
    given = visit.texts(*FIELDS)
    async with asking(session, BacksAlready, OwnIdea, VotingClosed) as answer:
        who = Customer(given["name"], given["company"], given["email"])
        said, source = given["said"], given["source"]
        made = await behalf.record_vote(session, visit.actor, idea_id, who, source=source, said=said)
        return see_other(visit, f"/ideas/{made.idea_id}/behalf", mark("Recorded. It counts like any other vote, once."))
    status = status_of(answer.refused) if answer.refused else 422
    return await _recordings(visit, session, idea_id, status=status, values=given, errors=answer.errors)


@router.post("/recordings/{recording_id}/take-back")
async def take_back(visit: Inside, session: Session, recording_id: RecordingId) -> Response:
    """Undo a recording, with its vote."""
    idea_id = await behalf.take_back(session, visit.actor, recording_id)
    return see_other(visit, f"/ideas/{idea_id}/behalf", mark("Taken back, with the vote."))


@router.get("/behalf")
async def list_recorded_ideas(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Offer to write down what a customer said, and show what was written down."""
    own = state.of(visit.request)
    values = {"source": "call", "language": visit.locale, "key": str(stamps.issued(own.settings.key, own.clock()))}
    return await _recorded_ideas(visit, session, values, after=after)


@router.post("/behalf")
async def record_idea(visit: Inside, session: Session) -> Response:
    """Write down an idea that a customer told."""
    given = visit.texts(*FIELDS, *WRITING)
    async with asking(session, RecordedAlready) as answer:
        who, source = Customer(given["name"], given["company"], given["email"]), given["source"]
        made = await behalf.record_idea(session, visit.actor, who, writing_of(visit), source=source, key=key_of(visit))
        return see_other(visit, f"/ideas/{made.idea_id}", mark("Recorded. You hear what becomes of it."))
    status = status_of(answer.refused) if answer.refused else 422
    return await _recorded_ideas(visit, session, given, status=status, errors=answer.errors)


@router.get("/behalf/{idea_id}/take-back")
async def ask_why(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask why a recorded idea is taken back."""
    return await _taking_back(visit, session, idea_id)


@router.post("/behalf/{idea_id}/take-back")
async def take_back_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Withdraw a recorded idea in its author's place."""
    async with asking(session) as answer:
        idea = await behalf.take_back_idea(session, visit.actor, idea_id, visit.text("reason"))
        return see_other(visit, idea.path, mark("Taken back. Its page stays, with your reason."))
    return await _taking_back(visit, session, idea_id, 422, visit.texts("reason"), answer.errors)


async def _taking_back(
    visit: Visit,
    session: AsyncSession,
    idea_id: int,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    behalf.require_may_record(visit.actor)
    idea = await ideas.visible(session, visit.actor, idea_id)
    told = await behalf.recorded_idea(session, visit.actor, idea)
    if told is None:
        raise NotFound
    if not behalf.may_take_back(visit.actor, told):
        raise NotAllowed
    return page(visit, "ideas/untold.html", status=status, idea=idea, values=values or {}, errors=errors or {})


async def _recorded_ideas(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str],
    *,
    after: str | None = None,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response:
    behalf.require_may_record(visit.actor)
    found = await behalf.recorded_ideas(session, visit.actor, Slice(SHOWN, after=after))
    can_go = {
        row.idea_id
        for row in found.items
        if row.member.imported and ideas.may_withdraw(row.member, row.idea) and behalf.may_take_back(visit.actor, row)
    }
    return page(
        visit,
        "ideas/told.html",
        status=status,
        page=found,
        mine=can_go,
        sources=behalf.SOURCES,
        choices=_choices(),
        slots=[],
        values=values,
        errors=errors or {},
    )


def _choices() -> list[tuple[str, str]]:
    return [(str(source), i18n.gettext(said)) for source, said in behalf.SOURCES.items()]


async def _recordings(
    visit: Visit, session: AsyncSession, idea_id: int, *, after: str | None = None, status: int = 200, **form: Any
) -> Response:
    behalf.require_may_record(visit.actor)
    idea = await ideas.visible(session, visit.actor, idea_id)
    if idea.is_draft:
        raise NotFound
    found = await behalf.recordings(session, visit.actor, idea, Slice(SHOWN, after=after))
    mine = {row.id for row in found.items if behalf.may_take_back(visit.actor, row)}
    context = {"values": {"source": "call"}, "errors": {}} | form
    return page(
        visit,
        "ideas/behalf.html",
        status=status,
        idea=idea,
        page=found,
        mine=mine,
        sources=behalf.SOURCES,
        choices=_choices(),
        **context,
    )
