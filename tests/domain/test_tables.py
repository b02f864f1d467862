"""Tables as people hand them in: every program's marks are read, and what is wrong is named by its row."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import tables
from domain.errors import Invalid
from domain.tables import BYTES_MOST, ROWS_MOST, RowProblems, Table

PLAIN = "day,value\n2026-01-31,3.5\n2026-02-28,4\n"


def told(said: str | bytes) -> list[tuple[str, str]]:
    """Return what is wrong with a table, as codes and sentences; nothing if it can be read."""
    try:
        figures(tables.read(tables.text_of(said) if isinstance(said, bytes) else said, ("day", "value")))
    except Invalid as refused:
        return [(each.code, each.text()) for each in refused.problems]
    return []


def figures(table: Table) -> list[tuple[date | None, Decimal | None]]:
    problems = RowProblems(table)
    found = [(problems.day(row, "day"), problems.figure(row, "value")) for row in table.rows]
    problems.refuse()
    return found


@pytest.mark.parametrize(
    "said",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        b"\n ,\n" + PLAIN.encode(),
        b"day;value\n2026-01-31;3,5\n2026-02-28;4\n",
        b"Value ; DAY\n3,50;31.01.2026\n4;28. 2. 2026",
        b'day,value\n2026-01-31,"3,5"\n\n2026-02-28,+4\n,\n',
        b"day,value,,\n2026-01-31,3.5,,\n2026-02-28,4\n",
    ],
)
def test_the_marks_of_any_program_are_read(said: bytes) -> None:
    assert figures(tables.read(tables.text_of(said), ("day", "value"))) == [
        (date(2026, 1, 31), Decimal("3.5")),
        (date(2026, 2, 28), Decimal(4)),
    ]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    table = tables.read("\nday,value\n\n2026-01-31,3\n,\n2026-02-01,4", ("day", "value"))
    assert [row.number for row in table.rows] == [4, 6]


def test_an_optional_column_that_is_not_there_is_empty() -> None:
    table = tables.read(PLAIN, ("day", "value"), ("source",))
    assert {row.cells["source"] for row in table.rows} == {""}


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("", "empty", "first row should name"),
        (" ;;\n\n", "empty", "first row should name"),
        ("day,value\n,\n", "empty", "no row below"),
        ("day\n2026-01-31", "column_missing", "“value”. The columns are: day, value."),
        ("2026-01-31,3.5\n2026-02-28,4", "column_unknown", "“2026-01-31”"),
        ("day,value,who\n", "column_unknown", "“who”"),
        ("day,value,Day\n", "column_twice", "“day” twice"),
        ("day,value\n2026-01-31,3,5\n", "columns", "Row 2: There are 3 columns where the first row names 2."),
        ("day,value,\n2026-01-31,3,5\n", "columns", "Row 2: There are 3 columns where the first row names 2."),
        ('day,value\n2026-01-31,4\n2026-02-28,"3.5\n', "not_csv", "Row 3: A quote isn’t closed"),
        ('day,value\n2026-01-31,"4"5\n', "not_csv", "Row 2: A quote isn’t closed"),
        (f"day,value\n2026-01-31,{'9' * 3000}\n", "not_csv", "Row 2: "),
        ("day,value\n2026-01-31,\n", "missing", "Row 2, value: Nothing is entered here."),
        ("day,value\n,4\n", "missing", "Row 2, day: Nothing is entered here."),
        ("day,value\n2026-02-30,4\n", "no_such_day", "Row 2, day: There is no 2026-02-30"),
        ("day,value\n31.11.2026,4\n", "no_such_day", "There is no 31.11.2026"),
        ("day,value\n1/31/2026,4\n", "not_a_day", "“1/31/2026” isn’t a day"),
        ("day,value\n2026-01-31T10:00,4\n", "not_a_day", "isn’t a day"),
        ("day,value\n2026-01-31,1e5\n", "not_a_number", "“1e5” isn’t a number"),
        ("day,value\n2026-01-31,NaN\n", "not_a_number", "“NaN”"),
        ("day,value\n2026-01-31,Infinity\n", "not_a_number", "“Infinity”"),
        ("day,value\n2026-01-31,3.4 %\n", "not_a_number", "“3.4 %”"),
        ("day,value\n2026-01-31,١٢\n", "not_a_number", "isn’t a number"),
        ("day,value\n2026-01-31,1 234.50\n", "not_a_number", "“1 234.50”"),
        ("day,value\n2026-01-31,1.234.567\n", "not_a_number", "“1.234.567”"),
        ('day,value\n2026-01-31,"1,234"\n', "two_ways", "“1,234” could be 1.234 or 1234."),
        ("day;value\n2026-01-31;-1.234\n", "two_ways", "“-1.234” could be -1,234 or -1234."),
    ],
)
def test_what_is_wrong_is_named_with_its_row(said: str, code: str, words: str) -> None:
    ((found, sentence),) = told(said)
    assert found == code
    assert words in sentence


def test_a_sign_that_belongs_to_the_file_is_no_riddle() -> None:
    assert figures(tables.read("day;value\n2026-01-31;1,234", ("day", "value")))[0][1] == Decimal("1.234")
    assert figures(tables.read("day,value\n2026-01-31,1.234", ("day", "value")))[0][1] == Decimal("1.234")
    assert figures(tables.read("day;value\n2026-01-31;0.125", ("day", "value")))[0][1] == Decimal("0.125")
    assert figures(tables.read("day,value\n2026-01-31,−4.5", ("day", "value")))[0][1] == Decimal("-4.5")


def test_bytes_that_are_no_text_are_named_by_their_row() -> None:
    assert told("day,value,näh\n".encode("latin-1"))[0][0] == "not_text"
    assert "Row 2 holds letters" in told(b"day,value\n2026-01-31,4\xff\n")[0][1]
    assert told(b"PK\x03\x04\x00\x00")[0][0] == "not_text"
    assert told(b"\xff\xfe\x00")[0][0] == "not_text"


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    assert told(b"x" * (BYTES_MOST + 1))[0][0] == "too_long"
    assert told("x" * (BYTES_MOST + 1))[0][0] == "too_long"
    assert told("day,value\n" + "2026-01-31,4\n" * (ROWS_MOST + 1))[0][0] == "too_many"


def test_many_problems_are_told_as_far_as_they_can_be_read() -> None:
    found = told("day,value\n" + "2026-01-31,x\n" * 30)
    assert len(found) == 20
    assert found[0] == (
        "not_a_number",
        "Row 2, value: “x” isn’t a number. Write digits only, such as 1234.5, without units or spaces.",
    )
    assert found[-1] == ("more", "More rows need a look: 11.")


def test_whole_numbers_are_digits_alone() -> None:
    table = tables.read("units\n1200\n1.5\n-3", ("units",))
    problems = RowProblems(table)
    assert [problems.whole(row, "units") for row in table.rows] == [1200, None, None]
    assert [each.code for each in problems.found] == ["not_whole", "not_whole"]


@given(some.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(said: bytes) -> None:
    assert all(code and sentence for code, sentence in told(said))


@given(some.text(alphabet='day,value;\t"\n\r0123456789.- ', max_size=120))
def test_whatever_is_typed_below_the_names_is_read_or_refused(said: str) -> None:
    assert all(code and sentence for code, sentence in told("day,value\n" + said))
