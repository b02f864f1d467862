"""The list shown unasked: best first, every fifth place kept for what few have seen, and every idea once."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from domain import database, ideas, votes
from domain.errors import Invalid
from domain.ideas import Idea, IdeaCounters, IdeaFilter, IdeaOrder, Quadrant, Status, ranking
from domain.members import Member, Visitor
from domain.paging import Page, Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

NUMBERS = itertools.count()
COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
NEARLY = st.just((0, 19)) | st.tuples(st.integers(0, 3), st.integers(17, 22)) | COUNTS


@dataclass
class Crowd:
    """Ideas of one author, and what can be asked of their list."""

    people: People
    only: IdeaFilter
    walker: Member

    async def page(self, wanted: Slice) -> Page[Idea]:
        return await self.people.reads(ideas.listed, self.walker, wanted, only=self.only, order=IdeaOrder.BEST)

    async def walk(self, size: int, *, backwards: bool = False, between: Any = None) -> list[int]:
        seen, cursor = list[int](), None
        while True:
            wanted = Slice(size, before=cursor, backwards=True) if backwards else Slice(size, after=cursor)
            found = await self.page(wanted)
            numbers = [idea.id for idea in found.items]
            seen = numbers + seen if backwards else seen + numbers
            assert (found.has_next if backwards else found.has_previous) == (cursor is not None)
            if not (found.has_previous if backwards else found.has_next):
                return seen
            cursor = found.start_cursor if backwards else found.end_cursor
            if between is not None:
                await between(numbers)

    async def expected(self) -> list[int]:
        """Return the list as it is described, row by row."""
        async with self.people.sessions() as session:
            rows = list(
                await session.scalars(
                    select(IdeaCounters)
                    .join(Idea, Idea.id == IdeaCounters.idea_id)
                    .where(Idea.author_id == self.only.author_id)
                )
            )
        ranked = [row.idea_id for row in sorted(rows, key=lambda row: (-row.best, row.exposed, -row.idea_id))]
        turns = sorted((row.idea_id for row in rows if not row.familiar_at), reverse=True)
        listed = list[int]()
        while len(listed) < len(rows):
            turn = turns.pop(0) if turns and len(listed) % 5 == 4 else None
            by_score = next(number for number in ranked if number not in listed)
            listed.append(by_score if turn is None or turn in listed else turn)
        return listed


async def crowd(people: People, counts: list[tuple[int, int]], clock: HeldClock) -> Crowd:
    """Return ideas with these many supporters of these many who saw them."""
    author, walker = await people.member(f"Author {next(NUMBERS)}"), await people.member(f"Walker {next(NUMBERS)}")
    now, long_ago = clock(), clock() - timedelta(days=9)
    async with database.transaction(people.sessions) as session:
        row = {
            "author_id": author.id,
            "status": Status.SUBMITTED,
            "quadrant": Quadrant.CREATION_FOR_SELF,
            "language": "en",
            "title": "A bench",
            "problem": "",
            "proposal": "Somewhere to sit.",
            "created_at": now,
            "submitted_at": now,
        }
        numbers = []
        if counts:
            numbers = list(await session.scalars(insert(Idea).returning(Idea.id), [row for _ in counts]))
        for number, (supporters, exposed) in zip(numbers, counts, strict=True):
            session.add(
                IdeaCounters(
                    idea_id=number,
                    quadrant=Quadrant.CREATION_FOR_SELF,
                    listed=True,
                    supporters=supporters,
                    exposed=exposed,
                    rising=None,
                    familiar_at=long_ago if exposed >= ranking.SEEN_ENOUGH else None,
                )
            )
    return Crowd(people, IdeaFilter(author_id=author.id), walker)


@given(st.lists(COUNTS, max_size=30), st.integers(1, 7), st.booleans())
async def test_all_pages_together_are_the_list_as_it_is_described(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], size: int, backwards: bool
) -> None:
    made = await crowd(people, counts, clock)
    assert await made.walk(size, backwards=backwards) == await made.expected()


@given(st.lists(COUNTS, min_size=1, max_size=30), st.integers(1, 7), st.data())
async def test_from_any_row_the_list_goes_on_both_ways(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], size: int, data: st.DataObject
) -> None:
    made = await crowd(people, counts, clock)
    whole = await made.page(Slice(100))
    numbers, at = [idea.id for idea in whole.items], data.draw(st.integers(0, len(counts) - 1))
    after = await made.page(Slice(size, after=whole.cursors[at]))
    assert [idea.id for idea in after.items] == numbers[at + 1 :][:size]
    before = await made.page(Slice(size, before=whole.cursors[at], backwards=True))
    assert [idea.id for idea in before.items] == numbers[:at][-size:]
    assert (before.has_previous, before.has_next) == (at > size, True)
    if before.items:
        again = await made.page(Slice(len(numbers), after=before.start_cursor))
        assert [idea.id for idea in again.items] == numbers[numbers.index(before.items[0].id) + 1 :]


@given(st.lists(COUNTS, max_size=30), st.integers(1, 7), st.booleans())
async def test_seeing_what_a_page_shows_makes_no_idea_come_again_or_get_lost(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], size: int, backs_some: bool
) -> None:
    made = await crowd(people, counts, clock)

    async def look(numbers: list[int]) -> None:
        clock.forward(seconds=1)
        looks = votes.looks(made.walker, numbers, clock())
        await people.does(votes.record_looks, looks)
        if backs_some:
            await people.does(votes.cast, made.walker, numbers[0])
        clock.forward(minutes=1)

    seen = await made.walk(size, between=look)
    assert len(seen) == len(set(seen)) == len(counts)


@given(st.lists(COUNTS, min_size=4, max_size=24), st.integers(1, 4), st.data())
async def test_what_others_do_meanwhile_moves_only_the_ideas_they_do_it_to(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], size: int, data: st.DataObject
) -> None:
    made = await crowd(people, counts, clock)
    everything = await made.expected()
    moved = {everything[n] for n in data.draw(st.sets(st.integers(0, len(counts) - 1), max_size=4))}
    pending, other = list(moved), await people.member(f"Other {next(NUMBERS)}")

    async def others(_numbers: list[int]) -> None:
        clock.forward(minutes=1)
        if pending:
            number = pending.pop()
            await people.does(votes.cast if number % 2 else votes.record_looks, *_deed(other, number, clock))

    seen = await made.walk(size, between=others)
    assert sorted(number for number in seen if number not in moved) == sorted(set(everything) - moved)


def _deed(member: Member, number: int, clock: HeldClock) -> Any:
    return (member, number) if number % 2 else (votes.looks(member, [number], clock()),)


async def test_becoming_familiar_during_a_walk_leaves_an_idea_where_it_was(people: People, clock: HeldClock) -> None:
    made = await crowd(people, [(0, 19)] * 12 + [(9, 30)] * 6, clock)
    everything = await made.expected()

    async def all_at_once(_numbers: list[int]) -> None:
        clock.forward(minutes=1)
        async with database.transaction(people.sessions) as session:
            turned = update(IdeaCounters).where(IdeaCounters.familiar_at.is_(None))
            await session.execute(turned.values(familiar_at=clock()))

    assert await made.walk(4, between=all_at_once) == everything
    clock.forward(minutes=1)
    assert await made.walk(4) == await made.expected() != everything


async def test_every_fifth_place_is_kept_for_what_few_have_seen(people: People, clock: HeldClock) -> None:
    made = await crowd(people, [(n, 40) for n in range(16)] + [(0, n) for n in range(10)], clock)
    shown = (await made.page(Slice(20))).items
    assert [n + 1 for n, idea in enumerate(shown) if idea.kept_place] == [5, 10, 15, 20]
    numbers = [idea.id for idea in shown]
    assert numbers[4::5] == sorted(await made.walk(100), reverse=True)[:4]


async def test_a_place_kept_for_what_stands_higher_already_goes_to_the_next_best(
    people: People, clock: HeldClock
) -> None:
    made = await crowd(people, [(n, 9) for n in range(10)], clock)
    shown = (await made.page(Slice(20))).items
    assert [idea.counters.supporters for idea in shown] == list(range(10))[::-1]
    assert not any(idea.kept_place for idea in shown)


async def test_the_vote_that_is_the_twentieth_look_leaves_an_idea_in_its_kept_place(
    people: People, clock: HeldClock
) -> None:
    made = await crowd(people, [(9, 30)] * 6 + [(0, 19)], clock)
    newest = max(await made.walk(100))
    clock.forward(days=9)
    voted = await people.does(votes.cast, made.walker, newest)
    assert (voted.exposed, (await made.walk(100)).index(newest)) == (20, 4)
    clock.forward(minutes=1)
    assert (await made.walk(100)).index(newest) == 4


async def test_votes_rank_a_community_of_five_where_nobody_else_can_look(people: People, clock: HeldClock) -> None:
    made = await crowd(people, [(0, 0)] * 9, clock)
    oldest, *_others = sorted(await made.expected())
    await people.does(votes.cast, made.walker, oldest)
    shown = (await made.page(Slice(20))).items
    assert shown[0].id == oldest
    assert [idea.id for idea in shown] == await made.expected()


@given(st.lists(NEARLY, min_size=2, max_size=24), st.booleans(), st.booleans(), st.data())
async def test_a_vote_takes_no_idea_down_the_list_and_taking_it_back_takes_none_up(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], has_looked: bool, is_new: bool, data: st.DataObject
) -> None:
    made, voter = await crowd(people, counts, clock), await people.member(f"Voter {next(NUMBERS)}")
    clock.forward(minutes=1, days=0 if is_new else 9)
    number = data.draw(st.sampled_from(sorted(await made.walk(100))))
    if has_looked:
        await people.does(votes.record_looks, votes.looks(voter, [number], clock()))
        clock.forward(minutes=1)

    async def place() -> int:
        clock.forward(minutes=1)
        return (await made.walk(100)).index(number)

    before = await place()
    await people.does(votes.cast, voter, number)
    backed = await place()
    await people.does(votes.withdraw, voter, number)
    assert backed <= before
    assert backed <= await place()


async def test_a_page_is_one_statement_anywhere_in_the_list(
    people: People, clock: HeldClock, counting: CountingFactory
) -> None:
    made = await crowd(people, [(n % 9, 10 + n) for n in range(40)], clock)
    first = await made.page(Slice(10))
    for wanted in (Slice(10), Slice(10, after=first.end_cursor), Slice(5, before=first.end_cursor, backwards=True)):
        with counting() as counted:
            await made.page(wanted)
        assert len(counted) == 1


async def test_a_cursor_of_another_order_is_refused(people: People, clock: HeldClock) -> None:
    made = await crowd(people, [(1, 2)] * 3, clock)
    for order in set(IdeaOrder) - {IdeaOrder.BEST}:
        page = await people.reads(ideas.listed, made.walker, Slice(1), only=made.only, order=order)
        with pytest.raises(Invalid):
            await made.page(Slice(1, after=page.end_cursor))
        with pytest.raises(Invalid):
            await made.page(Slice(1, before=page.end_cursor, backwards=True))


async def test_visitors_walk_too_and_hidden_ideas_stay_hidden(people: People, clock: HeldClock) -> None:
    made = await crowd(people, [(1, 2), (5, 25), (3, 30)], clock)
    everything = await made.expected()
    async with people.sessions() as session:
        hidden = await session.get_one(Idea, everything[0])
    await people.hide(hidden)
    page = await people.reads(ideas.listed, Visitor(), Slice(9), only=made.only)
    assert [idea.id for idea in page.items] == everything[1:]
