"""Keyset pages: a list cut by what sorts it, so that rows neither repeat nor vanish between pages."""

import base64
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import gt, lt
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import Select, SQLColumnExpression, literal_column, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import FieldProblem, Invalid, _

T = TypeVar("T")
S = TypeVar("S")
Key = tuple[int | float | date | str, ...]
LARGEST = 100
# What a cursor may hold: far beyond all that rows do, and so near that one may still reckon with it.
EARLIEST, LATEST, FARTHEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), 2**62


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, in order, each with the cursor that points at it.

    A partial list leaves rows out because sorting all of them would take too long.
    """

    items: Sequence[T]
    cursors: Sequence[str] = ()
    has_next: bool = False
    has_previous: bool = False
    partial: bool = False

    def holding(self, items: Sequence[S]) -> "Page[S]":
        """Return the same page with something else for each of its rows."""
        return Page(items, self.cursors, self.has_next, self.has_previous, self.partial)

    @property
    def start_cursor(self) -> str | None:
        """Return the first row's cursor."""
        return self.cursors[0] if self.cursors else None

    @property
    def end_cursor(self) -> str | None:
        """Return the last row's cursor."""
        return self.cursors[-1] if self.cursors else None


@dataclass(frozen=True)
class Slice:
    """Which page is wanted: `size` rows after one cursor, or before another."""

    size: int = 20
    after: str | None = None
    before: str | None = None
    backwards: bool = False


def requested(
    first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
) -> Slice:
    """Return the slice asked for in Relay's words; raises Invalid unless exactly one of first and last is 1 to 100."""
    if (first is None) == (last is None):
        raise Invalid(FieldProblem("first", "one_of_first_last", _("Ask for either the first or the last rows.")))
    name, size = ("last", last) if last is not None else ("first", first or 0)
    if not 1 <= size <= LARGEST:
        raise Invalid(FieldProblem(name, "out_of_range", _("Ask for 1 to %(most)s rows at a time."), {"most": LARGEST}))
    if last is None and before is not None:
        raise Invalid(FieldProblem("before", "wrong_way", _("Use “before” together with “last”.")))
    if last is not None and after is not None:
        raise Invalid(FieldProblem("after", "wrong_way", _("Use “after” together with “first”.")))
    return Slice(size, after, before, backwards=last is not None)


@dataclass(frozen=True)
class Order(Generic[T]):
    """How a list is sorted: by columns that together are unique, all downwards or all upwards.

    `key` reads them from a row, `types` are theirs.
    """

    name: str
    columns: tuple[SQLColumnExpression[Any], ...]
    key: Callable[[T], Key]
    types: tuple[type, ...]
    upwards: bool = False

    def cursor(self, row: T) -> str:
        """Return the opaque text that points at a row."""
        values = [value.isoformat() if isinstance(value, date) else value for value in self.key(row)]
        return base64.urlsafe_b64encode(orjson.dumps([self.name, *values])).decode().rstrip("=")

    def position(self, cursor: str, field: str) -> Key:
        """Return the key a cursor holds; raises Invalid for one that this order can't have made."""
        try:
            name, *values = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
            if name != self.name or len(values) != len(self.types):
                raise ValueError(cursor)
            return tuple(_read(value, kind) for value, kind in zip(values, self.types, strict=True))
        except (ValueError, TypeError, OverflowError) as error:
            raise Invalid(
                FieldProblem(field, "bad_cursor", _("This page link is no longer good. Please start from the top."))
            ) from error


def _read(value: object, kind: type) -> int | float | date | str:
    if kind is str and isinstance(value, str) and "\0" not in value:
        return value
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not EARLIEST <= moment <= LATEST:
            raise ValueError(value)
        return moment.astimezone(UTC)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) <= FARTHEST:
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ValueError(value)


async def page(session: AsyncSession, query: Select[T], order: Order[T], wanted: Slice) -> Page[T]:
    """Run `query` sorted by `order` and return the slice wanted."""
    rows = (await session.scalars(cut(query, order, wanted))).unique()
    return paged(list(rows), order, wanted)


def cut(query: Select[Any], order: Order[Any], wanted: Slice) -> Select[Any]:
    """Return `query` sorted and cut to the slice wanted, with one row more to know if there is more."""
    keys = tuple_(*order.columns)
    beyond, ahead = (gt, lt) if order.upwards else (lt, gt)
    if wanted.after is not None:
        query = query.where(beyond(keys, tuple_(*order.position(wanted.after, "after"))))
    if wanted.before is not None:
        query = query.where(ahead(keys, tuple_(*order.position(wanted.before, "before"))))
    upwards = order.upwards is not wanted.backwards
    directions = [column.asc() if upwards else column.desc() for column in order.columns]
    return query.order_by(*directions).limit(literal_column(str(wanted.size + 1)))


def paged(rows: Sequence[T], order: Order[T], wanted: Slice, *, partial: bool = False) -> Page[T]:
    """Return the rows of a query that was cut, in its order, as a page."""
    more, rows = len(rows) > wanted.size, rows[: wanted.size]
    if wanted.backwards:
        rows = rows[::-1]
    came_from = bool(wanted.before if wanted.backwards else wanted.after)
    return Page(
        rows,
        [order.cursor(row) for row in rows],
        has_next=came_from if wanted.backwards else more,
        has_previous=more if wanted.backwards else came_from,
        partial=partial,
    )


def placed(rows: Sequence[T], name: str, wanted: Slice) -> Page[T]:
    """Return the slice wanted of a short list that no statement can cut; its cursors hold the places of its rows."""
    order: Order[tuple[int, T]] = Order(name, (), lambda row: (row[0],), (int,), upwards=True)
    numbered = list(enumerate(rows))
    if wanted.after is not None:
        after = order.position(wanted.after, "after")
        numbered = [row for row in numbered if (row[0],) > after]
    if wanted.before is not None:
        before = order.position(wanted.before, "before")
        numbered = [row for row in numbered if (row[0],) < before]
    found = paged((numbered[::-1] if wanted.backwards else numbered)[: wanted.size + 1], order, wanted)
    return Page([row for _place, row in found.items], found.cursors, found.has_next, found.has_previous)
