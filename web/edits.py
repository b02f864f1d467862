"""Edits that wait for a moderator: one's own, and settling them."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import members, moderation
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from web.errors import status_of
from web.forms import asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
EditId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20
WAITS = mark("Thank you. A moderator looks at what you changed; until then it says what it said, and you hear of it.")


@router.get("/me/edits")
async def my_edits(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show the member's edits that wait or were turned down, with the reason."""
    member = members.require_self(visit.actor)
    found = await moderation.held_edits(session, member, Slice(SHOWN, after=after), by=member)
    pictured = await moderation.pictured(session, member, found.items)
    return page(visit, "moderation/my_edits.html", page=found, pictured=pictured, reasons=moderation.REASONS)


@router.post("/edits/{edit_id}/let-through")
async def let_through(visit: Inside, session: Session, edit_id: EditId) -> Response:
    """Let a text say what an edit wants it to."""
    await moderation.let_edit_through(session, visit.actor, edit_id)
    return see_other(visit, "/moderation/waiting", mark("The edit counts."))


@router.get("/edits/{edit_id}/turn-down")
async def ask_why(visit: Inside, session: Session, edit_id: EditId) -> Response:
    """Ask what is wrong with an edit."""
    return await _turning_down(visit, session, edit_id)


@router.post("/edits/{edit_id}/turn-down")
async def turn_down(visit: Inside, session: Session, edit_id: EditId) -> Response:
    """Leave a text as it was."""
    given = visit.texts("reason", "said")
    async with asking(session) as answer:
        await moderation.turn_edit_down(session, visit.actor, edit_id, reason=given["reason"], said=given["said"])
        return see_other(visit, "/moderation/waiting", mark("It stays as it was. Whoever changed it reads why."))
    status = status_of(answer.refused) if isinstance(answer.refused, Conflict) else 422
    return await _turning_down(visit, session, edit_id, status, given, answer.errors)


async def _turning_down(
    visit: Visit,
    session: AsyncSession,
    edit_id: int,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    moderation.require_moderator(visit.actor)
    found = (await moderation.held_edits(session, visit.actor, Slice(1), edit_id=edit_id)).items
    if not found:
        raise NotFound
    return page(
        visit,
        "moderation/turn_edit_down.html",
        status=status,
        edit=found[0],
        pictured=await moderation.pictured(session, visit.actor, found),
        reasons=moderation.REASONS,
        values=values or {},
        errors=errors or {},
    )
