"""Rising and the fresh look: what stands where, and that a walk over all pages shows every idea once."""

import pytest

from domain import ideas, votes
from domain.errors import Invalid
from domain.ideas import Idea, IdeaFilter, IdeaOrder
from domain.members import Actor, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def walk(people: People, actor: Actor, order: IdeaOrder, size: int = 50) -> list[int]:
    seen, cursor = list[int](), None
    while True:
        page = await people.reads(ideas.listed, actor, Slice(size, after=cursor), only=IdeaFilter(), order=order)
        seen += [idea.id for idea in page.items]
        if not page.has_next:
            return seen
        cursor = page.end_cursor


async def made(people: People, many: int) -> list[Idea]:
    return [await people.idea(by=await people.member(f"Author {n}"), title=f"Idea number {n}") for n in range(many)]


async def test_new_votes_rise_above_old_ones_and_no_votes_come_last(people: People, clock: HeldClock) -> None:
    old, fresh, never = await made(people, 3)
    ben, eve = await people.member("Ben"), await people.member("Eve")
    await people.vote(by=ben, on=old)
    assert await walk(people, ben, IdeaOrder.RISING) == [old.id, never.id, fresh.id]
    await people.vote(by=eve, on=old)
    clock.forward(days=8)
    await people.vote(by=ben, on=fresh)
    assert await walk(people, ben, IdeaOrder.RISING) == [fresh.id, old.id, never.id]
    await people.does(votes.withdraw, ben, fresh.id)
    assert await walk(people, ben, IdeaOrder.RISING, 1) == [old.id, never.id, fresh.id]


async def test_a_fresh_look_is_each_members_own_and_each_days_and_stays_for_the_day(
    people: People, clock: HeldClock
) -> None:
    everything = {idea.id for idea in await made(people, 12)}
    ann, ben = await people.member("Ann"), await people.member("Ben")
    mine = await walk(people, ann, IdeaOrder.FRESH, 5)
    assert set(mine) == everything
    assert len(mine) == 12
    clock.forward(hours=12)
    assert await walk(people, ann, IdeaOrder.FRESH, 3) == mine
    looks = [await walk(people, actor, IdeaOrder.FRESH) for actor in (ben, Visitor())]
    clock.forward(hours=12)
    looks.append(await walk(people, ann, IdeaOrder.FRESH))
    assert mine not in looks
    assert looks[0] != looks[1]


async def test_seeing_ideas_does_not_shuffle_what_is_still_to_come(people: People, clock: HeldClock) -> None:
    shown = await made(people, 6)
    ann = await people.member("Ann")
    before = await walk(people, ann, IdeaOrder.FRESH)
    for n in range(21):
        await people.look(by=await people.member(f"Looker {n}"), on=shown[0])
    clock.forward(minutes=1)
    assert await walk(people, ann, IdeaOrder.FRESH, 2) == before


async def test_a_place_in_somebody_elses_fresh_look_or_yesterdays_is_refused(people: People, clock: HeldClock) -> None:
    await made(people, 3)
    ann, ben = await people.member("Ann"), await people.member("Ben")
    page = await people.reads(ideas.listed, ann, Slice(1), only=IdeaFilter(), order=IdeaOrder.FRESH)
    wanted = Slice(1, after=page.end_cursor)
    with pytest.raises(Invalid):
        await people.reads(ideas.listed, ben, wanted, only=IdeaFilter(), order=IdeaOrder.FRESH)
    clock.forward(days=1)
    with pytest.raises(Invalid):
        await people.reads(ideas.listed, ann, wanted, only=IdeaFilter(), order=IdeaOrder.FRESH)


async def test_ties_go_to_what_fewer_have_seen_then_to_the_newer(people: People, counting: CountingFactory) -> None:
    older, newer, seen = await made(people, 3)
    ben, eve = await people.member("Ben"), await people.member("Eve")
    for idea in (older, newer, seen):
        await people.vote(by=ben, on=idea)
    await people.look(by=eve, on=seen)
    for order in (IdeaOrder.SUPPORTED, IdeaOrder.RISING):
        with counting() as counted:
            assert await walk(people, ben, order) == [newer.id, older.id, seen.id]
        assert len(counted) == 1
