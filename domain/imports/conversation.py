"""A Polis conversation, read from the files of its export: what was stated, and who agreed with what when."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path

from domain.errors import Invalid, NotFound, _, problem
from domain.imports.records import BadRow, FileUnreadable, Record, records

TITLE_MOST = 120
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?[0-9]{1,15}")


class FolderMissing(NotFound):
    """There is nothing to read from."""

    code = "folder_missing"
    message = _("There is no folder %(folder)s.")


class Stance(IntEnum):
    """What somebody thinks of a statement."""

    DISAGREE = -1
    PASS = 0
    AGREE = 1


@dataclass(frozen=True)
class Statement:
    """What a participant put before the others; `line` is where the file has it."""

    number: int
    author: int
    at: datetime
    text: str
    rejected: bool
    line: int

    @property
    def title(self) -> str:
        """Return the text as one line of at most 120 characters, cut between words where that is too short."""
        line = " ".join(self.text.split())
        if len(line) <= TITLE_MOST:
            return line
        cut = line[:TITLE_MOST]
        return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:–—-") + "…"


@dataclass(frozen=True)
class Opinion:
    """What a participant said to a statement at one time; a later one replaces it."""

    statement: int
    participant: int
    at: datetime
    stance: Stance
    line: int


@dataclass(frozen=True)
class Conversation:
    """Everything that could be read; `source` begins the name of all that comes from it."""

    source: str
    topic: str
    statements: Mapping[int, Statement]
    opinions: tuple[Opinion, ...]
    bad_rows: tuple[BadRow, ...]

    @property
    def participants(self) -> list[int]:
        """Return the numbers of all who stated something or said what they think of it."""
        authors = {statement.author for statement in self.statements.values()}
        return sorted(authors | {opinion.participant for opinion in self.opinions})

    @property
    def last_opinions(self) -> list[Opinion]:
        """Return what each participant said last to each statement: by time, then by place in the file."""
        last: dict[tuple[int, int], Opinion] = {}
        for opinion in sorted(self.opinions, key=lambda opinion: opinion.at):
            last[opinion.statement, opinion.participant] = opinion
        return list(last.values())


def read(folder: Path, now: datetime) -> Conversation:
    """Read comments.csv and votes.csv, and summary.csv where there is one; what lies after `now` is a mistake.

    Raises FolderMissing, FileMissing, FileUnreadable, FileEmpty, ColumnMissing.
    """
    if not folder.is_dir():
        raise FolderMissing(folder=folder)
    bad: list[BadRow] = []
    statements = _statements(folder / "comments.csv", now, bad)
    opinions = _opinions(folder / "votes.csv", now, statements, bad)
    summary = _summary(folder / "summary.csv")
    name = re.sub(r"[^\w.-]+", "-", summary.get("url", "").partition("://")[2] or folder.resolve().name)[:120]
    return Conversation(f"polis:{name}:", summary.get("topic") or name, statements, tuple(opinions), tuple(bad))


def _statements(path: Path, now: datetime, bad: list[BadRow]) -> dict[int, Statement]:
    columns = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
    statements: dict[int, Statement] = {}
    for row in records(path, columns, prose="comment-body"):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        try:
            statement = _statement(row, now)
            if statement.number in statements:
                message = _("Statement %(number)s is above already.")
                raise problem("comment-id", "twice", message, number=statement.number)
            statements[statement.number] = statement
        except Invalid as invalid:
            bad.append(BadRow(path.name, row.line, invalid.problems))
    return statements


def _statement(row: Record, now: datetime) -> Statement:
    text = unicodedata.normalize("NFC", row.fields["comment-body"]).strip()
    if not text:
        raise problem("comment-body", "missing", _("The statement is empty."))
    moderated = _number(row, "moderated")
    if moderated not in {-1, 0, 1}:
        raise problem("moderated", "unknown", _("This is %(value)s; -1, 0 or 1 is expected."), value=moderated)
    number, author = _id(row, "comment-id"), _id(row, "author-id")
    return Statement(number, author, _moment(row, now), text, moderated == -1, row.line)


def _opinions(path: Path, now: datetime, statements: Mapping[int, Statement], bad: list[BadRow]) -> list[Opinion]:
    opinions = []
    for row in records(path, ("timestamp", "comment-id", "voter-id", "vote")):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        try:
            opinion = _opinion(row, now)
            if opinion.statement not in statements:
                message = _("comments.csv has no readable statement %(number)s.")
                raise problem("comment-id", "unknown", message, number=opinion.statement)
            opinions.append(opinion)
        except Invalid as invalid:
            bad.append(BadRow(path.name, row.line, invalid.problems))
    return opinions


def _opinion(row: Record, now: datetime) -> Opinion:
    vote = _number(row, "vote")
    if vote not in set(Stance):
        raise problem("vote", "unknown", _("This is %(value)s; -1, 0 or 1 is expected."), value=vote)
    return Opinion(_id(row, "comment-id"), _id(row, "voter-id"), _moment(row, now), Stance(vote), row.line)


def _summary(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8-sig", "replace").splitlines(keepends=True)
        return {row[0]: _shown(row[1]) for row in csv.reader(lines) if len(row) > 1}
    except (FileNotFoundError, csv.Error):
        return {}
    except OSError as error:
        raise FileUnreadable(file=path.name, why=error.strerror) from error


def _shown(value: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in value)


def _number(row: Record, column: str) -> int:
    value = row.fields[column].strip()
    if not _NUMBER.fullmatch(value):
        raise problem(column, "not_a_number", _("“%(value)s” is not a whole number."), value=_shown(value[:40]))
    return int(value)


def _id(row: Record, column: str) -> int:
    number = _number(row, column)
    if number < 0:
        raise problem(column, "not_an_id", _("%(value)s is below zero."), value=number)
    return number


def _moment(row: Record, now: datetime) -> datetime:
    milliseconds = _number(row, "timestamp")
    if not 0 < milliseconds <= (now - _EPOCH) / timedelta(milliseconds=1):
        message = _("%(value)s is not a past time in milliseconds.")
        raise problem("timestamp", "not_a_past_time", message, value=milliseconds)
    return _EPOCH + timedelta(milliseconds=milliseconds)
