"""Pages neither repeat nor lose a row, in both directions, and no cursor is an error."""

import base64
import itertools
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import events, paging
from domain.errors import Invalid
from domain.events import RecordedFact
from domain.paging import Order, Page, Slice, requested
from tests.people import People

START = datetime(2026, 2, 2, 11, tzinfo=UTC)
NUMBERS = itertools.count()


def _order(upwards: bool) -> Order[RecordedFact]:
    columns = (RecordedFact.recorded_at, RecordedFact.id)
    return Order("facts", columns, lambda row: (row.recorded_at, row.id), (datetime, int), upwards)


async def _page(session: AsyncSession, kind: str, wanted: Slice, upwards: bool) -> Page[RecordedFact]:
    return await paging.page(session, select(RecordedFact).where(RecordedFact.kind == kind), _order(upwards), wanted)


async def _add(session: AsyncSession, kind: str, minutes: Sequence[int]) -> None:
    if minutes:
        rows = [{"kind": kind, "data": {}, "recorded_at": START + timedelta(minutes=minute)} for minute in minutes]
        await session.execute(insert(RecordedFact), rows)


async def _all(session: AsyncSession, kind: str) -> list[int]:
    query = select(RecordedFact.id).where(RecordedFact.kind == kind)
    return list(await session.scalars(query.order_by(RecordedFact.recorded_at, RecordedFact.id)))


TIES = st.lists(st.integers(0, 3), max_size=14)


@given(TIES, st.integers(1, 5), st.booleans(), st.booleans())
async def test_all_pages_together_are_the_list(
    people: People, minutes: list[int], size: int, upwards: bool, backwards: bool
) -> None:
    kind, seen, cursor = f"list {next(NUMBERS)}", list[int](), None
    async with people.sessions() as session:
        await _add(session, kind, minutes)
        while True:
            wanted = Slice(size, before=cursor, backwards=True) if backwards else Slice(size, after=cursor)
            found = await _page(session, kind, wanted, upwards)
            ids = [row.id for row in found.items]
            assert len(ids) <= size
            seen = ids + seen if backwards else seen + ids
            assert (found.has_next if backwards else found.has_previous) == (cursor is not None)
            if not (found.has_previous if backwards else found.has_next):
                break
            cursor = found.start_cursor if backwards else found.end_cursor
        expected = await _all(session, kind)
    assert seen == (expected if upwards else expected[::-1])


@given(TIES.filter(bool), st.lists(TIES, max_size=4), st.integers(1, 4), st.booleans())
async def test_rows_that_come_meanwhile_neither_repeat_nor_hide_the_others(
    people: People, minutes: list[int], meanwhile: list[list[int]], size: int, upwards: bool
) -> None:
    kind, seen, cursor = f"list {next(NUMBERS)}", list[int](), None
    async with people.sessions() as session:
        await _add(session, kind, minutes)
        there = await _all(session, kind)
        for late in [*meanwhile, *([[]] * 100)]:
            found = await _page(session, kind, Slice(size, after=cursor), upwards)
            seen += [row.id for row in found.items]
            if not found.has_next:
                break
            cursor = found.end_cursor
            await _add(session, kind, late)
    assert len(seen) == len(set(seen))
    assert set(there) <= set(seen)


@given(TIES.filter(lambda minutes: len(minutes) > 3), st.data())
async def test_a_row_that_goes_takes_no_other_along(people: People, minutes: list[int], data: st.DataObject) -> None:
    kind = f"list {next(NUMBERS)}"
    async with people.sessions() as session:
        await _add(session, kind, minutes)
        there = (await _all(session, kind))[::-1]
        first = await _page(session, kind, Slice(2), False)
        gone = data.draw(st.sampled_from(there))
        await session.execute(delete(RecordedFact).where(RecordedFact.id == gone))
        rest = await _page(session, kind, Slice(100, after=first.end_cursor), False)
    assert [row.id for row in rest.items] == [number for number in there[2:] if number != gone]


async def test_an_empty_list_is_one_empty_page(people: People) -> None:
    async with people.sessions() as session:
        found = await _page(session, "nothing", Slice(), False)
    assert (found.items, found.start_cursor, found.end_cursor) == ([], None, None)
    assert (found.has_next, found.has_previous) == (False, False)


