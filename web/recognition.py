"""Recognition cards: the wall, one card, one's own, writing and printing one, and what sender and recipients may do."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, members, recognition
from domain.clock import now
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.paging import Slice
from domain.recognition import CardVisibility, RecognitionCard
from web.card_faces import Face, about_said, face_of, typed
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.quadrants import QUADRANTS
from web.render import page, see_other
from web.visit import Inside, Session, Visit
from web.written import key_of

router = APIRouter()
RecognitionId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN, FOUND = 20, 8
FIELDS = ("seek", "value", "because", "about", "visibility", "motif", "key")


@router.get("/recognition")
async def show_wall(
    visit: Inside,
    session: Session,
    value: Annotated[str, Query(max_length=20)] = "",
    show: Annotated[str, Query(max_length=9)] = "",
    after: str | None = None,
) -> Response:
    """Show the cards that everyone may read, or with `show=team` those for the reader's teams; by value."""
    visibility = CardVisibility.TEAM if show == "team" and visit.actor.id else CardVisibility.EVERYONE
    number = whole(value)
    wanted = Slice(SHOWN, after=after)
    found = await recognition.wall(session, visit.actor, wanted, value_id=number, visibility=visibility)
    values = await community.values(session, retired=True)
    filters = {"value": "" if number is None else str(number), "show": "team" if show == "team" else ""}
    return page(
        visit,
        "recognition/wall.html",
        page=found,
        faces=await _faces(session, visit, found.items),
        values=[each for each in values if each.retired_at is None or each.id == number],
        filters=filters,
        narrowed=urlencode({name: said for name, said in filters.items() if said}),
        may_send=recognition.may_send(visit.actor),
        may_read_fairness=recognition.may_read_fairness(visit.actor),
    )


@router.get("/me/recognition")
async def show_own(
    visit: Inside, session: Session, show: Annotated[str, Query(max_length=9)] = "", after: str | None = None
) -> Response:
    """Show the cards that thank the reader, or with `show=sent` those that they sent and how many are left."""
    member = members.require_self(visit.actor)
    sent = show == "sent" and recognition.may_send(member)
    listed = recognition.sent if sent else recognition.received
    found = await listed(session, member, Slice(SHOWN, after=after))
    return page(
        visit,
        "recognition/mine.html",
        page=found,
        faces=await _faces(session, visit, found.items),
        show="sent" if sent else "received",
        budget=await recognition.budget(session, member) if sent else None,
        may_send=recognition.may_send(member),
    )


