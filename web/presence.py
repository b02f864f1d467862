"""Which process serves from a DATA_DIR, and how often it has taken in a new version: a note under a lock."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "serving.json"


@dataclass(frozen=True)
class Presence:
    """The process that others may tell things; how often it was told to reload, and whether the last time failed."""

    pid: int
    reloads: int = 0
    failed: bool = False


class Note:
    """What the serving process says of itself; says nothing when another one does so already."""

    def __init__(self, file: int | None) -> None:
        self._file = file
        self.presence = Presence(os.getpid())

    def say(self, presence: Presence) -> None:
        """Replace what is said."""
        self.presence = presence
        if self._file is not None:
            told = json.dumps(asdict(presence)).encode()
            os.pwrite(self._file, told, 0)
            os.ftruncate(self._file, len(told))


@contextmanager
def kept(folder: Path) -> Iterator[Note]:
    """Be known as the one that serves from a folder during the block."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _NAME
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        yield Note(None)
        return
    note = Note(file)
    note.say(note.presence)
    try:
        yield note
    finally:
        path.unlink(missing_ok=True)
        os.close(file)


def found(folder: Path) -> Presence | None:
    """Return who serves from a folder, None when nobody does."""
    with suppress(OSError, ValueError), (folder / _NAME).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Presence(**json.loads(file.read()))
    return None
