"""Sending a card, changing it for ten minutes, taking it back in that time, and withdrawing it later."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.errors import _
from domain.events import record
from domain.ideas import Quadrant
from domain.members import Actor, Member
from domain.recognition.budget import require_left
from domain.recognition.events import CardRevised, CardSent, CardTakenBack, CardWithdrawn
from domain.recognition.evidence import About, EvidenceKind, about_of, shown
from domain.recognition.model import (
    BECAUSE_LEAST,
    BECAUSE_MOST,
    REASON_LEAST,
    REASON_MOST,
    RECIPIENTS_MOST,
    CardRecipient,
    CardVisibility,
    RecognitionCard,
)
from domain.recognition.policy import (
    CardSealed,
    CardWithdrawnAlready,
    NotTheSender,
    may_change,
    needs_evidence,
    require_sender,
)
from domain.recognition.queries import visible
from domain.recognition.use_cases.carrying import WITHDRAWN, recall
from domain.texts import Problems, checked


@dataclass(frozen=True)
class CardWords:
    """What a card says: for which value, because of what, about what, to whose eyes, in which look."""

    value_id: int | None
    because: str
    about: About | None = None
    visibility: CardVisibility | str = CardVisibility.EVERYONE
    motif: Quadrant | str | None = None


async def send(
    session: AsyncSession, actor: Actor, to: Collection[int], words: CardWords, *, key: UUID | None = None
) -> RecognitionCard:
    """Thank one to five members; the same form again is the same card.

    Who sends is held until commit, so that no two cards share the last of a budget. Raises NotAllowed, Invalid naming
    each field that doesn't fit, BudgetSpent, OftenThanked, TooMany.
    """
    sender = await members.lock(session, require_sender(actor))
    if key is not None:
        mine = RecognitionCard.sender_id == sender.id, RecognitionCard.key == key
        sent = await session.scalar(select(RecognitionCard.id).where(*mine))
        if sent is not None:
            return await visible(session, sender, sent)
    await members.spend(session, f"recognition:{sender.id}", 30, timedelta(hours=1))
    recipients, tidy = await _checked(session, sender, list(dict.fromkeys(to)), words)
    await require_left(session, sender, recipients)
    card = RecognitionCard(
        sender_id=sender.id,
        sender_role=sender.role,
        language=sender.language,
        key=key,
        sent_at=now(session),
        sent_on=await community.today(session),
        recipients=[CardRecipient(member_id=each.id) for each in recipients],
        withdrawn_reason="",
        hidden_said="",
    )
    _put(card, tidy)
    session.add(card)
    await session.flush()
    await record(session, CardSent(card.id, sender.id, card.value_id))
    number = card.id
    session.expire(card)
    return await visible(session, sender, number)


async def look_over(
    session: AsyncSession, actor: Actor, to: Collection[int], words: CardWords
) -> tuple[list[Member], CardWords]:
    """Return whom a card would thank and what it would say; raises what sending it would, and keeps nothing."""
    sender = require_sender(actor)
    recipients, tidy = await _checked(session, sender, list(dict.fromkeys(to)), words)
    await require_left(session, sender, recipients)
    return recipients, tidy


async def revise(session: AsyncSession, actor: Actor, number: int, words: CardWords) -> RecognitionCard:
    """Change what a card says within its ten minutes; whom it thanks stays.

    Raises NotFound, NotTheSender, CardWithdrawnAlready, CardSealed, Invalid.
    """
    sender = await members.lock(session, require_sender(actor))
    card = await _own(session, sender, number)
    if not may_change(sender, card, now(session)):
        raise CardSealed
    present = [each.member_id for each in card.recipients if each.member.left_at is None]
    _recipients, tidy = await _checked(session, sender, present, words, card)
    fields = ("value_id", "because", "idea_id", "experiment_id", "learning_card_id", "visibility", "motif")
    before = {name: getattr(card, name) for name in fields}
    _put(card, tidy)
    changed = [name for name in fields if getattr(card, name) != before[name]]
    if changed:
        card.revised_at = now(session)
        await session.flush()
        await record(session, CardRevised(card.id, sender.id, changed))
        await session.refresh(card, ["value"])
    return card


async def take_back(session: AsyncSession, actor: Actor, number: int) -> None:
    """Take a card back within its ten minutes: nothing of it is kept, and it counts in no budget.

    Raises NotFound, NotTheSender, CardSealed.
    """
    sender = await members.lock(session, members.require_self(actor))
    card = await _own(session, sender, number)
    if not card.is_standing or now(session) >= card.changeable_until:
        raise CardSealed
    await session.delete(card)
    await session.flush()
    await record(session, CardTakenBack(number, sender.id))


async def withdraw(session: AsyncSession, actor: Actor, number: int, reason: str) -> RecognitionCard:
    """Withdraw a card: its words are gone, and its place says when and why. The month's budget stays spent.

    Raises NotFound, NotTheSender, CardWithdrawnAlready, Invalid.
    """
    sender = await members.lock(session, members.require_self(actor))
    card = await _own(session, sender, number)
    with checked() as problems:
        reason = problems.line("reason", reason, least=REASON_LEAST, most=REASON_MOST)
    card.withdrawn_at, card.withdrawn_reason, card.because = now(session), reason, ""
    await session.flush()
    await recall(session, card, WITHDRAWN)
    await record(session, CardWithdrawn(card.id, sender.id))
    return card


async def _own(session: AsyncSession, sender: Member, number: int) -> RecognitionCard:
    card = await visible(session, sender, number, lock=True)
    if card.sender_id != sender.id:
        raise NotTheSender
    if card.withdrawn_at is not None:
        raise CardWithdrawnAlready
    return card


async def _checked(
    session: AsyncSession,
    sender: Member,
    to: list[int],
    words: CardWords,
    card: RecognitionCard | None = None,
) -> tuple[list[Member], CardWords]:
    """Return whom a card would thank and its words in good form; raises Invalid naming all that doesn't fit.

    `card` is the one that is being changed.
    """
    found = await members.by_ids(session, to[: RECIPIENTS_MOST + 1])
    with checked() as problems:
        if card is None:
            _check_recipients(problems, sender, to, found)
        because = problems.text("because", words.because, least=BECAUSE_LEAST, most=BECAUSE_MOST)
        # What nobody sees doesn't make a reason longer.
        if not problems.found and sum(char.isprintable() for char in because) < BECAUSE_LEAST:
            message = _("Please say a little more: at least %(least)s characters.")
            problems.add("because", "too_short", message, least=BECAUSE_LEAST)
        if words.visibility not in set(CardVisibility):
            problems.add("visibility", "unknown", _("Choose one of the options."))
        if words.motif and words.motif not in set(Quadrant):
            problems.add("motif", "unknown", _("Choose one of the options."))
        offered = {each.id for each in await community.values(session)} | ({card.value_id} if card else set())
        if words.value_id not in offered:
            problems.add("value", "unknown", _("Choose a value from the list. It may have been changed meanwhile."))
        if words.about is None and needs_evidence(sender):
            message = _("Name the idea, experiment or learning card that it is about.")
            problems.add("about", "missing", message)
        elif words.about is not None and (card is None or about_of(card) != words.about):
            for each in [sender, *(found[number] for number in to if number in found)]:
                if words.about not in await shown(session, each, [words.about]):
                    problems.add("about", "unseen", _("Choose something that you and all whom you thank may see."))
                    break
    motif = Quadrant(words.motif) if words.motif else None
    visibility = CardVisibility(words.visibility)
    return [found[number] for number in to], replace(words, because=because, visibility=visibility, motif=motif)


def _check_recipients(problems: Problems, sender: Member, to: list[int], found: dict[int, Member]) -> None:
    if not to:
        problems.add("to", "missing", _("Choose whom you thank."))
    if len(to) > RECIPIENTS_MOST:
        message = _("A card thanks %(most)s people at most. For more, write a second one.")
        problems.add("to", "too_many", message, most=RECIPIENTS_MOST)
    if sender.id in to:
        problems.add("to", "oneself", _("A card is for others."))
    for number in to[:RECIPIENTS_MOST]:
        member = found.get(number)
        if member is None or member.left_at is not None or member.imported:
            problems.add("to", "not_here", _("Somebody whom you chose isn’t here to read it."))
        elif member.suspended_until is not None:
            message = _("%(name)s can’t be thanked with a card just now.")
            problems.add("to", "suspended", message, name=member.name)


def _put(card: RecognitionCard, tidy: CardWords) -> None:
    kind, number = (tidy.about.kind, tidy.about.number) if tidy.about else (None, None)
    card.value_id, card.because = tidy.value_id or 0, tidy.because
    card.visibility, card.motif = CardVisibility(tidy.visibility), Quadrant(tidy.motif) if tidy.motif else None
    card.idea_id = number if kind is EvidenceKind.IDEA else None
    card.experiment_id = number if kind is EvidenceKind.EXPERIMENT else None
    card.learning_card_id = number if kind is EvidenceKind.LEARNING_CARD else None
