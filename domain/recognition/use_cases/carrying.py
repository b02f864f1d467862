"""Carrying a card away as a badge, and what becomes of that when the card goes."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, members
from domain.badges import Award, BadgeRetired, Showing
from domain.clock import now
from domain.credentials import Testimony
from domain.errors import _
from domain.members import Actor
from domain.recognition.model import BADGE, CardRecipient, CardVisibility, RecognitionCard
from domain.recognition.policy import CardOutOfSight, CardStillOpen, CardWithdrawnAlready, NotThanked, visible_to
from domain.recognition.queries import visible, whole

WITHDRAWN = _("The card that it came from was withdrawn.")
HIDDEN = _("The card that it came from was taken out of sight.")


async def carry(session: AsyncSession, actor: Actor, number: int) -> Award:
    """Give who is thanked a badge of the card, whose document says its value and why. Twice is once.

    Who sent it stands beside it where everybody may read the card. Raises NotFound, NotThanked, CardWithdrawnAlready,
    CardOutOfSight, CardStillOpen, BadgeRetired.
    """
    member = members.require_self(actor)
    card = await visible(session, member, number, lock=True)
    mine = next((each for each in card.recipients if each.member_id == member.id), None)
    if mine is None:
        raise NotThanked
    if card.withdrawn_at is not None:
        raise CardWithdrawnAlready
    if card.hidden_at is not None:
        raise CardOutOfSight
    if now(session) < card.changeable_until:
        raise CardStillOpen
    if mine.award_id is not None:
        award = await badges.by_id(session, mine.award_id)
        if award.revocation is None:
            return award
    made = await badges.bestow(
        session,
        BADGE,
        member,
        by_id=card.sender_id if _is_public(card) else None,
        because=card.because,
        earned_at=card.sent_at,
        key=f"recognition:{card.id}",
        quietly=True,
    )
    if made is None:
        raise BadgeRetired
    mine.award_id = made.id
    await session.flush()
    return made


async def award_of(session: AsyncSession, actor: Actor, card: RecognitionCard) -> UUID | None:
    """Return the name of the badge as which the actor carries the card, None where they don't."""
    mine = next((each.award_id for each in card.recipients if each.member_id == actor.id), None)
    if mine is None:
        return None
    award = await badges.by_id(session, mine)
    return award.name if award.revocation is None else None


async def testify(session: AsyncSession, actor: Actor, award: Award) -> Testimony | None:
    """Return what a badge's card says for it, None of every badge that came from none."""
    found = (await _cards_of(session, actor, [award.id])).get(award.id)
    return Testimony(found[0].value.name, found[0].path if found[1] else None) if found else None


async def showings(session: AsyncSession, actor: Actor, awards: Collection[Award]) -> dict[int, list[Showing]]:
    """Return the pages that show that badges were earned: those of `badges.showings`, else the card they came from.

    As many statements for one as for many; by the award's number, as far as the actor may see them.
    """
    found = await badges.showings(session, actor, awards)
    told = await _cards_of(session, actor, [each.id for each in awards if not found.get(each.id)])
    for number, (card, seen) in told.items():
        if seen:
            found[number] = [Showing(card.value.name, "", card.path, "recognition", card.id)]
    return found


async def _cards_of(
    session: AsyncSession, actor: Actor, award_ids: Collection[int]
) -> dict[int, tuple[RecognitionCard, bool]]:
    """Return the standing cards that were carried away as badges, and whether the actor may see each."""
    if not award_ids:
        return {}
    query = select(RecognitionCard, CardRecipient.award_id).join(CardRecipient)
    query = query.where(CardRecipient.award_id.in_(award_ids), RecognitionCard.withdrawn_at.is_(None))
    cards = {row[1] or 0: row[0] for row in await session.execute(query.options(*whole()))}
    known = select(RecognitionCard.id).where(RecognitionCard.id.in_({each.id for each in cards.values()}))
    seen = set(await session.scalars(known.where(visible_to(actor)))) if cards else set()
    return {number: (card, card.id in seen) for number, card in cards.items()}


async def recall(session: AsyncSession, card: RecognitionCard, reason: str) -> None:
    """Take back every badge as which a card was carried away."""
    carried = select(CardRecipient.award_id).where(CardRecipient.card_id == card.id)
    for number in await session.scalars(carried.where(CardRecipient.award_id.is_not(None))):
        if number is not None:
            await badges.recall(session, number, reason)


def _is_public(card: RecognitionCard) -> bool:
    kept = any(each.declined_at is not None for each in card.recipients)
    return card.visibility is CardVisibility.EVERYONE and not kept
