import errno
import io
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from domain.backups import BackupError, Manifest, NotABackup, NotWritten, TooNew, WrongKey, archive, new_key
from domain.backups.manifest import Part

SECRET, PUBLIC = new_key()
PARTS = {"database.dump": os.urandom(700), "images/a.webp": b"", "images/b.webp": b"b" * 300}


def write(path: Path, key: str = "", **changes: object) -> Path:
    with archive.written(path, key) as backup:
        for name, content in PARTS.items():
            backup.add(name, io.BytesIO(content))
        facts: dict[str, object] = {"rows": {"ideas": 3}, "parts": backup.parts} | changes
        backup.close(Manifest("0.1.0", "0001", datetime(2026, 2, 2, tzinfo=UTC), 15, 18, **facts))  # type: ignore[arg-type]
    return path


def read(path: Path, key: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with archive.opened(path, key, path.parent) as backup:
        for name in backup.manifest.parts:
            pieces: list[bytes] = []
            backup.copy(name, pieces.append)
            found[name] = b"".join(pieces)
    return found


@pytest.fixture(params=["", SECRET, PUBLIC], ids=["open", "locked by the secret half", "locked by the public half"])
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_was_put_in_comes_out(tmp_path: Path, key: str) -> None:
    path = write(tmp_path / "backup.zip", key)
    assert read(path, SECRET if key else "") == PARTS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_open_one_is_a_zip_that_says_what_it_is_and_a_locked_one_shows_nothing(tmp_path: Path) -> None:
    with ZipFile(write(tmp_path / "open.zip")) as opened:
        assert opened.testzip() is None
        assert b'"fourfold": "0.1.0"' in opened.read("manifest.json")
    locked = write(tmp_path / "locked.zip.age", PUBLIC).read_bytes()
    assert b"manifest" not in locked
    assert PARTS["images/b.webp"][:20] not in locked


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_cut_short_anywhere_it_is_refused(tmp_path: Path, locked: bool) -> None:
    whole = write(tmp_path / "whole", PUBLIC if locked else "").read_bytes()
    cut = tmp_path / "cut"
    for length in [*range(0, len(whole), 7), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises((NotABackup, WrongKey)):
            read(cut, SECRET if locked else "")


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_one_byte_altered_anywhere_is_noticed(tmp_path: Path, locked: bool) -> None:
    whole = write(tmp_path / "whole", PUBLIC if locked else "").read_bytes()
    altered = tmp_path / "altered"
    for place in range(0, len(whole), 3):
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((NotABackup, WrongKey)):
            read(altered, SECRET if locked else "")


@pytest.mark.parametrize("more", [b"\0", b"more"])
def test_what_was_added_at_the_end_is_noticed(tmp_path: Path, key: str, more: bytes) -> None:
    path = write(tmp_path / "backup", key)
    path.write_bytes(path.read_bytes() + more)
    with pytest.raises(NotABackup):
        read(path, SECRET if key else "")


@pytest.mark.parametrize(
    "content", [b"", b"x", b"PK\x03\x04", b"age-encryption.org/v1\n", bytes(300)], ids=["", "x", "zip", "age", "zeros"]
)
def test_another_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(NotABackup):
        read(tmp_path / "file", SECRET if content.startswith(b"age") else "")
    with pytest.raises(NotABackup, match="can't be read: No such file"):
        read(tmp_path / "nowhere")
    with pytest.raises(NotABackup, match="can't be read: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "Give the secret key"),
        (PUBLIC, "must be the secret half"),
        ("hush", "must be the secret half"),
        (new_key()[0], "another key"),
    ],
    ids=["none", "the public half", "no key", "another's"],
)
def test_a_locked_one_wants_its_own_key(tmp_path: Path, given: str, says: str) -> None:
    path = write(tmp_path / "backup", PUBLIC)
    with pytest.raises(WrongKey, match=says):
        read(path, given)


def test_who_expects_a_locked_one_gets_no_open_one_unasked(tmp_path: Path) -> None:
    with pytest.raises(WrongKey, match="unset BACKUP_KEY"):
        read(write(tmp_path / "backup"), SECRET)


def test_a_key_that_is_none_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(WrongKey, match="--new-key"):
        write(tmp_path / "backup", "hush")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda told: told.replace(b'"format": 1', b'"format": 2'), TooNew),
        (lambda told: told.replace(b'"rows"', b'"lines"'), NotABackup),
        (lambda told: b"[]", NotABackup),
        (lambda told: b"\xff", NotABackup),
        (lambda told: told.replace(b"2026-02-02", b"yesterday"), NotABackup),
    ],
)
def test_a_manifest_of_another_form_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes], refusal: type[BackupError]
) -> None:
    whole = Manifest.to_json
    monkeypatch.setattr(Manifest, "to_json", lambda told: change(whole(told)))
    with pytest.raises(refusal):
        read(write(tmp_path / "backup"))


def test_parts_that_were_left_out_or_slipped_in_are_noticed(tmp_path: Path) -> None:
    for parts in ({}, {"database.dump": Part(1, "0" * 64)}):
        with pytest.raises(NotABackup):
            read(write(tmp_path / f"backup {len(parts)}", parts=parts))


def test_a_failure_while_it_is_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(AttributeError), archive.written(tmp_path / "backup", "") as backup:
        backup.add("database.dump", None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_one_of_the_same_name_that_was_whole_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refused(*_given: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if not links:
        monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "backup"
    with pytest.raises(NotWritten, match="Nothing of it is left"), archive.written(path, ""):
        path.write_bytes(b"first")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"first"]
    path.unlink()
    assert read(write(path)) == PARTS
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("key", ["", PUBLIC], ids=["open", "locked"])
@pytest.mark.parametrize("most", [100, 1200])
def test_when_the_disk_is_full_it_says_so_and_leaves_nothing_behind(tmp_path: Path, key: str, most: int) -> None:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            write(tmp_path / "backup", key)
        except NotWritten as error:
            status = 0 if "could not be written: File too large" in str(error) else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert list(tmp_path.iterdir()) == []


def test_killed_while_it_is_written_it_is_not_there(tmp_path: Path) -> None:
    words = (
        "import io, sys, time; from pathlib import Path; from domain.backups import archive\n"
        f"with archive.written(Path({str(tmp_path)!r}) / 'backup', '') as backup:\n"
        "    backup.add('database.dump', io.BytesIO(b'half')); print('now', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert not (tmp_path / "backup").exists()
