"""The list of the best moves only by what is done to an idea itself: not by time, nor by anybody else's votes."""

from hypothesis import given
from hypothesis import strategies as st

from domain import votes
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.domain.ideas.test_feed import COUNTS, NEARLY, Crowd, crowd
from tests.people import People


async def shown(made: Crowd) -> list[tuple[int, bool]]:
    """Return the whole list, each idea with whether its place was kept for it."""
    return [(idea.id, bool(idea.kept_place)) for idea in (await made.page(Slice(50))).items]


@given(st.lists(COUNTS | NEARLY, min_size=2, max_size=24), st.sampled_from([1, 25, 24 * 40, 24 * 400]))
async def test_time_alone_reorders_nothing(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], hours: int
) -> None:
    made = await crowd(people, counts, clock)
    before = await shown(made)
    assert len(before) == len(counts)
    clock.forward(hours=hours)
    assert await shown(made) == before
    assert [number for number, _kept in before] == await made.walk(3)


@given(st.lists(COUNTS | NEARLY, min_size=4, max_size=24), st.data())
async def test_votes_for_others_reorder_nothing(
    people: People, clock: HeldClock, counts: list[tuple[int, int]], data: st.DataObject
) -> None:
    made = await crowd(people, counts, clock)
    before = await shown(made)
    chosen = data.draw(st.sets(st.integers(0, len(counts) - 1), min_size=1, max_size=3))
    moved = {before[place][0] for place in chosen}
    voter = await people.member(f"Voter {min(moved)}")
    for number in moved:
        await people.does(votes.cast, voter, number)
    after = await shown(made)
    assert sorted(number for number, _kept in after) == sorted(number for number, _kept in before)
    # A place that is kept is no rank: who has it follows from how many have seen the ideas.
    kept = moved.union(*({number for number, was_kept in listed if was_kept} for listed in (before, after)))
    by_rank = [[number for number, _kept in listed if number not in kept] for listed in (before, after)]
    assert by_rank[0] == by_rank[1]
