"""How the database came to be what it is, step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, pool, text

_ROOT = Path(__file__).parent.parent


def _config() -> Config:
    config = Config(_ROOT / "alembic.ini")
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    return config


def head() -> str | None:
    """Return the newest step's name."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def upgrade(url: str, to: str = "head") -> bool:
    """Bring the database at `url` to step `to`; return whether anything changed. Two at once take turns."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(20261121)"))
        before = MigrationContext.configure(connection).get_current_revision()
        connection.commit()
        if before == (head() if to == "head" else to):
            return False
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()
    return True
