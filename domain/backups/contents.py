"""What a database holds, seen by name: its step, its rows by table, and whether a backup may take its place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql

from domain import images
from domain.backups.errors import InUse, NotEmpty

LEAVING_MAY_TAKE = 1.0  # seconds until a connection that was closed is gone
TABLES = """
    SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Snapshot:
    """A moment of a database: the name under which other sessions see it too, and what it holds then.

    `files` are the names of those in which images are kept outside of it, `community` the mark of their folder.
    """

    name: str
    step: str
    rows: dict[str, int]
    size: int
    major: int
    files: list[str]
    community: str


@contextmanager
def held(url: str) -> Iterator[Snapshot]:
    """Hold one moment of the database during the block, whatever others change meanwhile."""
    with psycopg.connect(url, connect_timeout=10) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        session.read_only = True
        session.execute("SET idle_in_transaction_session_timeout = 0")
        step = step_of(session)
        if step is None:
            raise NotEmpty("There is nothing to back up: this database holds no community. See fourfold setup.")
        yield Snapshot(
            name=_value(session, "SELECT pg_export_snapshot()"),
            step=step,
            rows={table: _count(session, table) for table in tables(session)},
            size=_value(session, "SELECT pg_database_size(current_database())"),
            major=session.info.server_version // 10_000,
            files=_files(session),
            community=mark(session),
        )


def step_of(session: Connection) -> str | None:
    """Return the step the database is at, None when it is none of ours."""
    if _value(session, "SELECT to_regclass('public.alembic_version') IS NULL"):
        return None
    row = session.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(row[0]) if row else None


def mark(session: Connection) -> str:
    """Return how a folder of images is marked that is the community's, "" when there is none."""
    if _value(session, "SELECT to_regclass('public.community') IS NULL"):
        return ""
    set_up_at = _value(session, "SELECT created_at FROM public.community")
    return images.mark_of(set_up_at) if set_up_at else ""


def tables(session: Connection) -> list[str]:
    """Return the names of all tables."""
    return [row[0] for row in session.execute(TABLES)]


def check_room(session: Connection, replacing: str | None) -> bool:
    """Return whether there is something to clear away first; NotEmpty or InUse when a backup may not go there.

    A community is only given up by its name.
    """
    there = tables(session)
    if not there:
        return False
    if step_of(session) is None or not {"community", "members"} <= {*there}:
        raise NotEmpty(
            f"This database holds something that isn't Fourfold's ({', '.join(there[:3])}). "
            "Name an empty one in DATABASE_URL."
        )
    name = _value(session, "SELECT name FROM public.community")
    if name is not None and name != replacing:
        raise NotEmpty(
            f"“{name}” is in this database. Set DATA_DIR or DATABASE_URL to an empty place; "
            f"or, if all of it may be lost, say --replace '{name}'."
        )
    until = time.monotonic() + LEAVING_MAY_TAKE
    while others := _value(session, OTHERS):
        if time.monotonic() < until:
            time.sleep(0.05)
            continue
        raise InUse(f"{others} other connections use this database. Stop Fourfold everywhere, then restore.")
    return True


def clearing() -> str:
    """Return the words that clear everything away, extensions too, which a dump brings along."""
    return "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;"


def agreeing(rows: dict[str, int]) -> str:
    """Return the words that fail unless each table has so many rows."""
    each = sql.SQL("IF (SELECT count(*) FROM public.{}) <> {} THEN RAISE USING MESSAGE = {}; END IF;")
    asked = [
        each.format(sql.Identifier(table), count, f"{table} doesn't hold the {count} rows that were backed up")
        for table, count in rows.items()
    ]
    return sql.SQL("DO $recount$ BEGIN {} END $recount$;").format(sql.SQL(" ").join(asked)).as_string()


def _files(session: Connection) -> list[str]:
    """Return what `images.files` would, of a database that may be of an earlier step."""
    if _value(session, "SELECT to_regclass('public.image_bytes') IS NULL"):
        return []
    digests = session.execute(str(images.IN_FILES).encode())
    return [name for (digest,) in digests for name in images.file_names(digest)]


def _count(session: Connection, table: str) -> int:
    return int(_value(session, sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))))


def _value(session: Connection, question: LiteralString | sql.Composed) -> Any:
    row = session.execute(question).fetchone()
    return row[0] if row else None
