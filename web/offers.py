"""Taking part in an idea from its page: offering, taking back, answering who asks, and parting again."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import encounters, ideas, images, members, moderation, offers
from domain.errors import Conflict, NotAllowed, NotFound
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.offers import OfferKind
from domain.paging import Slice
from web.calls import CALLS, taking_part
from web.forms import asking
from web.ideas import IdeaId, idea_page, kept_discussion
from web.render import page, safe_path, see_other
from web.slots import OFFER, chosen
from web.visit import Inside, Session, Visit

router = APIRouter()
OfferId = Annotated[int, Path(ge=1, lt=2**63)]
CoAuthorId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20


@router.get("/ideas/{idea_id}/offers")
async def list_offers(
    visit: Inside, session: Session, idea_id: IdeaId, kind: str = "", after: str | None = None
) -> Response:
    """List who wants to take part, as far as the reader may know."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    if idea.is_draft:
        raise NotFound
    chosen = OfferKind(kind) if kind in set(OfferKind) else None
    found = await offers.listed(session, visit.actor, idea, Slice(SHOWN, after=after), kind=chosen)
    return page(
        visit,
        "offers/list.html",
        page=found,
        kind=chosen or "",
        images=await images.shown(session, visit.actor, offers=[each.id for each in found.items]),
        removable={each.id for each in found.items if offers.may_take_back(visit.actor, each)},
        reportable={each.id for each in found.items if moderation.may_report(visit.actor, each)},
        hideable={each.id for each in found.items if moderation.may_judge(visit.actor, each)},
        hidings=await moderation.standing_on_offers(session, [each.id for each in found.items if each.hidden_at]),
        co_authors=await ideas.co_authors(session, idea),
        **await taking_part(session, visit.actor, idea),
    )


@router.post("/ideas/{idea_id}/offers")
async def make_offer(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Offer to take part, or change the words of one's offer."""
    kind = visit.text("kind")
    if kind not in set(OfferKind):
        raise offers.OtherCall
    here = await chosen(visit, session, OFFER)
    async with asking(session, Conflict) as answer:
        offer = await offers.make(session, visit.actor, idea_id, OfferKind(kind), visit.text("offer"))
        wanted = here.arrangement
        await images.place(session, visit.actor, wanted.described, wanted.removed, offer_id=offer.id)
        here.require_taken()
    idea = await ideas.visible(session, visit.actor, idea_id)
    if answer.refused is None:
        return await _card(visit, session, idea, mark(CALLS[kind].done))
    if idea.is_draft:
        raise answer.refused
    errors = {"offer" if name == "text" else name: sentence for name, sentence in answer.errors.items()}
    refused = {"offer_values": visit.texts("offer"), "offer_errors": errors, "offer_slots": here.slots}
    status = 409 if isinstance(answer.refused, Conflict) else 422
    if visit.by_script:
        context = await taking_part(session, visit.actor, idea) | refused
        return page(visit, "offers/_take_part.html", status=status, **context)
    met = await encounters.meet(session, visit.actor, idea_id)
    below = await kept_discussion(visit, session, met)
    return await idea_page(visit, session, met, discussion=below, status=status, refused_offer=refused)


@router.post("/offers/{offer_id}/take-back")
async def take_back_offer(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Take an offer back."""
    offer = await offers.take_back(session, visit.actor, offer_id)
    mine = offer.taken_back_at is not None and offer.hidden_at is None
    undo = f"/offers/{offer.id}/take-back/undo" if mine else ""
    if visit.by_script:
        idea = await ideas.visible(session, visit.actor, offer.idea_id)
        return await _card(visit, session, idea, mark("The offer is gone."), undo)
    return see_other(visit, safe_path(visit.text("next") or offer.idea.path), mark("The offer is gone."), undo)


@router.post("/offers/{offer_id}/take-back/undo")
async def undo_taking_back(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Offer again what was taken back within a day."""
    offer = await offers.undo_take_back(session, visit.actor, offer_id)
    if visit.by_script:
        idea = await ideas.visible(session, visit.actor, offer.idea_id)
        return await _card(visit, session, idea, mark("Your offer is there again."))
    back = safe_path(visit.text("next") or f"{offer.idea.path}#take-part")
    return see_other(visit, back, mark("Your offer is there again."))


@router.post("/offers/{offer_id}/accept")
async def accept_co_author(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Share one's idea with whoever asks."""
    offer = await offers.accept(session, visit.actor, offer_id)
    return see_other(
        visit, f"/ideas/{offer.idea_id}/offers", mark("You share this idea now. Their name stands beside yours.")
    )


@router.get("/offers/{offer_id}/decline")
async def ask_to_decline(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Ask for a kind word before saying no."""
    offer = await _waiting(visit, session, offer_id)
    return page(visit, "offers/decline.html", offer=offer, values={}, errors={})


@router.post("/offers/{offer_id}/decline")
async def decline_co_author(visit: Inside, session: Session, offer_id: OfferId) -> Response:
    """Say no to whoever asks."""
    async with asking(session) as answer:
        offer = await offers.decline(session, visit.actor, offer_id, visit.text("note"))
        return see_other(visit, f"/ideas/{offer.idea_id}/offers", mark("You said no. Only they hear of it."))
    offer = await _waiting(visit, session, offer_id)
    return page(visit, "offers/decline.html", status=422, offer=offer, values=visit.texts("note"), errors=answer.errors)


@router.get("/ideas/{idea_id}/co-authors/{co_author_id}/remove")
async def ask_to_part(visit: Inside, session: Session, idea_id: IdeaId, co_author_id: CoAuthorId) -> Response:
    """Ask before parting from a co-author."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    offers.require_may_answer(visit.actor, idea)
    who = next((each for each in await ideas.co_authors(session, idea) if each.id == co_author_id), None)
    if who is None:
        raise NotFound
    return page(visit, "offers/part.html", idea=idea, who=who)


@router.post("/ideas/{idea_id}/co-authors/{co_author_id}/remove")
async def remove_co_author(visit: Inside, session: Session, idea_id: IdeaId, co_author_id: CoAuthorId) -> Response:
    """Share the idea with a co-author no longer."""
    idea = await offers.remove_co_author(session, visit.actor, idea_id, co_author_id)
    return see_other(visit, idea.path, mark("You no longer share this idea with them."))


@router.get("/ideas/{idea_id}/step-down")
async def ask_to_step_down(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask before stepping down as co-author."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    me = members.require_self(visit.actor)
    if me.id not in idea.co_author_ids:
        raise NotAllowed
    return page(visit, "offers/part.html", idea=idea, who=me)


@router.post("/ideas/{idea_id}/step-down")
async def step_down(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Share an idea of somebody else's no longer."""
    idea = await offers.step_down(session, visit.actor, idea_id)
    return see_other(visit, idea.path, mark("You no longer share this idea."))


async def _card(visit: Visit, session: AsyncSession, idea: Idea, said: str, undo: str = "") -> Response:
    if not visit.by_script:
        return see_other(visit, f"{idea.path}#take-part", said)
    shown = await taking_part(session, visit.actor, idea) | {"said": said, "undo": undo}
    return page(visit, "offers/_take_part.html", **shown)


async def _waiting(visit: Visit, session: AsyncSession, offer_id: int) -> offers.Offer:
    members.require_self(visit.actor)
    offer = await offers.visible(session, visit.actor, offer_id)
    idea = await ideas.visible(session, visit.actor, offer.idea_id)
    offers.require_may_answer(visit.actor, idea)
    if not offer.is_waiting:
        raise offers.OfferAnswered
    return offer
