"""Asking a running server whether it keeps what it commits, stays private and does what Fourfold needs."""

import psycopg

from domain.postgres.entrance import Entrance
from domain.postgres.errors import NotDurableError, PostgresError, UnfitError

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"}
PRIVATE = {"listen_addresses": "", "unix_socket_permissions": "0700", "password_encryption": "scram-sha-256"}
ABLE = {
    "UTF-8": "current_setting('server_encoding') = 'UTF8'",
    "the letters and quotation marks of all languages": (
        "lower('Ä') = 'ä' and to_tsvector('simple', '„Ärger“') = '''ärger'':1'::tsvector"
    ),
    "the time zone Europe/Berlin": (
        "timestamptz '2025-07-01 12:00+00' at time zone 'Europe/Berlin' = timestamp '2025-07-01 14:00'"
    ),
    "a role without special rights": (
        "(select not (rolsuper or rolcreaterole or rolcreatedb) from pg_roles where rolname = current_user)"
    ),
}


def check(entrance: Entrance) -> str:
    """Sign in as the application does and return the server's version; NotDurableError or UnfitError."""
    try:
        with entrance.as_application() as session:
            _settings(session, DURABLE, NotDurableError, "what is committed could be lost")
            _settings(session, PRIVATE, UnfitError, "others could reach it")
            for need, question in ABLE.items():
                if not _holds(session, question):
                    raise UnfitError(
                        f"The running PostgreSQL lacks {need}. Install tzdata and the locale C.UTF-8 of your "
                        "system, move the data folder away, then start again."
                    )
            return (session.info.parameter_status("server_version") or "").split(" ")[0]
    except psycopg.OperationalError as error:
        raise UnfitError(
            f"PostgreSQL runs, but Fourfold cannot sign in: {str(error).strip()}. "
            "Look into server.log beside the data folder."
        ) from error


def _settings(session: psycopg.Connection, wanted: dict[str, str], refusal: type[PostgresError], danger: str) -> None:
    found: dict[str, str] = dict(
        session.execute("select name, setting from pg_settings where name = any(%s)", [[*wanted]])
    )
    for name, value in wanted.items():
        if found.get(name) != value:
            raise refusal(
                f"PostgreSQL runs with {name} = '{found.get(name)}' instead of '{value}': {danger}. "
                "Reset it (ALTER ROLE, ALTER DATABASE or ALTER SYSTEM), stop the server, then start again."
            )


def _holds(session: psycopg.Connection, question: str) -> bool:
    try:
        row = session.execute(f"select {question}").fetchone()
    except psycopg.DataError:
        return False
    return bool(row and row[0])
