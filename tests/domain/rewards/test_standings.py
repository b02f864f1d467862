"""The standing of a closed season, in every scope: kept once, hashed whole, and shown to whom it may be."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database, members, rewards
from domain.clock import now
from domain.database import Sessions
from domain.errors import NotFound
from domain.ideas import Quadrant
from domain.members import Member, Role
from domain.rewards import Award, BoardFilter, BoardScope, Code, Place, Season
from domain.rewards.model import Standing
from domain.rewards.seasons import held_season
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after

OWN, OTHERS = Quadrant.CREATION_FOR_SELF, Quadrant.PARTICIPATION_FOR_OTHERS
QUADRANTS, PARTED = (OWN, OTHERS), (None, OWN, OTHERS)
NEW, TEAM = BoardScope.NEWCOMERS, BoardScope.TEAM


@pytest.fixture(autouse=True)
async def _the_books_agree(people: People) -> AsyncIterator[None]:
    yield
    assert await people.reads(rewards.drift) == []


async def earned(
    session: AsyncSession, points: Mapping[int, Mapping[Quadrant, int]], at: datetime | None = None
) -> None:
    """Give members points with ideas of quadrants, now or for what happened then."""
    rule = (await rewards.kept_rulebook(session)).at(Code.ADOPTED, now(session))
    assert rule
    asked = [
        Award(
            member_id=member_id,
            rule=rule,
            wanted=amount,
            occurred_at=at or now(session),
            cause_kind="decision" if at is None else "edit",
            cause_id=member_id * 10 + place,
            idea_id=member_id * 10 + place,
            quadrant=quadrant,
        )
        for member_id, parts in points.items()
        for place, (quadrant, amount) in enumerate(parts.items())
        if amount
    ]
    await rewards.award(session, asked)
    await held_season(session, at or now(session))  # where nobody earned anything


async def ended(people: People, clock: HeldClock) -> Season:
    """Let the season under way end and be closed."""
    season = (await people.reads(rewards.seasons))[0]
    await days_after(people, clock, season)
    assert await people.does(rewards.close_ended) == 1
    return await people.reads(rewards.season, season.key)


async def kept(people: People, reader: Member, season: Season, only: BoardFilter) -> list[tuple[int, int, int]]:
    """Return the places that a reader sees, as rank, member and points."""
    return told((await people.reads(rewards.frozen, reader, season, only)).places)


async def _crew(people: People) -> tuple[Member, Member, Member, int]:
    """Return a customer, two employees who are shown, and the number of their team."""
    ann = await people.member("Ann")
    emil, eve = [await people.member(name, Role.EMPLOYEE) for name in ("Emil", "Eve")]
    for who in (emil, eve):
        await people.does(rewards.revise_habit, who, shown=True, tells=False)
    return ann, emil, eve, await people.team("Riders", emil, eve)


async def test_each_quadrant_and_each_team_stands_as_at_the_close(people: People, clock: HeldClock) -> None:
    ann, emil, eve, team = await _crew(people)
    points = {ann.id: {OWN: 30, OTHERS: 5}, emil.id: {OWN: 40}, eve.id: {OTHERS: 90}}
    await people.does(earned, points)
    season = await ended(people, clock)
    cleo = await people.admin()
    await people.does(members.save_team, cleo, name="Riders", member_ids=[eve.id], team_id=team)
    assert await kept(people, emil, season, BoardFilter()) == [(1, eve.id, 90), (2, emil.id, 40), (3, ann.id, 35)]
    assert await kept(people, ann, season, BoardFilter(quadrant=OWN)) == [(1, emil.id, 40), (2, ann.id, 30)]
    assert await kept(people, ann, season, BoardFilter(quadrant=OTHERS)) == [(1, eve.id, 90), (2, ann.id, 5)]
    assert await kept(people, ann, season, BoardFilter(quadrant=Quadrant.CREATION_WITH_OTHERS)) == []
    riders = BoardFilter(scope=TEAM, team_id=team)
    assert await kept(people, emil, season, riders) == [(1, eve.id, 90), (2, emil.id, 40)]
    in_own = BoardFilter(scope=TEAM, team_id=team, quadrant=OWN)
    assert await kept(people, emil, season, in_own) == [(1, emil.id, 40)]
    for narrow in (riders, in_own, BoardFilter(scope=TEAM), BoardFilter(scope=TEAM, team_id=team + 1)):
        with pytest.raises(NotFound):
            await people.reads(rewards.frozen, ann, season, narrow)


async def test_newcomers_are_ranked_anew_by_when_they_joined(people: People, clock: HeldClock) -> None:
    old = await people.member("Old")
    clock.time += timedelta(days=80)  # the next quarter
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.does(earned, {old.id: {OWN: 50}, ann.id: {OWN: 20}, ben.id: {OTHERS: 30}})
    season = await ended(people, clock)
    late = await people.member("Late")
    assert await kept(people, late, season, BoardFilter(scope=NEW)) == [(1, ben.id, 30), (2, ann.id, 20)]
    assert await kept(people, late, season, BoardFilter(scope=NEW, quadrant=OWN)) == [(1, ann.id, 20)]
    assert await kept(people, late, season, BoardFilter(quadrant=OWN)) == [(1, old.id, 50), (2, ann.id, 20)]


async def test_who_was_not_among_the_first_sees_who_stood_around_them(people: People, clock: HeldClock) -> None:
    """A season closed when everybody was shown reads as its board did, for each reader and among whom they ask."""
    cleo = await people.admin()
    clock.time += timedelta(days=80)  # the next quarter, so that all but one are new in it
    crowd = [await people.member(f"Person {number}", Role.EMPLOYEE) for number in range(17)]
    for who in (cleo, *crowd):
        await people.does(rewards.revise_habit, who, shown=True, tells=False)
    team = await people.team("Riders", *crowd)
    # Three and three share a place, so that also the time and the number say who comes first.
    points = {who.id: {OWN: 1 + place // 3, OTHERS: 1} for place, who in enumerate(crowd)}
    await people.does(earned, points | {cleo.id: {OWN: 100}})
    season = (await people.reads(rewards.seasons))[0]
    scopes = (BoardFilter(), BoardFilter(scope=NEW), BoardFilter(scope=TEAM, team_id=team), BoardFilter(quadrant=OWN))
    in_team = BoardFilter(scope=TEAM, team_id=team, quadrant=OTHERS)
    stood = {
        (who.id, only): _seen(await people.reads(rewards.board, who, season, only))
        for who in (*crowd, cleo)
        for only in (*scopes, in_team)
    }
    season = await ended(people, clock)
    for who in (*crowd, cleo):
        for only in (*scopes, in_team):
            found = await people.reads(rewards.frozen, who, season, only)
            assert (told(found.places), told(found.around), _own(found.own)) == stood[who.id, only]
    last, stranger = crowd[0], await people.member("Stranger")
    around = (await people.reads(rewards.frozen, last, season, BoardFilter())).around
    assert last.id in [place.member.id for place in around]
    assert 6 <= len(around) <= 11
    await people.does(rewards.revise_habit, around[0].member, shown=False, tells=False)
    seen = (await people.reads(rewards.frozen, last, season, BoardFilter())).around
    assert around[0].member.id not in [place.member.id for place in seen]
    nowhere = await people.reads(rewards.frozen, stranger, season, BoardFilter())
    assert (list(nowhere.around), nowhere.own) == ([], None)


def _seen(board: rewards.Board) -> tuple[Any, ...]:
    return told(board.top), told(board.around), _own(board.own)


def _own(place: Place | None) -> list[tuple[int, int, int]]:
    return told([place] if place else [])


async def test_a_standing_that_somebody_changed_is_found_in_any_scope(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, emil, _eve, team = await _crew(people)
    await people.does(earned, {ann.id: {OWN: 30}, emil.id: {OWN: 40}})
    season = await ended(people, clock)
    for scope in ("", OWN.value, f"team:{team}"):
        for by in (1, -1):
            async with database.transaction(sessions) as session:
                touched = update(Standing).where(Standing.scope == scope, Standing.member_id == emil.id)
                await session.execute(touched.values(points=Standing.points + by))
            found = [each.says for each in await people.reads(rewards.drift)]
            says = f"The standing of season {season.key} isn’t the one that was closed."
            assert found == ([says] if by > 0 else [])


async def test_a_season_closed_before_there_were_scopes_still_verifies_and_says_so(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.does(earned, {ann.id: {OWN: 30}, ben.id: {OTHERS: 30}})
    season = await ended(people, clock)
    # As it was written then: only lines of everybody, without a scope.
    async with database.transaction(sessions) as session:
        await session.execute(delete(Standing).where(Standing.scope != ""))
        rows = await session.scalars(select(Standing).order_by(Standing.member_id))
        lines = [f"impact 1 {row.member_id} 30 {row.gained_at.timestamp()}" for row in rows]
        head = f"{season.starts_at:%Y-%m-%dT%H:%M:%SZ}/{season.ends_at:%Y-%m-%dT%H:%M:%SZ}"
        before = hashlib.sha256("\n".join([head, *lines]).encode()).hexdigest()
        assert len(lines) == 2
        await session.execute(update(Season).where(Season.id == season.id).values(hash=before))
    assert await people.reads(rewards.drift) == []
    for only, whole in ((BoardFilter(), True), (BoardFilter(scope=NEW), True), (BoardFilter(quadrant=OWN), False)):
        found = await people.reads(rewards.frozen, ann, season, only)
        assert (found.whole, len(found.places)) == (whole, 2 if whole else 0)


async def test_a_season_in_which_nobody_earned_anything_is_whole(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    await people.does(earned, {})
    season = await ended(people, clock)
    for quadrant in Quadrant:
        assert (await people.reads(rewards.frozen, ann, season, BoardFilter(quadrant=quadrant))).whole


PARTS = st.tuples(st.integers(1, 4), st.integers(0, 4))  # points with ideas of two quadrants
LATE = st.tuples(st.integers(0, 1), st.integers(0, 1))
THEN = st.sampled_from(["stays", "hides", "leaves", "changes"])


@dataclass
class Person:
    """Somebody's season, and what becomes of them after its close."""

    parts: tuple[int, int]
    late: tuple[int, int]
    new: bool
    teams: set[int]
    then: str


