"""A mail is sent by one at a time, tried again with growing pauses, and parked when it keeps failing."""

import asyncio
from datetime import timedelta

import pytest

from domain import database, outbox
from domain.database import Sessions
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.members import Visitor
from domain.outbox import Mail
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People


async def _post(people: People, recipient: str = "ann@people.example") -> Mail:
    async with database.transaction(people.sessions) as session:
        return await outbox.post(session, "email_changed", recipient, "en", new="new@people.example")


async def _fail(people: People, mail: Mail, *, final: bool = False) -> None:
    assert await people.does(outbox.take_up, mail.id)
    await people.does(outbox.note_failure, mail.id, "451 later", final=final)


async def test_pauses_grow_and_the_fifth_failure_parks(people: People, clock: HeldClock) -> None:
    mail = await _post(people)
    waits = []
    for _ in range(4):
        await _fail(people, mail)
        waiting = await people.reads(outbox.by_id, mail.id)
        waits.append((waiting.next_at - clock()) / timedelta(minutes=1))
        assert await people.reads(outbox.next_waiting) is None
        clock.time = waiting.next_at
        assert await people.reads(outbox.next_waiting) == mail.id
    assert waits == [1, 5, 30, 180]
    await _fail(people, mail)
    clock.forward(days=20)
    assert await people.reads(outbox.next_waiting) is None
    assert (await people.reads(outbox.by_id, mail.id)).failure == "451 later"
    assert await people.does(outbox.take_up, mail.id) is None


async def test_a_refusal_for_good_parks_at_once(people: People) -> None:
    mail = await _post(people)
    await _fail(people, mail, final=True)
    assert (await people.reads(outbox.by_id, mail.id)).failure == "451 later"


async def test_an_admin_sees_what_is_parked_and_tries_it_again(people: People, clock: HeldClock) -> None:
    cleo = await people.admin()
    parked = [await _post(people, f"{name}@people.example") for name in ("ann", "ben", "dan")]
    for mail in parked:
        await _fail(people, mail, final=True)
    found = (await people.reads(outbox.parked, cleo, Slice())).items
    assert [mail.recipient[:3] for mail in found] == ["dan", "ben", "ann"]
    assert await people.does(outbox.retry, cleo, parked[1].id) == 1
    assert await people.reads(outbox.next_waiting) == parked[1].id
    with pytest.raises(NotFound):
        await people.does(outbox.retry, cleo, parked[1].id)
    assert await people.does(outbox.retry, cleo) == 2
    assert (await people.reads(outbox.parked, cleo, Slice())).items == []
    assert await people.does(outbox.retry, cleo) == 0


async def test_nobody_else_sees_or_tries(people: People) -> None:
    ben = await people.member("Ben")
    for actor, refusal in ((ben, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.reads(outbox.parked, actor, Slice())
        with pytest.raises(refusal):
            await people.does(outbox.retry, actor)


async def test_of_many_who_would_send_a_mail_one_does(people: People) -> None:
    mail = await _post(people)
    attempts = await asyncio.gather(*(people.does(outbox.take_up, mail.id) for _ in range(8)))
    numbers = sorted(taken.attempts for taken in attempts if taken)
    held = [await people.does(outbox.hold, mail.id, number) for number in [*numbers, *numbers]]
    assert held.index(True) == len(numbers) - 1, "the latest attempt counts, since its links are the ones that work"
    assert sum(held) == 1


async def test_a_mail_in_other_hands_is_left_alone(people: People, sessions: Sessions) -> None:
    mail = await _post(people)
    taken = await people.does(outbox.take_up, mail.id)
    assert taken
    async with sessions() as sender:
        assert await outbox.hold(sender, mail.id, taken.attempts)
        assert await people.does(outbox.take_up, mail.id) is None
        await people.does(outbox.note_failure, mail.id, "451 later", final=True)
        await sender.rollback()  # as when the sender dies
    assert await people.does(outbox.take_up, mail.id)


async def test_who_waits_for_a_mail_comes_before_the_many(people: People, clock: HeldClock) -> None:
    async with people.sessions() as session:
        for number in range(3):
            outbox.post_bulk(session, "notices", "ann@people.example", "en", message_id=f"notice-{number}")
        await session.commit()
    clock.forward(minutes=1)
    mail = await _post(people)
    clock.forward(minutes=1)
    assert await people.reads(outbox.next_waiting) == mail.id
    assert await people.reads(outbox.next_waiting, [mail.id]) != mail.id
