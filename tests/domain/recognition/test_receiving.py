"""A card is its recipients': they hear of it, keep it, and say whether others read it."""

from typing import Any

import pytest

from domain import checks, notifications, outbox, recognition
from domain.errors import NotFound
from domain.members import Member, Role, Visitor
from domain.notifications import NoticeKind, NoticeTopic
from domain.paging import Slice
from domain.recognition import CardVisibility, CardWithdrawnAlready, NotARecipient
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import thanks


async def kinds(people: People, member: Member) -> list[tuple[NoticeKind, str]]:
    found = await people.reads(notifications.listed, await people.again(member), Slice())
    return [(notice.kind, notice.path) for notice in found.items]


async def mails(people: People) -> int:
    await notifications.post_due(people.sessions)
    return len([mail for mail in await people.reads(outbox.recent) if mail.template == notifications.TEMPLATE])


async def test_they_hear_of_it_at_once_and_by_mail_when_it_can_change_no_more(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await people.hear()
    assert await kinds(people, ann) == [(NoticeKind.THANKED, card.path)]
    clock.forward(minutes=9)
    assert await mails(people) == 0
    clock.forward(minutes=1)
    assert await mails(people) == 1


async def test_of_a_card_that_was_taken_back_nobody_hears(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    heard = await thanks(people, by=eve, to=[ann])
    await people.hear()
    unheard = await thanks(people, by=eve, to=[ben])
    for card in (heard, unheard):
        await people.does(recognition.take_back, eve, card.id)
    await people.hear()
    assert await kinds(people, ann) == await kinds(people, ben) == []
    clock.forward(minutes=11)
    assert await mails(people) == 0


async def test_a_withdrawn_card_is_not_mailed(people: People, eve: Member, ann: Member, clock: HeldClock) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await people.hear()
    notices = await people.reads(notifications.listed, ann, Slice())
    clock.forward(minutes=11)
    await people.does(recognition.withdraw, eve, card.id, "To somebody else")
    assert await people.reads(notifications.for_mail, ann, [notice.id for notice in notices.items]) == []


async def test_the_mail_can_be_switched_off(people: People, eve: Member, ann: Member, clock: HeldClock) -> None:
    chosen: dict[str, Any] = {"zone": None, "quiet_from": None, "quiet_until": None, "digest_hour": 8}
    await people.does(notifications.revise_mail_habits, ann, paces={NoticeTopic.THANKS: "never"}, **chosen)
    await thanks(people, by=eve, to=[ann])
    await people.hear()
    clock.forward(days=2)
    assert len(await kinds(people, ann)) == 1
    assert await mails(people) == 0


async def test_one_who_declines_takes_it_off_the_wall_and_keeps_it(
    people: People, eve: Member, ann: Member, ben: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann, ben])
    with pytest.raises(NotARecipient):
        await people.does(recognition.choose_publication, eve, card.id, declined=True)
    for _twice in range(2):
        await people.does(recognition.choose_publication, ben, card.id, declined=True)
    assert (await people.reads(recognition.wall, Visitor(), Slice())).items == []
    with pytest.raises(NotFound):
        await people.reads(recognition.visible, Visitor(), card.id)
    for reader in (eve, ann, ben):
        assert (await people.reads(recognition.visible, reader, card.id)).because
    await people.does(recognition.choose_publication, ben, card.id, declined=False)
    assert len((await people.reads(recognition.wall, Visitor(), Slice())).items) == 1
    await people.does(recognition.withdraw, eve, card.id, "A mistake of mine")
    with pytest.raises(CardWithdrawnAlready):
        await people.does(recognition.choose_publication, ben, card.id, declined=True)


async def test_who_leaves_is_nameless_and_what_thanked_them_alone_has_no_words_any_more(
    people: People, eve: Member, ann: Member, ben: Member
) -> None:
    alone = await thanks(people, by=eve, to=[ann])
    both = await thanks(people, by=eve, to=[ann, ben])
    await people.leave(ann)
    assert (await people.reads(recognition.wall, Visitor(), Slice())).items == []
    left = await people.reads(recognition.visible, eve, alone.id)
    assert (left.because, left.recipients[0].member.name) == ("", "Former member")
    assert (await people.reads(recognition.visible, ben, both.id)).because
    assert (await people.reads(recognition.budget, eve)).sent == 2
    assert await people.reads(checks.recount) == []


async def test_the_thanks_of_who_leaves_stay_with_whom_they_thank(people: People, ann: Member) -> None:
    gil = await people.member("Gil", Role.EMPLOYEE)
    card = await thanks(people, by=gil, to=[ann], visibility=CardVisibility.PRIVATE)
    await people.leave(gil)
    mine = await people.reads(recognition.visible, ann, card.id)
    assert (mine.sender.name, bool(mine.because)) == ("Former member", True)


async def test_mine_are_those_i_got_and_those_i_sent(people: People, eve: Member, ann: Member) -> None:
    mia = await people.member("Mia", Role.EMPLOYEE)
    to_ann, to_eve = await thanks(people, by=eve, to=[ann]), await thanks(people, by=mia, to=[eve])
    assert [card.id for card in (await people.reads(recognition.received, eve, Slice())).items] == [to_eve.id]
    assert [card.id for card in (await people.reads(recognition.sent, eve, Slice())).items] == [to_ann.id]
    assert (await people.reads(recognition.sent, ann, Slice())).items == []