@router.get("/recognition/new")
async def ask_for_card(
    visit: Inside,
    session: Session,
    to: Annotated[str, Query(max_length=40)] = "",
    about: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Ask what a card shall say; `to` is a handle, `about` the address of what it is about."""
    recognition.require_sender(visit.actor)
    chosen = [each.id for each in await members.by_handles(session, [to.lower()])] if to else []
    values = {"about": about, "visibility": CardVisibility.EVERYONE.value}
    return await _form(visit, session, values, chosen)


@router.post("/recognition")
async def send_card(visit: Inside, session: Session) -> Response:
    """Find whom to thank, show how the card will look, or send it: as `do` says."""
    sender = recognition.require_sender(visit.actor)
    values, to = visit.texts(*FIELDS), _chosen(visit)
    if visit.text("do") == "find":
        return await _form(visit, session, values, to)
    preview = visit.text("do") == "preview"
    async with asking(session, Conflict) as answer:
        words = typed(values)
        if not preview:
            card = await recognition.send(session, visit.actor, to, words, key=key_of(visit))
            return see_other(visit, card.path, mark("Sent. For ten minutes you can change it or take it back."))
        recipients, tidy = await recognition.look_over(session, visit.actor, to, words)
        value = await community.value(session, tidy.value_id or 0)
        evidence = await about_said(session, sender, tidy)
        face = Face.coming(sender, recipients, value.name, tidy, now(session), evidence)
        return await _form(visit, session, values, to, face=face)
    return await _form(visit, session, values, to, answer)


@router.get("/recognition/{recognition_id}")
async def show_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Show one card, and what the reader may do with it."""
    card = await recognition.visible(session, visit.actor, recognition_id)
    mine = next((each for each in card.recipients if each.member_id == visit.actor.id), None)
    return page(
        visit,
        "recognition/show.html",
        card=card,
        face=(await _faces(session, visit, [card]))[card.id],
        mine=mine,
        may_change=recognition.may_change(visit.actor, card, now(session)),
        may_carry=recognition.may_carry(visit.actor, card, now(session)),
        carried=await recognition.award_of(session, visit.actor, card),
        may_withdraw=recognition.may_withdraw(visit.actor, card),
        may_report=recognition.may_report(visit.actor, card),
        may_moderate=recognition.may_moderate(visit.actor, card),
        visibilities=recognition.VISIBILITIES,
    )


@router.get("/recognition/{recognition_id}/print")
async def print_card(
    visit: Inside, session: Session, recognition_id: RecognitionId, size: Annotated[str, Query(max_length=2)] = ""
) -> Response:
    """Show a card as a sheet of A5, or with `size=a6` of A6, with room to write by hand."""
    card = await recognition.visible(session, visit.actor, recognition_id)
    face = (await _faces(session, visit, [card]))[card.id]
    return page(visit, "recognition/print.html", card=card, face=face, size="a6" if size == "a6" else "a5")


@router.get("/recognition/{recognition_id}/edit")
async def ask_for_change(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Ask what a card shall say instead."""
    card = await _own(visit, session, recognition_id)
    if not recognition.may_change(visit.actor, card, now(session)):
        raise recognition.CardSealed
    about = recognition.about_of(card)
    seen = await recognition.evidence_of(session, visit.actor, [card])
    values = {
        "value": str(card.value_id),
        "because": card.because,
        "about": seen[card.id].path if about and card.id in seen else "",
        "visibility": card.visibility.value,
        "motif": card.motif.value if card.motif else "",
    }
    return await _form(visit, session, values, [], card=card)


@router.post("/recognition/{recognition_id}/edit")
async def revise_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Change what a card says within its ten minutes."""
    values = visit.texts(*FIELDS)
    async with asking(session, Conflict) as answer:
        card = await recognition.revise(session, visit.actor, recognition_id, typed(values))
        return see_other(visit, card.path, mark("Changed."))
    card = await _own(visit, session, recognition_id)
    return await _form(visit, session, values, [], answer, card=card)


@router.post("/recognition/{recognition_id}/take-back")
async def take_back_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Take a card back within its ten minutes."""
    await recognition.take_back(session, visit.actor, recognition_id)
    return see_other(visit, "/me/recognition?show=sent", mark("Taken back. It counts for nothing."))


@router.get("/recognition/{recognition_id}/withdraw")
async def ask_why(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Ask why a card is withdrawn."""
    card = await _own(visit, session, recognition_id)
    return page(visit, "recognition/withdraw.html", card=card, values={}, errors={})


@router.post("/recognition/{recognition_id}/withdraw")
async def withdraw_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Withdraw a card with a reason."""
    async with asking(session) as answer:
        card = await recognition.withdraw(session, visit.actor, recognition_id, visit.text("reason"))
        return see_other(visit, card.path, mark("Withdrawn. Its place says why."))
    card = await _own(visit, session, recognition_id)
    values = visit.texts("reason")
    return page(visit, "recognition/withdraw.html", status=422, card=card, values=values, errors=answer.errors)


@router.post("/recognition/{recognition_id}/publication")
async def choose_publication(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Decline that others read a card, or with `do=allow` allow it again."""
    declined = visit.text("do") != "allow"
    card = await recognition.choose_publication(session, visit.actor, recognition_id, declined=declined)
    kept, shared = mark("It stays between you now."), mark("Others may read it now, if it was meant for them.")
    return see_other(visit, card.path, kept if declined else shared)


@router.post("/recognition/{recognition_id}/carry")
async def carry_card(visit: Inside, session: Session, recognition_id: RecognitionId) -> Response:
    """Give whom a card thanks a badge of it, to take away."""
    award = await recognition.carry(session, visit.actor, recognition_id)
    return see_other(visit, award.path, mark("It is yours to take away. Signing it takes a moment."))


def _chosen(visit: Visit) -> list[int]:
    return [number for name, value in visit.fields() if name == "to" and (number := whole(value)) is not None][:20]


async def _own(visit: Visit, session: AsyncSession, number: int) -> RecognitionCard:
    members.require_self(visit.actor)
    card = await recognition.visible(session, visit.actor, number)
    if card.sender_id != visit.actor.id:
        raise recognition.NotTheSender
    if card.withdrawn_at is not None:
        raise recognition.CardWithdrawnAlready
    return card


async def _faces(session: AsyncSession, visit: Visit, cards: Any) -> dict[int, Face]:
    seen = await recognition.evidence_of(session, visit.actor, cards)
    return {card.id: face_of(card, seen.get(card.id)) for card in cards}


async def _form(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str],
    to: list[int],
    answer: Answer | None = None,
    *,
    face: Face | None = None,
    card: RecognitionCard | None = None,
) -> Response:
    sender = recognition.require_sender(visit.actor)
    known = await members.by_ids(session, to)
    chosen = [known[number] for number in to if number in known and known[number].left_at is None]
    seek = values.get("seek", "").strip()[:60]
    sought = await members.listed(session, sender, Slice(FOUND + len(chosen) + 1), words=seek) if seek else None
    found = [
        each
        for each in (sought.items if sought else [])
        if not each.imported and each.id != sender.id and each.id not in to
    ]
    offered = await community.values(session)
    if card is not None and all(each.id != card.value_id for each in offered):
        offered.append(card.value)
    return page(
        visit,
        "recognition/form.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        card=card,
        face=face,
        chosen=chosen,
        found=found[:FOUND],
        seek=seek,
        values={"key": ""} | values,
        errors=answer.errors if answer else {},
        offered=offered,
        visibilities=recognition.VISIBILITIES,
        motifs=QUADRANTS,
        needs_evidence=recognition.needs_evidence(sender),
        budget=await recognition.budget(session, sender),
    )
