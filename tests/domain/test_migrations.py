"""The steps of the database: one way up, the same way down, and at the top exactly what the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, pool, text

import migrations
from domain.all_models import metadata
from tests.people import People

ROOT = Path(migrations.__file__).parent.parent
SCHEMA = "migrations_tried_out"


@pytest.fixture
def aside(database_url: str) -> Iterator[Connection]:
    """Return a connection to an empty schema beside the one the tests use."""
    engine = create_engine(
        make_url(database_url).set(drivername="postgresql+psycopg"),
        poolclass=pool.NullPool,
        connect_args={"options": f"-c search_path={SCHEMA}"},
    )
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        connection.commit()
        yield connection
        connection.rollback()
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        connection.commit()
    engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def _inventory(connection: Connection) -> set[str]:
    """Return what there is: tables with their columns and constraints, indexes, functions and types."""
    queries = (
        "SELECT 'column ' || table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable"
        " || coalesce(' ' || generation_expression, '') FROM information_schema.columns WHERE table_schema = :schema",
        "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = :schema",
        "SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = CAST(:schema AS regnamespace)",
        "SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace = CAST(:schema AS regnamespace)",
        "SELECT 'option ' || relname || ' ' || CAST(relpersistence AS text) || coalesce(CAST(reloptions AS text), '')"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST(:schema AS regnamespace)",
        "SELECT 'type ' || typname FROM pg_type WHERE typnamespace = CAST(:schema AS regnamespace)",
    )
    return {row for query in queries for row in connection.scalars(text(query), {"schema": SCHEMA})}


def test_there_is_one_head() -> None:
    assert ScriptDirectory.from_config(_config()).get_heads() == [migrations.head()]


def test_up_down_and_up_again_come_to_the_same(aside: Connection) -> None:
    config = _config(aside)
    command.upgrade(config, "head")
    first = _inventory(aside)
    assert {f"constraint pk_{table.name}" for table in metadata.sorted_tables} <= {
        " ".join(line.split()[:2]) for line in first
    }
    aside.commit()
    command.downgrade(config, "base")
    left = {line for line in _inventory(aside) if "alembic_version" not in line}
    assert left == set()
    aside.commit()
    command.upgrade(config, "head")
    assert _inventory(aside) == first


@pytest.mark.filterwarnings("ignore:Computed default")  # it can't compare those; the next test does
def test_alembic_finds_nothing_to_add(aside: Connection) -> None:
    config = _config(aside)
    command.upgrade(config, "head")
    aside.commit()
    command.check(config)


def test_the_steps_lead_to_what_the_models_say(aside: Connection) -> None:
    command.upgrade(_config(aside), "head")
    migrated = _inventory(aside)
    metadata.drop_all(aside)
    aside.execute(text(f"SET search_path TO {SCHEMA}, public"))  # where the operators of PostgreSQL's extensions are
    metadata.create_all(aside, checkfirst=False)
    aside.execute(text(f"SET search_path TO {SCHEMA}"))
    modelled = _inventory(aside)
    assert migrated == modelled


def test_every_step_has_a_sentence_and_a_way_back() -> None:
    for script in ScriptDirectory.from_config(_config()).walk_revisions():
        assert (script.doc or "").endswith("."), script.revision
        assert script.module.downgrade.__doc__, script.revision


async def test_counters_have_room_for_a_changed_row_beside_the_old_one(people: People) -> None:
    async with people.sessions() as session:
        options = await session.scalar(text("SELECT reloptions FROM pg_class WHERE relname = 'idea_counters'"))
        kind = await session.scalar(text("SELECT relpersistence FROM pg_class WHERE relname = 'attempts'"))
    assert options == ["fillfactor=60"]
    assert kind == "u"


def test_migrating_what_is_migrated_changes_nothing(database_url: str) -> None:
    assert migrations.upgrade(database_url) is False
