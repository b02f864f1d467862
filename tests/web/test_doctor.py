import asyncio
import json
import os
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from domain import database, images
from domain.backups import taking
from domain.settings import Settings
from domain.signs import Sign
from tests import pictures
from tests.people import People
from web import doctor


def found(about: str, data_dir: Path, **settings: object) -> list[Sign]:
    """Return the signs about one thing, where nothing but these is set."""
    given = Settings(data_dir=data_dir, **settings)  # type: ignore[arg-type]
    return [sign for sign in doctor.examined(given) if sign.about == about]


def only(about: str, data_dir: Path, **settings: object) -> tuple[str, str]:
    (sign,) = found(about, data_dir, **settings)
    return sign.state, sign.says


@pytest.mark.parametrize(
    ("settings", "state", "says"),
    [
        ({}, "good", "http://127.0.0.1:8044"),
        ({"host": "::1"}, "good", "http://[::1]:8044"),
        ({"base_url": "http://ideas.example"}, "bad", "plain http"),
        ({"base_url": "http://10.0.0.7"}, "bad", "plain http"),
        ({"base_url": "https://ideas.example"}, "warning", "TRUSTED_PROXIES is 0"),
        ({"base_url": "https://ideas.example", "trusted_proxies": 1}, "good", "https://ideas.example"),
    ],
)
def test_how_people_come(tmp_path: Path, settings: dict[str, object], state: str, says: str) -> None:
    sign = only("settings", tmp_path, **settings)
    assert sign[0] == state
    assert says in sign[1]


def test_an_open_demo_and_a_short_secret_are_named(tmp_path: Path) -> None:
    signs = found("settings", tmp_path, demo=True, secret_key="hush")
    assert [sign.state for sign in signs] == ["bad", "good", "warning"]


def test_a_folder_that_is_not_there_matters_only_to_the_embedded_database(tmp_path: Path, database_url: str) -> None:
    assert only("folder", tmp_path / "none")[0] == "bad"
    assert only("folder", tmp_path / "none", database_url=database_url)[0] == "warning"
    assert "See fourfold setup" in only("database", tmp_path / "none")[1]
    assert not (tmp_path / "none").exists()


def test_a_secret_that_others_can_read_is_bad(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("hush")
    (tmp_path / "secret_key").chmod(0o644)
    assert "chmod 600" in only("folder", tmp_path)[1]
    (tmp_path / "secret_key").chmod(0o600)
    assert only("folder", tmp_path)[0] == "good"


def test_images_without_their_folder_are_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [sign.state for sign in found("folder", tmp_path, images_folder=tmp_path)] == ["good"]
    for wrong in ("none", "file"):
        _fine, sign = found("folder", tmp_path, images_folder=tmp_path / wrong)
        assert "Look at IMAGES_FOLDER" in sign.says


def test_a_folder_of_somebody_else_is_bad(tmp_path: Path) -> None:
    folder = Path("/usr")
    if os.geteuid() == 0:
        folder = tmp_path
        os.chown(folder, 12345, 12345)
    assert "belongs to another account" in only("folder", folder)[1]


@pytest.mark.parametrize(("free", "state"), [(1, "bad"), (10, "warning"), (50, "good")])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=free, total=100))
    assert only("disk", tmp_path)[0] == state


def test_a_mail_relay_is_asked(tmp_path: Path) -> None:
    assert only("mail", tmp_path)[0] == "warning"
    assert "doesn't answer" in only("mail", tmp_path, smtp_url="smtp://127.0.0.1:9")[1]
    with socket.create_server(("127.0.0.1", 0)) as relay:
        child = os.fork()
        if child == 0:
            line = relay.accept()[0]
            line.sendall(b"220 here\r\n")
            while said := line.recv(100):
                line.sendall(b"221 bye\r\n" if said.lower().startswith(b"quit") else b"250 ok\r\n")
            os._exit(0)
        port = relay.getsockname()[1]
        assert only("mail", tmp_path, smtp_url=f"smtp://127.0.0.1:{port}")[0] == "good"
        os.waitpid(child, 0)


@pytest.mark.parametrize(
    ("days", "there", "says"), [(0, True, "of 20"), (9, True, "9 days old"), (0, False, "isn't there any more")]
)
def test_the_last_backup(tmp_path: Path, database_url: str, days: int, there: bool, says: str) -> None:
    assert "None was made" in only("backup", tmp_path, database_url=database_url)[1]
    path = tmp_path / "a.zip"
    if there:
        path.touch()
    at = datetime.now(UTC) - timedelta(days=days)
    (tmp_path / taking.NOTE).write_text(json.dumps({"path": str(path), "at": at.isoformat()}))
    assert says in only("backup", tmp_path, database_url=database_url)[1]


def test_a_database_that_is_away_is_bad_and_its_password_stays_hidden(tmp_path: Path) -> None:
    state, says = only("database", tmp_path, database_url="postgresql://ann:hush-hush@127.0.0.1:9/ideas")
    assert state == "bad"
    assert "Look at DATABASE_URL" in says
    assert "hush-hush" not in says


async def test_images_whose_files_are_missing_are_named(tmp_path: Path, database_url: str, people: People) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    image = await people.does(images.keep, await people.member(), pictures.picture(), folder=images.Folder(folder))

    async def books(**settings: object) -> tuple[str, str]:
        return await asyncio.to_thread(only, "books", tmp_path, database_url=database_url, **settings)

    assert (await books(images_folder=folder))[0] == "good"
    unnamed = ("bad", "images: 2 files of images lie in a folder. Name it in IMAGES_FOLDER.")
    assert await books() == unnamed
    (folder / f"{image.digest}.webp").unlink()
    assert await books(images_folder=folder) == ("bad", f"images: {image.digest}.webp isn't in {folder}.")


async def test_the_books_are_looked_through(tmp_path: Path, database_url: str, people: People) -> None:
    assert (await asyncio.to_thread(only, "books", tmp_path, database_url=database_url))[0] == "good"
    await people.idea(by=await people.member())
    async with database.transaction(people.sessions) as session:
        await session.execute(text("UPDATE idea_counters SET comments = 7"))
    state, says = await asyncio.to_thread(only, "books", tmp_path, database_url=database_url)
    assert state == "bad"
    assert "counts 7 comments" in says
