"""A card that stands brings each whom it thanks one thanks in the ledger: once, never ranked, and theirs to see."""

import asyncio

import pytest
from sqlalchemy import select

from domain import checks, events, recognition, rewards
from domain.errors import NotFound
from domain.members import Member, Role
from domain.moderation import ReportReason
from domain.paging import Slice
from domain.recognition import CardVisibility, RecognitionCard
from domain.rewards import BoardFilter, Code, Currency, Entry
from domain.subscribers import SUBSCRIBERS
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import thanks


async def entered(people: People, member: Member) -> list[Entry]:
    """Return a member's thanks in the ledger as they read them, oldest first; the books agree."""
    async with people.sessions() as session:
        assert await rewards.drift(session) == []
        found = await rewards.listed(session, member, member, Slice(50), currency=Currency.THANKS)
    return list(reversed(found.items))


async def settled(people: People, clock: HeldClock) -> int:
    """Let ten minutes pass and run what runs every hour; return how many entries came of it."""
    clock.forward(minutes=11)
    return await people.does(recognition.settle_thanks)


async def test_each_person_gets_one_once_the_card_is_sealed(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann, ben])
    await people.hear()
    assert await people.does(recognition.settle_thanks) == 0, "it can still be taken back without a trace"
    assert await settled(people, clock) == 2
    assert await people.does(recognition.settle_thanks) == 0
    for member in (ann, ben):
        (entry,) = await entered(people, member)
        assert (entry.code, entry.amount, entry.cause_id) == (Code.THANKED, 1, card.id)
        assert (entry.occurred_at, entry.idea_id) == (card.sent_at, None)
        assert rewards.why(entry, None, None).text() == "Somebody wrote a card to say thank you."
    assert await entered(people, eve) == []
    assert await people.reads(checks.recount) == []


async def test_thanks_are_ranked_nowhere_and_raise_no_level(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    before = await people.reads(rewards.tally, ann)
    await thanks(people, by=eve, to=[ann])
    await settled(people, clock)
    after = await people.reads(rewards.tally, ann)
    assert (after.in_all(Currency.THANKS), after.level) == (1, before.level)
    assert after.in_all(Currency.IMPACT) == before.in_all(Currency.IMPACT)
    season = (await people.reads(rewards.seasons))[0]
    with pytest.raises(NotFound):
        await people.reads(rewards.board, ann, season, BoardFilter(Currency.THANKS))


async def test_nothing_is_kept_of_a_card_that_was_taken_back_at_once(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await people.does(recognition.settle_thanks)
    await people.does(recognition.take_back, eve, card.id)
    assert await settled(people, clock) == 0
    assert await entered(people, ann) == []


async def test_thanks_go_with_a_card_that_is_withdrawn(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await settled(people, clock)
    await people.does(recognition.withdraw, eve, card.id, "It was meant for somebody else.")
    await people.hear()
    given, back = await entered(people, ann)
    assert (back.reverses_id, back.amount) == (given.id, -1)
    assert rewards.why(back, None, None).text() == "Taken back, since the card that it came from no longer stands."
    assert (await people.reads(rewards.tally, ann)).in_all(Currency.THANKS) == 0
    assert await settled(people, clock) == 0
    assert await people.reads(checks.recount) == []


async def test_they_go_with_a_hidden_card_and_come_back_with_it_however_often_it_is_told(
    people: People, eve: Member, ann: Member, pia: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await settled(people, clock)
    for _twice in range(2):
        await people.does(recognition.hide, pia, card.id, reason=ReportReason.SPAM)
        await people.hear()
        assert sum(each.amount for each in await entered(people, ann)) == 0
        await people.does(recognition.restore, pia, card.id)
        await people.hear()
        assert sum(each.amount for each in await entered(people, ann)) == 1
    count = len(await entered(people, ann))
    await people.forget_delivery()
    await events.deliver(people.sessions, SUBSCRIBERS)
    assert len(await entered(people, ann)) == count == 5


async def test_they_are_read_by_whom_they_are_meant_for_alone(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    admin = await people.member("Olu", Role.ADMIN)
    await thanks(people, by=eve, to=[ann], visibility=CardVisibility.PRIVATE)
    await settled(people, clock)
    (entry,) = await entered(people, ann)
    for reader in (ben, admin):
        with pytest.raises(NotFound):
            await people.reads(rewards.entry, reader, entry.id)
        assert (await people.reads(rewards.listed, reader, ann, Slice(50), currency=Currency.THANKS)).items == []


async def test_two_who_settle_at_once_enter_each_thanks_once(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    for _each in range(2):
        await thanks(people, by=eve, to=[ann, ben])
    clock.forward(minutes=11)
    made = await asyncio.gather(*(people.does(recognition.settle_thanks) for _each in range(4)))
    assert sum(made) == 4
    assert len(await entered(people, ann)) == 2


async def test_who_leaves_keeps_their_entries_and_gets_no_new_ones(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    first = await thanks(people, by=eve, to=[ann, ben])
    await settled(people, clock)
    second = await thanks(people, by=eve, to=[ann, ben])
    await people.leave(ann)
    await people.hear()
    assert await settled(people, clock) == 1
    async with people.sessions() as session:
        rows = list(await session.scalars(select(Entry).order_by(Entry.cause_id, Entry.member_id)))
    found = [(row.cause_id, row.member_id, row.amount) for row in rows]
    assert found == [(first.id, ann.id, 1), (first.id, ben.id, 1), (second.id, ben.id, 1)]
    assert await people.reads(checks.recount) == []


async def test_a_thanks_that_a_card_does_not_stand_for_is_found(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card: RecognitionCard = await thanks(people, by=eve, to=[ann])
    await settled(people, clock)
    await people.does(recognition.withdraw, eve, card.id, "It was meant for somebody else.")
    assert await people.reads(checks.recount) == [], "what has just happened is still on its way"
    clock.forward(hours=3)
    said = [each.says for each in await people.reads(checks.recount)]
    assert said == [f"Card {card.id} brought thanks that it doesn't stand for, or the same twice."]
    await people.hear()
    assert await people.reads(checks.recount) == []
