"""Whoever may only read for a while is told so, and when it is over, whichever way it ends."""

import pytest

from domain import moderation, notifications
from domain.members import Member, Role
from domain.notifications import Notice, NoticeKind
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


async def heard(people: People, member: Member) -> list[Notice]:
    await people.hear()
    return list((await people.reads(notifications.listed, await people.again(member), Slice())).items)


async def mailed(people: People, member: Member) -> list[NoticeKind]:
    numbers = [notice.id for notice in await heard(people, member)]
    return [each.kind for each in await people.reads(notifications.for_mail, await people.again(member), numbers)]


async def test_they_hear_it_without_a_name_and_hear_the_end_that_a_moderator_brings(
    people: People, ann: Member, pat: Member
) -> None:
    await people.does(moderation.suspend, pat, ann.id, days=3, reason="Names were called.")
    (notice,) = await heard(people, ann)
    assert (notice.kind, notice.idea, notice.actor, notice.path) == (NoticeKind.SUSPENDED, None, None, "/me")
    assert notice.mail_due_at is not None
    assert await people.reads(notifications.unread, ann) == 1
    assert await mailed(people, ann) == [NoticeKind.SUSPENDED]
    await people.does(moderation.lift, pat, ann.id)
    assert [each.kind for each in await heard(people, ann)] == [NoticeKind.SUSPENSION_LIFTED, NoticeKind.SUSPENDED]
    assert await mailed(people, ann) == [NoticeKind.SUSPENSION_LIFTED], "What is over isn't mailed any more."
    await people.does(moderation.suspend, pat, ann.id, days=1, reason="Again.")
    assert await mailed(people, ann) == [NoticeKind.SUSPENDED] * 2
    await people.does(notifications.mark_read, ann, up_to=10**15)
    assert await people.reads(notifications.unread, ann) == 0


async def test_they_hear_when_the_time_is_over(people: People, ann: Member, pat: Member, clock: HeldClock) -> None:
    await people.does(moderation.suspend, pat, ann.id, days=2, reason="Names were called.")
    clock.forward(days=2)
    await people.does(moderation.lift_ended)
    assert [each.kind for each in await heard(people, ann)] == [NoticeKind.SUSPENSION_LIFTED]
    await people.does(moderation.lift_ended)
    assert len(await heard(people, ann)) == 1


async def test_who_left_hears_nothing(people: People, ann: Member, pat: Member) -> None:
    await people.does(moderation.suspend, pat, ann.id, days=2, reason="Names were called.")
    await people.leave(await people.again(ann))
    await people.hear()
    assert (await people.reads(notifications.listed, ann, Slice())).items == []
