"""Answering those who ask to build an idea together, and ending what began so."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members, votes
from domain.clock import now
from domain.events import record
from domain.ideas import Idea
from domain.members import Actor
from domain.offers.events import CoAuthorAccepted, CoAuthorDeclined, CoAuthorLeft
from domain.offers.model import NOTE_MOST, Offer, OfferKind
from domain.offers.policy import NothingToAnswer, OfferAnswered, OfferOutOfSight, OffersClosed, require_may_answer
from domain.offers.use_cases.making import count, held
from domain.texts import checked


async def accept(session: AsyncSession, actor: Actor, offer_id: int) -> Offer:
    """Let whoever asks share the idea; their vote is taken back, since support comes from others. Twice is once.

    Raises NotFound, NotTheAuthor, NothingToAnswer, OfferAnswered, OfferOutOfSight, OffersClosed, ManyCoAuthors.
    """
    offer = await _asked(session, actor, offer_id)
    if offer.accepted_at is not None:
        return offer
    if offer.declined_at is not None:
        raise OfferAnswered
    if not ideas.takes_offers(offer.idea):
        raise OffersClosed
    await ideas.add_co_author(session, offer.idea, offer.member_id)
    await votes.release(session, offer.idea, offer.member_id)
    offer.text, offer.accepted_at = "", now(session)
    await session.flush()
    answerer = members.require_self(actor)
    await record(session, CoAuthorAccepted(offer.id, offer.idea_id, offer.member_id, answerer.id))
    return offer


async def decline(session: AsyncSession, actor: Actor, offer_id: int, note: str = "") -> Offer:
    """Tell whoever asks no, with a kind word if there is one; only they read it. Twice is once.

    Raises NotFound, NotTheAuthor, NothingToAnswer, OfferAnswered, OfferOutOfSight, Invalid.
    """
    offer = await _asked(session, actor, offer_id)
    if offer.declined_at is not None:
        return offer
    if offer.accepted_at is not None:
        raise OfferAnswered
    with checked() as problems:
        note = problems.line("note", note, most=NOTE_MOST)
    offer.text, offer.note, offer.declined_at = "", note, now(session)
    await session.flush()
    await count(session, offer.idea_id, -1)
    answerer = members.require_self(actor)
    await record(session, CoAuthorDeclined(offer.id, offer.idea_id, offer.member_id, answerer.id))
    return offer


async def remove_co_author(session: AsyncSession, actor: Actor, idea_id: int, member_id: int) -> Idea:
    """Share the idea with this member no longer; without one nothing changes. Raises NotFound, NotTheAuthor."""
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_answer(actor, idea)
    return await _part(session, actor, idea, member_id)


async def step_down(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Share the idea no longer, which one may always do; without doing so nothing changes. Raises NotFound."""
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    return await _part(session, actor, idea, members.require_self(actor).id)


async def _asked(session: AsyncSession, actor: Actor, offer_id: int) -> Offer:
    offer = await held(session, actor, offer_id)
    require_may_answer(actor, offer.idea)
    if offer.kind is not OfferKind.BUILD:
        raise NothingToAnswer
    if offer.hidden_at is not None:
        raise OfferOutOfSight
    return offer


async def _part(session: AsyncSession, actor: Actor, idea: Idea, member_id: int) -> Idea:
    if member_id not in idea.co_author_ids:
        return idea
    await ideas.drop_co_author(session, idea, member_id)
    await votes.count_shared(session, idea)
    asked = select(Offer).where(Offer.idea_id == idea.id, Offer.member_id == member_id, Offer.kind == OfferKind.BUILD)
    offer = await session.scalar(asked.with_for_update(key_share=True))
    if offer is not None and (offer.accepted_at is not None or (offer.is_open and offer.hidden_at is None)):
        await count(session, idea.id, -1)
        if member_id == actor.id:  # they may ask again one day; whom the author sends away may not
            await session.delete(offer)
        else:
            offer.accepted_at, offer.declined_at = None, now(session)
        await session.flush()
    await record(session, CoAuthorLeft(idea.id, member_id, members.require_self(actor).id))
    return idea
