"""Of a large board it is counted at most every five seconds how many stand on it; who stands where is read anew."""

import pytest

from domain import rewards
from domain.members import Member
from domain.rewards import Board, BoardFilter
from domain.rewards.steps import Steps
from tests.conftest import HeldClock
from tests.people import People


async def seen(people: People, reader: Member) -> Board:
    """Return the board of the present season as somebody sees it."""
    season = (await people.reads(rewards.seasons))[0]
    return await people.reads(rewards.board, reader, season, BoardFilter())


async def published(people: People, *who: Member) -> None:
    """Let members earn the points of an idea each."""
    for member in who:
        await people.idea(by=member)
    await people.hear()


def test_a_place_is_counted_from_the_points_above() -> None:
    counted = Steps((2, 5, 9), 7)
    assert [counted.rank(points) for points in (9, 8, 5, 2, 1, 10)] == [1, 2, 2, 3, 4, 1]


async def test_a_small_board_is_counted_each_time(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await published(people, ann)
    assert (await seen(people, ann)).people == 1
    await published(people, ben)
    assert (await seen(people, ann)).people == 2


async def test_a_large_board_is_counted_every_five_seconds_and_its_places_are_read_anew(
    people: People, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.rewards.steps.LARGE", 1)
    crowd = [await people.member(f"Person {number}") for number in range(14)]
    ann = crowd[0]
    await published(people, *crowd)
    before = await seen(people, crowd[13])
    assert (before.people, before.own and before.own.rank) == (14, 1)
    late = await people.member("Late")
    await published(people, late, ann)
    now = await seen(people, ann)
    assert (now.people, now.top[0].member.id, now.top[0].points) == (14, ann.id, 4)
    clock.forward(seconds=5)
    after = await seen(people, crowd[13])
    assert (after.people, after.own and after.own.rank) == (15, 2)


async def test_who_does_not_stand_on_boards_is_counted_on_none(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await published(people, ann, ben)
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    board = await seen(people, ann)
    assert (board.people, board.own and board.own.points) == (1, 2)
