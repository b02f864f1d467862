"""Recording that a customer backs an idea: for staff, on a page of the idea's."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import behalf, ideas
from domain.behalf import BacksAlready, Customer
from domain.errors import NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from domain.votes import OwnIdea, VotingClosed
from web import i18n
from web.errors import status_of
from web.forms import asking
from web.render import page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

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
        await behalf.record_vote(session, visit.actor, idea_id, who, source=source, said=said)
        return see_other(visit, f"/ideas/{idea_id}/behalf", mark("Recorded. It counts like any other vote, once."))
    status = status_of(answer.refused) if answer.refused else 422
    return await _recordings(visit, session, idea_id, status=status, values=given, errors=answer.errors)


@router.post("/recordings/{recording_id}/take-back")
async def take_back(visit: Inside, session: Session, recording_id: RecordingId) -> Response:
    """Undo a recording, with its vote."""
    idea_id = await behalf.take_back(session, visit.actor, recording_id)
    return see_other(visit, f"/ideas/{idea_id}/behalf", mark("Taken back, with the vote."))


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
        choices=[(str(source), i18n.gettext(said)) for source, said in behalf.SOURCES.items()],
        **context,
    )
