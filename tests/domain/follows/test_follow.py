"""A member follows what they want to hear of, and lets go for good."""

import asyncio
from typing import cast

import pytest
from sqlalchemy import func, select

from domain import database, follows, ideas
from domain.comments import CommentWritten
from domain.errors import NotFound, SignInNeeded
from domain.events import RecordedFact
from domain.follows import Follow
from domain.follows.subscribers import commenter_follows
from domain.members import Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def test_following_twice_is_once(people: People, clock: HeldClock) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    since = clock()
    await asyncio.gather(*(people.does(follows.follow, ben, idea.id) for _ in range(8)))
    clock.forward(days=1)
    await people.does(follows.follow, ben, idea.id)
    (found,) = (await people.reads(follows.followed, ben, Slice())).items
    assert (found.idea.title, found.since) == (idea.title, since)
    assert await people.reads(follows.followers, idea.id) == [ben.id]


async def test_one_can_let_go_and_begin_again(people: People, clock: HeldClock) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    await people.does(follows.follow, ben, idea.id)
    await people.does(follows.unfollow, ben, idea.id)
    await people.does(follows.unfollow, ben, idea.id)
    assert await people.reads(follows.following, ben, [idea.id]) == set()
    assert await people.reads(follows.followers, idea.id) == []
    clock.forward(days=1)
    await people.does(follows.follow, ben, idea.id)
    assert [one.since for one in (await people.reads(follows.followed, ben, Slice())).items] == [clock()]


async def test_taking_part_is_following(people: People) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    idea = await people.idea(by=ann)
    await people.vote(by=eve, on=idea)
    await people.comment(by=ben, on=idea)
    await people.hear()
    assert await people.reads(follows.followers, idea.id) == [ann.id, ben.id]


async def test_who_let_go_stays_so_though_they_take_part_later(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.comment(by=ben, on=idea)
    await people.hear()
    for member in (ann, ben):
        await people.does(follows.unfollow, member, idea.id)
        await people.comment(by=member, on=idea)
    await people.hear()
    assert await people.reads(follows.followers, idea.id) == []


async def test_letting_go_counts_also_before_the_wish_was_noted(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.comment(by=ben, on=idea)
    for member in (ann, ben):
        await people.does(follows.unfollow, member, idea.id)
    await people.hear()
    assert await people.reads(follows.followers, idea.id) == []


async def test_who_left_follows_nothing(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.leave(ann)
    await people.hear()
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Follow)) == 0
    assert (await people.reads(ideas.visible, Visitor(), idea.id)).author.name == "Former member"


async def test_what_is_hidden_is_in_no_list(people: People) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    await people.does(follows.follow, ben, idea.id)
    await people.hide(idea)
    assert (await people.reads(follows.followed, ben, Slice())).items == []
    for use_case in (follows.follow, follows.unfollow):
        for number in (idea.id, 0, 2**70):
            with pytest.raises(NotFound):
                await people.does(use_case, ben, number)
    assert await people.reads(follows.following, ben, [2**70]) == set()


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    for use_case in (follows.follow, follows.unfollow):
        with pytest.raises(SignInNeeded):
            await people.does(use_case, Visitor(), idea.id)
    assert await people.reads(follows.following, Visitor(), [idea.id]) == set()


async def test_a_page_costs_one_statement_however_long(people: People, counting: CountingFactory) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    counts = []
    for many in (2, 10):
        for n in range(many):
            idea = await people.idea(by=ann, title=f"Idea {many} {n}", tags="wood")
            await people.does(follows.follow, ben, idea.id)
        with counting() as counted:
            page = await people.reads(follows.followed, ben, Slice(20))
            assert {one.idea.author.name for one in page.items} == {"Ann"}
        counts.append((len(page.items), len(counted)))
    assert counts == [(2, 1), (12, 1)]


async def test_two_deliveries_of_the_same_wishes_in_two_orders_never_wait_in_a_circle(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    one, two = await people.idea(by=ann), await people.idea(by=ann, title="Chairs")
    await people.hear()
    comments = [await people.comment(by=ben, on=on) for on in (one, two, two, one)]
    query = select(RecordedFact).where(RecordedFact.kind == CommentWritten.__name__).order_by(RecordedFact.id)
    rows = (await people.reads(lambda session: session.scalars(query))).all()
    assert len(rows) == len(comments)
    met = asyncio.Barrier(2)

    async def deliver(first: RecordedFact, second: RecordedFact) -> None:
        async with database.transaction(people.sessions) as session:
            await commenter_follows(session, cast(CommentWritten, first.fact), first)
            await met.wait()
            await commenter_follows(session, cast(CommentWritten, second.fact), second)

    await asyncio.gather(deliver(rows[0], rows[1]), deliver(rows[2], rows[3]))
    assert await people.reads(follows.following, ben, [one.id, two.id]) == {one.id, two.id}
