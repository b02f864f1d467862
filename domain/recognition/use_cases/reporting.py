"""Complaining about a card, and what moderators do then: hide it, leave it, bring it back."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, moderation
from domain.clock import now
from domain.errors import NotFound
from domain.events import record
from domain.members import Actor, Member
from domain.moderation import ReportOutcome, ReportReason
from domain.permissions import Permission
from domain.recognition.events import CardHidden, CardReported, CardReportSettled, CardRestored
from domain.recognition.model import REASON_MOST, CardReport, RecognitionCard
from domain.recognition.policy import (
    CardReportedAlready,
    ConcernsThem,
    NothingReported,
    OwnCard,
    may_moderate,
    may_report,
)
from domain.recognition.queries import visible
from domain.recognition.use_cases.carrying import HIDDEN, recall
from domain.texts import checked


async def report(
    session: AsyncSession, actor: Actor, number: int, *, reason: ReportReason | str, said: str = ""
) -> CardReport:
    """Complain about a card; again, while nobody has looked, changes what one said.

    Raises NotFound, OwnCard, CardReportedAlready, Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.REPORT_TEXT))
    card = await visible(session, member, number)
    await members.spend(session, f"report:{member.id}", 20, timedelta(hours=1))
    require_may_report(member, card)
    with checked() as problems:
        known, said = moderation.complaint(problems, reason, said)
    found = await session.scalar(
        select(CardReport).where(CardReport.card_id == card.id, CardReport.member_id == member.id)
    )
    if found is None:
        found = CardReport(card_id=card.id, member_id=member.id, reason=known, said=said, made_at=now(session))
        session.add(found)
        await session.flush()
        await record(session, CardReported(found.id, card.id, member.id))
    elif found.settled_at is not None:
        raise CardReportedAlready
    else:
        found.reason, found.said = known, said
        await session.flush()
    return found


async def keep(session: AsyncSession, actor: Actor, number: int, *, answer: str = "") -> RecognitionCard:
    """Settle the open reports about a card by leaving it; the reporters read the `answer`.

    Raises NotFound, ConcernsThem, NothingReported, Invalid.
    """
    moderator, card = await _moderated(session, actor, number)
    with checked() as problems:
        answer = problems.line("answer", answer, most=REASON_MOST)
    if not await _settle(session, moderator, card, ReportOutcome.KEPT, answer):
        raise NothingReported
    return card


async def hide(
    session: AsyncSession, actor: Actor, number: int, *, reason: ReportReason | str, said: str = ""
) -> RecognitionCard:
    """Take a card out of sight and settle what was reported; its sender and recipients keep it and read what is said.

    Hiding twice is once. Raises NotFound, ConcernsThem, NothingReported for one that was withdrawn, Invalid.
    """
    moderator, card = await _moderated(session, actor, number)
    with checked() as problems:
        known = moderation.reason_of(problems, reason)
        said = problems.line("said", said, least=3 if known is ReportReason.OTHER else 0, most=REASON_MOST)
    if card.hidden_at is not None:
        return card
    if card.withdrawn_at is not None:
        raise NothingReported
    card.hidden_at, card.hidden_by_id, card.hidden_reason, card.hidden_said = now(session), moderator.id, known, said
    await session.flush()
    await recall(session, card, HIDDEN)
    await record(session, CardHidden(card.id, card.sender_id, moderator.id, known.value))
    await _settle(session, moderator, card, ReportOutcome.HIDDEN, "")
    return card


async def restore(session: AsyncSession, actor: Actor, number: int) -> RecognitionCard:
    """Bring a hidden card back as it was; of one that isn't hidden nothing changes.

    Raises NotFound, ConcernsThem.
    """
    moderator, card = await _moderated(session, actor, number)
    if card.hidden_at is not None:
        card.hidden_at = card.hidden_by_id = card.hidden_reason = None
        card.hidden_said = ""
        await session.flush()
        await record(session, CardRestored(card.id, card.sender_id, moderator.id))
    return card


def require_may_report(actor: Actor, card: RecognitionCard) -> None:
    """Raise SignInNeeded, OwnCard or NotFound unless the actor may complain about a card they see."""
    members.require_member(actor, Permission.REPORT_TEXT)
    if card.sender_id == actor.id:
        raise OwnCard
    if not may_report(actor, card):
        raise NotFound


async def _moderated(session: AsyncSession, actor: Actor, number: int) -> tuple[Member, RecognitionCard]:
    moderator = moderation.require_moderator(actor)
    card = await visible(session, moderator, number, lock=True)
    if not may_moderate(moderator, card):
        raise ConcernsThem
    return moderator, card


async def _settle(
    session: AsyncSession, moderator: Member, card: RecognitionCard, outcome: ReportOutcome, answer: str
) -> int:
    query = select(CardReport).where(CardReport.card_id == card.id, CardReport.settled_at.is_(None))
    found = list(await session.scalars(query.order_by(CardReport.id).with_for_update()))
    for each in found:
        each.settle(moderator, now(session), outcome, answer)
        await session.flush()
        await record(session, CardReportSettled(each.id, card.id, each.member_id, moderator.id, outcome.value))
    return len(found)
