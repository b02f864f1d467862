"""Pages of ideas: the list, one idea, writing, editing, its history, and taking it back."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import comments, follows, ideas, members, votes
from domain.clock import now
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Idea, IdeaFilter, IdeaOrder, Quadrant, Status, Writing
from domain.paging import Slice
from domain.permissions import Permission
from web import quadrants
from web.forms import asking
from web.front import votable
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
FIELDS = ("title", "problem", "proposal", "quadrant", "whom", "how", "tags", "language", "key", "note", "based_on")
IdeaId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/ideas")
@router.get("/search")
async def list_ideas(
    visit: Inside,
    session: Session,
    order: str = "",
    quadrant: str = "",
    status: str = "",
    tag: str = "",
    q: Annotated[str, Query(max_length=400)] = "",
    after: str | None = None,
) -> Response:
    """List ideas by quadrant, status, tag and words, newest or most supported first."""
    chosen = Quadrant(quadrant) if quadrant in set(Quadrant) else None
    stands = Status(status) if status in set(Status) - {Status.DRAFT} else None
    only = IdeaFilter(quadrant=chosen, status=stands, tag=tag or None, words=q)
    sorted_by = IdeaOrder(order) if order in set(IdeaOrder) else None
    found = await ideas.listed(session, visit.actor, Slice(20, after=after), only=only, order=sorted_by)
    shown = [idea.id for idea in found.items]
    tags = await ideas.common_tags(session, visit.actor, 12)
    return page(
        visit,
        "ideas/list.html",
        "results" if visit.by_script else None,
        page=found,
        voted=await votes.given(session, visit.actor, shown),
        votable=votable(visit, found.items),
        filters={
            "order": sorted_by or ("" if q else IdeaOrder.NEW),
            "quadrant": chosen or "",
            "status": stands or "",
            "tag": tag,
            "q": q,
        },
        tag_name=next((known.name for known in tags if known.slug == tag), tag),
        tags=tags,
        first=after is None,
    )


@router.get("/ideas/new")
async def new_idea(visit: Inside, session: Session, draft: int | None = None, quadrant: str = "") -> Response:
    """Offer an empty form, or a draft to go on with."""
    member = members.require_member(visit.actor, Permission.SUBMIT_IDEA)
    drafts = await ideas.drafts(session, member)
    open_one = next((idea for idea in drafts if idea.id == draft), None)
    if draft is not None and open_one is None:
        raise NotFound
    values = _values(open_one) if open_one else {"language": visit.locale, "quadrant": quadrant}
    values["key"] = str(open_one.key if open_one else uuid4())
    others = [idea for idea in drafts if idea is not open_one]
    saved_at = open_one.saved_at if open_one else None
    return page(visit, "ideas/new.html", values=values, errors={}, drafts=others, saved_at=saved_at)


@router.post("/ideas/new")
async def submit_idea(visit: Inside, session: Session) -> Response:
    """Submit an idea, or with the button beside it keep it as a draft."""
    async with asking(session) as answer:
        if visit.text("draft"):
            draft = await ideas.save_draft(session, visit.actor, _key(visit), _writing(visit))
            return see_other(visit, f"/ideas/new?draft={draft.id}", mark("Kept as a draft. Only you can see it."))
        idea = await ideas.submit(session, visit.actor, _writing(visit), key=_key(visit))
        return see_other(visit, idea.path, mark("Your idea is out. Thank you."))
    values = visit.texts(*FIELDS)
    return page(visit, "ideas/new.html", status=422, values=values, errors=answer.errors, drafts=[], saved_at=None)


@router.post("/ideas/drafts")
async def keep_draft(visit: Inside, session: Session) -> Response:
    """Keep what has been typed so far; the script asks for this while one types."""
    async with asking(session) as answer:
        await ideas.save_draft(session, visit.actor, _key(visit), _writing(visit))
    if not visit.by_script:
        return RedirectResponse("/me", 303)
    saved_at = now(session) if answer.refused is None else None
    values = visit.texts(*FIELDS)
    status = 200 if answer.refused is None else 422
    errors = answer.errors
    return page(
        visit, "ideas/new.html", "draft", status=status, values=values, errors=errors, drafts=[], saved_at=saved_at
    )


@router.post("/ideas/drafts/{idea_id}/discard")
async def discard_draft(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Throw a draft away."""
    await ideas.discard_draft(session, visit.actor, idea_id)
    return see_other(visit, "/me", mark("The draft is gone."))


