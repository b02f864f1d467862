"""Reporting a text, and what moderators do then: the list of what was reported, hiding, leaving, bringing back."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import images, members, moderation
from domain.errors import _ as mark
from domain.moderation import Subject
from domain.paging import Slice
from domain.permissions import Permission
from web.comments import CommentId
from web.forms import asking, whole
from web.offers import OfferId
from web.render import page, safe_path, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()
MemberId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20
JUDGING: dict[str, Any] = {"reasons": moderation.REASONS, "may_judge": moderation.may_judge}
Next = Annotated[str, Query(alias="next", max_length=500)]
Reason = Annotated[str, Query(max_length=40)]


@router.get("/ideas/{idea_id}/report")
async def ask_about_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask what is wrong with an idea."""
    return await _report_form(visit, session, idea_id=idea_id)


@router.get("/comments/{comment_id}/report")
async def ask_about_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Ask what is wrong with a comment."""
    return await _report_form(visit, session, comment_id=comment_id)


@router.get("/offers/{offer_id}/report")
async def ask_about_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Ask what is wrong with an offer."""
    return await _report_form(visit, session, offer_id=offer_id)


@router.post("/ideas/{idea_id}/report")
async def report_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Report an idea."""
    return await _report(visit, session, idea_id=idea_id)


@router.post("/comments/{comment_id}/report")
async def report_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Report a comment."""
    return await _report(visit, session, comment_id=comment_id)


@router.post("/offers/{offer_id}/report")
async def report_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Report an offer."""
    return await _report(visit, session, offer_id=offer_id)


@router.get("/me/reports")
async def my_reports(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show what the member reported, and what became of it."""
    member = members.require_self(visit.actor)
    found = await moderation.made(session, member, Slice(SHOWN, after=after))
    return page(visit, "moderation/mine.html", page=found, reasons=moderation.REASONS)


@router.get("/moderation")
async def list_reported(visit: Inside, session: Session, after: str | None = None) -> Response:
    """List the texts that were reported and that nobody has looked at, what waits longest first."""
    moderation.require_moderator(visit.actor)
    found = await moderation.reported(session, visit.actor, Slice(SHOWN, after=after))
    offered = [each.offer.id for each in found.items if each.offer]
    pictures = await images.shown(session, visit.actor, offers=offered)
    return page(visit, "moderation/reported.html", page=found, images=pictures, **JUDGING)


@router.get("/moderation/waiting")
async def list_waiting(visit: Inside, session: Session, after: str | None = None) -> Response:
    """List the texts that others see only when a moderator has looked at them, what waits longest first."""
    moderation.require_moderator(visit.actor)
    found = await moderation.waiting(session, visit.actor, Slice(SHOWN, after=after))
    edits = await moderation.held_edits(session, visit.actor, Slice(SHOWN))
    pictured = await moderation.pictured(session, visit.actor, edits.items)
    return page(
        visit,
        "moderation/waiting.html",
        page=found,
        edits=edits.items,
        pictured=pictured,
        sentences=moderation.SENTENCES,
        may_judge=moderation.may_judge,
    )


@router.get("/moderation/hidden")
async def list_hidden(visit: Inside, session: Session, after: str | None = None) -> Response:
    """List what is hidden now, and why."""
    moderation.require_moderator(visit.actor)
    found = await moderation.hidden(session, visit.actor, Slice(SHOWN, after=after))
    pictures = await images.shown(session, visit.actor, offers=[each.offer_id for each in found.items if each.offer_id])
    return page(visit, "moderation/hidden.html", page=found, images=pictures, **JUDGING)


@router.get("/ideas/{idea_id}/hide")
async def ask_to_hide_idea(
    visit: Inside, session: Session, idea_id: IdeaId, reason: Reason = "", back: Next = ""
) -> Response:
    """Ask why an idea shall be hidden."""
    return await _hiding_form(visit, session, {"reason": reason, "next": back}, idea_id=idea_id)


@router.get("/comments/{comment_id}/hide")
async def ask_to_hide_comment(
    visit: Inside, session: Session, comment_id: CommentId, reason: Reason = "", back: Next = ""
) -> Response:
    """Ask why a comment shall be hidden."""
    return await _hiding_form(visit, session, {"reason": reason, "next": back}, comment_id=comment_id)


@router.get("/offers/{offer_id}/hide")
async def ask_to_hide_offer(
    visit: Inside, session: Session, offer_id: OfferId, reason: Reason = "", back: Next = ""
) -> Response:
    """Ask why an offer shall be hidden."""
    return await _hiding_form(visit, session, {"reason": reason, "next": back}, offer_id=offer_id)


@router.post("/ideas/{idea_id}/hide")
async def hide_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Hide an idea."""
    return await _hide(visit, session, idea_id=idea_id)


@router.post("/comments/{comment_id}/hide")
async def hide_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Hide a comment."""
    return await _hide(visit, session, comment_id=comment_id)


@router.post("/offers/{offer_id}/hide")
async def hide_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Hide an offer."""
    return await _hide(visit, session, offer_id=offer_id)


@router.post("/ideas/{idea_id}/restore")
async def restore_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Bring an idea back."""
    idea = await moderation.restore(session, visit.actor, idea_id=idea_id)
    return see_other(visit, safe_path(visit.text("next") or idea.path), mark("Everybody can see it."))


