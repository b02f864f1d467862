"""Having an offer back that one took back, and clearing away what nobody wanted back."""

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.errors import NotFound
from domain.events import record
from domain.members import Actor, Member
from domain.offers.events import TakeBackUndone
from domain.offers.model import Offer
from domain.offers.queries import visible
from domain.offers.use_cases.making import count
from domain.permissions import Permission
from domain.undoing import UNDO_FOR, NothingToUndo


async def undo_take_back(session: AsyncSession, actor: Actor, offer_id: int) -> Offer:
    """Offer again what one took back within a day, with its words and images; also where no new offers are taken.

    Raises NotFound, NothingToUndo for one that stands.
    """
    member = await members.lock(session, members.require_member(actor, Permission.MAKE_OFFER))
    found = await session.scalar(_own(member, offer_id))
    if found is None:
        raise NotFound
    await ideas.visible(session, actor, found.idea_id, lock=True)
    held = _own(member, offer_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    offer = await session.scalar(held)
    if offer is None or offer.hidden_at is not None:
        raise NotFound
    if offer.taken_back_at is None:
        raise NothingToUndo
    if offer.taken_back_at < now(session) - UNDO_FOR:
        raise NotFound
    offer.taken_back_at = None
    await session.flush()
    await count(session, offer.idea_id, 1)
    await record(session, TakeBackUndone(offer.id, offer.idea_id, member.id))
    return await visible(session, actor, offer.id)


async def clear_taken_back(session: AsyncSession) -> None:
    """Drop the offers that were taken back more than a day ago, with their images."""
    over = Offer.taken_back_at < now(session) - UNDO_FOR, Offer.hidden_at.is_(None)
    await session.execute(delete(Offer).where(*over))


def _own(member: Member, offer_id: int) -> Select[Offer]:
    return select(Offer).where(Offer.id == offer_id, Offer.member_id == member.id)
