"""Offering to take part, taking it back, and leaving with all one offered."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.events import record
from domain.ideas import IdeaCounters
from domain.members import Actor, Member
from domain.offers.events import OfferMade, OfferTakenBack
from domain.offers.model import TEXT_LEAST, TEXT_MOST, Offer, OfferKind
from domain.offers.policy import OfferAnswered, OfferOutOfSight, counts, require_may_offer, require_may_take_back
from domain.offers.queries import visible
from domain.permissions import Permission
from domain.texts import checked


async def make(session: AsyncSession, actor: Actor, idea_id: int, kind: OfferKind, text: str = "") -> Offer:
    """Offer to take part in an idea as it asks for; offering again changes the words.

    Raises NotFound, OfferOnOwnIdea, OffersClosed, OtherCall, OfferAnswered, OfferOutOfSight, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.MAKE_OFFER))
    idea = await ideas.visible(session, actor, idea_id, share=True)
    await members.spend(session, f"offer:{member.id}", 30, timedelta(hours=1))
    require_may_offer(actor, idea, kind)
    with checked() as problems:
        text = problems.text("text", text, least=TEXT_LEAST[kind], most=TEXT_MOST)
    mine = select(Offer).where(Offer.idea_id == idea.id, Offer.member_id == member.id, Offer.kind == kind)
    offer = await session.scalar(mine.with_for_update(key_share=True).execution_options(populate_existing=True))
    if offer is not None and offer.taken_back_at is not None and offer.hidden_at is None:
        await session.delete(offer)  # a new one takes its place, without its images and what was said of it
        await session.flush()
        offer = None
    if offer is None:
        offer = Offer(idea_id=idea.id, member_id=member.id, kind=kind, text=text, made_at=now(session))
        session.add(offer)
        await session.flush()
        await count(session, idea.id, 1)
        await record(session, OfferMade(offer.id, idea.id, member.id, kind))
    elif offer.declined_at is not None:
        raise OfferAnswered
    elif offer.hidden_at is not None:
        raise OfferOutOfSight
    else:
        offer.text = text
    await session.flush()
    return await visible(session, actor, offer.id)


async def take_back(session: AsyncSession, actor: Actor, offer_id: int) -> Offer:
    """Take one's offer back, which can be undone for a day, or somebody's away as product team, for good.

    Of one that a moderator hid, its place stays without words, so that it isn't made again.

    Raises NotFound, NotYourOffer, OfferAnswered.
    """
    offer = await held(session, actor, offer_id)
    require_may_take_back(actor, offer)
    taker = members.require_self(actor)
    if offer.hidden_at is not None:
        offer.text, offer.taken_back_at = "", now(session)
    elif offer.member_id == taker.id:
        offer.taken_back_at = now(session)
    else:
        await session.delete(offer)
    await session.flush()
    if offer.hidden_at is None:
        await count(session, offer.idea_id, -1)
    await record(session, OfferTakenBack(offer.id, offer.idea_id, offer.member_id, taker.id, offer.kind))
    return offer


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop all that the member offered; ideas they share keep them, under no name, as their own ideas do."""
    gone = delete(Offer).where(Offer.member_id == member.id).returning(Offer.idea_id, counts())
    idea_ids = sorted(idea_id for idea_id, counted in (await session.execute(gone)).tuples() if counted)
    for idea_id in idea_ids:  # in one order everywhere, so that two who leave don't wait for each other in a circle
        await count(session, idea_id, -1)


async def hide(session: AsyncSession, offer: Offer) -> None:
    """Take an offer out of sight. Whoever calls holds it after its idea, and has allowed it."""
    offer.hidden_at = now(session)
    await session.flush()
    await count(session, offer.idea_id, -1)


async def restore(session: AsyncSession, offer: Offer) -> None:
    """Bring a hidden offer back as it was. Whoever calls holds it after its idea, and has allowed it."""
    offer.hidden_at = None
    await session.flush()
    await count(session, offer.idea_id, 1)


async def held(session: AsyncSession, actor: Actor, offer_id: int) -> Offer:
    """Return an offer, held for a change after its idea, in the order in which all hold them.

    Raises SignInNeeded, NotFound.
    """
    members.require_self(actor)
    offer = await visible(session, actor, offer_id)
    await ideas.visible(session, actor, offer.idea_id, lock=True)
    return await visible(session, actor, offer_id, lock=True)


async def count(session: AsyncSession, idea_id: int, by: int) -> None:
    """Let the idea's counter follow its offers."""
    await session.execute(
        update(IdeaCounters).where(IdeaCounters.idea_id == idea_id).values(offers=IdeaCounters.offers + by)
    )