@router.post("/comments/{comment_id}/restore")
async def restore_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Bring a comment back."""
    idea = await moderation.restore(session, visit.actor, comment_id=comment_id)
    back = visit.text("next") or f"{idea.path}#comment-{comment_id}"
    return see_other(visit, safe_path(back), mark("Everybody can see it."))


@router.post("/offers/{offer_id}/restore")
async def restore_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Bring an offer back."""
    idea = await moderation.restore(session, visit.actor, offer_id=offer_id)
    back = visit.text("next") or f"/ideas/{idea.id}/offers#offer-{offer_id}"
    return see_other(visit, safe_path(back), mark("It is seen again as it was."))


@router.post("/ideas/{idea_id}/keep")
async def keep_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Leave an idea where it is, whatever was reported."""
    return await _keep(visit, session, idea_id=idea_id)


@router.post("/comments/{comment_id}/keep")
async def keep_comment(visit: Inside, session: Session, comment_id: CommentId) -> Response:
    """Leave a comment where it is, whatever was reported."""
    return await _keep(visit, session, comment_id=comment_id)


@router.post("/offers/{offer_id}/keep")
async def keep_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Leave an offer where it is, whatever was reported."""
    return await _keep(visit, session, offer_id=offer_id)


@router.get("/moderation/members/{member_id}/suspend")
async def ask_to_suspend(visit: Inside, session: Session, member_id: MemberId) -> Response:
    """Ask for how long and why a member shall only read."""
    members.require_member(visit.actor, Permission.SUSPEND_MEMBER)
    member = await members.visible(session, visit.actor, member_id)
    return page(visit, "moderation/suspend.html", member=member, values={"days": "7"}, errors={})


@router.post("/moderation/members/{member_id}/suspend")
async def suspend_member(visit: Inside, session: Session, member_id: MemberId) -> Response:
    """Let a member only read for some days."""
    days = whole(visit.text("days"), 4) or 0
    async with asking(session) as answer:
        member = await moderation.suspend(session, visit.actor, member_id, days=days, reason=visit.text("reason"))
        return see_other(visit, f"/members/{member.handle}", mark("They can read, and not write, until then."))
    member = await members.visible(session, visit.actor, member_id)
    values = visit.texts("days", "reason")
    return page(visit, "moderation/suspend.html", status=422, member=member, values=values, errors=answer.errors)


@router.post("/moderation/members/{member_id}/lift")
async def lift_suspension(visit: Inside, session: Session, member_id: MemberId) -> Response:
    """Let a member write again."""
    member = await moderation.lift(session, visit.actor, member_id)
    return see_other(visit, f"/members/{member.handle}", mark("They can write again."))


async def _report(visit: Visit, session: AsyncSession, **text: int) -> Response:
    async with asking(session) as answer:
        given = visit.texts("reason", "said")
        await moderation.report(session, visit.actor, reason=given["reason"], said=given["said"], **text)
        path = (await moderation.seen(session, visit.actor, **text)).text.path
        thanks = mark("Thank you. A moderator will look at it, and you find what they say among your reports.")
        return see_other(visit, path, thanks)
    return await _report_form(visit, session, visit.texts("reason", "said"), answer.errors, 422, **text)


async def _report_form(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    **text: int,
) -> Response:
    members.require_member(visit.actor, Permission.REPORT_TEXT)  # visitors are asked to sign in, and see no offers
    subject = await moderation.seen(session, visit.actor, **text)
    moderation.require_may_report(visit.actor, subject.text)
    return await _form(visit, session, "moderation/report.html", subject, values, errors, status)


async def _hide(visit: Visit, session: AsyncSession, **text: int) -> Response:
    async with asking(session) as answer:
        given = visit.texts("reason", "said")
        await moderation.hide(session, visit.actor, reason=given["reason"], said=given["said"], **text)
        subject = await moderation.seen(session, visit.actor, **text)
        back = safe_path(visit.text("next") or subject.text.path)
        return see_other(visit, back, mark("It is out of sight. Its author reads why."))
    return await _hiding_form(visit, session, visit.texts("reason", "said", "next"), answer.errors, 422, **text)


async def _hiding_form(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
    **text: int,
) -> Response:
    moderation.require_moderator(visit.actor)
    subject = await moderation.seen(session, visit.actor, **text)
    moderation.require_may_judge(visit.actor, subject.text)
    hiding = await moderation.standing(session, subject.idea, subject.comment, subject.offer)
    waits = hiding is not None and hiding.waits
    return await _form(visit, session, "moderation/hide.html", subject, values, errors, status, waits=waits)


async def _keep(visit: Visit, session: AsyncSession, **text: int) -> Response:
    await moderation.keep(session, visit.actor, answer=visit.text("answer"), **text)
    return see_other(visit, "/moderation", mark("It stays where it is. Those who reported it read so."))


async def _form(
    visit: Visit,
    session: AsyncSession,
    template: str,
    subject: Subject,
    values: dict[str, Any] | None,
    errors: dict[str, str] | None,
    status: int,
    **more: Any,
) -> Response:
    idea, comment, offer = subject.idea, subject.comment, subject.offer
    pictures = await images.shown(session, visit.actor, offers=[offer.id] if offer else [])
    return page(
        visit,
        template,
        status=status,
        **more,
        idea=idea,
        comment=comment,
        offer=offer,
        images=pictures,
        reasons=moderation.REASONS,
        values=values or {},
        errors=errors or {},
    )
