"""Thanks in the ledger: one for each person whom a card thanks, as long as the card stands.

They come when the card can no longer be taken back without a trace, so that nothing of such a one is kept.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain import rewards
from domain.clock import now
from domain.events import Together
from domain.members import Member
from domain.recognition.events import CardHidden, CardRestored, CardWithdrawn
from domain.recognition.model import CHANGEABLE, CardRecipient, RecognitionCard
from domain.rewards import Award, Code, Entry

CAUSE = "recognition"
_SETTLED_WITHIN = timedelta(hours=2)  # what runs every hour has run by then


@Together
async def follow_cards(
    session: AsyncSession, facts: Sequence[CardWithdrawn | CardHidden | CardRestored], since: Any
) -> None:
    """Bring the thanks of cards that went, or came back, in line with them."""
    await settle_thanks(session, {fact.recognition_id for fact in facts})


async def settle_thanks(session: AsyncSession, card_ids: Collection[int] | None = None) -> int:
    """Enter the thanks that cards brought, and take back those of cards that no longer stand; return how many.

    Of all cards without numbers. Called every hour; done again, nothing more is written.
    """
    moment = now(session)
    fallen = list(await session.scalars(_of(_fallen(), Entry.cause_id, card_ids)))
    made = await rewards.reverse(session, fallen) if fallen else []
    missing = _missing().where(RecognitionCard.sent_at <= moment - CHANGEABLE).order_by(CardRecipient.card_id)
    rows = (await session.execute(_of(missing, CardRecipient.card_id, card_ids))).all()
    if rows:
        made = [*made, *await rewards.award(session, await _awards(session, rows))]
    return len(made)


async def thanks_astray(session: AsyncSession) -> list[int]:
    """Return the cards that brought thanks and haven't stood for hours, or brought somebody the same thanks twice."""
    since = func.coalesce(RecognitionCard.withdrawn_at, RecognitionCard.hidden_at)
    settled = or_(RecognitionCard.id.is_(None), since <= now(session) - _SETTLED_WITHIN)
    fallen = _fallen().with_only_columns(Entry.cause_id).where(settled)
    twice = _standing().with_only_columns(Entry.cause_id).group_by(Entry.cause_id, Entry.member_id)
    return sorted({*await session.scalars(fallen), *await session.scalars(twice.having(func.count() > 1))})


async def _awards(session: AsyncSession, rows: Sequence[Row[Any]]) -> list[Award]:
    book = await rewards.kept_rulebook(session)
    found = []
    for row in rows:
        rule = book.at(Code.THANKED, row.sent_at)
        if rule is not None and rule.amount_at(1):
            found.append(
                Award(
                    member_id=row.member_id,
                    rule=rule,
                    wanted=rule.amount_at(1),
                    occurred_at=row.sent_at,
                    cause_kind=CAUSE,
                    cause_id=row.card_id,
                    generation=row.times + 1,
                )
            )
    return found


def _of(query: Select[Any], card: Any, card_ids: Collection[int] | None) -> Select[Any]:
    return query if card_ids is None else query.where(card.in_(card_ids))


def _entered(entry: Any) -> tuple[Any, ...]:
    # No idea stands behind them, which the index on entries begins with.
    return entry.idea_id.is_(None), entry.code == Code.THANKED.value, entry.reverses_id.is_(None)


def _standing() -> Select[Any]:
    """Return the numbers of entries for thanks that nothing took back."""
    undone = aliased(Entry)
    query = select(Entry.id).outerjoin(undone, undone.reverses_id == Entry.id)
    return query.where(*_entered(Entry), undone.id.is_(None))


def _fallen() -> Select[Any]:
    """Return the numbers of entries for cards that no longer stand, of people who are here."""
    query = _standing().join(Member, and_(Member.id == Entry.member_id, Member.left_at.is_(None)))
    query = query.outerjoin(RecognitionCard, RecognitionCard.id == Entry.cause_id)
    gone = RecognitionCard.withdrawn_at.is_not(None), RecognitionCard.hidden_at.is_not(None)
    return query.where(or_(RecognitionCard.id.is_(None), *gone)).order_by(Entry.id)


def _missing() -> Select[Any]:
    """Return whom standing cards thank without an entry for it, with how often there was one before."""
    mine = Entry.cause_id == CardRecipient.card_id, Entry.member_id == CardRecipient.member_id
    there = _standing().where(*mine).correlate(CardRecipient).exists()
    times = select(func.count()).where(*_entered(Entry), *mine).correlate(CardRecipient).scalar_subquery()
    query = select(CardRecipient.card_id, CardRecipient.member_id, RecognitionCard.sent_at, times.label("times"))
    query = query.join(RecognitionCard, RecognitionCard.id == CardRecipient.card_id)
    query = query.join(Member, and_(Member.id == CardRecipient.member_id, Member.left_at.is_(None)))
    return query.where(RecognitionCard.withdrawn_at.is_(None), RecognitionCard.hidden_at.is_(None), ~there)
