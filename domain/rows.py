"""What every request reads, read with little ado: a Core statement made once, its rows turned into models.

The ORM reckons the key of each statement anew and watches whatever it loads. What is read here nobody changes, so its
models are detached: as if they had been loaded by a session that is closed.
"""

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    CursorResult,
    String,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    func,
    inspect,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.expression import Executable
from sqlalchemy.types import TypeEngine

from domain.database import Base, Number

_GIVEN = "given_"  # a value that is called as a column would be written to it
M = TypeVar("M", bound=Base)


class Whole(Generic[M]):
    """A model in the rows of a Core statement: the `columns` to select, and what makes a model of them.

    `first` is the place of its first column in a row, and `end` the one after its last. A model read with `only`
    some of its attributes raises DetachedInstanceError when asked for another one.
    """

    def __init__(self, model: type[M], *, first: int = 0, only: Collection[str] | None = None) -> None:
        mapper = inspect(model)
        loaded = [
            (each.key, each.columns[0])
            for each in mapper.column_attrs
            if isinstance(each.columns[0], Column)
            and not each.deferred
            and (only is None or each.key in only or each.columns[0].primary_key)
        ]
        self.columns = [column for _key, column in loaded]
        self.end = first + len(loaded)
        read = {key for key, _column in loaded}
        self._unread = {each.key for each in mapper.column_attrs if each.key not in read} if only is not None else set()
        self._keys = [key for key, _column in loaded]
        self._values = itemgetter(slice(first, self.end))
        self._primary = [first + place for place, (_key, column) in enumerate(loaded) if column.primary_key]
        self._mapper = mapper
        self._new: Callable[[], Any] = mapper.class_manager.new_instance

    def of(self, row: Sequence[Any], **related: object) -> M:
        """Return the model in a row, with the `related` models that were read beside it."""
        model: M = self._new()
        model.__dict__.update(zip(self._keys, self._values(row), strict=True), **related)
        primary = tuple(row[place] for place in self._primary)
        state = instance_state(model)
        state.key = self._mapper.identity_key_from_primary_key(primary)  # type: ignore[assignment]
        if self._unread:
            state.expired_attributes.update(self._unread)
        return model

    def found(self, row: Sequence[Any], **related: object) -> M | None:
        """Return the model in a row of an outer join, None where there is none."""
        return None if row[self._primary[0]] is None else self.of(row, **related)


def among(column: Any) -> ColumnElement[bool]:
    """Return the condition that a number is among the statement's `numbers`, as many as are given to it."""
    condition: ColumnElement[bool] = column == any_(bindparam("numbers", type_=ARRAY(Number)))
    return condition


def given(model: type[Base], *names: str) -> TableValuedAlias:
    """Return rows of a model's columns that the statement is given as `arrays`, however many rows there are."""
    columns = inspect(model).columns

    def kind(name: str) -> TypeEngine[Any]:
        # A text that is too long is refused where it is written, and would be cut off by a type with a length.
        own = columns[name].type
        return Text() if type(own) is String else own

    wanted = (bindparam(_GIVEN + name, type_=ARRAY(kind(name))) for name in names)
    return func.unnest(*wanted).table_valued(*names, name="given").render_derived()


def arrays(**columns: Sequence[Any]) -> dict[str, Any]:
    """Return the values of a statement whose rows are `given`, a column each."""
    return {_GIVEN + name: list(values) for name, values in columns.items()}


async def run(session: AsyncSession, statement: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """Run a Core statement that was made once, in the session's own transaction."""
    return await (await session.connection()).execute(statement, values)
