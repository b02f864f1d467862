"""Restoring a backup where nothing is yet: verified first, then whole or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile

import psycopg

from domain.backups import archive, contents, manifest, programs
from domain.backups.archive import Reader
from domain.backups.errors import NotABackup, NotEmpty, NotWritten, TooNew
from domain.backups.taking import Source


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


def restore(backup: Reader, goal: Source, *, replacing: str | None = None) -> None:
    """Put a backup into the database, the folder of images and the site's folder. BackupError.

    A community that is there makes way only when `replacing` is its name. The database changes in one transaction, at
    its end; the images that come before it are files that nothing names yet.
    """
    told = backup.manifest
    with psycopg.connect(goal.url, connect_timeout=10, autocommit=True) as session:
        clear = contents.check_room(session, replacing)
        major = session.info.server_version // 10_000
    if told.postgres > major:
        raise TooNew(
            f"This backup was made from PostgreSQL {told.postgres}, and this database is of {major}, which can't read "
            "what a newer one wrote. Restore it into that version or a newer one."
        )
    folder = programs.chosen(max(told.programs, major))[0]
    images = [name for name in told.parts if name.startswith(manifest.IMAGES)]
    _place_images(backup, images, goal.images)
    with TemporaryFile(dir=goal.data_dir) as dump:
        backup.copy(manifest.DUMP, dump.write)
        dump.flush()
        dump.seek(0)
        before = contents.clearing() if clear else ""
        programs.load(folder, goal.url, dump, major=major, before=before, after=contents.agreeing(told.rows))
    if manifest.SECRET_KEY in told.parts:
        _place(backup, manifest.SECRET_KEY, goal.data_dir / manifest.SECRET_KEY)


def _place_images(backup: Reader, names: list[str], folder: Path | None) -> None:
    if names and folder is None:
        raise NotEmpty(f"This backup holds {len(names)} images in files. Name a folder for them in IMAGES_FOLDER.")
    for name in names:
        bare = name.removeprefix(manifest.IMAGES)
        if not folder or "/" in bare or bare.startswith("."):
            raise NotABackup("This backup names files outside of its folder. Take another one.")
        _place(backup, name, folder / bare)


def _place(backup: Reader, name: str, goal: Path) -> None:
    """Put a file into place whole; one that is there already stays, since its name says what is in it."""
    try:
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=goal.parent, prefix=".new-") as file:
            backup.copy(name, file.write)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, goal)
    except OSError as error:
        raise NotWritten(f"{goal} could not be written: {error.strerror}. Nothing was restored.") from error