FOLK = st.lists(st.builds(Person, PARTS, LATE, st.booleans(), st.sets(st.integers(0, 1)), THEN), min_size=1, max_size=5)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(folk=FOLK)
async def test_whatever_comes_after_the_close_every_scope_stays_as_it_was(
    people: People, clock: HeldClock, folk: list[Person]
) -> None:
    mark, before = clock.time.timestamp(), (await people.reads(rewards.seasons))[0]
    reader, crowd = await people.admin(f"Reader {mark}"), list[tuple[Member, Person]]()
    for new in (False, True):
        clock.time = before.ends_at + timedelta(days=8) if new else clock.time
        for number, each in enumerate(folk):
            if each.new is new:
                role = Role.EMPLOYEE if each.teams else Role.CUSTOMER
                who = await people.member(f"Person {number}", role, email=f"{number}.{mark}@people.example")
                await people.does(rewards.revise_habit, who, shown=True, tells=False)
                crowd.append((who, each))
    staffed = [[who for who, each in crowd if number in each.teams] for number in range(2)]
    teams = [await people.team(f"Team {number} {mark}", *staff) for number, staff in enumerate(staffed)]
    await people.does(earned, {who.id: dict(zip(QUADRANTS, each.parts, strict=True)) for who, each in crowd})
    season = (await people.reads(rewards.seasons))[0]
    among = [(BoardScope.COMMUNITY, None), (NEW, None), *((TEAM, team) for team in teams)]
    boards = [BoardFilter(scope=scope, quadrant=part, team_id=team) for scope, team in among for part in PARTED]
    stood = {only: told((await people.reads(rewards.board, reader, season, only)).top) for only in boards}
    season = await ended(people, clock)
    for only in boards:
        assert await kept(people, reader, season, only) == stood[only]
    with pytest.raises(rewards.SeasonClosedAlready):
        await people.does(rewards.close_season, reader, season.id)
    late = {who.id: dict(zip(QUADRANTS, each.late, strict=True)) for who, each in crowd}
    await people.does(earned, late, at=season.ends_at - timedelta(hours=1))
    hidden = {who.id for who, each in crowd if each.then in ("hides", "leaves")}
    for who, each in crowd:
        if each.then == "hides":
            await people.does(rewards.revise_habit, who, shown=False, tells=False)
        elif each.then == "leaves":
            await people.leave(who)
        elif each.then == "changes":
            await people.does(members.change_role, reader, who.id, Role.CUSTOMER)
    for only in boards:
        seen = [place for place in stood[only] if place[1] not in hidden]
        assert await kept(people, reader, season, only) == seen
        for who, each in crowd:
            if each.then == "hides" and only.scope is not TEAM:
                with_own = [place for place in stood[only] if place[1] not in hidden - {who.id}]
                assert await kept(people, who, season, only) == with_own
        counted = {who for who, parts in late.items() if sum(parts.get(part, 0) for part in QUADRANTS)}
        if only.scope is BoardScope.COMMUNITY and only.quadrant is None:
            assert (await people.reads(rewards.frozen, reader, season, only)).adjusted == len(counted)


def told(places: Sequence[Place]) -> list[tuple[int, int, int]]:
    """Return places as rank, member and points."""
    return [(place.rank, place.member.id, place.points) for place in places]
