"""Notes that staff leave on ideas for each other, beside the idea and on a page of their own."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import ideas, members, moderation
from domain.errors import NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from domain.permissions import Permission
from web.forms import asking
from web.render import page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
NoteId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20


@router.get("/ideas/{idea_id}/notes")
async def list_notes(visit: Inside, session: Session, idea_id: IdeaId, after: str | None = None) -> Response:
    """Show the staff's notes on an idea."""
    return await _notes(visit, session, idea_id, after=after)


@router.post("/ideas/{idea_id}/notes")
async def write_note(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Leave a note on an idea."""
    async with asking(session) as answer:
        await moderation.write_note(session, visit.actor, idea_id, visit.text("note"))
        return see_other(visit, f"/ideas/{idea_id}/notes", mark("Your note is there, for staff only."))
    errors = {"note": next(iter(answer.errors.values()))}
    return await _notes(visit, session, idea_id, status=422, values=visit.texts("note"), errors=errors)


@router.post("/notes/{note_id}/remove")
async def remove_note(visit: Inside, session: Session, note_id: NoteId) -> Response:
    """Take one's own note away."""
    note = await moderation.remove_note(session, visit.actor, note_id)
    return see_other(visit, f"/ideas/{note.idea_id}/notes", mark("The note is gone."))


async def _notes(
    visit: Visit, session: AsyncSession, idea_id: int, *, after: str | None = None, status: int = 200, **form: Any
) -> Response:
    members.require_member(visit.actor, Permission.SHARE_NOTES)
    idea = await ideas.visible(session, visit.actor, idea_id)
    if idea.is_draft:
        raise NotFound
    found = await moderation.notes(session, visit.actor, idea, Slice(SHOWN, after=after))
    context = {"values": {}, "errors": {}} | form
    return page(visit, "moderation/notes.html", status=status, idea=idea, page=found, **context)
