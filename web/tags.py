"""The product team's list of tags, and filing ideas under them."""

from fastapi import APIRouter
from starlette.responses import Response

from domain import ideas, permissions
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.permissions import Permission
from web.errors import status_of
from web.forms import Answer, asking
from web.render import back_to, page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()


@router.get("/triage/tags")
async def show_tags(visit: Inside) -> Response:
    """Show the list of tags."""
    permissions.require(visit.actor, Permission.KEEP_TAGS)
    return _page(visit)


@router.post("/triage/tags")
async def add_tag(visit: Inside, session: Session) -> Response:
    """Put a tag on the list."""
    async with asking(session, Conflict) as answer:
        await ideas.add_tag(session, visit.actor, visit.text("name"))
        return see_other(visit, "/triage/tags", mark("The tag is on the list."))
    return _page(visit, answer)


@router.post("/triage/tags/{tag}/rename")
async def rename_tag(visit: Inside, session: Session, tag: str) -> Response:
    """Call a tag something else."""
    async with asking(session, Conflict) as answer:
        await ideas.rename_tag(session, visit.actor, tag, visit.text("name"))
        return see_other(visit, "/triage/tags", mark("Saved."))
    return _page(visit, answer, tag)


@router.post("/triage/tags/{tag}/retire")
async def retire_tag(visit: Inside, session: Session, tag: str) -> Response:
    """Take a tag off the list."""
    await ideas.retire_tag(session, visit.actor, tag)
    return see_other(visit, "/triage/tags", mark("The tag is off the list. Added again, it has its ideas back."))


@router.post("/ideas/{idea_id}/tags")
async def file_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """File an idea under tags of the list."""
    chosen = [value for name, value in visit.fields() if name == "tags"]
    async with asking(session) as answer:
        idea = await ideas.file(session, visit.actor, idea_id, chosen)
        return see_other(visit, back_to(visit) or idea.path, mark("Filed."))
    return page(
        visit,
        "triage/file.html",
        status=422,
        idea=await ideas.visible(session, visit.actor, idea_id),
        onward=back_to(visit),
        chosen=chosen,
        first="",
        errors=answer.errors,
    )


def _page(visit: Visit, answer: Answer | None = None, tag: str = "") -> Response:
    return page(
        visit,
        "triage/tags.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        tag=tag,
        values=visit.texts("name") if answer else {},
        errors=answer.errors if answer else {},
    )
