"""Pages where an idea is written: the form with its drafts, and changing what was submitted."""

from contextlib import suppress
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import behalf, challenges, ideas, images, members, moderation
from domain.clock import now
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.images import Image
from domain.permissions import Permission
from web import i18n, stamps, state
from web.challenges import CALL_STANDS
from web.edits import WAITS as EDIT_WAITS
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.share import IdeaId
from web.similar import instead
from web.slots import Chosen, chosen, filled
from web.visit import Inside, Session, Visit
from web.written import key_of, sending_of, writing_of

router = APIRouter()
FIELDS = ("title", "problem", "proposal", "quadrant", "whom", "how", "tags", "language", "key", "note", "based_on")
CALL = "challenge"
# A call that ended meanwhile is said beside the form, so that nothing typed is lost.
UNANSWERED = (
    challenges.NotRunning,
    challenges.NotForIdeas,
    challenges.CalledOffAlready,
    challenges.DecidedAlready,
    challenges.AnswersAnother,
)
WAITS = mark("Thank you. A moderator looks at it before others see it, and you hear of it.")


@router.get("/ideas/new")
async def new_idea(
    visit: Inside, session: Session, draft: int | None = None, quadrant: str = "", challenge: str = ""
) -> Response:
    """Offer an empty form, or a draft to go on with."""
    member = members.require_member(visit.actor, Permission.SUBMIT_IDEA)
    drafts = await ideas.drafts(session, member)
    open_one = next((idea for idea in drafts if idea.id == draft), None)
    if draft is not None and open_one is None:
        raise NotFound
    values = _values(open_one) if open_one else {"language": visit.locale, "quadrant": quadrant}
    own = state.of(visit.request)
    values[CALL] = challenge[:20]
    values["key"] = str(open_one.key if open_one else stamps.issued(own.settings.key, own.clock()))
    others = [idea for idea in drafts if idea is not open_one]
    saved_at = open_one.saved_at if open_one else None
    found = await instead(visit, session, values.get("title", ""), values.get("proposal", ""), values["language"])
    slots = filled(await _standing(session, visit, open_one) if open_one else [])
    called = await _called(session, visit, challenge)
    return page(
        visit,
        "ideas/new.html",
        values=values,
        errors={},
        drafts=others,
        saved_at=saved_at,
        slots=slots,
        may_record=behalf.may_record(visit.actor),
        **called,
        **found,
    )


@router.post("/ideas/new")
async def submit_idea(visit: Inside, session: Session) -> Response:
    """Submit an idea, or with the buttons beside it keep it as a draft, or only look for similar ones."""
    here = await chosen(visit, session)
    if visit.text("look"):
        return await _again(visit, session, here, looked=True)
    async with asking(session, *UNANSWERED) as answer:
        if visit.text("draft"):
            written = key_of(visit), writing_of(visit), here.arrangement
            draft = await moderation.save_draft(session, visit.actor, *written)
            here.require_taken()
            answers = f"&challenge={call}" if (call := whole(visit.text(CALL))) else ""
            kept = mark("Kept as a draft. Only you can see it.")
            return see_other(visit, f"/ideas/new?draft={draft.id}{answers}", kept)
        sent, key = sending_of(visit), key_of(visit)
        idea = await moderation.submit_idea(
            session, visit.actor, writing_of(visit), key=key, sent=sent, pictures=here.arrangement
        )
        here.require_taken()
        if call := whole(visit.text(CALL)):
            await challenges.answer(session, visit.actor, call, idea.id)
        return see_other(visit, idea.path, WAITS if idea.hidden_at else mark("Your idea is out. Thank you."))
    return await _again(visit, session, here, answer)


@router.post("/ideas/drafts")
async def keep_draft(visit: Inside, session: Session) -> Response:
    """Keep what has been typed so far; the script asks for this while one types."""
    here = await chosen(visit, session)
    async with asking(session) as answer:
        written = key_of(visit), writing_of(visit), here.arrangement
        await moderation.save_draft(session, visit.actor, *written)
        here.require_taken()
    if not visit.by_script:
        return RedirectResponse("/me", 303)
    saved_at = now(session) if answer.refused is None else None
    values = visit.texts(*FIELDS)
    status = 200 if answer.refused is None else 422
    return page(visit, "ideas/new.html", "draft", status=status, values=values, saved_at=saved_at)