def _forged(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "====",
        "é🙂",
        "\ud800",
        "\0",
        _forged(None),
        _forged([]),
        _forged({}),
        _forged("facts"),
        _forged(["facts"]),
        _forged(["votes", "2026-02-02T11:00:00+00:00", 1]),
        _forged(["facts", "2026-02-02T11:00:00", 1]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", "1"]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", True]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", 1.5]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", None]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", 1, 1]),
        _forged(["facts", 1, 1]),
        _forged(["facts", "0001-01-01T00:00:00+23:59", 1]),
        _forged(["facts", "9999-12-31T23:59:59-23:59", 1]),
        _forged(["facts", "0001-01-01T00:00:01+00:00", 1]),
        _forged(["facts", "1899-12-31T23:59:59+00:00", 1]),
        _forged(["facts", "9999-12-31T23:59:59.999999+00:00", 1]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", 2**62 + 1]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", 2**63 - 1]),
        _forged(["facts", "2026-02-02T11:00:00+00:00", -(2**63)]),
        base64.urlsafe_b64encode(b'["facts", "2026-02-02T11:00:00+00:00", 1180591620717411303424]').decode(),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        pytest.param("A" * 10_000_000, id="10 MB"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
async def test_a_forged_cursor_is_refused_at_its_field(people: People, cursor: str, backwards: bool) -> None:
    wanted = Slice(1, before=cursor, backwards=True) if backwards else Slice(1, after=cursor)
    async with people.sessions() as session:
        with pytest.raises(Invalid) as refused:
            await _page(session, "any", wanted, False)
    problem = refused.value.problems[0]
    assert (problem.field, problem.code) == ("before" if backwards else "after", "bad_cursor")


@pytest.mark.parametrize(
    "values",
    [
        ("2026-02-02T11:00:00+23:59", 1),
        ("2026-02-02T11:00:00+23:59:59.999999", 2**62),
        ("1900-01-01T00:00:00+00:00", 2**62),
        ("9999-01-01T00:00:00+00:00", -(2**62)),
    ],
)
async def test_a_cursor_from_nowhere_is_only_a_place_in_the_list(people: People, values: tuple[str, int]) -> None:
    async with people.sessions() as session:
        await _page(session, "any", Slice(1, after=_forged(["facts", *values])), False)


@given(st.text(max_size=80))
async def test_no_text_is_an_error_as_a_cursor(people: People, cursor: str) -> None:
    with suppress(Invalid):
        _order(False).position(cursor, "after")


@pytest.mark.parametrize("size", [0, -1, 101, 2**31, 2**70, -(2**70)])
@pytest.mark.parametrize("field", ["first", "last"])
def test_one_to_a_hundred_rows_can_be_asked_for(field: str, size: int) -> None:
    with pytest.raises(Invalid) as refused:
        requested(first=size) if field == "first" else requested(last=size)
    assert refused.value.problems[0].field == field
    assert "100" in refused.value.problems[0].text()


def test_either_the_first_after_or_the_last_before() -> None:
    assert requested(first=1, after="a") == Slice(1, after="a")
    assert requested(last=100, before="b") == Slice(100, before="b", backwards=True)
    for wrong in ({}, {"first": 1, "last": 1}, {"first": 1, "before": "b"}, {"last": 1, "after": "a"}):
        with pytest.raises(Invalid):
            requested(**wrong)


async def test_facts_are_left_behind_by_none_of_this(people: People) -> None:
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(events.RecordedFact)) == 0


@given(st.lists(st.integers()), st.integers(1, 5), st.booleans())
def test_a_list_that_no_statement_cuts_comes_whole_page_by_page(rows: list[int], size: int, backwards: bool) -> None:
    seen, cursor = list[int](), None
    while True:
        wanted = Slice(size, before=cursor, backwards=True) if backwards else Slice(size, after=cursor)
        found = paging.placed(rows, "numbers", wanted)
        seen = [*found.items, *seen] if backwards else [*seen, *found.items]
        cursor = found.start_cursor if backwards else found.end_cursor
        if not (found.has_previous if backwards else found.has_next):
            break
    assert seen == rows
    with pytest.raises(Invalid):
        paging.placed(rows, "others", Slice(size, after=paging.placed([1], "numbers", Slice()).end_cursor))


def test_words_in_a_cursor_hold_nothing_that_the_database_refuses() -> None:
    named: Order[str] = Order("names", (), lambda name: (name,), (str,))
    assert named.position(named.cursor("O’Neil \\ 王"), "after") == ("O’Neil \\ 王",)
    for bad in ("\0", "a\0b"):
        with pytest.raises(Invalid):
            named.position(named.cursor(bad), "after")
