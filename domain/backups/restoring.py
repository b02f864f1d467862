"""Restoring a backup where nothing is yet: verified first, then whole or not at all."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile

import psycopg

from domain.backups import archive, contents, manifest, own_secret, programs
from domain.backups.archive import Reader
from domain.backups.errors import NotABackup, NotEmpty, NotWritten, TooNew
from domain.backups.manifest import Part
from domain.backups.taking import Source
from domain.images import FILE_NAME, MARK, Folder


@contextmanager
def opened(path: Path, *, key: str, room: Path, knows: Callable[[str], bool]) -> Iterator[Reader]:
    """Open a backup that this version can restore, every byte verified; `knows` says which steps it can take up.

    BackupError. `room` is a folder for what must be unlocked; it has no name there.
    """
    with archive.opened(path, key, room) as backup:
        told = backup.manifest
        if not knows(told.step):
            raise TooNew(
                f"This backup is at step {told.step}, made by Fourfold {told.fourfold}, which is newer than this one. "
                "Install that version, then restore."
            )
        yield backup


def restore(backup: Reader, goal: Source, *, replacing: str | None = None, other_secret: bool = False) -> None:
    """Put a backup into the database, the folder of images and the site's folder. BackupError.

    A community that is there makes way only when `replacing` is its name, and then its secret does too; any other
    secret than the backup's only stays when `other_secret` may. The database changes in one transaction, at its end;
    the images that come before it are files that nothing names yet.
    """
    told = backup.manifest
    with psycopg.connect(goal.url, connect_timeout=10, autocommit=True) as session:
        clear = contents.check_room(session, replacing)
        there = contents.mark(session)
        major = session.info.server_version // 10_000
    if told.postgres > major:
        raise TooNew(
            f"This backup was made from PostgreSQL {told.postgres}, and this database is of {major}, which can't read "
            "what a newer one wrote. Restore it into that version or a newer one."
        )
    folder = programs.chosen(max(told.programs, major))[0]
    brought = own_secret.brought(
        backup, goal.secret, goal.data_dir, replacing=bool(clear and replacing), other=other_secret
    )
    pictures = Folder(goal.images) if goal.images else None
    owner = pictures.owner() if pictures else None
    if told.community and owner not in (None, there, told.community):
        raise NotEmpty(f"{goal.images} keeps the images of another community. Name an empty folder in IMAGES_FOLDER.")
    _place_images(backup, goal.images)
    with _in_place(brought, goal.data_dir):
        _load(backup, goal, folder, major, clear=clear)
    if pictures and owner is not None and owner == there:  # the one that comes marks it anew
        (pictures.path / MARK).unlink(missing_ok=True)


def _load(backup: Reader, goal: Source, folder: Path, major: int, *, clear: bool) -> None:
    with TemporaryFile(dir=goal.data_dir) as dump:
        backup.copy(manifest.DUMP, dump.write)
        dump.flush()
        dump.seek(0)
        before, after = contents.clearing() if clear else "", contents.agreeing(backup.manifest.rows)
        programs.load(folder, goal.url, dump, major=major, before=before, after=after)


@contextmanager
def _in_place(brought: bytes | None, data_dir: Path) -> Iterator[None]:
    """Have the secret that a backup brings in place after the block: where none was before it already, else never."""
    if brought is None:
        yield
        return
    goal = data_dir / manifest.SECRET_KEY
    try:
        fresh = own_secret.staged(brought, data_dir)
        first = not goal.exists()
        if first:  # or whoever starts the site before we end would get another one
            os.link(fresh, goal)
    except OSError as error:
        raise NotWritten(f"{goal} could not be written: {error.strerror}. Nothing was restored.") from error
    try:
        yield
        fresh.replace(goal)
    except BaseException:
        if first:
            goal.unlink(missing_ok=True)
        raise
    finally:
        fresh.unlink(missing_ok=True)


def _place_images(backup: Reader, folder: Path | None) -> None:
    names = [name for name in backup.manifest.parts if name.startswith(manifest.IMAGES)]
    if names and folder is None:
        raise NotEmpty(f"This backup holds {len(names)} images in files. Name a folder for them in IMAGES_FOLDER.")
    for name in names:
        bare = name.removeprefix(manifest.IMAGES)
        if not folder or "/" in bare or bare.startswith("."):
            raise NotABackup("This backup names files outside of its folder. Take another one.")
        if FILE_NAME.fullmatch(bare):  # earlier versions took along what else lay there
            _place(backup, name, folder / bare)


def _place(backup: Reader, name: str, goal: Path) -> None:
    """Put a file into place whole; one that holds the same already stays."""
    try:
        if _holds(goal, backup.manifest.parts[name]):
            return
        goal.unlink(missing_ok=True)
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=goal.parent, prefix=".new-") as file:
            backup.copy(name, file.write)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, goal)
    except OSError as error:
        raise NotWritten(f"{goal} could not be written: {error.strerror}. Nothing was restored.") from error


def _holds(path: Path, part: Part) -> bool:
    with suppress(FileNotFoundError), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
    return False
