"""Ground of the tests of backups: a server of each major at hand, and a community on the oldest."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

import migrations
from domain import database, postgres
from domain.backups import Source, take
from tests.carrying import given, signed
from tests.people import People

MAJORS = {programs.major: programs.bin for programs in reversed(postgres.found())}
OLDEST, NEWEST = min(MAJORS), max(MAJORS)


@pytest.fixture(scope="session")
def servers() -> Iterator[dict[int, postgres.Server]]:
    """Return a server of each major."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="fourfold-backups-", dir=memory if memory.is_dir() else None))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        started = {}
        for major, programs in MAJORS.items():
            home = folder / str(major)
            server = postgres.running(home, lambda said: None, programs=programs, root_base=folder / "root")
            started[major] = stack.enter_context(server)
        yield started


@pytest.fixture(scope="session")
async def filled(servers: dict[int, postgres.Server]) -> AsyncIterator[Source]:
    """Return where a small community is, on the oldest server; no test changes it."""
    server = servers[OLDEST]
    migrations.upgrade(server.owner_url)
    engine = database.connect(server.url)
    people = People(database.sessionmaker(engine))
    await people.community()
    ann, ben = await people.member("Ann"), await people.member("Ben")
    for number in range(12):
        idea = await people.idea(by=ann, title=f"Bench number {number}")
        await people.vote(by=ben, on=idea)
    await signed(people, await given(people, ann))
    await engine.dispose()
    folder = Path(tempfile.mkdtemp())
    yield Source(server.owner_url, folder, None)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole(filled: Source) -> Path:
    """Return a backup of that community."""
    return take(filled, None, fourfold="0.1.0")


@pytest.fixture
def empty(servers: dict[int, postgres.Server], tmp_path: Path) -> Source:
    """Return an empty place, on the newest server."""
    clear(servers[NEWEST])
    return Source(servers[NEWEST].owner_url, tmp_path)


def clear(server: postgres.Server) -> None:
    """Remove everything from a server's database."""
    with psycopg.connect(server.owner_url) as session:
        session.execute("drop schema public cascade; create schema public; grant usage on schema public to public")


def dumped(source: Source) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with psycopg.connect(source.url) as session:
        named = session.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
        return {name: sorted(session.execute(f'select * from "{name}"'), key=repr) for (name,) in named}