@router.get("/ideas/{number}")
async def show_idea(visit: Inside, session: Session, number: str, after: str | None = None) -> Response:
    """Show one idea with its votes and the discussion below."""
    idea = await ideas.visible(session, visit.actor, _number(number))
    if idea.is_draft:
        return RedirectResponse(f"/ideas/new?draft={idea.id}", 303)
    if number != idea.path.removeprefix("/ideas/") and not visit.by_script:
        query = f"?{visit.request.url.query}" if visit.request.url.query else ""
        return RedirectResponse(idea.path + query, 301 if after is None else 303)
    return await idea_page(visit, session, idea, after=after, block="comments" if visit.by_script else None)


@router.get("/ideas/{idea_id}/edit")
async def edit_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Offer the idea's text for changing."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    ideas.require_may_edit(visit.actor, idea)
    if idea.is_draft:
        return RedirectResponse(f"/ideas/new?draft={idea.id}", 303)
    values = _values(idea) | {"based_on": str(await ideas.latest_revision(session, idea.id))}
    needs_note = ideas.needs_note(visit.actor, idea, now(session))
    return page(visit, "ideas/edit.html", idea=idea, values=values, errors={}, needs_note=needs_note)


@router.post("/ideas/{idea_id}/edit")
async def revise_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Change what an idea says."""
    seen = visit.text("based_on")
    async with asking(session, Conflict) as answer:
        idea = await ideas.revise(
            session,
            visit.actor,
            idea_id,
            _writing(visit),
            based_on=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            note=visit.text("note"),
        )
        return see_other(visit, idea.path, mark("Saved."))
    idea = await ideas.visible(session, visit.actor, idea_id)
    values = visit.texts(*FIELDS) | {"based_on": str(await ideas.latest_revision(session, idea.id))}
    needs_note = ideas.needs_note(visit.actor, idea, now(session))
    status = 409 if isinstance(answer.refused, Conflict) else 422
    return page(
        visit, "ideas/edit.html", status=status, idea=idea, values=values, errors=answer.errors, needs_note=needs_note
    )


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
    focus: str = "",
) -> Response:
    """Return an idea's page or its discussion; after a refused comment with what was typed."""
    actor, moment = visit.actor, now(session)
    discussion = await comments.listed(session, actor, idea, Slice(20, after=after))
    everything = [each for top in discussion.items for each in (top, *top.replies)]
    return page(
        visit,
        "ideas/show.html",
        block,
        status=status,
        idea=idea,
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
        focus=focus,
    )


def _number(text: str) -> int:
    digits = text.partition("-")[0]
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise NotFound
    return int(digits)


def _key(visit: Visit) -> UUID:
    try:
        return UUID(visit.text("key"))
    except ValueError:
        return uuid4()


def _writing(visit: Visit) -> Writing:
    return Writing(
        title=visit.text("title"),
        problem=visit.text("problem"),
        proposal=visit.text("proposal"),
        quadrant=quadrants.chosen(visit.text("quadrant"), visit.text("whom"), visit.text("how")) or None,
        tags=visit.text("tags").split(","),
        language=visit.text("language") or visit.locale,
    )


def _values(idea: Idea) -> dict[str, str]:
    return {
        "title": idea.title,
        "problem": idea.problem,
        "proposal": idea.proposal,
        "quadrant": idea.quadrant or "",
        "tags": ", ".join(tag.name for tag in idea.tags),
        "language": idea.language,
    }
