"""A suspended member reads and follows, and nothing of theirs reaches others until the time is over."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import update

from domain import checks, comments, database, follows, ideas, members, moderation, offers, votes
from domain.errors import Invalid, NotAllowed, NotFound
from domain.members import Member, Role
from domain.permissions import Suspended
from tests.conftest import HeldClock
from tests.people import People, writing


async def suspended(people: People, ann: Member, days: int = 3) -> Member:
    pat = await people.member("Pat", Role.PRODUCT, email="pat.again@people.example")
    await people.does(moderation.suspend, pat, ann.id, days=days, reason="Names were called.")
    return await people.again(ann)


async def test_they_read_and_follow_and_do_nothing_that_others_see(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    own, theirs = await people.idea(by=ann), await people.idea(by=ben)
    said = await people.comment(by=ann, on=theirs)
    ann = await suspended(people, ann)
    assert (await people.reads(ideas.visible, ann, theirs.id)).id == theirs.id
    await people.does(follows.follow, ann, theirs.id)
    for refused in (
        people.idea(by=ann),
        people.comment(by=ann, on=theirs),
        people.vote(by=ann, on=theirs),
        people.does(offers.make, ann, theirs.id, offers.OfferKind.TEST),
        people.does(ideas.revise, ann, own.id, writing("Something else"), based_on=1),
        people.does(ideas.save_draft, ann, UUID(int=1), writing()),
        people.does(comments.revise, ann, said.id, "Else"),
        people.does(members.revise_profile, ann, name="Rude name", about="", language="en"),
        people.does(members.create_access_token, ann, name="Script"),
        people.does(moderation.report, ann, idea_id=theirs.id, reason="rude"),
        people.image(by=ann),
    ):
        with pytest.raises(Suspended):
            await refused
    assert not ideas.may_edit(ann, own)
    assert not votes.may_vote(ann, theirs)
    await people.leave(ann)


async def test_a_new_role_doesnt_show_what_is_hidden_while_they_are_suspended(people: People) -> None:
    ann, ada = await people.member("Ann"), await people.member("Ada", Role.ADMIN)
    idea = await people.idea(by=await people.member("Ben"))
    await people.does(moderation.hide, ada, idea_id=idea.id, reason="rude")
    ann = await suspended(people, ann)
    await people.does(members.change_role, ada, ann.id, Role.PRODUCT)
    with pytest.raises(NotFound):
        await people.reads(ideas.visible, await people.again(ann), idea.id)


async def test_when_the_time_is_over_they_write_again(people: People, clock: HeldClock) -> None:
    ann = await suspended(people, await people.member("Ann"))
    clock.forward(days=2)
    await people.does(moderation.lift_ended)
    assert (await people.again(ann)).suspended_until
    clock.forward(days=1)
    await asyncio.gather(*(people.does(moderation.lift_ended) for _ in range(3)))
    ann = await people.again(ann)
    assert (ann.suspended_until, ann.suspended_reason) == (None, "")
    await people.idea(by=ann)
    facts = [fact["fact"] for fact in await people.history(ann)]
    assert facts.count("SuspensionLifted") == 1


async def test_a_moderator_lifts_it_once(people: People) -> None:
    ann = await suspended(people, await people.member("Ann"))
    sam = await people.member("Sam", Role.PRODUCT)
    for _ in range(2):
        await people.does(moderation.lift, sam, ann.id)
    await people.idea(by=await people.again(ann))
    assert [fact["fact"] for fact in await people.history(ann)].count("SuspensionLifted") == 1


@pytest.mark.parametrize(("days", "reason"), [(0, "Rude"), (-1, "Rude"), (366, "Rude"), (3, ""), (3, "x" * 201)])
async def test_it_needs_days_and_a_reason(days: int, reason: str, people: People) -> None:
    ann, pat = await people.member("Ann"), await people.member("Pat", Role.PRODUCT)
    with pytest.raises(Invalid):
        await people.does(moderation.suspend, pat, ann.id, days=days, reason=reason)
    assert (await people.again(ann)).suspended_until is None


async def test_staff_and_who_is_not_there_stay_as_they_are(people: People) -> None:
    ann, pat = await people.member("Ann"), await people.member("Pat", Role.PRODUCT)
    with pytest.raises(moderation.StaffStay):
        await people.does(moderation.suspend, pat, pat.id, days=1, reason="Rude")
    for number in (999, 2**70):
        with pytest.raises(NotFound):
            await people.does(moderation.suspend, pat, number, days=1, reason="Rude")
    with pytest.raises(NotAllowed):
        await people.does(moderation.suspend, ann, pat.id, days=1, reason="Rude")


async def test_the_check_finds_who_is_suspended_other_than_the_record_says(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await suspended(people, ann)
    assert await people.reads(checks.recount) == []
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Member).where(Member.id == ann.id).values(suspended_until=None))
        await session.execute(update(Member).where(Member.id == ben.id).values(suspended_until=clock.time))
    found = await people.reads(checks.recount)
    assert [(each.check, each.says.split()[1]) for each in found] == [
        ("suspensions", str(ann.id)),
        ("suspensions", str(ben.id)),
    ]
    await people.leave(await people.again(ann))
    assert [each.says.split()[1] for each in await people.reads(checks.recount)] == [str(ben.id)]
