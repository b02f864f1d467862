"""Taking a backup while the site serves: one moment of the database, the images, and the site's own key."""

import json
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain.backups import archive, contents, manifest, programs
from domain.backups.errors import NotWritten
from domain.backups.manifest import Manifest

KEPT = "fourfold-*.zip*"
NOTE = "last-backup.json"
_FORGOTTEN = 24 * 60 * 60  # seconds after which what an interrupted backup left is nobody's


@dataclass(frozen=True)
class Source:
    """What is backed up: the owner's address of the database, the folder of the site, that of its images if any."""

    url: str = field(repr=False)
    data_dir: Path
    images: Path | None = None
    programs: Path | None = None


def take(source: Source, goal: Path | None, *, fourfold: str, key: str = "", keep: int | None = None) -> Path:
    """Write a backup to the file or folder `goal` and return its path; the newest `keep` in its folder stay.

    BackupError. It is locked when there is a key, and only then takes the site's own secret along.
    """
    now = datetime.now(UTC)
    name = f"fourfold-{now:%Y%m%d-%H%M%S}.zip" + (".age" if key else "")
    goal = goal or source.data_dir / "backups"
    path = goal if goal.suffix in (".zip", ".age") else goal / name
    _make_room_for(path)
    with contents.held(source.url) as moment:
        folder, major = _programs(source, moment.major)
        images = _images(source.images)
        _check_space(path.parent, (moment.size + sum(image.stat().st_size for image in images)) * (2 if key else 1))
        with archive.written(path, key) as backup:
            with programs.dumped(folder, source.url, moment.name) as dump:
                backup.add(manifest.DUMP, dump)
            for image in images:
                with suppress(FileNotFoundError), image.open("rb") as file:
                    backup.add(manifest.IMAGES + image.name, file)
            own = source.data_dir / manifest.SECRET_KEY
            if key and own.exists():
                with own.open("rb") as file:
                    backup.add(manifest.SECRET_KEY, file)
            told = Manifest(fourfold, moment.step, now, moment.major, major, moment.rows, backup.parts)
            backup.close(told)
    with suppress(OSError):
        (source.data_dir / NOTE).write_text(json.dumps({"path": str(path.absolute()), "at": now.isoformat()}))
    if keep:
        for old in sorted(path.parent.glob(KEPT), reverse=True)[keep:]:
            old.unlink(missing_ok=True)
    return path


def last(data_dir: Path) -> tuple[Path, datetime] | None:
    """Return where and when the last backup was written, as far as this folder knows."""
    with suppress(OSError, ValueError, KeyError):
        noted = json.loads((data_dir / NOTE).read_text())
        return Path(noted["path"]), datetime.fromisoformat(noted["at"])
    return None


def _programs(source: Source, major: int) -> tuple[Path, int]:
    return (source.programs, major) if source.programs else programs.chosen(major)


def _images(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("[!.]*")) if folder and folder.is_dir() else []


def _make_room_for(path: Path) -> None:
    if path.exists():
        raise NotWritten(f"{path} is there already, and a backup never replaces another. Name another file.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in path.parent.glob(".fourfold-*.partial"):
            if left.stat().st_mtime < time.time() - _FORGOTTEN:
                left.unlink(missing_ok=True)
    except OSError as error:
        raise NotWritten(f"{path.parent} can't be written: {error.strerror}. Name another folder.") from error


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotWritten(
            f"A backup may take {needed // 1_000_000 + 1} MB, and {folder} has {free // 1_000_000} MB left. "
            "Free some space, or name a folder on another disk."
        )
