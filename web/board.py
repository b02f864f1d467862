"""The board: ideas by where they stand, led on by a menu, by dragging, or by keys."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import ideas, scores, triage
from domain.clock import now
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Status
from web import live
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.progress import CLOCKS
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
SORTS = {"": mark("Last come first"), "score": mark("Highest score first")}


@router.get("/triage/board")
async def show_board(visit: Inside, session: Session, sort: str = "") -> Response:
    """Show the columns."""
    return await _board(visit, session, sort)


@router.post("/triage/board/move")
async def move_on_board(visit: Inside, session: Session) -> Response:
    """Lead an idea to another column: claim it, or go on to the form of the decision."""
    number = whole(visit.text("idea"))
    to, seen, sort = (visit.text(name) for name in ("to", "seen", "sort"))
    if number is None or {to, seen} - set(Status):
        raise NotFound
    back = "/triage/board" + ("?sort=score" if sort == "score" else "")
    async with asking(session, Conflict) as answer:
        kind = await triage.lead(session, visit.actor, number, Status(to), seen=Status(seen))
        if kind is None:
            return see_other(visit, back, mark("You take care of this idea now."))
        return see_other(visit, f"/ideas/{number}/decide/{kind}?next={back}")
    return await _board(visit, session, sort, answer, int(number))


async def _board(
    visit: Visit, session: AsyncSession, sort: str, answer: Answer | None = None, refused: int = 0
) -> Response:
    actor, by_score = visit.actor, sort == "score"
    columns = await triage.board(session, actor, scores=scores.present() if by_score else None)
    shown = [card.idea.id for column in columns for card in column.cards]
    moment = now(session)
    states = {
        card.idea.id: card.clock.state(moment) for column in columns for card in column.cards if card.clock is not None
    }
    scored = await scores.values(session, actor, shown)
    return page(
        visit,
        "triage/board.html",
        "results" if visit.by_script else None,
        status=status_of(answer.refused) if answer and answer.refused else 200,
        columns=columns,
        scored=scored,
        stands={
            card.idea.id: live.stands(card.stands, scored.get(card.idea.id))
            for column in columns
            for card in column.cards
        },
        live=live.board(by_score=by_score),
        states=states,
        clock_says=CLOCKS,
        sort=sort if by_score else "",
        sorts=SORTS,
        refused=await ideas.visible(session, actor, refused) if refused else None,
        errors=answer.errors if answer else {},
    )
