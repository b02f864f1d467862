"""The file of a backup: a zip that ends with the SHA-256 of all before, locked as a whole when there is a key."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from domain.backups import locks, manifest
from domain.backups.errors import NotABackup, NotWritten, WrongKey
from domain.backups.manifest import Manifest, Part

CHUNK = 1 << 20
SEAL = 64
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK}
_DAMAGED = "This file is no backup of Fourfold, or it was cut short or altered. Take another one."


class Writer:
    """A backup that is being written: parts first, the manifest last."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """Add one part, read to its end."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as goal:
            while data := source.read(CHUNK):
                goal.write(data)
                digest.update(data)
                size += len(data)
        self.parts[name] = Part(size, digest.hexdigest())

    def close(self, told: Manifest) -> None:
        """Add the manifest."""
        self._archive.writestr(manifest.NAME, told.to_json())


@contextmanager
def written(path: Path, key: str) -> Iterator[Writer]:
    """Write a backup at `path`, for its owner only; it is there when it is whole, or not at all. NotWritten."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with ExitStack() as stack:
            handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            stack.callback(partial.unlink, missing_ok=True)
            goal = stack.enter_context(os.fdopen(handle, "w+b"))
            # What is not locked yet never has a name.
            plain = stack.enter_context(TemporaryFile(dir=path.parent)) if key else goal
            with ZipFile(plain, "w") as archive:
                archive.comment = b"0" * SEAL
                yield Writer(archive)
            _seal(plain)
            if key:
                plain.seek(0)
                locks.lock(cast(BinaryIO, plain), goal, key)
            goal.flush()
            os.fsync(goal.fileno())
            _give_name(partial, path)
        _keep_name(path.parent)
    except OSError as error:
        raise NotWritten(f"{path} could not be written: {error.strerror or error}. Nothing of it is left.") from error


def _give_name(partial: Path, path: Path) -> None:
    """Let a whole backup have its name, never in place of another; raises OSError."""
    try:
        os.link(partial, path)
    except OSError as error:
        if error.errno not in _NO_LINKS or path.exists():
            raise
        partial.rename(path)  # on a disk without links, somebody else's of the same moment may still be replaced


class Reader:
    """A whole backup: its manifest, and its parts."""

    def __init__(self, archive: ZipFile, told: Manifest) -> None:
        self._archive = archive
        self.manifest = told

    def copy(self, name: str, write: Callable[[bytes], object]) -> None:
        """Hand out one part, piece by piece."""
        with self._archive.open(name) as source:
            while data := source.read(CHUNK):
                write(data)


@contextmanager
def opened(path: Path, key: str, room: Path) -> Iterator[Reader]:
    """Open a backup, every byte of it verified; what must be unlocked lies, without a name, in `room`.

    NotABackup, TooNew, WrongKey.
    """
    with ExitStack() as stack:
        try:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
            begins = file.read(len(locks.LOCKED))
        except OSError as error:
            raise NotABackup(f"{path} can't be read: {error.strerror}.") from error
        file.seek(0)
        if begins == locks.LOCKED:
            plain = stack.enter_context(TemporaryFile(dir=room))
            locks.unlock(cast(BinaryIO, file), cast(BinaryIO, plain), key)
            file = plain
        elif key and begins.startswith(b"PK"):
            raise WrongKey(
                "This backup isn't locked, so anybody may have made it. To restore it all the same, unset BACKUP_KEY."
            )
        _verify_seal(file)
        try:
            archive = stack.enter_context(ZipFile(file))
            reader = Reader(archive, manifest.from_json(archive.read(manifest.NAME)))
            _verify_parts(reader, {*archive.namelist()} - {manifest.NAME})
        except (BadZipFile, KeyError, EOFError, NotImplementedError) as error:
            raise NotABackup(_DAMAGED) from error
        yield reader


def _seal(file: IO[bytes]) -> None:
    file.seek(-SEAL, os.SEEK_END)
    end = file.tell()
    file.seek(0)
    digest = _digest(file, end)
    file.seek(end)
    file.write(digest)
    file.flush()


def _verify_seal(file: IO[bytes]) -> None:
    end = file.seek(0, os.SEEK_END) - SEAL
    if end <= 0:
        raise NotABackup(_DAMAGED)
    file.seek(0)
    if _digest(file, end) != file.read(SEAL):
        raise NotABackup(_DAMAGED)
    file.seek(0)


def _verify_parts(reader: Reader, names: set[str]) -> None:
    if names != reader.manifest.parts.keys():
        raise NotABackup(_DAMAGED)
    for name, part in reader.manifest.parts.items():
        digest = hashlib.sha256()
        reader.copy(name, digest.update)
        if digest.hexdigest() != part.sha256:
            raise NotABackup(_DAMAGED)


def _digest(file: IO[bytes], until: int) -> bytes:
    digest = hashlib.sha256()
    while until and (data := file.read(min(CHUNK, until))):
        digest.update(data)
        until -= len(data)
    return digest.hexdigest().encode()


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
