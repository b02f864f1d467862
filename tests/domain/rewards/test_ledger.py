"""Entries are only added to; caps are exact; what is taken back is paid to whom it had been withheld from."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from domain import database, rewards
from domain.clock import now
from domain.database import Sessions
from domain.errors import Invalid
from domain.members import Member
from domain.rewards import Award, Code, Entry
from tests.conftest import HeldClock
from tests.people import People


async def given(
    session: AsyncSession, to: Member, causes: Iterable[int], *, wanted: int = 5, minutes_ago: int = 0
) -> list[Entry]:
    """Award somebody the support of so many voters, five points each unless said otherwise."""
    rule = (await rewards.kept_rulebook(session)).at(Code.SUPPORTED, now(session))
    assert rule
    asked = [
        Award(
            member_id=to.id,
            rule=rule,
            wanted=wanted,
            occurred_at=now(session) - timedelta(minutes=minutes_ago),
            cause_kind="vote",
            cause_id=cause,
        )
        for cause in causes
    ]
    return await rewards.award(session, asked)


async def balance(people: People, of: Member) -> int:
    found = await people.reads(rewards.tally, of)
    return found.now.get(rewards.Currency.IMPACT, 0)


async def test_the_database_refuses_to_change_or_delete_what_is_written(people: People, engine: AsyncEngine) -> None:
    ann = await people.member("Ann")
    await people.does(given, ann, [1])
    for table in ("entries", "rules"):
        for statement in (f"UPDATE {table} SET code = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DBAPIError, match="what is written there stays"):
                async with engine.begin() as connection:
                    await connection.execute(text(statement))


async def test_the_same_cause_is_paid_once_however_often_it_comes(people: People) -> None:
    ann = await people.member("Ann")
    for _ in range(3):
        await people.does(given, ann, [1, 2])
    assert await balance(people, ann) == 10
    assert await people.reads(rewards.drift) == []


async def test_sixteen_at_once_never_pass_a_cap(people: People) -> None:
    ann = await people.member("Ann")
    await people.does(given, ann, [0])
    await asyncio.gather(*(people.does(given, ann, [1000 + number]) for number in range(60)))
    assert await balance(people, ann) == 200
    assert await people.reads(rewards.drift) == []


async def test_sixteen_deliveries_of_one_cause_are_one_entry(people: People) -> None:
    ann = await people.member("Ann")
    await asyncio.gather(*(people.does(given, ann, [7]) for _ in range(16)))
    assert await balance(people, ann) == 5
    assert await people.reads(rewards.drift) == []


async def test_what_a_cap_withheld_is_paid_when_something_is_taken_back(people: People) -> None:
    ann = await people.member("Ann")
    first = await people.does(given, ann, range(1, 41))
    late = await people.does(given, ann, [41, 42], wanted=4)
    assert [entry.amount for entry in late] == [0, 0]
    assert [entry.withheld for entry in late] == [4, 4]
    made = await people.does(rewards.reverse, [first[0].id])
    assert [(entry.amount, entry.tops_up_id) for entry in made] == [(-5, None), (4, late[0].id), (1, late[1].id)]
    assert await balance(people, ann) == 200
    await people.does(rewards.reverse, [first[1].id])
    assert await balance(people, ann) == 198  # all that was withheld has been paid: 38 fives and two fours
    assert await people.reads(rewards.drift) == []


async def test_taking_back_what_was_topped_up_takes_its_top_ups_along(people: People) -> None:
    ann = await people.member("Ann")
    first = await people.does(given, ann, range(1, 41))
    (late,) = await people.does(given, ann, [41])
    await people.does(rewards.reverse, [first[0].id])
    made = await people.does(rewards.reverse, [late.id])
    assert sorted(entry.amount for entry in made) == [-5, 0]
    assert await balance(people, ann) == 195
    assert await people.reads(rewards.drift) == []


async def test_an_entry_is_taken_back_once(people: People) -> None:
    ann = await people.member("Ann")
    (entry,) = await people.does(given, ann, [1])
    results = await asyncio.gather(*(people.does(rewards.reverse, [entry.id]) for _ in range(8)))
    assert sum(len(made) for made in results) == 1
    assert await balance(people, ann) == 0
    assert await people.reads(rewards.drift) == []


async def test_a_balance_may_fall_below_nothing_and_shows_as_nothing(people: People, clock: HeldClock) -> None:
    clock.time = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
    ann = await people.member("Ann")
    (entry,) = await people.does(given, ann, [1])
    clock.time = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
    await people.does(rewards.reverse, [entry.id])
    found = await people.reads(rewards.tally, ann)
    assert found.this_season(rewards.Currency.IMPACT) == found.in_all(rewards.Currency.IMPACT) == 0


async def test_nothing_is_given_for_what_has_not_happened(people: People) -> None:
    ann = await people.member("Ann")
    with pytest.raises(Invalid) as refused:
        await people.does(given, ann, [1], minutes_ago=-1)
    assert refused.value.problems[0].code == "in_the_future"
    assert await balance(people, ann) == 0


@pytest.mark.parametrize(
    ("first", "second", "caps"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), datetime(2026, 3, 28, 23, 0, tzinfo=UTC), 2),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 1, tzinfo=UTC), 1),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC), 2),
    ],
)
async def test_a_day_is_one_of_the_site_also_when_clocks_change(
    people: People, clock: HeldClock, sessions: Sessions, first: datetime, second: datetime, caps: int
) -> None:
    clock.time = datetime(2026, 1, 1, tzinfo=UTC)
    ann = await people.member("Ann")
    for cause, clock.time in enumerate((first, second)):
        await people.does(given, ann, [cause])
    async with sessions() as session:
        found = set(await session.scalars(select(Entry.cap)))
    assert len(found) == caps


WRONG = {
    "too many points": "UPDATE balances SET points = points + 1",
    "no time of the last gain": "UPDATE balances SET gained_at = NULL",
    "a balance that is missing": "DELETE FROM balances WHERE scope = ''",
    "a balance of nothing": "INSERT INTO balances SELECT member_id, currency, season_id, NOT late, scope, 0, NULL, 1"
    " FROM balances LIMIT 1",
    "no caps at all": "DELETE FROM cap_uses",
    "a cap of nothing": "INSERT INTO cap_uses (member_id, cap, used) SELECT member_id, 'x', 0 FROM cap_uses LIMIT 1",
}


@pytest.mark.parametrize("damage", WRONG)
async def test_rebuilding_makes_the_same_again_from_wrong_balances(
    people: People, sessions: Sessions, damage: str
) -> None:
    ann = await people.member("Ann")
    entries = await people.does(given, ann, range(50))
    await people.does(rewards.reverse, [entries[3].id])

    async def projected() -> list[tuple[object, ...]]:
        async with sessions() as session:
            rows = await session.execute(text("SELECT * FROM balances ORDER BY 1, 2, 3, 4, 5"))
            caps = await session.execute(text("SELECT * FROM cap_uses ORDER BY 1, 2"))
            return [*map(tuple, rows), *map(tuple, caps)]

    before = await projected()
    async with database.transaction(sessions) as session:
        await session.execute(text(WRONG[damage]))
    assert await projected() != before
    assert [each.member_id for each in await people.reads(rewards.drift)] == [ann.id]
    await people.does(rewards.rebuild)
    assert await projected() == before
    assert await people.reads(rewards.drift) == []
