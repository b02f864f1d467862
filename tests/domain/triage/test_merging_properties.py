"""Whatever happens in whatever order: counters equal a recount, and undoing every merge brings back what would be."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain import checks, ideas, triage, votes
from domain.errors import Refused
from domain.ideas import Exposure, Idea, IdeaCounters, Merge
from domain.members import Member, Role
from domain.triage import DecisionKind
from domain.votes import Vote
from tests.conftest import HeldClock
from tests.people import People

NUMBERS = itertools.count()
MEMBERS, IDEAS = 5, 4
Step = tuple[str, int, int]
WHO, WHICH = st.integers(0, MEMBERS - 1), st.integers(0, IDEAS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["vote", "unvote", "look", "step out", "step back in"]), WHO, WHICH),
        st.tuples(st.just("merge"), WHICH, WHICH),
        st.tuples(st.sampled_from(["undo", "shortlist", "put off", "wait"]), st.just(0), WHICH),
    ),
    min_size=5,
    max_size=30,
)


@dataclass
class World:
    """Some members, each the author of an idea but the last, and somebody of the product team."""

    people: People
    clock: HeldClock
    members: list[Member]
    ideas: list[Idea]
    pia: Member

    async def take(self, step: Step) -> None:
        """Try one step; a refusal changes nothing."""
        what, who, which = step
        idea, member = self.ideas[which], self.members[who]
        self.clock.forward(minutes=7)
        simple: dict[str, Callable[..., Awaitable[Any]]] = {
            "vote": votes.cast,
            "unvote": votes.withdraw,
            "step out": triage.step_out,
            "step back in": triage.step_back_in,
        }
        try:
            if what == "look":
                await self.people.look(by=member, on=idea)
            elif what == "merge":
                await self.people.does(triage.merge, self.pia, self.ideas[who].id, idea.id)
            elif what == "undo":
                await self.people.does(triage.undo_merge, self.pia, idea.id)
            elif what in ("shortlist", "put off"):
                kind = DecisionKind.SHORTLIST if what == "shortlist" else DecisionKind.NOT_NOW
                await self.people.decide(kind, by=self.pia, on=idea)
            elif what == "wait":
                self.clock.forward(days=2)
            else:
                await self.people.does(simple[what], member, idea.id)
        except Refused:
            pass

    async def standing(self) -> dict[int, tuple[object, ...]]:
        """Return how each idea stands: its status, its people, its counters."""
        async with self.people.sessions() as session:
            query = select(Idea, IdeaCounters).join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
            rows = (await session.execute(query.where(Idea.id.in_([idea.id for idea in self.ideas])))).all()
        return {
            idea.id: (
                *(idea.status, idea.listed, idea.co_author_ids, idea.merged_ids, idea.merged_author_ids),
                *(row.supporters, row.staff, row.exposed, row.familiar_at),
                row.rising and round(row.rising, 7),  # a running sum and one from scratch differ in the last digits
            )
            for idea, row in rows
        }

    async def rows(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Return every vote and every exposure of these ideas, as (member, idea)."""
        numbers = [idea.id for idea in self.ideas]
        async with self.people.sessions() as session:
            cast = await session.execute(select(Vote.member_id, Vote.idea_id).where(Vote.idea_id.in_(numbers)))
            seen = await session.execute(
                select(Exposure.member_id, Exposure.idea_id).where(Exposure.idea_id.in_(numbers))
            )
            return {(row[0], row[1]) for row in cast}, {(row[0], row[1]) for row in seen}

    async def counting_looks(self, number: int) -> set[int]:
        """Return whose looks at an idea count by themselves; a newcomer's vote, taken back, leaves one that doesn't."""
        async with self.people.sessions() as session:
            looked = select(Exposure.member_id).where(Exposure.idea_id == number, Exposure.counted)
            return set(await session.scalars(looked))


async def world(people: People, clock: HeldClock) -> World:
    members = [await people.member(f"Member {next(NUMBERS)}") for _ in range(MEMBERS)]
    made = [await people.idea(by=author, title=f"Idea {next(NUMBERS)} of benches") for author in members[:IDEAS]]
    return World(people, clock, members, made, await people.member(f"Pia {next(NUMBERS)}", Role.PRODUCT))


