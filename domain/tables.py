"""Tables that people hand in as CSV, read with the marks of their programs, and each thing wrong named by its row.

Any of comma, semicolon and tab parts the columns; a byte-order mark, UTF-16 and decimal commas are taken as they come.
What could be read two ways is refused rather than guessed.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.errors import FieldProblem, Invalid, Translate, _, problem
from domain.texts import Problems

BYTES_MOST, ROWS_MOST, CELL_MOST = 500_000, 2_000, 2_000
SHOWN_MOST = 20  # problems, of which the last says how many more rows there are
_SIGNS = ",;\t"
_FIGURE = re.compile(r"([+-]?)(\d{1,15})(?:([.,])(\d{1,12}))?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A row by its columns' names, tidied; `number` is the one that a spreadsheet shows, where the names are row 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """What a table holds below its columns' names; an optional column that isn't there is empty in each row."""

    rows: tuple[Row, ...]
    decimal: str  # the sign that this kind of file writes before decimals, a point or a comma


@dataclass(frozen=True)
class RowProblem(FieldProblem):
    """What is wrong in one row of the table that came in `field`, and in which of its columns, '' for the whole."""

    row: int = 0
    column: str = ""

    def text(self, translate: Translate = _) -> str:
        """Return the sentence, led by its row and column."""
        place = _("Row %(row)s, %(column)s: %(says)s") if self.column else _("Row %(row)s: %(says)s")
        return translate(place) % {"row": self.row, "column": self.column, "says": super().text(translate)}


class RowProblems:
    """Gathers what is wrong with a table's rows, and reads their cells; what can't be read is noted and None."""

    def __init__(self, table: Table, field: str = "csv") -> None:
        self.found: list[RowProblem] = []
        self._table, self._field = table, field

    def add(self, row: Row, column: str, code: str, message: str, **params: object) -> None:
        """Note one problem."""
        self.found.append(RowProblem(self._field, code, message, params, row.number, column))

    def take(self, row: Row, problems: Problems) -> None:
        """Note what was found out about a row's values, each by the column that its field is named for."""
        for each in problems.found:
            self.add(row, each.field, each.code, each.message, **each.params)

    def refuse(self) -> None:
        """Raise Invalid with what was found, if anything was: the first of it, and how many rows more."""
        if len(self.found) <= SHOWN_MOST:
            if self.found:
                raise Invalid(*self.found)
            return
        shown = self.found[: SHOWN_MOST - 1]
        rest = {each.row for each in self.found[SHOWN_MOST - 1 :]} - {each.row for each in shown}
        more = FieldProblem(self._field, "more", _("More rows need a look: %(count)s."), {"count": max(1, len(rest))})
        raise Invalid(*shown, more)

    def figure(self, row: Row, column: str) -> Decimal | None:
        """Return a number with a point or a comma before its decimals; marks between thousands are refused."""
        if not row.cells[column]:
            self._missing(row, column)
            return None
        try:
            return figure(row.cells[column], self._table.decimal)
        except Invalid as refused:
            for each in refused.problems:
                self.add(row, column, each.code, each.message, **each.params)
            return None

    def whole(self, row: Row, column: str) -> int | None:
        """Return a whole number, in digits alone."""
        given = row.cells[column]
        if not given:
            self._missing(row, column)
            return None
        if not re.fullmatch(r"\d{1,15}", given, re.ASCII):
            message = _("“%(value)s” isn’t a whole number. Write digits only, such as 1234.")
            self.add(row, column, "not_whole", message, value=_cut(given))
            return None
        return int(given)

    def day(self, row: Row, column: str) -> date | None:
        """Return a day, written as 2026-11-22 or as 22.11.2026."""
        given = row.cells[column]
        if not given:
            self._missing(row, column)
            return None
        try:
            if found := _YEAR_FIRST.fullmatch(given):
                return date(int(found[1]), int(found[2]), int(found[3]))
            if found := _DAY_FIRST.fullmatch(given):
                return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            self.add(row, column, "no_such_day", _("There is no %(value)s in the calendar."), value=given)
            return None
        message = _("“%(value)s” isn’t a day as we read it. Write 2026-11-22, or 22.11.2026.")
        self.add(row, column, "not_a_day", message, value=_cut(given))
        return None

    def _missing(self, row: Row, column: str) -> None:
        self.add(row, column, "missing", _("Nothing is entered here."))


