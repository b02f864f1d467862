"""Ground of the tests of backups: a server of each major at hand, and a community on the oldest."""

import io
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

import migrations
from domain import database, images, postgres
from domain.backups import Manifest, Source, archive, opened, restore, take
from domain.backups.manifest import DUMP
from tests import pictures
from tests.carrying import given, signed
from tests.people import People

MAJORS = {programs.major: programs.bin for programs in reversed(postgres.found())}
OLDEST, NEWEST = min(MAJORS), max(MAJORS)
BENCH = pictures.picture()
LARGE, SMALL = images.file_names(BENCH.digest)


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


@pytest.fixture
def source(filled: Source, tmp_path: Path) -> Iterator[Source]:
    """Return the community with an image in a folder of its own, on a disk of its own, and a secret."""
    folder = tmp_path / "site"
    kept = folder / "images"
    kept.mkdir(parents=True)
    for name, content in ((LARGE, BENCH.large), (SMALL, BENCH.small)):
        (kept / name).write_bytes(content)
    (kept / ".new-1234abcd").write_bytes(b"half a ben")
    (kept / "lost+found").mkdir(mode=0)
    (kept / "holiday.webp").write_bytes(b"not ours")
    (kept / f"{'0' * 64}.webp").write_bytes(b"nobody shows this any more")
    (folder / "secret_key").write_text("hush")
    facts = (BENCH.digest, 64, 48, 64, 48, 100, "")
    columns = "digest, width, height, small_width, small_height, size, alternative_text"
    with psycopg.connect(filled.url) as session:
        session.execute(
            f"insert into images (owner_id, idea_id, place, created_at, {columns}) "
            "select author_id, id, 1, now(), %s, %s, %s, %s, %s, %s, %s from ideas order by id limit 1",
            facts,
        )
    yield replace(filled, data_dir=folder, images=kept)
    with psycopg.connect(filled.url) as session:
        session.execute("delete from images")


@pytest.fixture
def goal(empty: Source, tmp_path: Path) -> Source:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return replace(empty, data_dir=folder, images=folder / "pictures")


def put_back(path: Path, goal: Source, key: str = "", **how: Any) -> Manifest:
    with opened(path, key=key, room=path.parent, knows=migrations.knows) as backup:
        restore(backup, goal, **how)
        return backup.manifest


def manifest_of(path: Path, key: str = "") -> Manifest:
    with archive.opened(path, key, path.parent) as backup:
        return backup.manifest


def bringing(source: Source, goal: Source) -> Source:
    """Bring the secret of the site along, as an operator would."""
    (goal.data_dir / "secret_key").write_bytes((source.data_dir / "secret_key").read_bytes())
    return goal


def repacked(whole: Path, path: Path, parts: dict[str, bytes]) -> None:
    """Make a backup of the same database with these parts beside it, as another version would."""
    pieces: list[bytes] = []
    with archive.opened(whole, "", path.parent) as backup, archive.written(path, "") as writer:
        backup.copy(DUMP, pieces.append)
        for name, content in (parts | {DUMP: b"".join(pieces)}).items():
            writer.add(name, io.BytesIO(content))
        writer.close(replace(backup.manifest, parts=writer.parts))
