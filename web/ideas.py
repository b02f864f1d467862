"""Pages of ideas: the list, one idea, writing, editing, its history, and taking it back."""

from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import behalf, comments, encounters, experiments, ideas, images, moderation, votes
from domain.clock import now
from domain.encounters import Encounter
from domain.errors import NotFound
from domain.errors import _ as mark
from domain.ideas import Idea, IdeaOrder
from domain.members import Actor
from domain.moderation import Hiding, Note
from domain.paging import Slice
from domain.permissions import Permission
from web import state
from web.calls import taking_part
from web.challenges import CALL_STANDS
from web.forms import asking, whole
from web.merging import came_from, led_on, merged
from web.progress import progress
from web.render import kept, page, piece, see_other
from web.share import IdeaId as IdeaId
from web.share import version
from web.slots import filled
from web.visit import Inside, Session, Visit

router = APIRouter()
NOTES = 3  # beside the idea; the others have a page


@router.get("/ideas/{number}")
async def show_idea(visit: Inside, session: Session, number: str, after: str | None = None) -> Response:
    """Show one idea with its votes and the discussion below."""
    met = await encounters.meet(session, visit.actor, number_of(number), after)
    idea = met.idea
    if idea.is_draft:
        return RedirectResponse(f"/ideas/new?draft={idea.id}", 303)
    if number != idea.path.removeprefix("/ideas/") and not visit.by_script:
        query = f"?{visit.request.url.query}" if visit.request.url.query else ""
        return RedirectResponse(idea.path + query, 301 if after is None else 303)
    if not visit.by_script and after is None and (onward := await led_on(visit, session, idea)):
        return onward
    if visit.by_script:
        return page(visit, "ideas/show.html", "comments", discussion=await kept_discussion(visit, session, met, after))
    if visit.actor.id is not None:
        state.of(visit.request).looks.add(votes.looks(visit.actor, [idea.id], now(session)))
    return await idea_page(visit, session, met, discussion=await kept_discussion(visit, session, met, after))


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
    met: Encounter,
    *,
    discussion: Markup,
    status: int = 200,
    refused_offer: dict[str, Any] | None = None,
) -> Response:
    """Return an idea's page with a discussion; after a refused offer with what was typed."""
    actor, idea = visit.actor, met.idea
    hiding = await moderation.standing(session, idea)
    part = await taking_part(session, actor, idea, some=met.some_offers)
    return page(
        visit,
        "ideas/show.html",
        status=status,
        **(part | (refused_offer or {})),
        **await progress(visit, session, met),
        merged=await merged(visit, session, met),
        came_from=await came_from(visit, session, idea),
        edition=met.text,
        article=await _article(visit, session, met, hiding),
        held=hiding is not None and hiding.waits,
        discussion=discussion,
        why=ideas.explain(idea, IdeaOrder.BEST, now(session)),
        voted=met.voted,
        recorded=met.recorded,
        told=await behalf.recorded_idea(session, actor, idea) if met.source and behalf.may_record(actor) else None,
        may_record=behalf.may_record(actor),
        may_test=experiments.may_plan(actor, idea),
        may_vote=votes.may_vote(actor, idea),
        following=met.following,
        may_follow=actor.may(Permission.FOLLOW_IDEA),
        may_edit=ideas.may_edit(actor, idea),
        may_withdraw=ideas.may_withdraw(actor, idea),
        may_judge=moderation.may_judge(actor, idea),
        notes=await _latest_notes(session, actor, idea),
        share_version=version(idea, visit.community),
    )


async def kept_discussion(visit: Visit, session: AsyncSession, met: Encounter, after: str | None = None) -> Markup:
    """Return a page of an idea's discussion, kept ready for all who read the same of it and may do the same there."""
    actor, idea, moment = visit.actor, met.idea, now(session)
    key = (
        *(idea.id, idea.author_id, tuple(idea.co_author_ids), idea.comment_count, after, met.discussion),
        *(actor.id is None, comments.may_comment(actor, idea), moderation.may_moderate(actor)),
        actor.may(Permission.REMOVE_ANY_COMMENT),
        idea.is_by(actor.id),  # who stands for it credits what it builds on
        # Whoever said something here reads their own: they may remove it, and change it for a while.
        met.own_times and (actor.id, sum(moment < at + comments.EDIT_WINDOW for at in met.own_times)),
    )

    async def load() -> dict[str, Any]:
        return await _discussed(session, actor, idea, after)

    return await kept(visit, "comments/_discussion.html", key, load)


async def discussion(visit: Visit, session: AsyncSession, idea: Idea, **said: Any) -> Markup:
    """Return the beginning of an idea's discussion after somebody has said something, or was refused."""
    context = await _discussed(session, visit.actor, idea) | said
    return piece(visit, "comments/_discussion.html", **context)


async def _discussed(session: AsyncSession, actor: Actor, idea: Idea, after: str | None = None) -> dict[str, Any]:
    moment = now(session)
    found = await comments.listed(session, actor, idea, Slice(comments.SHOWN, after=after))
    everything = [each for top in found.items for each in (top, *top.replies)]
    return {
        "idea": idea,
        "comments": found,
        "may_comment": comments.may_comment(actor, idea),
        "may_moderate": moderation.may_moderate(actor),
        "editable": {each.id for each in everything if comments.may_edit(actor, each, moment)},
        "removable": {each.id for each in everything if comments.may_remove(actor, each)},
        "creditable": {each.id for each in everything if comments.may_credit(actor, idea, each)},
        "credits": {each.id for each in everything if comments.may_take_credit_back(actor, idea, each)},
        "images": await images.shown(session, actor, comments=[each.id for each in everything]),
        "slots": filled(),
        "values": {},
        "errors": {},
        "reply_to": None,
        "focus": "",
        "waits": False,
    }


async def _latest_notes(session: AsyncSession, actor: Actor, idea: Idea) -> list[Note] | None:
    """Return the last notes of the staff to staff, None to anybody else."""
    if not moderation.may_share_notes(actor):
        return None
    return list((await moderation.notes(session, actor, idea, Slice(NOTES))).items)


async def _article(visit: Visit, session: AsyncSession, met: Encounter, hiding: Hiding | None) -> Markup:
    """Return what an idea says, kept ready for all."""
    idea = met.idea
    here = visit.community
    filed = tuple(here.kept_tags.get(tag, "") for tag in idea.kept_tags)
    stands = met.call.state(now(session)) if met.call else None
    key = (
        *(idea.id, met.text, here.status_label(idea.status, visit.locale), filed),
        hiding and (hiding.id, hiding.reason),
        *(met.source, met.call and met.call.id, stands),
    )

    async def load() -> dict[str, Any]:
        return {
            "idea": idea,
            "tags": (await ideas.tags(session, [idea.id])).get(idea.id, []),
            "co_authors": await ideas.co_authors(session, idea),
            "hiding": hiding,
            "reasons": moderation.REASONS,
            "source": met.source,
            "told": behalf.TOLD,
            "call": met.call,
            "call_stands": CALL_STANDS[stands] if stands else "",
            "edits": await ideas.latest_revision(session, idea.id) - 1,
            "gallery": (await images.shown(session, visit.actor, ideas=[idea.id])).ideas.get(idea.id, []),
        }

    return await kept(visit, "ideas/_article.html", key, load)


def number_of(text: str) -> int:
    """Return the number that an address begins with, as in `12-benches`; raises NotFound."""
    number = whole(text.partition("-")[0])
    if number is None:
        raise NotFound
    return number
