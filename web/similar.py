"""Ideas that say nearly the same: beside an idea, and while somebody writes one, to back instead."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import ideas, members, moderation, votes
from domain.errors import TooMany
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.permissions import Permission
from web.forms import asking
from web.ideas import IdeaId
from web.render import page, see_other
from web.slots import chosen
from web.visit import Inside, Session, Visit
from web.written import key_of, writing_of

router = APIRouter()


@router.get("/ideas/{idea_id}/similar")
async def show_similar(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show the ideas that are much like one; the idea's page asks for the list alone."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    found = await ideas.similar(session, visit.actor, idea.title, language=idea.language, but=idea.id)
    return page(visit, "ideas/similar.html", "alike" if visit.by_script else None, idea=idea, similar=found)


@router.post("/ideas/similar")
async def find_similar(visit: Inside, session: Session) -> Response:
    """Show what is much like the idea being written; the script asks for this while one types."""
    members.require_member(visit.actor, Permission.SUBMIT_IDEA)
    if not visit.by_script:
        return RedirectResponse("/ideas/new", 303)
    writing = writing_of(visit)
    found = await instead(visit, session, writing.title, writing.proposal, writing.language)
    return page(visit, "ideas/_instead.html", **found)


@router.post("/ideas/{idea_id}/back")
async def back_instead(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give one's vote to an idea there is, and keep what was written of another as a draft."""
    writing, kept = writing_of(visit), False
    if writing.title.strip() or writing.problem.strip() or writing.proposal.strip():
        here = await chosen(visit, session)
        async with asking(session, TooMany) as answer:
            await moderation.save_draft(session, visit.actor, key_of(visit), writing, here.arrangement)
            here.require_taken()
        kept = answer.refused is None
    idea = await votes.cast(session, visit.actor, idea_id)
    said = mark("You support this idea. What you wrote is kept as a draft.") if kept else mark("You support this idea.")
    return see_other(visit, idea.path, said)


async def instead(
    visit: Visit, session: AsyncSession, title: str = "", proposal: str = "", language: str = "en"
) -> dict[str, Any]:
    """Return what ideas/_instead.html shows: ideas much like what is being written, and which one may back."""
    found, backed = list[Idea](), set[int]()
    if title.strip():
        found = await ideas.similar(session, visit.actor, title, proposal=proposal, language=language)
        backed = await votes.given(session, visit.actor, [idea.id for idea in found])
    may_back = {idea.id for idea in found if idea.id not in backed and votes.may_vote(visit.actor, idea)}
    return {"similar": found, "backed": backed, "may_back": may_back}
