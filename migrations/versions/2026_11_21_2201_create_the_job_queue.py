"""Create the job queue's tables, as its library ships them."""

from alembic import op
from procrastinate.schema import SchemaManager

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None

_DROP = """
DO $$
DECLARE item record;
BEGIN
    FOR item IN SELECT tablename FROM pg_tables
        WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP TABLE %I CASCADE', item.tablename);
    END LOOP;
    FOR item IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', item.name);
    END LOOP;
    FOR item IN SELECT typname FROM pg_type
        WHERE typnamespace = current_schema()::regnamespace AND typname LIKE 'procrastinate%' LOOP
        EXECUTE format('DROP TYPE %I CASCADE', item.typname);
    END LOOP;
END $$;
"""


def upgrade() -> None:
    """Run the schema of the pinned version; a later version comes by a migration of its own."""
    _run(SchemaManager.get_schema())


def downgrade() -> None:
    """Drop everything the queue's library made."""
    _run(_DROP)


def _run(script: str) -> None:
    # Past SQLAlchemy: the script holds many statements and percent signs of its own.
    connection = op.get_bind().connection.driver_connection
    if connection is None:
        raise RuntimeError("The job queue's tables need a live connection.")
    with connection.cursor() as cursor:
        cursor.execute(script)
