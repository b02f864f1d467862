import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from domain import postgres
from domain.backups import (
    NotEmpty,
    NotWritten,
    Source,
    archive,
    last,
    new_key,
    take,
)
from tests.domain.backups.conftest import OLDEST, bringing, dumped, manifest_of, put_back

pytestmark = pytest.mark.xdist_group("backups")
SECRET, PUBLIC = new_key()


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
    put_back(path, bringing(source, goal))
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
    fresh, old, same = (tmp_path / f".{name}.zip.partial" for name in ("fourfold-2", "fourfold-1", "a"))
    for left in (fresh, old, same):
        left.touch()
    os.utime(old, (0, time.time() - 100_000))
    with pytest.raises(NotWritten, match=r"a\.zip could not be written: File exists"):
        take(source, tmp_path / "a.zip", fourfold="0.1.0")
    os.utime(same, (0, time.time() - 100_000))
    take(source, tmp_path / "a.zip", fourfold="0.1.0")
    assert fresh.exists()
    assert not old.exists()
    assert not same.exists()


def test_two_at_once_are_each_whole_or_refused(source: Source, tmp_path: Path) -> None:
    folder, refused = tmp_path / "kept", list[str]()
    folder.mkdir()

    def back_up() -> None:
        try:
            take(source, folder, fourfold="0.1.0", key=PUBLIC, keep=9)
        except NotWritten as error:
            refused.append(str(error))

    both = [threading.Thread(target=back_up) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    made = list(folder.iterdir())
    assert len(made) + len(refused) == 2
    assert {manifest_of(path, SECRET).rows["images"] for path in made} == {1}


def test_an_empty_database_has_nothing_to_back_up(empty: Source) -> None:
    with pytest.raises(NotEmpty, match="fourfold setup"):
        take(empty, None, fourfold="0.1.0")
