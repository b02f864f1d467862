"""Pages of ideas: the list, one idea, writing, editing, its history, and taking it back."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import comments, follows, ideas, images, votes
from domain.clock import now
from domain.errors import NotFound
from domain.errors import _ as mark
from domain.ideas import Idea, IdeaOrder
from domain.paging import Slice
from domain.permissions import Permission
from web import state
from web.calls import taking_part
from web.forms import asking
from web.render import page, see_other
from web.share import IdeaId as IdeaId
from web.share import version
from web.slots import Slot, filled
from web.visit import Inside, Session, Visit

router = APIRouter()


@router.get("/ideas/{number}")
async def show_idea(visit: Inside, session: Session, number: str, after: str | None = None) -> Response:
    """Show one idea with its votes and the discussion below."""
    idea = await ideas.visible(session, visit.actor, _number(number))
    if idea.is_draft:
        return RedirectResponse(f"/ideas/new?draft={idea.id}", 303)
    if number != idea.path.removeprefix("/ideas/") and not visit.by_script:
        query = f"?{visit.request.url.query}" if visit.request.url.query else ""
        return RedirectResponse(idea.path + query, 301 if after is None else 303)
    if visit.actor.id is not None and not visit.by_script:
        state.of(visit.request).looks.add(votes.looks(visit.actor, [idea.id], now(session)))
    return await idea_page(visit, session, idea, after=after, block="comments" if visit.by_script else None)


@router.get("/ideas/{idea_id}/history")
async def idea_history(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show what an idea said over time."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    return page(visit, "ideas/history.html", idea=idea, revisions=await ideas.revisions(session, idea))


@router.get("/ideas/{idea_id}/withdraw")
async def ask_to_withdraw(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask why an idea is taken back."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    ideas.require_may_withdraw(visit.actor, idea)
    return page(visit, "ideas/withdraw.html", idea=idea, values={}, errors={})


@router.post("/ideas/{idea_id}/withdraw")
async def withdraw_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Take an idea back."""
    async with asking(session) as answer:
        idea = await ideas.withdraw(session, visit.actor, idea_id, visit.text("reason"))
        return see_other(visit, idea.path, mark("You took the idea back. Its page stays, with your reason."))
    idea = await ideas.visible(session, visit.actor, idea_id)
    return page(visit, "ideas/withdraw.html", status=422, idea=idea, values=visit.texts("reason"), errors=answer.errors)


async def idea_page(
    visit: Visit,
    session: AsyncSession,
    idea: Idea,
    *,
    after: str | None = None,
    block: str | None = None,
    status: int = 200,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    reply_to: int | None = None,
    slots: list[Slot] | None = None,
    focus: str = "",
    refused_offer: dict[str, Any] | None = None,
) -> Response:
    """Return an idea's page or its discussion; after a refused comment or offer with what was typed."""
    actor, moment = visit.actor, now(session)
    discussion = await comments.listed(session, actor, idea, Slice(20, after=after))
    everything = [each for top in discussion.items for each in (top, *top.replies)]
    shown = await images.shown(session, actor, ideas=[idea.id], comments=[each.id for each in everything])
    part = await taking_part(session, actor, idea)
    return page(
        visit,
        "ideas/show.html",
        block,
        status=status,
        **(part | (refused_offer or {})),
        why=ideas.explain(idea, IdeaOrder.BEST, moment),
        voted=idea.id in await votes.given(session, actor, [idea.id]),
        may_vote=votes.may_vote(actor, idea),
        following=idea.id in await follows.following(session, actor, [idea.id]),
        may_follow=actor.may(Permission.FOLLOW_IDEA),
        may_edit=ideas.may_edit(actor, idea),
        may_withdraw=ideas.may_withdraw(actor, idea),
        may_comment=comments.may_comment(actor, idea),
        edits=await ideas.latest_revision(session, idea.id) - 1,
        comments=discussion,
        editable={each.id for each in everything if comments.may_edit(actor, each, moment)},
        removable={each.id for each in everything if comments.may_remove(actor, each)},
        values=values or {},
        errors=errors or {},
        reply_to=reply_to,
        images=shown,
        slots=slots or filled(),
        focus=focus,
        share_version=version(idea, visit.community),
    )


def _number(text: str) -> int:
    digits = text.partition("-")[0]
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise NotFound
    return int(digits)
