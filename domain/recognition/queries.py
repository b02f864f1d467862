"""Reading recognition cards: the wall, one's own, one, and what was reported."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from domain import moderation
from domain.errors import NotFound
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.permissions import Permission, require
from domain.recognition.model import (
    RECIPIENTS_MOST,
    SAME_PERSON_MOST,
    CardRecipient,
    CardReport,
    CardVisibility,
    RecognitionCard,
)
from domain.recognition.policy import published, visible_to

_LATEST: Order[RecognitionCard] = Order("recognition", (RecognitionCard.id,), lambda card: (card.id,), (int,))
_LAST_REPORTED: Order[CardReport] = Order("my_card_reports", (CardReport.id,), lambda row: (row.id,), (int,))


@dataclass(frozen=True)
class ReportedCard:
    """A card with all open reports about it, oldest first."""

    card: RecognitionCard
    reports: list[CardReport]


def whole() -> tuple[Any, ...]:
    """Return what loads all that is shown of a card."""
    return (
        joinedload(RecognitionCard.sender, innerjoin=True),
        joinedload(RecognitionCard.value, innerjoin=True),
        selectinload(RecognitionCard.recipients).joinedload(CardRecipient.member, innerjoin=True),
    )


def _seen(actor: Actor) -> Select[RecognitionCard]:
    return select(RecognitionCard).where(visible_to(actor)).options(*whole())


async def visible(session: AsyncSession, actor: Actor, number: int, *, lock: bool = False) -> RecognitionCard:
    """Return one card with its people and value; raises NotFound. `lock` holds it for a change."""
    query = _seen(actor).where(RecognitionCard.id == number)
    if lock:
        query = query.with_for_update(of=RecognitionCard).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, RecognitionCard]:
    """Return those of the cards that the actor may know of, with their people and values, by number."""
    return {card.id: card for card in await session.scalars(_seen(actor).where(RecognitionCard.id.in_(ids)))}


async def wall(
    session: AsyncSession,
    actor: Actor,
    wanted: Slice,
    *,
    value_id: int | None = None,
    visibility: CardVisibility = CardVisibility.EVERYONE,
) -> Page[RecognitionCard]:
    """Return a page of the cards that everyone may read, latest first; with another visibility, of that one's.

    What is withdrawn, hidden or not to be published hangs on no wall.
    """
    query = _seen(actor).where(RecognitionCard.visibility == visibility, published())
    query = query.where(RecognitionCard.withdrawn_at.is_(None))
    if value_id is not None:
        query = query.where(RecognitionCard.value_id == value_id)
    return await page(session, query, _LATEST, wanted)


async def received(session: AsyncSession, member: Member, wanted: Slice) -> Page[RecognitionCard]:
    """Return a page of the cards that thank the member, latest first; hidden ones and the places of withdrawn too."""
    to_them = select(CardRecipient.card_id).where(CardRecipient.member_id == member.id)
    return await page(session, _seen(member).where(RecognitionCard.id.in_(to_them)), _LATEST, wanted)


async def sent(session: AsyncSession, member: Member, wanted: Slice) -> Page[RecognitionCard]:
    """Return a page of the cards that the member sent, latest first."""
    return await page(session, _seen(member).where(RecognitionCard.sender_id == member.id), _LATEST, wanted)


def _reports() -> Select[CardReport]:
    card = contains_eager(CardReport.card).options(*whole())
    return select(CardReport).join(CardReport.card).options(card, joinedload(CardReport.member, innerjoin=True))


async def reported(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[ReportedCard]:
    """Return a page of the cards with open reports, what was reported first at the top; raises NotAllowed."""
    require(actor, Permission.MODERATE)
    found = await moderation.by_subject(session, _reports(), (CardReport.card_id,), wanted)
    return found.holding([ReportedCard(of[0].card, of) for of in found.items])


async def hidden(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[RecognitionCard]:
    """Return a page of the cards that are out of sight, latest first; raises NotAllowed for all but moderators."""
    require(actor, Permission.MODERATE)
    return await page(session, _seen(actor).where(RecognitionCard.hidden_at.is_not(None)), _LATEST, wanted)


def number_reported() -> ScalarSelect[int]:
    """Return how many cards a moderator has to look at, in SQL; for moderators to know."""
    query = select(func.count(CardReport.card_id.distinct())).where(CardReport.settled_at.is_(None))
    return query.scalar_subquery()


async def reports_made(session: AsyncSession, member: Member, wanted: Slice) -> Page[CardReport]:
    """Return a page of the reports of cards that the member made, latest first."""
    return await page(session, _reports().where(CardReport.member_id == member.id), _LAST_REPORTED, wanted)


async def astray(session: AsyncSession) -> list[int]:
    """Return the cards that thank nobody, too many or their sender, or one person too often in a quarter."""
    people = func.count(CardRecipient.member_id)
    by_card = select(RecognitionCard.id).outerjoin(CardRecipient, CardRecipient.card_id == RecognitionCard.id)
    to_self = func.bool_or(CardRecipient.member_id == RecognitionCard.sender_id)
    wrong = by_card.group_by(RecognitionCard.id).having((people < 1) | (people > RECIPIENTS_MOST) | to_self)
    quarter = func.date_trunc("quarter", RecognitionCard.sent_on)
    often = select(func.max(RecognitionCard.id)).join(CardRecipient, CardRecipient.card_id == RecognitionCard.id)
    often = often.group_by(RecognitionCard.sender_id, CardRecipient.member_id, quarter)
    often = often.having(func.count() > SAME_PERSON_MOST)
    return sorted({*await session.scalars(wrong), *await session.scalars(often)})


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the cards that the member sent, with all that they say."""
    query = select(RecognitionCard).where(RecognitionCard.sender_id == member.id).order_by(RecognitionCard.id)
    return [_kept(card) for card in await session.scalars(query.options(*whole()))]


async def thanked(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the cards that thank the member, by number of who sent them, and whether others may read them."""
    query = select(RecognitionCard, CardRecipient.declined_at)
    query = query.join(CardRecipient, CardRecipient.card_id == RecognitionCard.id)
    query = query.where(CardRecipient.member_id == member.id).order_by(RecognitionCard.id)
    rows = await session.execute(query.options(*whole()))
    return [_kept(card) | {"declined_publication_at": declined_at} for card, declined_at in rows]


async def complained(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the reports of cards that the member made, and what became of them."""
    rows = await session.scalars(select(CardReport).where(CardReport.member_id == member.id).order_by(CardReport.id))
    names = ("card_id", "reason", "said", "made_at", "settled_at", "outcome", "answer")
    return [{name.removesuffix("_id"): getattr(row, name) for name in names} for row in rows]


def _kept(card: RecognitionCard) -> dict[str, Any]:
    return {
        "card": card.id,
        "from": card.sender_id,
        "to": [each.member_id for each in card.recipients],
        "value": card.value.name,
        "because": card.because,
        "idea": card.idea_id,
        "experiment": card.experiment_id,
        "learning_card": card.learning_card_id,
        "visibility": card.visibility,
        "motif": card.motif,
        "sent_at": card.sent_at,
        "withdrawn_at": card.withdrawn_at,
        "withdrawn_reason": card.withdrawn_reason,
        "hidden_at": card.hidden_at,
        "hidden_said": card.hidden_said,
    }
