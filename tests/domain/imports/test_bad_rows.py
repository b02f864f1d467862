"""A bad row is named by file, line and reason, and costs nothing but itself."""

from pathlib import Path

import pytest

from domain.database import Sessions
from domain.imports import Report
from tests.domain.imports.handmade import export, held, insert_lines, statement, take_in, vote
from tests.people import People

T = b"1500000000000,Fri,"
NOT_TEXT = "This holds bytes that aren't UTF-8 text, or a NUL."


def named(report: Report) -> list[tuple[str, int, str]]:
    return [(row.file, row.line, row.reason()) for row in report.bad_rows]


def sound(folder: Path) -> Path:
    stated = [statement(1, 1, 'Buses\nat "night"'), statement(2, 1, 'And "more"')]
    return export(folder, stated, [vote(1, 2, 1), vote(2, 2, 1), vote(2, 3, 1)])


async def nothing_else_is_lost(sessions: Sessions, folder: Path) -> None:
    kept = await held(sessions, folder)
    assert kept.supporters() == {"1": 1, "2": 2}
    assert kept.participants == {"1", "2", "3"}


BAD_STATEMENTS = [
    (T + b"4,1,0,0,1,\x01\x02", "comment-body: Please fill this in."),
    (T + b"5,1,0,0,1," + b"a" * 10_001, "comment-body: This is 10001 characters long; 10000 is the most that fits."),
    (T + b"3,1,0,0,1", "This row has 7 columns where the first line names 8."),
    (T + b"3,1,0,0,1,Well, yes", "This row has 9 columns where the first line names 8."),
    (b"   ", "This row has 1 columns where the first line names 8."),
    (T + b"three,1,0,0,1,Hello", "comment-id: “three” is not a whole number."),
    (T + "３".encode() + b",1,0,0,1,Hello", "comment-id: “３” is not a whole number."),
    (T + b"-3,1,0,0,1,Hello", "comment-id: -3 is below zero."),
    (T + b"2,1,0,0,1,Again", "comment-id: Statement 2 is above already."),
    (T + b"3,,0,0,1,Hello", "author-id: “” is not a whole number."),
    (T + b"3,1,0,0,2,Hello", "moderated: This is 2; -1, 0 or 1 is expected."),
    (b"soon,Fri,3,1,0,0,1,Hello", "timestamp: “soon” is not a whole number."),
    (b"0,Fri,3,1,0,0,1,Hello", "timestamp: 0 is not a past time in milliseconds."),
    (b"1900000000000,Fri,3,1,0,0,1,Hello", "timestamp: 1900000000000 is not a past time in milliseconds."),
    (b"9" * 30 + b",Fri,3,1,0,0,1,Hello", f"timestamp: “{'9' * 30}” is not a whole number."),
    (b"1\x1b[2J,Fri,3,1,0,0,1,Hello", "timestamp: “1�[2J” is not a whole number."),
    (T + b"3,1,0,0,1,", "comment-body: The statement is empty."),
    (T + b'3,1,0,0,1,"  "', "comment-body: The statement is empty."),
    (T + b"3,1,0,0,1,caf\xe9", f"comment-body: {NOT_TEXT}"),
    (T + b"3\x00,1,0,0,1,a\x00b", f"comment-id: {NOT_TEXT} comment-body: {NOT_TEXT}"),
    (T + b"3,1,0,0,1," + b"a" * 200_000, "This isn't proper CSV: field larger than field limit (131072)."),
    (T + b'3,1,0,0,1,"closed" early', "This isn't proper CSV: ',' expected after '\"'."),
]
BAD_VOTES = [
    (T + b"1,4", "This row has 4 columns where the first line names 5."),
    (T + b"1,4,1,1", "This row has 6 columns where the first line names 5."),
    (T + b"9,4,1", "comment-id: comments.csv has no readable statement 9."),
    (T + b"1,me,1", "voter-id: “me” is not a whole number."),
    (T + b"1,-4,1", "voter-id: -4 is below zero."),
    (T + b"1,4,2", "vote: This is 2; -1, 0 or 1 is expected."),
    (T + b"1,4,1.0", "vote: “1.0” is not a whole number."),
    (T + b"1,4,", "vote: “” is not a whole number."),
    (T + b"1,\xff4,1", f"voter-id: {NOT_TEXT}"),
    (b"-5,Fri,1,4,1", "timestamp: -5 is not a past time in milliseconds."),
    (b"1500000000000,Fri\rFri,1,4,1", "This isn't proper CSV: new-line character seen in unquoted field."),
]


