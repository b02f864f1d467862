"""A place counts those who stand on boards alone: the same for every reader, before a season is closed and after."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain import database, rewards
from domain.database import Sessions
from domain.members import Member, Role
from domain.rewards import BoardFilter, BoardScope
from domain.rewards.model import Standing
from tests.conftest import HeldClock
from tests.domain.rewards.test_standings import OTHERS, OWN, earned, ended, kept, told
from tests.people import People

NEW, TEAM = BoardScope.NEWCOMERS, BoardScope.TEAM
# Points, and whether they are shown: some share a place with others of either kind.
CROWD = {
    "First": (70, True),
    "Second": (50, True),
    "Too": (50, True),
    "Third": (30, True),
    "Highest": (90, False),
    "Beside": (60, False),
    "Also": (50, False),
    "Lowest": (10, False),
}
PLACES = {"First": 1, "Second": 2, "Too": 2, "Third": 3}
THEIRS = {"Highest": 1, "Beside": 2, "Also": 2, "Lowest": 4}  # each sees their own alone


async def _crowd(people: People) -> dict[str, Member]:
    found = {name: await people.member(name, Role.EMPLOYEE) for name in CROWD}
    for name, (_points, shown) in CROWD.items():
        await people.does(rewards.revise_habit, found[name], shown=shown, tells=False)
    points = {found[name].id: {OWN: points - 5, OTHERS: 5} for name, (points, _shown) in CROWD.items()}
    await people.does(earned, points)
    return found


async def test_no_place_changes_when_a_season_is_closed_and_who_is_hidden_moves_nobodys(
    people: People, clock: HeldClock
) -> None:
    admin = await people.admin()
    clock.time += timedelta(days=80)  # the next quarter, in which all but one are new
    crowd = await _crowd(people)
    team = await people.team("Riders", *crowd.values())
    season = (await people.reads(rewards.seasons))[0]
    among = (BoardFilter(), BoardFilter(scope=NEW), BoardFilter(scope=TEAM, team_id=team))
    boards = (*among, BoardFilter(quadrant=OWN), BoardFilter(scope=TEAM, team_id=team, quadrant=OWN))
    stood = {}
    for only in boards:
        for name, who in (*crowd.items(), ("", admin)):
            found = stood[only, name] = await people.reads(rewards.board, who, season, only)
            own = {name: THEIRS[name]} if name in THEIRS else {}
            assert {place.member.name: place.rank for place in found.top} == PLACES | own, (only, name)
            points = [place.points for place in found.top]
            assert points == sorted(points, reverse=True)
    season = await ended(people, clock)
    for (only, name), before in stood.items():
        after = await people.reads(rewards.frozen, crowd.get(name, admin), season, only)
        assert told(after.places) == told(before.top), (only, name)
        assert told([after.own] if after.own else []) == told([before.own] if before.own else [])


async def test_who_is_shown_later_stands_on_no_board_that_was_closed_before(people: People, clock: HeldClock) -> None:
    crowd = await _crowd(people)
    season = await ended(people, clock)
    reader = crowd["First"]
    before = await kept(people, reader, season, BoardFilter())
    await people.does(rewards.revise_habit, crowd["Highest"], shown=True, tells=False)
    assert await kept(people, reader, season, BoardFilter()) == before
    await people.does(rewards.revise_habit, crowd["Second"], shown=False, tells=False)
    gone = crowd["Second"].id
    assert await kept(people, reader, season, BoardFilter()) == [place for place in before if place[1] != gone]


@pytest.mark.parametrize("name", ["First", "Beside"])
async def test_whether_somebody_was_shown_is_part_of_the_fingerprint(
    name: str, people: People, clock: HeldClock, sessions: Sessions
) -> None:
    crowd = await _crowd(people)
    season = await ended(people, clock)
    assert await people.reads(rewards.drift) == []
    async with database.transaction(sessions) as session:
        of = Standing.scope == "", Standing.member_id == crowd[name].id
        await session.execute(update(Standing).where(*of).values(shown=~Standing.shown))
    says = f"The standing of season {season.key} isn’t the one that was closed."
    assert [each.says for each in await people.reads(rewards.drift)] == [says]


async def test_around_a_reader_who_is_hidden_others_have_their_places(people: People, clock: HeldClock) -> None:
    crowd = [await people.member(f"Person {number:02}") for number in range(24)]
    await people.does(earned, {who.id: {OWN: 100 - place} for place, who in enumerate(crowd)})
    hidden = crowd[18]
    await people.does(rewards.revise_habit, hidden, shown=False, tells=False)
    season = (await people.reads(rewards.seasons))[0]
    found = await people.reads(rewards.board, hidden, season, BoardFilter())
    expected = [*range(14, 19), 19, *range(19, 24)]
    assert [place.rank for place in found.around] == expected
    season = await ended(people, clock)
    closed = await people.reads(rewards.frozen, hidden, season, BoardFilter())
    assert [place.rank for place in closed.around] == expected
    assert [place.member.id for place in closed.around] == [place.member.id for place in found.around]
