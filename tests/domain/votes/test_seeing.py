"""Who was shown an idea counts once, never its author, and a flood of newcomers only so much."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain import checks, ideas, offers, votes
from domain.errors import Invalid, SignInNeeded
from domain.ideas import Exposure, Idea, IdeaCounters
from domain.members import Member, Role, Visitor
from domain.votes import Look
from domain.votes.policy import NEWCOMERS_A_DAY
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

NUMBERS = itertools.count()


async def counters(people: People, idea: Idea) -> IdeaCounters:
    async with people.sessions() as session:
        return (await session.scalars(select(IdeaCounters).where(IdeaCounters.idea_id == idea.id))).one()


async def crowd(people: People, many: int) -> list[Member]:
    return [await people.member(f"Looker {next(NUMBERS)}") for _ in range(many)]


async def test_a_look_counts_once(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    for _ in range(3):
        await people.look(by=ben, on=idea)
    await people.look(by=ann, on=idea)
    assert (await counters(people, idea)).exposed == 1
    assert await people.reads(votes.exposures, ann) == []
    assert [row["idea"] for row in await people.reads(votes.exposures, ben)] == [idea.id]


async def test_a_vote_is_a_look_and_taking_it_back_keeps_that(people: People, clock: HeldClock) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    idea = await people.idea(by=ann)
    clock.forward(days=8)
    await people.look(by=eve, on=idea)
    for member in (ben, eve):
        assert (await people.vote(by=member, on=idea)).exposed in (2, 2)
    for member in (ben, eve):
        await people.does(votes.withdraw, member, idea.id)
    assert ((await counters(people, idea)).supporters, (await counters(people, idea)).exposed) == (0, 2)
    assert await people.reads(checks.recount) == []


async def test_a_newcomers_vote_without_a_look_counts_as_long_as_it_stands(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    ben = await people.member("Ben")
    assert (await people.vote(by=ben, on=idea)).exposed == 1
    assert (await people.does(votes.withdraw, ben, idea.id)).exposed == 0
    assert (await people.vote(by=ben, on=idea)).exposed == 1
    assert await people.reads(checks.recount) == []


async def test_what_is_in_no_list_makes_no_exposure(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    hidden, gone, shared = (
        await people.idea(by=ann),
        await people.idea(by=ann),
        await people.idea(by=ann, quadrant="creation_with_others"),
    )
    await people.hide(hidden)
    await people.does(ideas.withdraw, ann, gone.id, "Found a better one")
    offer = await people.offer(by=ben, on=shared)
    await people.look(by=ben, on=shared)
    assert (await counters(people, shared)).exposed == 1
    await people.does(offers.accept, ann, offer.id)
    numbers = [hidden.id, gone.id, shared.id, 4711, 2**62]
    for member in (ben, pia):
        looks = [Look(member.id, number, shared.created_at) for number in numbers]
        await people.does(votes.record_looks, looks)
    assert [(await counters(people, idea)).exposed for idea in (hidden, gone, shared)] == [0, 0, 1]
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize("many", [0, 51, 1000])
async def test_one_to_fifty_at_a_time(people: People, many: int) -> None:
    ben = await people.member("Ben")
    with pytest.raises(Invalid):
        votes.looks(ben, range(1, many + 1), ben.joined_at)
    with pytest.raises(SignInNeeded):
        votes.looks(Visitor(), [1], ben.joined_at)
    assert votes.looks(ben, [0, -1, 2**63, 2**70], ben.joined_at) == []


SEVENTY: dict[People, list[Member]] = {}
DAYS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.integers(0, 5)), min_size=1, max_size=3)


@settings(max_examples=12)
@given(DAYS)
async def test_newcomers_move_an_idea_only_so_far(
    people: People, clock: HeldClock, days: list[tuple[int, int, int]]
) -> None:
    """Of each day some of seventy newcomers look, and a few back the idea and think again."""
    began, newcomers = clock(), SEVENTY.get(people) or SEVENTY.setdefault(people, await crowd(people, 70))
    idea = await people.idea(by=await people.member(f"Author {next(NUMBERS)}"))
    for low, high, many in days:
        clock.forward(days=1)
        await people.does(votes.record_looks, [Look(each.id, idea.id, clock()) for each in newcomers[low:high]])
        for each in newcomers[:many]:
            await people.vote(by=each, on=idea)
        for each in newcomers[: many // 2]:
            await people.does(votes.withdraw, each, idea.id)
    found = await counters(people, idea)
    assert found.exposed <= found.supporters + NEWCOMERS_A_DAY * len(days)
    assert await people.reads(checks.recount) == []
    clock.time = began


async def test_many_batches_and_votes_at_once_count_everybody_once(people: People) -> None:
    ann = await people.member("Ann")
    made = [await people.idea(by=ann, title=f"Idea {n} of benches") for n in range(6)]
    members = await crowd(people, 12)
    looks = [Look(member.id, idea.id, idea.created_at) for member in members for idea in made]
    batches = [looks[n:] + looks[:n] for n in (0, 17, 40, 60)] + [looks[::-1]]
    await asyncio.gather(
        *(people.does(votes.record_looks, batch) for batch in batches),
        *(people.does(votes.cast, member, idea.id) for member in members[:4] for idea in made),
        *(people.does(votes.withdraw, member, idea.id) for member in members[:4] for idea in made[:3]),
    )
    exposed = [(await counters(people, idea)).exposed for idea in made]
    # Whoever was so new that the vote came before the look, and took it back, counts no longer.
    assert exposed[3:] == [12] * 3
    assert all(8 <= each <= 12 for each in exposed[:3])
    assert await people.reads(checks.recount) == []


async def test_a_batch_costs_two_statements(people: People, counting: CountingFactory, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    made = [await people.idea(by=ann, title=f"Idea {n} of benches") for n in range(3)]
    members = await crowd(people, 3)
    with counting() as counted:
        await people.does(
            votes.record_looks, [Look(member.id, idea.id, clock()) for member in members for idea in made]
        )
    assert len(counted) == 2
    assert [(await counters(people, idea)).exposed for idea in made] == [3] * 3


async def test_the_twentieth_look_makes_an_idea_familiar_for_good(people: People, clock: HeldClock) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    *nineteen, twentieth = await crowd(people, 20)
    for member in nineteen:
        await people.look(by=member, on=idea)
    await people.vote(by=nineteen[0], on=idea)
    assert (await counters(people, idea)).familiar_at is None
    await people.look(by=twentieth, on=idea)
    assert (await counters(people, idea)).familiar_at == clock()
    clock.forward(hours=1)
    await people.does(votes.withdraw, nineteen[0], idea.id)
    assert (await counters(people, idea)).familiar_at == clock() - timedelta(hours=1)


async def test_a_vote_makes_no_idea_familiar_and_the_next_look_does(people: People, clock: HeldClock) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    *twenty, looker = await crowd(people, 21)
    for member in twenty:
        voted = await people.vote(by=member, on=idea)
    assert (voted.exposed, voted.counters.familiar_at) == (20, None)
    await people.look(by=looker, on=idea)
    assert (await counters(people, idea)).familiar_at == clock()


async def test_staff_are_counted_apart_as_they_were_when_they_voted(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    ben, pia = await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    await people.vote(by=ben, on=idea)
    voted = await people.vote(by=pia, on=idea)
    assert (voted.supporters, voted.staff_supporters) == (2, 1)
    assert (await people.does(votes.withdraw, pia, idea.id)).staff_supporters == 0
    assert await people.reads(checks.recount) == []


async def test_exposures_rows_say_whether_they_count(people: People, clock: HeldClock) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    ben = await people.member("Ben")
    clock.forward(days=8)
    eve = await people.member("Eve")
    for member in (ben, eve):
        await people.look(by=member, on=idea)
    async with people.sessions() as session:
        rows = await session.scalars(select(Exposure).order_by(Exposure.member_id))
        assert [(row.newcomer, row.counted) for row in rows] == [(False, True), (True, True)]
