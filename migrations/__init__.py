"""How the database came to be what it is, step by step."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, pool, text

OLDEST = (15,)
_ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r'^(down_)?revision\b.*= "(\w+)"', re.MULTILINE)
_LOCK = 20261121
_NARROW = """
DO $$ DECLARE found record; BEGIN
  FOR found IN
    SELECT DISTINCT kept.oid::regclass AS name, role.rolname FROM pg_class AS kept
    CROSS JOIN LATERAL aclexplode(kept.relacl) AS granted JOIN pg_roles AS role ON role.oid = granted.grantee
    WHERE kept.oid IN (to_regclass('entries'), to_regclass('rules')) AND granted.grantee <> kept.relowner
      AND granted.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', found.name, found.rolname);
  END LOOP;
END $$
"""


class CannotMigrate(Exception):
    """The database can't be brought to this version's form; the text says why, and what to do next."""


@cache
def head() -> str:
    """Return the newest step's name, the one that no other builds on."""
    return (_steps(named=True) - _steps(named=False)).pop()


def knows(step: str) -> bool:
    """Whether a database at this step can be brought to this version's form."""
    return step in _steps(named=True)


def upgrade(url: str, to: str = "head") -> bool:
    """Bring the database at `url` to step `to`; return whether anything changed. Two at once take turns."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            if (connection.dialect.server_version_info or (0,)) < OLDEST:
                raise CannotMigrate("That PostgreSQL is too old: Fourfold needs 15 or newer. See DATABASE_URL.")
            connection.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
            before = _step_of(connection)
            connection.commit()
            if before == (head() if to == "head" else to):
                _keep_the_ledger(connection)
                return False
            if before and not knows(before):
                raise CannotMigrate(
                    f"The database is at step {before}, which this version of Fourfold does not know. "
                    "Start the newer version that it was last used with, or restore a backup from before."
                )
            _run(connection, to)
            _keep_the_ledger(connection)
    finally:
        engine.dispose()
    return True


def _keep_the_ledger(connection: Connection) -> None:
    """Leave other roles than the owner's only reading the ledger and adding to it; a restore grants them all again."""
    connection.execute(text(_NARROW))
    connection.commit()


def _steps(*, named: bool) -> set[str]:
    files = (_ROOT / "migrations" / "versions").glob("*.py")
    found = [match.groups() for file in files for match in _NAMED.finditer(file.read_text())]
    return {name for before, name in found if named is not bool(before)}


def _step_of(connection: Connection) -> str | None:
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return step


def _run(connection: Connection, to: str) -> None:
    # Read only when there is something to do, which is rare, and it takes a while.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config(_ROOT / "alembic.ini")
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
