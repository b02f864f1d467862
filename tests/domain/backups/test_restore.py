import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

import migrations
from domain import credentials, database, postgres
from domain.backups import (
    BackupError,
    InUse,
    NotEmpty,
    ProgramFailed,
    Source,
    TooNew,
    archive,
    contents,
    manifest,
    opened,
    restore,
    take,
)
from domain.backups.manifest import Manifest
from domain.credentials import About, Credential, IssuerKey, Look, Outcome
from domain.credentials.verifying import looked_at
from tests.carrying import ADDRESS, SECRET, given, signed
from tests.domain.backups.conftest import NEWEST, OLDEST, dumped
from tests.people import People

pytestmark = pytest.mark.xdist_group("backups")


def put_back(path: Path, goal: Source, *, replacing: str | None = None) -> Manifest:
    with opened(path, key="", room=path.parent, knows=migrations.knows) as backup:
        restore(backup, goal, replacing=replacing)
        return backup.manifest


def repacked(path: Path, goal: Path, change: Callable[[bytes], bytes], **facts: Any) -> Path:
    """Pack a backup anew with another dump and other facts, so that nothing but these is wrong with it."""
    pieces: list[bytes] = []
    with archive.opened(path, "", goal.parent) as backup, archive.written(goal, "") as writer:
        backup.copy(manifest.DUMP, pieces.append)
        writer.add(manifest.DUMP, io.BytesIO(change(b"".join(pieces))))
        writer.close(replace(backup.manifest, parts=writer.parts, **facts))
    return goal


def test_a_backup_of_the_oldest_postgres_comes_back_whole_in_the_newest(
    whole: Path, filled: Source, empty: Source
) -> None:
    told = put_back(whole, empty)
    assert whole.is_relative_to(filled.data_dir / "backups")
    assert (told.postgres, told.step) == (OLDEST, migrations.head())
    there = dumped(empty)
    assert there == dumped(filled)
    assert told.rows == {table: len(rows) for table, rows in there.items()}
    assert told.rows["votes"] == 12


async def test_what_came_back_can_be_used_by_the_application(
    whole: Path, empty: Source, servers: dict[int, postgres.Server]
) -> None:
    put_back(whole, empty)
    engine = database.connect(servers[NEWEST].url)
    people = People(database.sessionmaker(engine))
    eve = await people.member("Eve")
    assert (await people.idea(by=eve)).id > 12
    await engine.dispose()


@pytest.mark.parametrize("secret", [SECRET, b"another secret, as that of the site was lost"])
async def test_a_badge_from_before_still_holds_and_new_ones_are_signed_with_the_same_key_if_it_opens(
    secret: bytes, whole: Path, empty: Source, servers: dict[int, postgres.Server]
) -> None:
    put_back(whole, empty)
    engine = database.connect(servers[NEWEST].url)
    people = People(database.sessionmaker(engine))
    async with database.reading(people.sessions) as session:
        (before,) = await session.scalars(select(Credential))
        names = {key.name for key in await session.scalars(select(IssuerKey))}
    fresh = await signed(people, await given(people, await people.member("Eve"), "tested"), secret=secret)
    async with database.reading(people.sessions) as session:
        ours = await credentials.ours(session, await credentials.issuer(session, ADDRESS))
        keys = {key.name for key in await session.scalars(select(IssuerKey))}
    for each in (before.document, before.jwt, fresh.document, fresh.jwt):
        looks = looked_at((each or "").encode(), ours).looks
        assert {look.about for look in looks if look.outcome is Outcome.BAD} == set()
        assert Look(About.SIGNATURE, Outcome.GOOD, "signed") in looks
    assert (keys == names) is (secret == SECRET)
    assert names <= keys, "what was signed with them can still be looked up"
    await engine.dispose()


def test_a_newer_postgres_does_not_go_into_an_older_one(
    whole: Path, filled: Source, empty: Source, tmp_path: Path
) -> None:
    put_back(whole, empty)
    newer = take(empty, tmp_path / "new.zip", fourfold="0.1.0")
    before = dumped(filled)
    with pytest.raises(TooNew, match=f"made from PostgreSQL {NEWEST}, and this database is of {OLDEST}"):
        put_back(newer, filled, replacing="Velora")
    assert dumped(filled) == before


def test_a_community_is_only_replaced_by_its_name(whole: Path, filled: Source, empty: Source) -> None:
    put_back(whole, empty)
    with psycopg.connect(empty.url) as session:
        session.execute("update community set name = 'Another'; delete from votes")
    before = dumped(empty)
    for name in (None, "", "Velora"):
        with pytest.raises(NotEmpty, match="say --replace 'Another'"):
            put_back(whole, empty, replacing=name)
    assert dumped(empty) == before
    put_back(whole, empty, replacing="Another")
    assert dumped(empty) == dumped(filled)


def test_a_database_that_was_only_migrated_is_empty(whole: Path, filled: Source, empty: Source) -> None:
    migrations.upgrade(empty.url)
    put_back(whole, empty)
    assert dumped(empty) == dumped(filled)


def test_what_is_not_ours_is_left_alone(whole: Path, empty: Source) -> None:
    with psycopg.connect(empty.url) as session:
        session.execute("create table recipes (name text)")
    with pytest.raises(NotEmpty, match=r"isn't Fourfold's \(recipes\)"):
        put_back(whole, empty, replacing="Velora")


def test_a_community_that_is_in_use_is_not_replaced(whole: Path, empty: Source) -> None:
    put_back(whole, empty)
    with psycopg.connect(empty.url), pytest.raises(InUse, match="Stop Fourfold everywhere"):
        put_back(whole, empty, replacing="Velora")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"step": "later"}, TooNew),
        ({"rows": {"votes": 13}}, ProgramFailed),
        ({"rows": {"roofs": 0}}, ProgramFailed),
        ({"rows": {"x'; DROP TABLE votes; --": 0}}, ProgramFailed),
    ],
)
def test_one_that_cannot_be_kept_changes_nothing(
    whole: Path, filled: Source, tmp_path: Path, change: dict[str, object], refusal: type[BackupError]
) -> None:
    before = dumped(filled)
    with pytest.raises(refusal):
        put_back(repacked(whole, tmp_path / "odd.zip", lambda dump: dump, **change), filled, replacing="Velora")
    assert dumped(filled) == before


@pytest.mark.parametrize("damage", [lambda dump: b"", lambda dump: dump[: len(dump) // 2], lambda dump: b"x" * 9000])
def test_a_dump_that_was_bad_when_it_was_packed_changes_nothing(
    whole: Path, filled: Source, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    before = dumped(filled)
    with pytest.raises(ProgramFailed, match="Nothing was changed"):
        put_back(repacked(whole, tmp_path / "bad.zip", damage), filled, replacing="Velora")
    assert dumped(filled) == before


@pytest.mark.parametrize("delay", [0, 0.2])
def test_killed_at_any_moment_it_has_happened_or_has_not(
    whole: Path, filled: Source, empty: Source, tmp_path: Path, delay: float
) -> None:
    words = [sys.executable, "-c", "from web.command import main; main()", "restore", str(whole)]
    settings = os.environ | {"DATABASE_URL": empty.url, "DATA_DIR": str(empty.data_dir)}
    with subprocess.Popen(words, env=settings, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert b"Whole" in process.stderr.readline()
        time.sleep(delay)
        process.kill()
    with psycopg.connect(empty.url, autocommit=True) as session:
        while session.execute(contents.OTHERS).fetchone() != (0,):
            time.sleep(0.01)
    assert dumped(empty) in ({}, dumped(filled))
    assert list(tmp_path.iterdir()) == []
