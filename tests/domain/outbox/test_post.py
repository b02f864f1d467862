"""A mail waits until it was sent, and is forgotten with whom it was for."""

from datetime import timedelta

import pytest

from domain import database, outbox
from domain.errors import NotFound
from domain.outbox import Mail
from tests.conftest import HeldClock
from tests.people import People


async def _post(people: People, template: str, recipient: str, **data: object) -> Mail:
    async with database.transaction(people.sessions) as session:
        return await outbox.post(session, template, recipient, "en", **data)


async def test_it_waits_until_it_was_sent(people: People, clock: HeldClock) -> None:
    assert await people.reads(outbox.waiting_since) is None
    mail = await _post(people, "link", "ann@people.example", link_id=1)
    since = clock()
    clock.forward(minutes=5)
    assert await people.reads(outbox.waiting_since) == since
    taken = await people.does(outbox.take_up, mail.id)
    assert taken
    assert await people.does(outbox.hold, mail.id, taken.attempts)
    assert await people.reads(outbox.waiting_since) is None
    assert (await people.reads(outbox.by_id, mail.id)).sent_at == clock()


async def test_every_mail_has_a_name_of_its_own(people: People) -> None:
    mails = [await _post(people, "link", "ann@people.example") for _ in range(3)]
    assert len({mail.message_id for mail in mails}) == 3
    assert [mail.id for mail in await people.reads(outbox.recent, 2)] == [mails[2].id, mails[1].id]


async def test_mail_to_one_address_is_forgotten_whatever_its_case(people: People) -> None:
    for recipient in ("Änn@people.example", "Änn@PEOPLE.example", "ben@people.example"):
        await _post(people, "link", recipient)
    await people.does(outbox.forget_recipient, "Änn@People.Example")
    assert [mail.recipient for mail in await people.reads(outbox.recent)] == ["ben@people.example"]


async def test_mail_about_a_member_is_forgotten_wherever_it_went(people: People) -> None:
    await _post(people, "email_changed", "old@people.example", member_id=7, new="new@people.example")
    await _post(people, "link", "ben@people.example", link_id=7, member_id=None)
    await people.does(outbox.forget_member, 7)
    assert [mail.recipient for mail in await people.reads(outbox.recent)] == ["ben@people.example"]


async def test_old_mail_is_dropped(people: People, clock: HeldClock) -> None:
    await _post(people, "link", "ann@people.example")
    clock.time += timedelta(days=29)
    await _post(people, "link", "ben@people.example")
    clock.time += timedelta(days=2)
    await people.does(outbox.forget_old)
    assert [mail.recipient for mail in await people.reads(outbox.recent)] == ["ben@people.example"]


@pytest.mark.parametrize("number", [0, -1, 2**70])
async def test_a_mail_that_is_not_there_is_not_found(people: People, number: int) -> None:
    with pytest.raises(NotFound):
        await people.reads(outbox.by_id, number)
    assert await people.does(outbox.take_up, number) is None
