import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

import migrations
from domain import postgres
from domain.backups import NotABackup, NotEmpty, NotWritten, Source, archive, last, new_key, opened, restore, take
from tests.domain.backups.conftest import OLDEST, dumped

pytestmark = pytest.mark.xdist_group("backups")
SECRET, PUBLIC = new_key()


def put_back(path: Path, goal: Source, key: str = "") -> None:
    with opened(path, key=key, room=path.parent, knows=migrations.knows) as backup:
        restore(backup, goal)


@pytest.fixture
def source(filled: Source, tmp_path: Path) -> Source:
    """Return the community with a folder of images and a secret of its own."""
    folder = tmp_path / "site"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "bench.webp").write_bytes(b"a bench")
    (folder / "images" / ".new-1234").write_bytes(b"half a ben")
    (folder / "secret_key").write_text("hush")
    return replace(filled, data_dir=folder, images=folder / "images")


@pytest.fixture
def goal(empty: Source, tmp_path: Path) -> Source:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return replace(empty, data_dir=folder, images=folder / "pictures")


def test_images_come_along_whole_ones_only(source: Source, goal: Source) -> None:
    put_back(take(source, None, fourfold="0.1.0"), goal)
    assert goal.images
    assert {path.name: path.read_bytes() for path in goal.images.iterdir()} == {"bench.webp": b"a bench"}


def test_images_without_a_folder_for_them_are_refused(source: Source, goal: Source) -> None:
    with pytest.raises(NotEmpty, match=r"1 images in files\. Name a folder for them in IMAGES_FOLDER"):
        put_back(take(source, None, fourfold="0.1.0"), replace(goal, images=None))
    assert dumped(goal) == {}


@pytest.mark.parametrize("name", ["images/../../gone", "images/.hidden", "images/a/b", "images//etc/x"])
def test_no_file_is_put_outside_of_its_folder(source: Source, goal: Source, tmp_path: Path, name: str) -> None:
    path = take(source, None, fourfold="0.1.0")
    with archive.opened(path, "", tmp_path) as backup:
        told = backup.manifest
    with archive.written(tmp_path / "bad.zip", "") as writer, Path("/dev/null").open("rb") as nothing:
        writer.add(name, nothing)
        writer.close(replace(told, parts=writer.parts))
    with pytest.raises(NotABackup, match="outside of its folder"):
        put_back(tmp_path / "bad.zip", goal)
    assert dumped(goal) == {}
    assert list(goal.data_dir.iterdir()) == []


def test_the_site_s_own_secret_travels_only_when_it_is_locked(source: Source, goal: Source, tmp_path: Path) -> None:
    with archive.opened(take(source, tmp_path / "open.zip", fourfold="0.1.0"), "", tmp_path) as backup:
        assert "secret_key" not in backup.manifest.parts
    put_back(take(source, tmp_path / "locked.zip.age", fourfold="0.1.0", key=PUBLIC), goal, SECRET)
    assert (goal.data_dir / "secret_key").read_text() == "hush"
    assert (goal.data_dir / "secret_key").stat().st_mode & 0o077 == 0
    assert dumped(goal) == dumped(source)


def test_it_is_one_moment_whatever_happens_meanwhile(
    source: Source, goal: Source, servers: dict[int, postgres.Server]
) -> None:
    with psycopg.connect(source.url, autocommit=True) as session:
        session.execute("create table if not exists pairs (id serial primary key, side text)")
    done = threading.Event()

    def write() -> None:
        with psycopg.connect(servers[OLDEST].url, autocommit=True) as session:
            while not done.is_set():
                session.execute("insert into pairs (side) values ('left'), ('right')")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not dumped(source)["pairs"]:
            time.sleep(0.01)
        path = take(source, None, fourfold="0.1.0")
    finally:
        done.set()
        writer.join()
    put_back(path, goal)
    pairs = dumped(goal)["pairs"]
    assert len(pairs) % 2 == 0
    assert 0 < len(pairs) < len(dumped(source)["pairs"])
    with psycopg.connect(source.url) as session:
        session.execute("drop table pairs")


def test_the_folder_keeps_the_newest_and_knows_the_last(source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    others = ["notes.zip", "fourfold-20250101-000000.zip", "fourfold-20250102-000000.zip.age"]
    for name in others:
        (folder / name).touch()
    assert last(source.data_dir) is None
    path = take(source, folder, fourfold="0.1.0", keep=2)
    assert sorted(one.name for one in folder.iterdir()) == sorted([others[0], others[2], path.name])
    noted = last(source.data_dir)
    assert noted
    assert noted[0] == path


def test_what_is_there_is_never_written_over(source: Source, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("mine")
    with pytest.raises(NotWritten, match="never replaces another"):
        take(source, tmp_path / "a.zip", fourfold="0.1.0")
    assert (tmp_path / "a.zip").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named(source: Source) -> None:
    with pytest.raises(NotWritten, match="/proc/nowhere can't be written"):
        take(source, Path("/proc/nowhere/a.zip"), fourfold="0.1.0")


def test_a_disk_without_room_is_named_before_anything_is_written(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    with pytest.raises(NotWritten, match="has 1 MB left"):
        take(source, tmp_path / "a.zip", fourfold="0.1.0")
    assert not (tmp_path / "a.zip").exists()


def test_what_an_interrupted_one_left_is_removed_after_a_day(source: Source, tmp_path: Path) -> None:
    fresh, old = tmp_path / ".fourfold-2.zip.partial", tmp_path / ".fourfold-1.zip.partial"
    fresh.touch()
    old.touch()
    os.utime(old, (0, time.time() - 100_000))
    take(source, tmp_path / "a.zip", fourfold="0.1.0")
    assert fresh.exists()
    assert not old.exists()


def test_an_empty_database_has_nothing_to_back_up(empty: Source) -> None:
    with pytest.raises(NotEmpty, match="fourfold setup"):
        take(empty, None, fourfold="0.1.0")