@settings(max_examples=15)
@example([("vote", 4, 0), ("unvote", 4, 0)])
@given(STEPS)
async def test_counters_always_equal_a_recount_and_undoing_restores(
    people: People, clock: HeldClock, steps: list[Step]
) -> None:
    began, here = clock(), await world(people, clock)
    for step in steps:
        await here.take(step)
        assert await people.reads(checks.recount) == [], step
    for member in here.members:
        for idea in here.ideas:
            backs = member.id in await people.reads(votes.voters, idea.id)
            assert (await people.reads(votes.given, member, [idea.id]) == {idea.id}) is backs
    assert not (await here.rows())[0] & {(idea.author_id, idea.id) for idea in here.ideas}
    merged = [idea.id for idea in here.ideas]
    while merged:
        merged = [number for number in merged if await _undone(here, number)]
    for number, standing in (await here.standing()).items():
        voters = {member for member, idea in (await here.rows())[0] if idea == number}
        seers = await here.counting_looks(number)
        assert (standing[2], standing[3], standing[4]) == ([], [], [])
        assert (standing[5], standing[7]) == (len(voters), len(seers | voters)), "all that was done stayed where it was"
    assert await people.reads(checks.recount) == []
    clock.time = began


async def _undone(here: World, number: int) -> bool:
    try:
        await here.people.does(triage.undo_merge, here.pia, number)
    except triage.NotMerged:
        return False
    return True


@settings(max_examples=15)
@given(STEPS, st.permutations(range(IDEAS)))
async def test_undoing_a_merge_at_once_brings_back_exactly_what_was(
    people: People, clock: HeldClock, steps: list[Step], order: list[int]
) -> None:
    began, here = clock(), await world(people, clock)
    for step in steps:
        await here.take(step)
    for duplicate, target in itertools.pairwise(order):
        before, rows = await here.standing(), await here.rows()
        try:
            await people.does(triage.merge, here.pia, here.ideas[duplicate].id, here.ideas[target].id)
        except Refused:
            continue
        clock.forward(days=1)
        await people.does(triage.undo_merge, here.pia, here.ideas[duplicate].id)
        assert await here.standing() == before
        assert await here.rows() == rows
    clock.time = began


async def test_merging_each_into_the_other_at_once_merges_once(people: People, clock: HeldClock) -> None:
    for _ in range(4):
        here = await world(people, clock)
        one, two = here.ideas[0].id, here.ideas[1].id
        found = await asyncio.gather(
            *(people.does(triage.merge, here.pia, *pair) for pair in ((one, two), (two, one), (one, two))),
            return_exceptions=True,
        )
        assert sum(isinstance(each, Merge) for each in found) == 1
        assert all(isinstance(each, Merge | Refused) for each in found), found
        assert await people.reads(checks.recount) == []


async def test_votes_looks_merges_and_undoings_at_once_end_in_counters_that_are_right(
    people: People, clock: HeldClock
) -> None:
    here = await world(people, clock)
    voters = [await people.member(f"Voter {n}") for n in range(8)]
    one, two, three = (idea.id for idea in here.ideas[:3])

    async def back_and_forth(duplicate: int, target: int) -> None:
        for _ in range(4):
            for use_case, numbers in ((triage.merge, (duplicate, target)), (triage.undo_merge, (duplicate,))):
                with contextlib.suppress(Refused):
                    await people.does(use_case, here.pia, *numbers)

    async def take_part(member: Member) -> None:
        for number in (one, two, three, one):
            for use_case in (votes.cast, triage.step_out, votes.withdraw, votes.cast):
                with contextlib.suppress(Refused):
                    await people.does(use_case, member, number)
            await people.does(votes.record_looks, votes.looks(member, [one, two, three], clock()))

    await asyncio.gather(
        back_and_forth(one, two), back_and_forth(two, three), back_and_forth(one, three), *map(take_part, voters)
    )
    assert await people.reads(checks.recount) == []


async def test_a_vote_that_waits_for_a_merge_counts_nobody_twice(people: People, clock: HeldClock) -> None:
    """The vote begins while the merge holds both ideas, so that what it reads of votes is older than the merge."""
    here = await world(people, clock)
    duplicate, target, ben = here.ideas[0], here.ideas[1], here.members[4]
    await people.vote(by=ben, on=duplicate)
    async with people.sessions() as session, session.begin():
        await triage.merge(session, here.pia, duplicate.id, target.id)
        voting = asyncio.create_task(people.vote(by=ben, on=target))
        await people.until_somebody_waits()
    assert (await voting).supporters == 1
    assert await people.reads(ideas.visible, ben, target.id)
    assert await people.reads(checks.recount) == []
