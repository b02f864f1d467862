"""Reporting a card and what moderators do then; and how thanks are spread, for the sponsor and admins."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import fairness, members, moderation, recognition
from domain.errors import _ as mark
from domain.paging import Page, Slice
from domain.recognition import CardReport
from web.card_faces import face_of
from web.forms import Answer, asking
from web.recognition import SHOWN, RecognitionId
from web.render import page, safe_path, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
Reason = Annotated[str, Query(max_length=40)]


@router.get("/recognition/fairness")
async def show_fairness(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show cards by team, who exchanged many, who was thanked by nobody, and which cases wait too long."""
    recognition.require_may_read_fairness(visit.actor)
    return page(
        visit,
        "recognition/fairness.html",
        page=await recognition.overlooked(session, visit.actor, Slice(SHOWN, after=after)),
        teams=await recognition.by_team(session, visit.actor),
        pairs=await recognition.pairs(session, visit.actor),
        late=await fairness.late(session, visit.actor),
        may_send=recognition.may_send(visit.actor),
    )


@router.get("/recognition/{recognition_id}/report")
async def ask_what_is_wrong(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Ask what is wrong with a card."""
    return await _report_form(visit, session, recognition_id, {}, Answer())


@router.post("/recognition/{recognition_id}/report")
async def report_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Report a card."""
    given = visit.texts("reason", "said")
    async with asking(session) as answer:
        report = await recognition.report(session, visit.actor, recognition_id, **given)
        done = mark("Thank you. A moderator will look at it, and you find what they say among your reports.")
        return see_other(visit, f"/recognition/{report.card_id}", done)
    return await _report_form(visit, session, recognition_id, given, answer, 422)


@router.get("/me/reports/cards")
async def my_reports(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show which cards the member reported, and what became of it."""
    member = members.require_self(visit.actor)
    found = await recognition.reports_made(session, member, Slice(SHOWN, after=after))
    return page(visit, "recognition/my_reports.html", page=found, reasons=moderation.REASONS)


@router.get("/moderation/cards")
async def list_reported(
    visit: Inside, session: Session, show: Annotated[str, Query(max_length=9)] = "", after: str | None = None
) -> Response:
    """List the cards that were reported and that nobody has looked at, or with `show=hidden` those out of sight."""
    moderation.require_moderator(visit.actor)
    wanted, hidden = Slice(SHOWN, after=after), show == "hidden"
    reports: dict[int, list[CardReport]] = {}
    found: Page[Any]
    if hidden:
        found = await recognition.hidden(session, visit.actor, wanted)
        cards = list(found.items)
    else:
        found = await recognition.reported(session, visit.actor, wanted)
        cards, reports = [each.card for each in found.items], {each.card.id: each.reports for each in found.items}
    seen = await recognition.evidence_of(session, visit.actor, cards)
    return page(
        visit,
        "recognition/reported.html",
        page=found,
        cards=cards,
        reports=reports,
        faces={card.id: face_of(card, seen.get(card.id)) for card in cards},
        hidden=hidden,
        reasons=moderation.REASONS,
    )


@router.get("/recognition/{recognition_id}/hide")
async def ask_to_hide(visit: Inside, session: Session, recognition_id: RecognitionId, reason: Reason = "") -> Response:
    """Ask why a card shall be hidden."""
    return await _hiding_form(visit, session, recognition_id, {"reason": reason}, Answer())


@router.post("/recognition/{recognition_id}/hide")
async def hide_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Hide a card."""
    given = visit.texts("reason", "said")
    async with asking(session) as answer:
        card = await recognition.hide(session, visit.actor, recognition_id, **given)
        return see_other(visit, card.path, mark("It is out of sight. Its sender and whom it thanks read why."))
    return await _hiding_form(visit, session, recognition_id, given, answer, 422)


@router.post("/recognition/{recognition_id}/keep")
async def keep_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Leave a card where it is, whatever was reported."""
    await recognition.keep(session, visit.actor, recognition_id, answer=visit.text("answer"))
    return see_other(visit, "/moderation/cards", mark("It stays where it is. Those who reported it read so."))


@router.post("/recognition/{recognition_id}/restore")
async def restore_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Bring a card back."""
    card = await recognition.restore(session, visit.actor, recognition_id)
    return see_other(visit, safe_path(visit.text("next") or card.path), mark("It can be read again."))


async def _report_form(
    visit: Visit, session: AsyncSession, number: int, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    card = await recognition.visible(session, visit.actor, number)
    recognition.require_may_report(visit.actor, card)
    template = "recognition/report.html"
    return page(
        visit, template, status=status, card=card, values=values, errors=answer.errors, reasons=moderation.REASONS
    )


async def _hiding_form(
    visit: Visit, session: AsyncSession, number: int, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    moderation.require_moderator(visit.actor)
    card = await recognition.visible(session, visit.actor, number)
    template = "recognition/hide.html"
    return page(
        visit, template, status=status, card=card, values=values, errors=answer.errors, reasons=moderation.REASONS
    )