async def test_bad_statements_cost_only_themselves(sessions: Sessions, people: People, tmp_path: Path) -> None:
    insert_lines((folder := sound(tmp_path / "bad")) / "comments.csv", 5, *(line for line, _ in BAD_STATEMENTS))
    expected = [("comments.csv", line, reason) for line, (_, reason) in enumerate(BAD_STATEMENTS, start=5)]
    assert named(await take_in(sessions, folder)) == expected
    await nothing_else_is_lost(sessions, folder)


async def test_bad_votes_cost_only_themselves(sessions: Sessions, people: People, tmp_path: Path) -> None:
    insert_lines((folder := sound(tmp_path / "bad")) / "votes.csv", 3, *(line for line, _ in BAD_VOTES))
    expected = [("votes.csv", line, reason) for line, (_, reason) in enumerate(BAD_VOTES, start=3)]
    assert named(await take_in(sessions, folder)) == expected
    await nothing_else_is_lost(sessions, folder)


async def test_two_quotes_that_only_seem_to_close_swallow_nothing(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    folder = sound(tmp_path / "bad")
    insert_lines(folder / "votes.csv", 2, b'1500000000000,"Fri')
    insert_lines(folder / "votes.csv", 6, b'Fri",1,4,1')
    assert named(await take_in(sessions, folder)) == [
        ("votes.csv", 2, "datetime: There is a line break in here; a quote may not be closed."),
        ("votes.csv", 6, "This row has 4 columns where the first line names 5."),
    ]
    await nothing_else_is_lost(sessions, folder)


@pytest.mark.parametrize(
    ("file", "line", "at"),
    [
        *(("comments.csv", T + b'3,1,0,0,1,"never closed', at) for at in (2, 4, 5)),
        *(("votes.csv", b'1500000000000,"Fri,1,4,1', at) for at in (2, 3, 5)),
    ],
)
async def test_a_quote_that_is_never_closed_costs_only_its_row(
    sessions: Sessions, people: People, tmp_path: Path, *, file: str, line: bytes, at: int
) -> None:
    insert_lines((folder := sound(tmp_path / "bad")) / file, at, line)
    (bad,) = (await take_in(sessions, folder)).bad_rows
    assert (bad.file, bad.line, bad.problems[0].code) == (file, at, "not_csv")
    await nothing_else_is_lost(sessions, folder)


async def test_a_statement_that_comes_twice_is_taken_once(sessions: Sessions, people: People, tmp_path: Path) -> None:
    folder = export(tmp_path / "bad", [statement(1, 1, "The first one"), statement(1, 2, "The other one")])
    assert named(await take_in(sessions, folder)) == [("comments.csv", 3, "comment-id: Statement 1 is above already.")]
    assert [row[0] for row in (await held(sessions, folder)).ideas.values()] == ["The first one"]


async def test_votes_on_a_statement_that_does_not_fit_are_named_too(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    folder = sound(tmp_path / "bad")
    insert_lines(folder / "comments.csv", 5, T + b"3,1,0,0,1," + b"a" * 10_001)
    insert_lines(folder / "votes.csv", 3, T + b"3,2,1", T + b"3,3,0")
    report = await take_in(sessions, folder)
    assert [(row.file, row.line) for row in report.bad_rows] == [
        ("comments.csv", 5),
        ("votes.csv", 3),
        ("votes.csv", 4),
    ]
    assert report.bad_rows[1].reason() == "comment-id: Statement 3 could not be taken in, see above."
    await nothing_else_is_lost(sessions, folder)
