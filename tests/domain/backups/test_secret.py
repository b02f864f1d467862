"""The site's own secret: a backup never comes back beside another one without a word."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

import migrations
from domain.backups import Manifest, OtherSecret, ProgramFailed, Source, new_key, opened, restore, take
from domain.backups.programs import load
from tests.domain.backups.conftest import dumped

pytestmark = pytest.mark.xdist_group("backups")
SECRET, PUBLIC = new_key()


@pytest.fixture
def source(filled: Source, tmp_path: Path) -> Source:
    """Return the community with a secret of its own."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "secret_key").write_text("hush")
    return replace(filled, data_dir=tmp_path / "site")


@pytest.fixture
def goal(empty: Source, tmp_path: Path) -> Source:
    (tmp_path / "elsewhere").mkdir()
    return replace(empty, data_dir=tmp_path / "elsewhere")


def put_back(path: Path, goal: Source, *, replacing: str | None = None, other: bool = False) -> Manifest:
    with opened(path, key=SECRET if path.suffix == ".age" else "", room=path.parent, knows=migrations.knows) as backup:
        restore(backup, goal, replacing=replacing, other_secret=other)
        return backup.manifest


def locked(source: Source) -> Path:
    return take(source, source.data_dir / "locked.zip.age", fourfold="0.1.0", key=PUBLIC)


def unlocked(source: Source) -> Path:
    return take(source, source.data_dir / "open.zip", fourfold="0.1.0")


def here(goal: Source) -> dict[str, str]:
    return {path.name: path.read_text() for path in goal.data_dir.iterdir()}


@pytest.mark.parametrize("made", [locked, unlocked])
def test_beside_another_secret_nothing_is_restored(
    source: Source, goal: Source, made: Callable[[Source], Path]
) -> None:
    path = made(source)
    (goal.data_dir / "secret_key").write_text("another")
    says = "Move it away" if made is locked else "a backup that isn't locked doesn't bring it along. Copy secret_key"
    with pytest.raises(OtherSecret, match=says):
        put_back(path, goal)
    with pytest.raises(OtherSecret, match="SECRET_KEY isn't the secret with which this backup was made"):
        put_back(path, replace(goal, secret="a third"))
    assert dumped(goal) == {}
    assert here(goal) == {"secret_key": "another"}
    put_back(path, goal, other=True)
    assert dumped(goal) == dumped(source)
    assert here(goal) == {"secret_key": "another"}


def test_an_open_backup_says_that_the_secret_must_be_brought(source: Source, goal: Source) -> None:
    path = unlocked(source)
    with pytest.raises(OtherSecret, match="isn't here, and a backup that isn't locked doesn't bring it along"):
        put_back(path, goal)
    assert (dumped(goal), here(goal)) == ({}, {})
    put_back(path, replace(goal, secret="hush"))
    assert here(goal) == {}


@pytest.mark.parametrize("made", [locked, unlocked])
def test_beside_the_same_secret_it_comes_back(source: Source, goal: Source, made: Callable[[Source], Path]) -> None:
    (goal.data_dir / "secret_key").write_text("hush")
    put_back(made(source), goal)
    assert dumped(goal) == dumped(source)
    assert here(goal) == {"secret_key": "hush"}


def test_who_makes_way_gives_up_the_secret_too(source: Source, goal: Source) -> None:
    path = locked(source)
    put_back(path, goal)
    with psycopg.connect(goal.url) as session:
        session.execute("update community set name = 'Another'")
    (goal.data_dir / "secret_key").write_text("another")
    put_back(path, goal, replacing="Another")
    assert here(goal) == {"secret_key": "hush"}
    assert (goal.data_dir / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("before", [{}, {"secret_key": "another"}])
def test_when_the_database_cannot_be_filled_the_secret_stays_as_it_was(
    source: Source, goal: Source, monkeypatch: pytest.MonkeyPatch, before: dict[str, str]
) -> None:
    path = locked(source)
    if before:
        put_back(path, goal)
        (goal.data_dir / "secret_key").write_text("another")
    there = dumped(goal)

    def fails(*given: object, **facts: object) -> None:
        raise ProgramFailed("psql ended with an error")

    monkeypatch.setattr("domain.backups.programs.load", fails)
    with pytest.raises(ProgramFailed):
        put_back(path, goal, replacing="Velora")
    assert (here(goal), dumped(goal)) == (before, there)


def test_the_secret_is_there_before_anybody_could_start_the_site(
    source: Source, goal: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def loads(*given: object, **facts: object) -> None:
        seen.append(here(goal)["secret_key"])
        load(*given, **facts)  # type: ignore[arg-type]

    monkeypatch.setattr("domain.backups.programs.load", loads)
    put_back(locked(source), goal)
    assert seen == ["hush"]
    assert here(goal) == {"secret_key": "hush"}


def test_a_secret_that_the_environment_names_is_carried_and_known_again(source: Source, goal: Source) -> None:
    told = put_back(locked(replace(source, secret="from the environment")), goal)
    assert here(goal) == {"secret_key": "from the environment"}
    assert told.secret
    assert told.secret != put_back(unlocked(source), replace(goal, secret="hush"), replacing="Velora").secret


def test_a_backup_of_an_earlier_version_comes_back(
    source: Source, goal: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Manifest.to_json
    monkeypatch.setattr(Manifest, "to_json", lambda told: whole(replace(told, secret="", community="")))
    (goal.data_dir / "secret_key").write_text("another")
    old = locked(source)
    with pytest.raises(OtherSecret):
        put_back(old, goal)
    put_back(unlocked(source), goal)
    assert dumped(goal) == dumped(source)
