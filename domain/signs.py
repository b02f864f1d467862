"""How a database is, as an operator asks it: each sign is good, a warning or bad, and says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, LiteralString

from psycopg import Connection
from psycopg.errors import UndefinedTable

# The newest minor of each major when this version was made; an older one lacks mended faults.
NEWEST_MINORS = {15: 20, 16: 16, 17: 12, 18: 6}
DURABLE = {
    "fsync": "what is committed is lost when the machine stops",
    "full_page_writes": "a page that was half written when the machine stopped stays damaged",
    "synchronous_commit": "votes that were confirmed can be lost",
}
SKEW_MOST = timedelta(seconds=5)
WAITING_MOST = 5.0  # minutes
_AT_WORK = "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute')"
_FAILED = """
    SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')
"""
_PARKED = """
    SELECT (SELECT count(*) FROM facts WHERE failure IS NOT NULL)
         + (SELECT count(*) FROM mails WHERE failure IS NOT NULL)
"""
_MAIL_WAITING = "SELECT min(next_at) FROM mails WHERE sent_at IS NULL AND failure IS NULL"
_WAITING = """
    SELECT least(
        (SELECT min(recorded_at) FROM facts WHERE delivered_at IS NULL AND failure IS NULL),
        (SELECT min(coalesce(scheduled_at, at))
         FROM procrastinate_jobs JOIN procrastinate_events ON job_id = procrastinate_jobs.id
         WHERE status = 'todo' AND type = 'deferred' AND coalesce(scheduled_at, now()) <= now())
    )
"""


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at: what it is about, how it is, and in words what was seen and what to do."""

    about: str
    state: Literal["good", "warning", "bad"]
    says: str


def of_database(session: Connection, *, connections: int, head: str) -> Iterator[Sign]:
    """Yield how the server and our tables in it are; `connections` is how many we may open, `head` the newest step."""
    yield of_version(session.info.server_version)
    yield from _rights(session)
    yield from _durable(session)
    yield _clock(session)
    yield from _room(session, connections)
    step = _step(session)
    if step != head:
        yield Sign("step", "bad", f"The database is at step {step}, this version wants {head}. Run fourfold migrate.")
        return
    yield Sign("step", "good", f"at {head}, which this version wants")
    yield from _queue(session)


def of_version(number: int) -> Sign:
    """Return how old a server of this version is (18.6 is 180006), a warning when faults were mended since."""
    major, minor = divmod(number, 10_000)
    newest = NEWEST_MINORS.get(major)
    if newest is None:
        says = f"{major}.{minor}: this version of Fourfold was not tested with {major}."
        return Sign("PostgreSQL", "warning", says)
    if minor < newest:
        says = f"{major}.{minor} lacks what {major}.{newest} mended. Bring it up to date."
        return Sign("PostgreSQL", "warning", says)
    return Sign("PostgreSQL", "good", f"{major}.{minor}")


def _rights(session: Connection) -> Iterator[Sign]:
    if _setting(session, "server_encoding") != "UTF8":
        yield Sign("letters", "bad", "The database isn't in UTF-8, so names get lost. Make another one and restore.")
    if _value(session, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        yield Sign("role", "warning", "The site signs in as a superuser. Give it a role that only owns its database.")


def _durable(session: Connection) -> Iterator[Sign]:
    off = {name: danger for name, danger in DURABLE.items() if _setting(session, name) in ("off", "local")}
    for name, danger in off.items():
        yield Sign("durable", "bad", f"{name} is off: {danger}. Turn it on in the server's configuration.")
    if _setting(session, "data_checksums") == "off":
        says = "The server keeps no checksums, so a bad disk goes unnoticed. Turn them on with pg_checksums --enable."
        yield Sign("durable", "warning", says)
    elif not off:
        yield Sign("durable", "good", "what is committed is on the disk, with checksums")


def _clock(session: Connection) -> Sign:
    before, there, after = datetime.now(UTC), _value(session, "SELECT clock_timestamp()"), datetime.now(UTC)
    skew = max(before - there, there - after, timedelta())
    if skew > SKEW_MOST:
        return Sign("clock", "bad", f"{skew.total_seconds():.0f} s apart from the database's. Let both follow NTP.")
    return Sign("clock", "good", "agrees with the database's")


def _room(session: Connection, wanted: int) -> Iterator[Sign]:
    offered = _value(
        session,
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int",
    )
    if wanted > offered:
        says = f"The site may open {wanted} connections, and the server takes {offered}. Lower WORKERS or POOL_SIZE."
        yield Sign("connections", "bad", says)
    else:
        yield Sign("connections", "good", f"{wanted} of {offered} at most")


def _step(session: Connection) -> str | None:
    try:
        with session.transaction():
            return str(_value(session, "SELECT version_num FROM alembic_version"))
    except UndefinedTable:
        return None


def _queue(session: Connection) -> Iterator[Sign]:
    at_work = _value(session, _AT_WORK)
    since = _value(session, _WAITING)
    minutes = (datetime.now(UTC) - since).total_seconds() / 60 if since else 0
    if minutes > WAITING_MOST and at_work:
        yield Sign("queue", "bad", f"Work waits for {minutes:,.0f} min though somebody is there for it. See the log.")
    elif not at_work:
        yield Sign("queue", "warning", "Nobody does the background work. Start fourfold serve, or fourfold work.")
    else:
        yield Sign("queue", "good", "nothing waits for long")
    failed = _value(session, _FAILED)
    if failed:
        yield Sign("queue", "warning", f"{failed} jobs failed for good. The log of the time says why.")
    parked = _value(session, _PARKED)
    if parked:
        yield Sign("queue", "warning", f"{parked} reactions or mails failed five times. Look at /admin/parked.")
    since = _value(session, _MAIL_WAITING)
    minutes = (datetime.now(UTC) - since).total_seconds() / 60 if since else 0
    if minutes > WAITING_MOST:
        yield Sign("queue", "warning", f"Mail has been due for {minutes:,.0f} min. Look at SMTP_URL, and at the log.")


def _setting(session: Connection, name: str) -> str:
    row = session.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def _value(session: Connection, question: LiteralString) -> Any:
    row = session.execute(question).fetchone()
    return row[0] if row else None
