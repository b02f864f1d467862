"""Reading CSV so that a broken row is named and costs nothing but itself."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.errors import FieldProblem, NotFound, Refused, Translate, _

_BROKEN = re.compile("[\x00\ud800-\udfff]")


class FileMissing(NotFound):
    """The folder lacks a file that an export has."""

    code = "file_missing"
    message = _("There is no %(file)s in %(folder)s. A Polis export holds comments.csv and votes.csv.")


class FileUnreadable(Refused):
    """The system won't let us read the file."""

    code = "file_unreadable"
    message = _("%(file)s can't be read: %(why)s.")


class FileEmpty(Refused):
    """Not even a first line."""

    code = "file_empty"
    message = _("%(file)s is empty. Its first line should name its columns.")


class ColumnMissing(Refused):
    """The first line doesn't name a column that is needed."""

    code = "column_missing"
    message = _("The first line of %(file)s doesn't name the column “%(column)s”.")


@dataclass(frozen=True)
class BadRow:
    """A row that was left out: in which file, from which line on (the first is 1), and why."""

    file: str
    line: int
    problems: tuple[FieldProblem, ...]

    def reason(self, translate: Translate = _) -> str:
        """Return why, a sentence for each problem, led by the column it concerns."""
        says = ((problem.field, problem.text(translate)) for problem in self.problems)
        return " ".join(f"{field}: {text}" if field else text for field, text in says)


@dataclass(frozen=True)
class Record:
    """A row by its column names, and the line it begins on."""

    line: int
    fields: Mapping[str, str]


def records(path: Path, columns: Sequence[str], *, prose: str = "") -> Iterator[Record | BadRow]:
    """Yield each row of a UTF-8 file that has these columns, in any order, or what is wrong with it.

    Only the column named `prose` may hold line breaks. After a row whose quotes went wrong, reading goes on with the
    line below the one it began on. Raises FileMissing, FileUnreadable, FileEmpty, ColumnMissing.
    """
    lines = _lines(path)
    names, begun = _header(path, lines, columns)
    reader = csv.reader(_below(lines, begun), strict=True)
    while True:
        first = begun + reader.line_num
        try:
            row = next(reader)
            problem = _misshapen(row, names, prose)
        except StopIteration:
            return
        except csv.Error as error:
            why = str(error).partition(" - ")[0].rstrip(".")  # what follows is advice to programmers
            row, problem = [], FieldProblem("", "not_csv", _("This isn't proper CSV: %(why)s."), {"why": why})
        if problem:
            yield BadRow(path.name, first + 1, (problem,))
            begun = first + 1
            reader = csv.reader(_below(lines, begun), strict=True)
        elif row:
            yield _whole(path, Record(first + 1, dict(zip(names, row, strict=True))), columns)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except FileNotFoundError as error:
        raise FileMissing(file=path.name, folder=path.parent) from error
    except OSError as error:
        raise FileUnreadable(file=path.name, why=error.strerror) from error
    return [line + "\n" for line in text.split("\n")]


def _below(lines: Sequence[str], begin: int) -> Iterator[str]:
    return (lines[n] for n in range(begin, len(lines)))


def _header(path: Path, lines: Sequence[str], columns: Sequence[str]) -> tuple[list[str], int]:
    begin = next((n for n, line in enumerate(lines) if line.strip()), None)
    if begin is None:
        raise FileEmpty(file=path.name)
    try:
        names = [name.strip() for name in next(csv.reader([lines[begin]], strict=True))]
    except csv.Error:
        names = []
    for column in columns:
        if column not in names:
            raise ColumnMissing(file=path.name, column=column)
    return names, begin + 1


def _misshapen(row: Sequence[str], names: Sequence[str], prose: str) -> FieldProblem | None:
    if row and len(row) != len(names):
        message = _("This row has %(found)s columns where the first line names %(named)s.")
        return FieldProblem("", "columns", message, {"found": len(row), "named": len(names)})
    for name, value in zip(names, row, strict=False):
        if "\n" in value and name != prose:
            return FieldProblem(name, "line_break", _("There is a line break in here; a quote may not be closed."))
    return None


def _whole(path: Path, record: Record, columns: Sequence[str]) -> Record | BadRow:
    broken = [name for name in columns if _BROKEN.search(record.fields[name])]
    message = _("This holds bytes that aren't UTF-8 text, or a NUL.")
    problems = tuple(FieldProblem(name, "not_text", message) for name in broken)
    return BadRow(path.name, record.line, problems) if problems else record
