"""How Alembic reaches the database: the connection it is handed, or the one that DATABASE_URL names."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine, make_url, pool, text
from sqlalchemy.schema import SchemaItem

from domain.all_models import metadata

_PATIENCE = "SET lock_timeout = '4s'; SET statement_timeout = '10min'; SET timezone = 'UTC'"


def _is_ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, against: SchemaItem | None) -> bool:
    """Leave out the job queue's tables, which come as its library wrote them."""
    return not (name or "").startswith(("procrastinate_", "idx_procrastinate_"))


def _run(connection: Connection) -> None:
    connection.execute(text(_PATIENCE))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_object=_is_ours,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Migrate over the connection given in the configuration's attributes, else over DATABASE_URL."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()


main()
