"""Complaining about a card, and what moderators do then: hide it, leave it, bring it back."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, moderation
from domain.clock import now
from domain.events import record
from domain.members import Actor, Member
from domain.moderation import NothingToSettle, ReportOutcome, ReportReason
from domain.permissions import Permission
from domain.recognition.events import CardHidden, CardReported, CardReportSettled, CardRestored
from domain.recognition.model import CardReport, RecognitionCard
from domain.recognition.policy import require_may_moderate, require_may_report
from domain.recognition.queries import visible
from domain.recognition.use_cases.carrying import HIDDEN, recall

_DESK = moderation.Desk(
    CardReport,
    made=lambda row: CardReported(row.id, row.card_id, row.member_id),
    settled=lambda row, moderator, outcome: CardReportSettled(
        row.id, row.card_id, row.member_id, moderator.id, outcome.value
    ),
)


async def report(
    session: AsyncSession, actor: Actor, number: int, *, reason: ReportReason | str, said: str = ""
) -> CardReport:
    """Complain about a card; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnCard, ReportSettledAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    # Held, so that no report comes about a card that is just being hidden or withdrawn.
    card = await visible(session, member, number, lock=True)
    require_may_report(member, card)
    return await _DESK.complain(session, member, {"card_id": card.id}, reason, said)


async def keep(session: AsyncSession, actor: Actor, number: int, *, answer: str = "") -> RecognitionCard:
    """Settle the open reports about a card by leaving it; the reporters read the `answer`.

    Raises NotFound, ConcernsThem, NothingToSettle, Invalid.
    """
    moderator, card = await _moderated(session, actor, number)
    await _DESK.leave(session, moderator, {"card_id": card.id}, answer)
    return card


async def hide(
    session: AsyncSession, actor: Actor, number: int, *, reason: ReportReason | str, said: str = ""
) -> RecognitionCard:
    """Take a card out of sight and settle what was reported; its sender and recipients keep it and read what is said.

    Hiding twice is once. Raises NotFound, ConcernsThem, NothingToSettle for one that was withdrawn, Invalid.
    """
    moderator, card = await _moderated(session, actor, number)
    known, said = moderation.why_hidden(reason, said)
    if card.hidden_at is not None:
        return card
    if card.withdrawn_at is not None:
        raise NothingToSettle
    card.hide(moderator, now(session), known, said)
    await session.flush()
    await recall(session, card, HIDDEN)
    await record(session, CardHidden(card.id, card.sender_id, moderator.id, known.value))
    await _DESK.settle(session, moderator, {"card_id": card.id}, ReportOutcome.HIDDEN)
    return card


async def restore(session: AsyncSession, actor: Actor, number: int) -> RecognitionCard:
    """Bring a hidden card back as it was; of one that isn't hidden nothing changes.

    Raises NotFound, ConcernsThem.
    """
    moderator, card = await _moderated(session, actor, number)
    if card.hidden_at is not None:
        card.restore()
        await session.flush()
        await record(session, CardRestored(card.id, card.sender_id, moderator.id))
    return card


async def _moderated(session: AsyncSession, actor: Actor, number: int) -> tuple[Member, RecognitionCard]:
    moderator = moderation.require_moderator(actor)
    card = await visible(session, moderator, number, lock=True)
    return require_may_moderate(moderator, card), card
