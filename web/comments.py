"""Saying something below an idea, changing it for a while, taking it away."""

from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Path
from starlette.responses import Response

from domain import comments, encounters, images, moderation
from domain.clock import now
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.members import require_self
from web.edits import WAITS as EDIT_WAITS
from web.forms import asking, whole
from web.ideas import discussion, idea_page
from web.render import page, see_other
from web.share import IdeaId
from web.slots import chosen, filled
from web.visit import Inside, Session, Visit
from web.writing import WAITS
from web.written import sending_of

router = APIRouter()
CommentId = Annotated[int, Path(ge=1, lt=2**63)]


@router.post("/ideas/{idea_id}/comments")
async def write_comment(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Comment, or reply to a comment."""
    parent = visit.text("parent_id")
    reply_to = (whole(parent) or 0) if parent else None
    here = await chosen(visit, session)
    async with asking(session) as answer:
        comment = await moderation.write_comment(
            session,
            visit.actor,
            idea_id,
            visit.text("body"),
            parent_id=reply_to,
            key=_key(visit),
            sent=sending_of(visit),
            pictures=here.arrangement,
        )
        here.require_taken()
        if not visit.by_script:
            return see_other(visit, f"{comment.idea.path}#comment-{comment.id}", WAITS if comment.held_at else "")
    met = await encounters.meet(session, visit.actor, idea_id)
    if answer.refused is None:
        below = await discussion(
            visit, session, met.idea, focus=f"comment-{comment.id}", waits=comment.held_at is not None
        )
        return page(visit, "ideas/show.html", "comments", discussion=below)
    typed = visit.texts("body")
    said = {"values": typed, "errors": answer.errors, "reply_to": reply_to, "slots": here.slots}
    below = await discussion(visit, session, met.idea, **said)
    if visit.by_script:
        return page(visit, "ideas/show.html", "comments", status=422, discussion=below)
    return await idea_page(visit, session, met, status=422, discussion=below)


@router.get("/comments/{comment_id}/edit")
async def edit_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Offer a comment's text for changing."""
    comment = await comments.visible(session, visit.actor, comment_id)
    comments.require_may_edit(visit.actor, comment, now(session))
    shown = await images.shown(session, visit.actor, comments=[comment.id])
    slots = filled(shown.comments.get(comment.id, []))
    return page(visit, "comments/edit.html", comment=comment, values={"body": comment.body}, errors={}, slots=slots)


@router.post("/comments/{comment_id}/edit")
async def revise_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Change a comment."""
    here = await chosen(visit, session)
    async with asking(session, Conflict) as answer:
        comment = await moderation.revise_comment(
            session, visit.actor, comment_id, visit.text("body"), pictures=here.arrangement
        )
        here.require_taken()
        waits = await moderation.edit_waits(session, visit.actor, comment_id=comment.id)
        message = EDIT_WAITS if waits else mark("Saved.")
        return see_other(visit, f"{comment.idea.path}#comment-{comment.id}", message)
    comment = await comments.visible(session, visit.actor, comment_id)
    status = 409 if isinstance(answer.refused, Conflict) else 422
    return page(
        visit,
        "comments/edit.html",
        status=status,
        comment=comment,
        values=visit.texts("body"),
        errors=answer.errors,
        slots=here.slots,
    )


@router.post("/comments/{comment_id}/credit")
async def credit_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Say that one's idea builds on a comment."""
    comment = await comments.credit(session, visit.actor, comment_id)
    return await _credited(
        visit, session, comment, mark("Your idea builds on this now, and whoever wrote it hears of it.")
    )


@router.post("/comments/{comment_id}/take-credit-back")
async def take_credit_back(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Say that one's idea doesn't build on a comment after all."""
    comment = await comments.take_credit_back(session, visit.actor, comment_id)
    return await _credited(visit, session, comment, mark("The credit is taken back."))


async def _credited(visit: Visit, session: Session, comment: comments.Comment, said: str) -> Response:
    if not visit.by_script:
        return see_other(visit, comment.path, said)
    met = await encounters.meet(session, visit.actor, comment.idea_id)
    below = await discussion(visit, session, met.idea, focus=f"comment-{comment.id}")
    return page(visit, "ideas/show.html", "comments", discussion=below)


@router.get("/comments/{comment_id}/remove")
async def ask_to_remove(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Ask before taking a comment away, and whoever isn't its author, why."""
    comment = await comments.visible(session, visit.actor, comment_id)
    comments.require_may_remove(visit.actor, comment)
    return _removal(visit, comment, {})


@router.post("/comments/{comment_id}/remove")
async def remove_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Take a comment away."""
    async with asking(session) as answer:
        comment = await comments.remove(session, visit.actor, comment_id, reason=visit.text("reason"))
        return see_other(visit, f"{comment.idea.path}#comment-{comment.id}", mark("The comment is removed."))
    comment = await comments.visible(session, visit.actor, comment_id)
    return _removal(visit, comment, answer.errors, status=422)


def _removal(visit: Visit, comment: comments.Comment, errors: dict[str, str], status: int = 200) -> Response:
    mine = comment.author_id == require_self(visit.actor).id
    values = visit.texts("reason")
    return page(visit, "comments/remove.html", status=status, comment=comment, mine=mine, values=values, errors=errors)


def _key(visit: Visit) -> UUID | None:
    """Return what tells this sending from others; the forms of one page share a key, so what they reply to is in it."""
    try:
        return uuid5(UUID(visit.text("key")), visit.text("parent_id"))
    except ValueError:
        return None
