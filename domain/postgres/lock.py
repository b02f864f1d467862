"""Who uses the data folder: locks between the processes of one machine, a note against those of another."""

import fcntl
import json
import os
import platform
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.postgres.errors import UsedElsewhereError, writing

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
PROCESS_SPACE = Path("/proc/self/ns/pid")


@contextmanager
def changing(home: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock under which the server is started, adopted and stopped; waits for whoever has it."""
    with _opened(home / "change.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another Fourfold process is starting or stopping the database; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Closing is not enough: a process that was forked meanwhile holds the same lock until it ends.
            fcntl.flock(lock, fcntl.LOCK_UN)


class Use:
    """One process's share in the server; join, judge and leave only while `changing` is held."""

    def __init__(self, home: Path, sockets: Path) -> None:
        self._note = home / "in-use.json"
        self._file = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._refuse_other_machines(sockets)
            with writing(home):
                self._note.write_text(json.dumps(_here()))
            fcntl.flock(self._file, fcntl.LOCK_SH)
        except BaseException:
            os.close(self._file)
            raise

    def is_last(self) -> bool:
        """Whether no other process uses the server; if so, none can join before `changing` is released."""
        return _is_free(self._file)

    def leave(self, *, stopped: bool) -> None:
        """Give up the share; `stopped` when the server is down and the folder may move to another machine."""
        if stopped:
            self._note.unlink(missing_ok=True)
        os.close(self._file)

    def _refuse_other_machines(self, sockets: Path) -> None:
        try:
            other = json.loads(self._note.read_text())
        except (FileNotFoundError, ValueError):
            return
        here = _here()
        if other == here or (other["boot"] != here["boot"] and other["host"] == here["host"]):
            return
        same_kernel = other["boot"] and other["boot"] == here["boot"]
        if same_kernel and _is_free(self._file) and not _answers(sockets):
            return
        raise UsedElsewhereError(
            f"{self._note.parent} is in use on {other['host']}, or was copied while it was. "
            f"Stop Fourfold there. "
            f"If that machine is off for good, remove {self._note}, then start again."
        )


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    with writing(path):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(lock, fcntl.LOCK_SH)
        return False
    return True


def _answers(sockets: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.connect(str(sockets / ".s.PGSQL.5432"))
        return True
    return False


def _here() -> dict[str, str]:
    known = BOOT_ID.exists() and PROCESS_SPACE.exists()
    return {
        "host": platform.node(),
        "boot": BOOT_ID.read_text().strip() if known else "",
        "space": str(PROCESS_SPACE.readlink()) if known else "",
    }
