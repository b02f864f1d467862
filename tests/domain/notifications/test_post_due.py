"""What members should hear becomes mail: when they want it, one mail for all that is due, and each thing once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from domain import follows, notifications, outbox
from domain.members import Member
from domain.notifications import NoticeTopic, Pace
from domain.outbox import Mail
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


async def choose(people: People, member: Member, pace: Pace, *topics: NoticeTopic, **more: Any) -> None:
    """Let a member want mail at this pace, about these topics or all."""
    hours = {"zone": None, "quiet_from": None, "quiet_until": None, "digest_hour": 8, **more}
    paces = {str(topic): str(pace) for topic in topics or NoticeTopic}
    await people.does(notifications.revise_mail_habits, member, paces=paces, **hours)


async def posted(people: People) -> list[tuple[str, int]]:
    """Deliver what happened, let mail be written, and return to whom and about how many things, oldest first."""
    await people.hear()
    await notifications.post_due(people.sessions)
    async with people.sessions() as session:
        mails = await session.scalars(select(Mail).where(Mail.template == notifications.TEMPLATE).order_by(Mail.id))
        return [(mail.recipient.partition("@")[0], len(mail.data["notice_ids"])) for mail in mails]


async def test_a_reply_is_mailed_at_once_and_once(people: People, ann: Member, ben: Member) -> None:
    idea = await people.idea(by=ben)
    said = await people.comment(by=ann, on=idea)
    await people.comment(by=ben, on=idea, to=said)
    assert await posted(people) == [("ann", 1)]
    await people.forget_delivery()
    assert await posted(people) == [("ann", 1)], "a fact that is delivered again tells nobody twice"


async def test_comments_on_what_one_follows_come_together_the_next_morning(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    await people.hear()
    for _ in range(3):
        await people.comment(by=ben, on=idea)
    assert await posted(people) == []
    clock.forward(hours=18)  # a Tuesday, six in the morning in Berlin
    assert await posted(people) == []
    clock.forward(hours=1, minutes=59)
    assert await posted(people) == []
    clock.forward(minutes=1)
    assert await posted(people) == [("ann", 3)]
    clock.forward(days=1)
    assert await posted(people) == [("ann", 3)]


async def test_two_who_write_mail_at_once_write_each_once(people: People, ann: Member, ben: Member) -> None:
    for number in range(12):
        follower = await people.member(f"Follower {number}")
        idea = await people.idea(by=follower)
        await choose(people, follower, Pace.AT_ONCE)
        await people.hear()
        await people.comment(by=ben, on=idea)
    await people.hear()
    await asyncio.gather(*(notifications.post_due(people.sessions) for _ in range(4)))
    assert len(await posted(people)) == 12


async def test_what_was_read_on_the_site_is_not_mailed(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ben, on=idea)
    await people.hear()
    await people.does(notifications.mark_read, ann, up_to=2**62)
    clock.forward(days=2)
    assert await posted(people) == []


@pytest.mark.parametrize("pace", [Pace.NEVER, Pace.WEEKLY])
async def test_a_choice_counts_for_what_waits_already(
    people: People, ann: Member, ben: Member, clock: HeldClock, pace: Pace
) -> None:
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ben, on=idea)
    await people.hear()
    await choose(people, ann, pace, NoticeTopic.COMMENTS)
    clock.forward(days=2)
    assert await posted(people) == []
    clock.forward(days=6)
    assert await posted(people) == ([("ann", 1)] if pace is Pace.WEEKLY else [])


async def test_an_idea_can_be_heard_of_apart(people: People, ann: Member, ben: Member, clock: HeldClock) -> None:
    loud, quiet = await people.idea(by=ann), await people.idea(by=ann, title="A quiet idea")
    await people.does(notifications.set_idea_pace, ann, loud.id, Pace.AT_ONCE)
    await people.does(notifications.set_idea_pace, ann, quiet.id, Pace.NEVER)
    await people.hear()
    await people.comment(by=ben, on=loud)
    await people.comment(by=ben, on=quiet)
    assert await posted(people) == [("ann", 1)]
    clock.forward(days=9)
    assert await posted(people) == [("ann", 1)]
    await people.does(notifications.set_idea_pace, ann, loud.id, None)
    await people.comment(by=ben, on=loud)
    assert len(await posted(people)) == 1, "as all ideas again, the next morning"
    assert (await people.reads(notifications.listed, ann, Slice())).items[0].idea_id == loud.id


async def test_the_quiet_is_kept_in_the_members_own_zone(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    await choose(people, ann, Pace.AT_ONCE, zone="Asia/Tokyo", quiet_from=20, quiet_until=7)
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ben, on=idea)  # noon in Berlin, eight in the evening in Tokyo
    assert await posted(people) == []
    clock.forward(hours=10, minutes=59)
    assert await posted(people) == []
    clock.forward(minutes=1)
    assert await posted(people) == [("ann", 1)]


async def test_who_has_no_address_or_left_gets_no_mail(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ben)
    await people.does(follows.follow, ann, idea.id)
    dan = await people.member("Dan")
    await people.does(follows.follow, dan, idea.id)
    await people.comment(by=await people.member("Eve"), on=idea)
    await people.hear()
    await people.leave(ann)
    clock.forward(days=1)
    assert await posted(people) == [("ben", 1), ("dan", 1)]


async def test_many_followers_cost_no_more_statements_than_few(
    people: People, ann: Member, ben: Member, counting: CountingFactory, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    await people.hear()

    async def told() -> int:
        await people.comment(by=ben, on=idea)
        clock.forward(days=1)
        with counting() as sent:
            await people.hear()
        clock.forward(days=1)
        with counting() as written:
            await notifications.post_due(people.sessions)
        return len(sent) + len(written)

    await told()
    few = await told()
    for number in range(8):
        await people.does(follows.follow, await people.member(f"Follower {number}"), idea.id)
    await people.hear()
    assert await told() == few
    assert len(await people.reads(outbox.recent)) == 2 + 9