@router.post("/ideas/drafts/{idea_id}/discard")
async def discard_draft(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Throw a draft away."""
    await ideas.discard_draft(session, visit.actor, idea_id)
    return see_other(visit, "/me", mark("The draft is gone."), f"/ideas/drafts/{idea_id}/discard/undo")


@router.post("/ideas/drafts/{idea_id}/discard/undo")
async def undo_discarding(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Have a draft back that was thrown away within a day."""
    await ideas.undo_discard_draft(session, visit.actor, idea_id)
    return see_other(visit, "/me", mark("Your draft is there again."))


@router.get("/ideas/{idea_id}/edit")
async def edit_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Offer the idea's text for changing."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    ideas.require_may_edit(visit.actor, idea)
    if idea.is_draft:
        return RedirectResponse(f"/ideas/new?draft={idea.id}", 303)
    values = _values(idea) | {"based_on": str(await ideas.latest_revision(session, idea.id))}
    needs_note = ideas.needs_note(visit.actor, idea, now(session))
    slots = filled(await _standing(session, visit, idea))
    return page(visit, "ideas/edit.html", idea=idea, values=values, errors={}, needs_note=needs_note, slots=slots)


@router.post("/ideas/{idea_id}/edit")
async def revise_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Change what an idea says."""
    seen = visit.text("based_on")
    here = await chosen(visit, session)
    async with asking(session, Conflict) as answer:
        idea = await moderation.revise_idea(
            session,
            visit.actor,
            idea_id,
            writing_of(visit),
            based_on=whole(seen, 9) or 0,
            note=visit.text("note"),
            pictures=here.arrangement,
        )
        here.require_taken()
        waits = await moderation.edit_waits(session, visit.actor, idea_id=idea.id)
        return see_other(visit, idea.path, EDIT_WAITS if waits else mark("Saved."))
    idea = await ideas.visible(session, visit.actor, idea_id)
    values = visit.texts(*FIELDS) | {"based_on": str(await ideas.latest_revision(session, idea.id))}
    needs_note = ideas.needs_note(visit.actor, idea, now(session))
    status = 409 if isinstance(answer.refused, Conflict) else 422
    return page(
        visit,
        "ideas/edit.html",
        status=status,
        idea=idea,
        values=values,
        errors=answer.errors,
        needs_note=needs_note,
        slots=here.slots,
    )


async def _again(
    visit: Visit, session: AsyncSession, here: Chosen, answer: Answer | None = None, *, looked: bool = False
) -> Response:
    """Return the form as it was sent, refused by an answer or because only similar ideas were looked for."""
    members.require_member(visit.actor, Permission.SUBMIT_IDEA)
    values = visit.texts(*FIELDS, CALL)
    found = await instead(visit, session, values["title"], values["proposal"], writing_of(visit).language)
    return page(
        visit,
        "ideas/new.html",
        status=422 if answer else 200,
        values=values,
        errors=answer.errors if answer else {},
        drafts=[],
        saved_at=None,
        slots=here.slots,
        looked=looked,
        may_record=behalf.may_record(visit.actor),
        **await _called(session, visit, values[CALL]),
        **found,
    )


async def _called(session: AsyncSession, visit: Visit, wanted: str) -> dict[str, Any]:
    """Return the calls that run, to choose from after none of them, and how the one that is wanted stands."""
    found, moment = await challenges.calls(session, visit.actor), now(session)
    call = next((each for each in found if str(each.id) == wanted), None)
    if call is None and (number := whole(wanted)):
        with suppress(NotFound):
            call = await challenges.visible(session, visit.actor, number)
    takes = call is not None and challenges.may_answer(visit.actor, call, moment)
    if call and takes and call not in found:
        found.append(call)
    none = ("", i18n.gettext(mark("No, it stands for itself")))
    return {
        "calls": [none, *((str(each.id), each.question) for each in found)] if found else [],
        "call": call,
        "call_stands": CALL_STANDS[call.state(moment)] if call else "",
        "call_takes": takes,
    }


async def _standing(session: AsyncSession, visit: Visit, idea: Idea) -> list[Image]:
    return (await images.shown(session, visit.actor, ideas=[idea.id])).ideas.get(idea.id, [])


def _values(idea: Idea) -> dict[str, str]:
    return {
        "title": idea.title,
        "problem": idea.problem,
        "proposal": idea.proposal,
        "quadrant": idea.quadrant or "",
        "tags": ", ".join(tag.name for tag in idea.tags),
        "language": idea.language,
    }
