"""Merging an idea into another one, reading about it, undoing it, and stepping out of it."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import ideas, triage
from domain.clock import now
from domain.encounters import Encounter
from domain.errors import Conflict, Invalid, NotFound, problem
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.members import Actor
from web.errors import status_of
from web.forms import Answer, asking, sentences, whole
from web.render import back_to, kept, page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN = 20  # of what was merged into an idea
_NAMED = re.compile(r"\s*(?:\S*/ideas/|#)?(\d{1,18})(?!\d)(?:[-/?#]\S*)?\s*", re.ASCII)
Wanted = Annotated[str, Query(max_length=500)]


@router.get("/ideas/{idea_id}/merge")
async def choose_target(visit: Inside, session: Session, idea_id: IdeaId, target: Wanted = "") -> Response:
    """Ask into which idea to merge one, and show what that would bring."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    triage.require_may_triage(visit.actor)
    if idea.merged_into_id is not None:
        return RedirectResponse(f"/ideas/{idea.id}/merged", 303)
    preview, answer = await preview_of(session, visit.actor, idea.id, target)
    return await _form(visit, session, idea, target, answer, preview)


@router.post("/ideas/{idea_id}/merge")
async def merge(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Merge an idea into another one."""
    given = visit.text("target")
    async with asking(session, Conflict, NotFound) as answer:
        triage.require_may_triage(visit.actor)
        link = await triage.merge(session, visit.actor, idea_id, _number(given))
        said = mark("They are one now. Everybody who backed either counts once, and is told.")
        return see_other(visit, back_to(visit) or link.target.path, said, undo=f"/ideas/{idea_id}/merge/undo")
    return await _form(visit, session, await ideas.visible(session, visit.actor, idea_id), given, answer)


@router.get("/ideas/{idea_id}/merged")
async def about_merge(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show into which idea one was merged, and let those who have a part in it step out."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    link = await ideas.merge_of(session, idea.id)
    if link is None:
        raise NotFound
    target = (await ideas.by_ids(session, visit.actor, [link.target_id])).get(link.target_id)
    return page(
        visit,
        "triage/merged.html",
        idea=idea,
        merge=link,
        target=target,
        has_part=await triage.has_part(session, visit.actor, idea),
        is_out=await triage.is_out(session, visit.actor, link),
        is_open=now(session) < link.step_out_until,
        may_undo=triage.may_triage(visit.actor),
    )


@router.post("/ideas/{idea_id}/merge/undo")
async def undo_merge(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let an idea stand on its own again."""
    link = await triage.undo_merge(session, visit.actor, idea_id)
    back = back_to(visit)
    onward = back if back.startswith("/triage") else link.duplicate.path
    return see_other(visit, onward, mark("It stands on its own again, as it did before."))


@router.post("/ideas/{idea_id}/merge/step-out")
async def step_out(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Let what one gave a merged idea not count for the other."""
    await triage.step_out(session, visit.actor, idea_id)
    return see_other(visit, f"/ideas/{idea_id}/merged", mark("You stepped out. What you gave this idea stays here."))


@router.post("/ideas/{idea_id}/merge/step-back-in")
async def step_back_in(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Go along with a merge after all."""
    await triage.step_back_in(session, visit.actor, idea_id)
    return see_other(visit, f"/ideas/{idea_id}/merged", mark("You go along with it again."))


async def led_on(visit: Visit, session: AsyncSession, idea: Idea) -> Response | None:
    """Return what leads from the address of a merged idea to where it lives on, None to who reads the old page."""
    if idea.merged_into_id is None or "merged" in visit.request.query_params:
        return None
    target = (await ideas.by_ids(session, visit.actor, [idea.merged_into_id])).get(idea.merged_into_id)
    if target is None:
        return None
    came_from = visit.request.query_params.get("from", "")
    first = whole(came_from) or idea.id
    return RedirectResponse(f"{target.path}?from={first}", 303)


async def came_from(visit: Visit, session: AsyncSession, idea: Idea) -> Idea | None:
    """Return the merged idea whose address led somebody to this one."""
    number = whole(visit.request.query_params.get("from", ""))
    if number is None or number not in idea.merged_ids:
        return None
    return (await ideas.by_ids(session, visit.actor, [number])).get(number)


async def merged(visit: Visit, session: AsyncSession, met: Encounter) -> str:
    """Return the piece that names where an idea lives on, and what lives on in it; kept ready for all."""
    idea = met.idea
    if idea.merged_into_id is None and not idea.merged_ids:
        return ""

    async def load() -> dict[str, Any]:
        parts = await ideas.merged_into(session, [idea.id], SHOWN) if idea.merged_ids else {}
        return {
            "idea": idea,
            "link": await ideas.merge_of(session, idea.id) if idea.merged_into_id else None,
            "parts": parts.get(idea.id, []),
        }

    return await kept(visit, "ideas/_merged.html", (idea.id, met.text, met.story), load)


async def preview_of(
    session: AsyncSession, actor: Actor, idea_id: int, target: str
) -> tuple[triage.MergePreview | None, Answer]:
    """Return what a merge would bring, None without a target, and why it would be refused."""
    try:
        if target.strip():
            return await triage.preview_merge(session, actor, idea_id, _number(target)), Answer()
    except (Invalid, Conflict, NotFound) as refused:
        return None, Answer(_beside_target(sentences(refused)), refused)
    return None, Answer()


async def merge_form(session: AsyncSession, actor: Actor, idea: Idea) -> dict[str, Any]:
    """Return what choosing a target shows, whatever was chosen."""
    return {
        "alike": await triage.likely_duplicates(session, actor, idea),
        "may_merge": triage.may_merge(actor, idea),
    }


async def _form(
    visit: Visit,
    session: AsyncSession,
    idea: Idea,
    target: str,
    answer: Answer,
    preview: triage.MergePreview | None = None,
) -> Response:
    triage.require_may_triage(visit.actor)
    back = back_to(visit)
    return page(
        visit,
        "triage/merge.html",
        status=status_of(answer.refused) if answer.refused else 200,
        idea=idea,
        preview=preview,
        at=f"/ideas/{idea.id}/merge",
        asked={"next": back} if back else {},
        back=back,
        stay=back,
        first="",
        values={"target": target},
        errors=_beside_target(answer.errors),
        **await merge_form(session, visit.actor, idea),
    )


def _beside_target(errors: dict[str, str]) -> dict[str, str]:
    return {name or "target": sentence for name, sentence in errors.items()}


def _number(given: str) -> int:
    """Return the number in an idea's address, or given as such; raises Invalid."""
    found = _NAMED.fullmatch(given)
    if found is None:
        raise problem("target", "unknown", mark("Please give the address of an idea, or its number."))
    return int(found[1])
