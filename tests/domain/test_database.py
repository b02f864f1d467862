"""The one transaction, and what a column can't hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Column
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from domain import database, members
from domain.database import Sessions
from domain.errors import Conflict, Refused, TooMany
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People


class Noted(Conflict):
    """A refusal that keeps what was noted before it."""

    keeps_changes = True


async def _count(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Member)) or 0


@pytest.mark.parametrize(
    ("error", "kept"), [(None, 1), (Conflict(), 0), (Noted(), 1), (TooMany(1), 1), (ZeroDivisionError(), 0)]
)
async def test_a_transaction_commits_unless_it_is_refused_or_fails(
    people: People, sessions: Sessions, error: Exception | None, kept: int
) -> None:
    async def change() -> None:
        async with database.transaction(sessions) as session:
            await members.add_member(session, name="Ann", email=None)
            if error is not None:
                raise error

    if error is None:
        await change()
    else:
        with pytest.raises(type(error)):
            await change()
    assert await _count(sessions) == kept


async def test_the_clock_travels_with_the_session(people: People, clock: HeldClock) -> None:
    clock.forward(days=400)
    assert (await people.member("Ann")).joined_at == clock()


@given(st.text(st.characters(), max_size=40))
async def test_every_text_reaches_the_database(people: People, value: str) -> None:
    async with people.sessions() as session:
        kept = await session.scalar(text("SELECT CAST(:value AS text)"), {"value": value})
    storable = value.replace("\0", "?").encode(errors="replace").decode()
    assert kept == storable


@given(st.integers())
async def test_every_number_can_be_asked_for(people: People, number: int) -> None:
    async with people.sessions() as session:
        assert await session.get(Member, number) is None
        assert await session.scalar(select(Member.id).where(Member.id.in_([number]))) is None


async def test_statements_end_in_time_and_by_utc(database_url: str) -> None:
    engine = database.connect(database_url, pool_size=1)
    async with engine.connect() as connection:
        names = ("statement_timeout", "lock_timeout", "TimeZone")
        shown = {name: await connection.scalar(text(f"SHOW {name}")) for name in names}
    await engine.dispose()
    assert shown == {"statement_timeout": "4s", "lock_timeout": "3s", "TimeZone": "UTC"}


async def test_a_refusal_speaks_in_words(people: People) -> None:
    assert str(TooMany(61)) == "That was a lot in a short time. Please try again in 2 min."
    assert TooMany(61).text(lambda words: words.replace("Please", "Bitte")).endswith("Bitte try again in 2 min.")
    assert str(Refused()) == "This can't be done."


async def test_an_error_does_not_tell_what_was_sent(sessions: Sessions) -> None:
    async with sessions() as session:
        with pytest.raises(DBAPIError) as failed:
            await session.execute(text("SELECT 1 / (length(:secret) - 9)"), {"secret": "hush-hush"})
    assert "division by zero" in str(failed.value)
    assert "hush-hush" not in str(failed.value)


AWAY = {
    "a lock that was not had in time": "55P03",
    "a statement that took too long": "57014",
    "a full disk": "53100",
    "no memory": "53200",
    "too many connections": "53300",
    "a server that was told to stop": "57P01",
    "a server that crashed": "57P02",
    "a server that starts": "57P03",
    "a disk that fails": "58030",
    "a server that became the copy of another": "25006",
    "a deadlock": "40P01",
}
OURS = {"a twin": "23505", "a letter for a number": "22P02", "a table that is not there": "42P01"}


@pytest.mark.parametrize("state", [*AWAY.values(), *OURS.values()], ids=[*AWAY, *OURS])
async def test_what_passes_by_itself_is_told_from_a_mistake_of_ours(sessions: Sessions, state: str) -> None:
    async with sessions() as session:
        with pytest.raises(DBAPIError) as failed:
            await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
    assert database.is_away(failed.value) is (state in AWAY.values())


async def test_columns_are_described_to_who_looks_at_them(people: People) -> None:
    async with people.sessions() as session:
        connection = await session.connection()
        cursor = (await connection.exec_driver_sql("SELECT 1 AS one, 'two'::text AS two")).cursor
        assert cursor is not None
        described = cursor.description
        assert [column[0] for column in described] == ["one", "two"]
        assert [column[0] for column in described[1:]] == ["two"]
        with pytest.raises(IndexError):
            described[2]
        assert (await connection.exec_driver_sql("SET LOCAL work_mem = '5MB'")).returns_rows is False


async def test_a_statement_that_was_sent_before_describes_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await people.member("Ann")
    query = select(Member.id, Member.name).where(Member.id == ann.id)

    async def asked() -> list[str]:
        async with people.sessions() as session:
            return [row.name for row in await session.execute(query)]

    def described(*_given: object) -> None:
        raise AssertionError

    assert await asked() == ["Ann"]
    monkeypatch.setattr(Column, "__init__", described)
    assert await asked() == ["Ann"]
