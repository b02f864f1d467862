"""The roadmap, and the changelog with its writing."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import changelog, triage
from domain.changelog import ChangelogEntry
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.ideas import number_of
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
EntryId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 10
DRAFTS = BEFORE = 50
FIELDS = ("title", "body", "based_on")


@router.get("/roadmap")
async def show_roadmap(visit: Inside, session: Session) -> Response:
    """Show what is worth trying, what is tried, what will be built, and what is there."""
    return page(visit, "roadmap/show.html", columns=await triage.roadmap(session, visit.actor))


@router.get("/changelog")
async def list_entries(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show what was built, latest first, with the ideas it came from; and drafts to who writes them."""
    actor, may_write = visit.actor, changelog.may_write(visit.actor)
    found = await changelog.listed(session, actor, Slice(SHOWN, after=after))
    return page(
        visit,
        "changelog/list.html",
        page=found,
        named=await changelog.named(session, actor, [entry.id for entry in found.items]),
        drafts=(await changelog.drafts(session, actor, Slice(DRAFTS))).items if may_write and after is None else [],
        may_write=may_write,
        first=after is None,
    )


@router.get("/changelog/new")
async def begin_entry(visit: Inside, session: Session) -> Response:
    """Ask what was built."""
    return await _form(visit, session, None)


@router.post("/changelog")
async def draft_entry(visit: Inside, session: Session) -> Response:
    """Keep an entry as a draft."""
    async with asking(session) as answer:
        entry = await changelog.draft(session, visit.actor, **_text(visit), idea_ids=_chosen(visit))
        return see_other(visit, entry.path, mark("Kept as a draft. Only the product team sees it."))
    return await _form(visit, session, None, answer)


@router.get("/changelog/{entry}")
async def show_entry(visit: Inside, session: Session, entry: str) -> Response:
    """Show one entry, what it delivers, and what it said before."""
    found = await changelog.visible(session, visit.actor, number_of(entry))
    if entry != found.path.removeprefix("/changelog/"):
        return RedirectResponse(found.path, 301)
    return await _shown(visit, session, found)


@router.get("/changelog/{entry_id}/edit")
async def edit_entry(visit: Inside, session: Session, entry_id: EntryId) -> Response:
    """Show an entry as who writes the changelog changes it."""
    changelog.require_may_write(visit.actor)
    return await _form(visit, session, await changelog.visible(session, visit.actor, entry_id))


@router.post("/changelog/{entry_id}")
async def revise_entry(visit: Inside, session: Session, entry_id: EntryId) -> Response:
    """Change an entry."""
    based_on = whole(visit.text("based_on"), 9) or 0
    async with asking(session, Conflict) as answer:
        text, chosen = _text(visit), _chosen(visit)
        entry = await changelog.revise(session, visit.actor, entry_id, **text, idea_ids=chosen, based_on=based_on)
        return see_other(visit, entry.path, mark("Saved."))
    return await _form(visit, session, await changelog.visible(session, visit.actor, entry_id), answer)


@router.post("/changelog/{entry_id}/publish")
async def publish_entry(visit: Inside, session: Session, entry_id: EntryId) -> Response:
    """Let everybody read an entry."""
    async with asking(session, Conflict) as answer:
        entry = await changelog.publish(session, visit.actor, entry_id)
        return see_other(visit, entry.path, mark("It is published. Those who backed its ideas are told."))
    return await _shown(visit, session, await changelog.visible(session, visit.actor, entry_id), answer)


@router.post("/changelog/{entry_id}/discard")
async def discard_entry(visit: Inside, session: Session, entry_id: EntryId) -> Response:
    """Throw a draft away."""
    await changelog.discard(session, visit.actor, entry_id)
    return see_other(visit, "/changelog", mark("The draft is gone."))


async def _shown(visit: Visit, session: AsyncSession, entry: ChangelogEntry, answer: Answer | None = None) -> Response:
    may_write = changelog.may_write(visit.actor)
    return page(
        visit,
        "changelog/show.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        entry=entry,
        named=await changelog.named(session, visit.actor, [entry.id]),
        revisions=(await changelog.revisions(session, entry, Slice(BEFORE))).items if entry.edited_at else [],
        may_write=may_write,
        errors=answer.errors if answer else {},
    )


async def _form(
    visit: Visit, session: AsyncSession, entry: ChangelogEntry | None, answer: Answer | None = None
) -> Response:
    choices = await changelog.choices(session, visit.actor, entry)
    if answer is not None:
        values, chosen = visit.texts(*FIELDS), _chosen(visit)
    elif entry is not None:
        values = {"title": entry.title, "body": entry.body, "based_on": str(entry.saves)}
        chosen = set(await changelog.named_by(session, entry.id))
    else:
        values, chosen = {"title": "", "body": "", "based_on": ""}, _asked_for(visit)
    return page(
        visit,
        "changelog/form.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        entry=entry,
        choices=choices,
        chosen=chosen,
        values=values,
        errors=answer.errors if answer else {},
    )


def _text(visit: Visit) -> dict[str, str]:
    return visit.texts("title", "body")


def _chosen(visit: Visit) -> set[int]:
    found = [whole(value) for name, value in visit.fields() if name == "ideas"]
    if None in found:
        raise NotFound
    return {number for number in found if number is not None}


def _asked_for(visit: Visit) -> set[int]:
    """Return the idea that the address names to begin with, as the page of a delivered idea does."""
    number = whole(visit.request.query_params.get("idea", ""))
    return set() if number is None else {number}