def figure(given: str, decimal: str, field: str = "value") -> Decimal:
    """Return a number as people write it, with a point or a comma before its decimals. Raises Invalid about `field`.

    `decimal` is the sign that is usual where it was written; three digits after the other one could be thousands.
    """
    plain = given.strip().replace("−", "-")
    found = _FIGURE.fullmatch(plain)
    if found is None:
        message = _("“%(value)s” isn’t a number. Write digits only, such as 1234.5, without units or spaces.")
        raise problem(field, "not_a_number", message, value=_cut(plain))
    sign, whole, mark, decimals = found.groups(default="")
    if mark and mark != decimal and _THOUSANDS.fullmatch(plain):
        message = _("“%(value)s” could be %(part)s or %(all)s. Please write which of them it is.")
        part, together = f"{sign}{whole}{decimal}{decimals}", f"{sign}{whole}{decimals}"
        raise problem(field, "two_ways", message, value=plain, part=part, all=together)
    return Decimal(f"{sign}{whole}.{decimals or 0}")


def text_of(data: bytes, field: str = "csv") -> str:
    """Return what a file says, without its byte-order mark; raises Invalid for what isn't text or is too long."""
    if len(data) > BYTES_MOST:
        raise _too_long(field)
    try:
        decoded = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("Row %(row)s holds letters we can’t read. Please save the table as “CSV UTF-8” and try again.")
        raise problem(field, "not_text", message, row=data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in decoded:
        raise problem(field, "not_text", _("This isn’t a table in text. Please save it as CSV and try again."))
    return decoded


def read(text: str, columns: Sequence[str], optional: Sequence[str] = (), *, field: str = "csv") -> Table:
    """Read a table whose first row names all of `columns` and any of `optional`, whatever their order and case.

    Empty rows are passed over. Raises Invalid about `field`, naming rows and columns.
    """
    if len(text) > BYTES_MOST:
        raise _too_long(field)
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    first = next((number for number, line in enumerate(lines) if line.strip(f" {_SIGNS}\r\n")), None)
    if first is None:
        raise problem(field, "empty", _("There is nothing in here. Its first row should name the columns."))
    sign = max(_SIGNS, key=lines[first].count)
    names = [name.strip().casefold() for name in next(csv.reader([lines[first]], delimiter=sign))]
    _check_names([name for name in names if name], columns, optional, field)
    below = csv.reader(lines[first + 1 :], delimiter=sign, strict=True)
    rows = tuple(_rows(below, first + 2, names, optional, field))
    if not rows:
        raise problem(field, "empty", _("There is no row below the columns’ names."))
    return Table(rows, "," if sign == ";" else ".")


def _check_names(names: Sequence[str], columns: Sequence[str], optional: Sequence[str], field: str) -> None:
    known = {"expected": ", ".join([*columns, *optional])}
    for name in names:
        if name not in {*columns, *optional}:
            message = _("The first row names a column “%(column)s” that we don’t know. We know: %(expected)s.")
            raise problem(field, "column_unknown", message, column=_cut(name), **known)
        if names.count(name) > 1:
            raise problem(field, "column_twice", _("The first row names the column “%(column)s” twice."), column=name)
    for column in columns:
        if column not in names:
            message = _("The first row doesn’t name the column “%(column)s”. The columns are: %(expected)s.")
            raise problem(field, "column_missing", message, column=column, **known)


def _rows(
    below: Iterator[list[str]], number: int, names: Sequence[str], optional: Sequence[str], field: str
) -> Iterator[Row]:
    count = 0
    for at, given in enumerate(_whole(below, number, field), number):
        cells = [" ".join(cell.split()) for cell in given]
        if not any(cells):
            continue
        count += 1
        if count > ROWS_MOST:
            raise problem(field, "too_many", _("%(most)s rows are the most that fit at once."), most=ROWS_MOST)
        if len(cells) > len(names) or any(cell and not name for cell, name in zip(cells, names, strict=False)):
            message = _(
                "There are %(found)s columns where the first row names %(named)s. A comma within may need quotes."
            )
            params = {"found": len(cells), "named": sum(map(bool, names))}
            raise Invalid(RowProblem(field, "columns", message, params, at))
        if any(len(cell) > CELL_MOST for cell in cells):
            raise _broken(field, at)
        missing = [""] * (len(names) - len(cells))
        named_cells = {name: cell for name, cell in zip(names, [*cells, *missing], strict=True) if name}
        yield Row(at, dict.fromkeys(optional, "") | named_cells)


def _whole(below: Iterator[list[str]], number: int, field: str) -> Iterator[list[str]]:
    while True:
        try:
            yield next(below)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(field, number) from error
        number += 1


def _broken(field: str, number: int) -> Invalid:
    return Invalid(RowProblem(field, "not_csv", _("A quote isn’t closed, or stands where none belongs."), {}, number))


def _too_long(field: str) -> Invalid:
    message = _("This is larger than %(most)s kilobytes, the most that fits at once.")
    return problem(field, "too_long", message, most=BYTES_MOST // 1000)


def _cut(value: str) -> str:
    return value if len(value) <= 30 else f"{value[:29]}…"
