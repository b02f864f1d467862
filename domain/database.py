"""The ground all tables stand on: declarative base, naming convention, engine, and the one transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import orjson
from psycopg import AsyncCursor, Column
from psycopg import OperationalError as DriverError
from psycopg import _queries as driver_queries
from psycopg.errors import ReadOnlySqlTransaction
from psycopg.pq import ExecStatus
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Executable,
    Identity,
    MetaData,
    Select,
    Text,
    TypeDecorator,
    event,
    inspect,
    literal_column,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.sql.visitors import InternalTraversal

from domain.clock import Clock, system_clock
from domain.errors import Refused

Sessions = async_sessionmaker[AsyncSession]
# In characters. The driver takes a longer statement apart each time it is run, and a vote's is longer than 4096.
driver_queries.MAX_CACHED_STATEMENT_LENGTH = 16_384


class Number(TypeDecorator[int]):
    """A 64-bit number. One that doesn't fit names no row, so it is asked for as NULL, and nothing is found."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Return the number, None for one of more than 64 bits."""
        return value if value is None or -(2**63) <= value < 2**63 else None


class StorableText(StrDumperUnknown):
    """Sends text as the database can hold it: a NUL or half a character becomes a question mark."""

    def dump(self, obj: str) -> bytes:
        """Return the text in UTF-8."""
        return obj.replace("\0", "?").encode(errors="replace")


_ROWS = (ExecStatus.TUPLES_OK, ExecStatus.SINGLE_TUPLE, ExecStatus.TUPLES_CHUNK)


class Columns(Sequence[Column]):
    """What a result's columns are, each found out when it is looked at."""

    def __init__(self, cursor: "Cursor", count: int) -> None:
        self._cursor = cursor
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        found = range(self._count)[index]
        return (
            [Column(self._cursor, each) for each in found] if isinstance(found, range) else Column(self._cursor, found)
        )


class Cursor(AsyncCursor[Any]):
    """Describes columns only to who looks at them: of a statement that was sent before, everything is known."""

    @property
    def description(self) -> Columns | None:  # type: ignore[override]  # a sequence, as the standard has it
        """Return the columns of the result, None where there are no rows to come."""
        result = self.pgresult
        if result is None or result.status not in _ROWS:
            return None
        return Columns(self, result.nfields)


PrimaryKey = Annotated[int, mapped_column(Number, Identity(), primary_key=True)]


class Base(DeclarativeBase):
    """Base of every table: named constraints, times with zone, 64-bit numbers."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: Number, datetime: DateTime(timezone=True)}  # noqa: RUF012 - as the library reads it

    def __repr__(self) -> str:
        return f"{type(self).__name__}({inspect(self).identity})"


def written(table: str) -> ColumnElement[str]:
    """Return what names the transaction that last wrote a row of a table or alias, so that it changes with the row."""
    return literal_column(f"{table}.xmin::text", Text)


def words(kind: type[StrEnum], name: str = "") -> Enum:
    """Return a column type that stores an enum's values as text, held by a check constraint of this name."""

    def values(members: Any) -> Sequence[str]:
        return [member.value for member in members]

    return Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=values,
        name=name or kind.__name__.lower(),
        create_constraint=True,
    )


def connect(url: str, *, pool_size: int = 10, statement_seconds: int = 4) -> AsyncEngine:
    """Return an engine on `url`, with time limits on statements, locks (three quarters of it) and idle transactions."""
    options = (
        f"-c statement_timeout={statement_seconds * 1000} -c lock_timeout={statement_seconds * 750}"
        " -c idle_in_transaction_session_timeout=10000 -c timezone=UTC -c jit=off"
        " -c pg_trgm.word_similarity_threshold=0.42"  # a typo in a word of seven letters
    )
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=False,
        hide_parameters=True,  # errors end in the log, and what people sent must not
        connect_args={
            "options": options,
            "connect_timeout": 5,
            "application_name": "fourfold",
            "cursor_factory": Cursor,
        },
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.driver_connection.adapters.register_dumper(str, StorableText)

    return engine


def plain(url: str) -> str:
    """Return an address as PostgreSQL's own programs and library read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def is_away(error: BaseException) -> bool:
    """Say whether an error means that the database can't serve just now, so that it is worth trying again."""
    if isinstance(error, DBAPIError) and (
        error.connection_invalidated or isinstance(error.orig, ReadOnlySqlTransaction)
    ):
        return True
    return isinstance(error, (OperationalError, DriverError, PoolTimeout))


async def is_read_only(session: AsyncSession) -> bool:
    """Say whether nothing can be written just now, as when the disk is nearly full."""
    return bool(await session.scalar(text("SELECT current_setting('transaction_read_only')::bool")))


def sessionmaker(engine: AsyncEngine, clock: Clock = system_clock) -> Sessions:
    """Return the maker of sessions whose use cases read the time from `clock`."""
    return async_sessionmaker(engine, expire_on_commit=False, info={"clock": clock, "kept": {}})


def kept(session: AsyncSession) -> dict[Any, Any]:
    """Return what this process keeps from one session of a maker to the next."""
    found: dict[Any, Any] = session.info.setdefault("kept", {})
    return found


class Explain(Executable, ClauseElement):
    """Asks how the database would go about a query, without running it."""

    _traverse_internals = [("query", InternalTraversal.dp_clauseelement)]  # noqa: RUF012
    _all_selected_columns = ()  # the plan is asked for by no name
    inherit_cache = True

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(Explain)
def _explained(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query, **options)}"


async def planned(session: AsyncSession, query: Explain, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the database would go about a query, in the words of its EXPLAIN."""
    explained = await (await session.connection()).execute(query, values)
    plan: dict[str, Any] = explained.scalar_one()[0]["Plan"]
    return plan


@asynccontextmanager
async def at_once(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Open a session each of whose statements is a transaction of its own, for a use case that is one statement."""
    async with sessions() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session


reading = at_once  # nothing has to be begun and ended around what is only read


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """Open the one transaction of a use case: commit at the end, roll back on any error.

    A refusal that keeps its changes (a wrong password has been counted) is committed and still raised.
    """
    async with sessions() as session:
        try:
            yield session
        except Refused as refused:
            if refused.keeps_changes:
                await session.commit()
            raise
        await session.commit()
