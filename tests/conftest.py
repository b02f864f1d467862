"""Ground of all tests: a real PostgreSQL, real commits, everything wiped afterwards, a clock the test holds."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from domain import database, postgres
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member, Role
from tests.people import People


class HeldClock:
    """A clock that stands still until a test moves it; a Monday noon in Berlin's winter."""

    def __init__(self) -> None:
        self.time = datetime(2026, 2, 2, 11, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        """Let time pass, in timedelta's words."""
        self.time += timedelta(**by)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Return the address of a migrated database: TEST_DATABASE_URL's, or one of a server of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        migrations.upgrade(given)
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="fourfold-tests-", dir=_in_memory()))
    folder.chmod(0o711)  # the server runs as another account when the tests run as root
    programs = os.environ.get("TEST_POSTGRES")
    try:
        with postgres.running(
            folder, lambda words: None, programs=Path(programs) if programs else None, root_base=folder
        ) as server:
            migrations.upgrade(server.owner_url)
            yield server.owner_url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """Return the folder that is memory, where there is enough: every commit is flushed, and most tests commit."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else None


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Return an engine with room for races, and more patience than a site has: on a busy machine all take turns."""
    engine = database.connect(database_url, pool_size=40, statement_seconds=60)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> HeldClock:
    """Return the clock that use cases read in this test."""
    return HeldClock()


@pytest.fixture
async def sessions(engine: AsyncEngine, clock: HeldClock) -> AsyncIterator[Sessions]:
    """Return the maker of sessions; what the test commits is deleted afterwards."""
    yield database.sessionmaker(engine, clock)
    async with engine.begin() as connection:
        tables = [table.name for table in reversed(database.Base.metadata.sorted_tables)]
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in [*tables, "procrastinate_jobs"] if name not in LEDGER)
        await connection.execute(text(f"DO $$ BEGIN {FORGET} {deletes}; END $$"))


# What the ledger holds can't be deleted. Only who owns its tables can lift that, as we do here for the wiping alone.
LEDGER = ("entries", "rules")
FORGET = "IF EXISTS (SELECT FROM rules) THEN {} END IF;".format(
    " ".join(
        f"ALTER TABLE {name} DISABLE TRIGGER USER; DELETE FROM {name}; ALTER TABLE {name} ENABLE TRIGGER USER;"
        for name in LEDGER
    )
)


@pytest.fixture
async def people(sessions: Sessions, clock: HeldClock) -> People:
    """Return the factory that tells stories: Ann proposes, Ben supports, Cleo decides, Dan is elsewhere."""
    people = People(sessions)
    await people.community()
    return people


class Counted:
    """How many statements a block has sent."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __len__(self) -> int:
        return len(self.statements)


CountingFactory = Callable[[], AbstractContextManager[Counted]]


@pytest.fixture
def counting(engine: AsyncEngine) -> CountingFactory:
    """Return a context manager that counts the statements sent in its block."""

    @contextmanager
    def counting() -> Iterator[Counted]:
        counted = Counted()

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.statements.append(statement)

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(engine.sync_engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
async def pia(people: People) -> Member:
    """Return one of the product team."""
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def some(people: People) -> list[Idea]:
    """Return four ideas of Ann's that are owed an answer."""
    ann = await people.member("Ann")
    made = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(4)]
    await people.hear()
    return made
