"""Taking a backup while the site serves: one moment of the database, the images, and the site's own key."""

import io
import json
import shutil
import stat
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain.backups import archive, contents, manifest, own_secret, programs
from domain.backups.archive import Writer
from domain.backups.errors import ImagesMissing, NotWritten
from domain.backups.manifest import Manifest

KEPT = "fourfold-*.zip*"
NOTE = "last-backup.json"
_FORGOTTEN = 24 * 60 * 60  # seconds after which what an interrupted backup left is nobody's


@dataclass(frozen=True)
class Source:
    """What is backed up: the owner's address of the database, the folder of the site, that of its images if any.

    `secret` is what SECRET_KEY names, "" when the site's secret is kept in its folder.
    """

    url: str = field(repr=False)
    data_dir: Path
    images: Path | None = None
    programs: Path | None = None
    secret: str = field(default="", repr=False)


def take(
    source: Source,
    goal: Path | None,
    *,
    fourfold: str,
    key: str = "",
    keep: int | None = None,
    incomplete: bool = False,
) -> Path:
    """Write a backup to the file or folder `goal` and return its path; the newest `keep` in its folder stay.

    BackupError. It is locked when there is a key, and only then takes the site's own secret along. Without all files
    of images it is only made when it may be `incomplete`.
    """
    now = datetime.now(UTC)
    name = f"fourfold-{now:%Y%m%d-%H%M%S}.zip" + (".age" if key else "")
    goal = goal or source.data_dir / "backups"
    path = goal if goal.suffix in (".zip", ".age") else goal / name
    _make_room_for(path)
    with contents.held(source.url) as moment:
        folder, major = _programs(source, moment.major)
        images, missing = _images(source.images, moment.files)
        if missing and not incomplete:
            raise _missing(source.images, missing)
        _check_space(path.parent, (moment.size + sum(images.values())) * (2 if key else 1))
        with archive.written(path, key) as backup:
            with programs.dumped(folder, source.url, moment.name) as dump:
                backup.add(manifest.DUMP, dump)
            for image in images:
                _add_image(backup, image)
            own = own_secret.found(source.secret, source.data_dir)
            if key and own is not None:
                backup.add(manifest.SECRET_KEY, io.BytesIO(own))
            told = Manifest(
                fourfold,
                moment.step,
                now,
                moment.major,
                major,
                moment.rows,
                backup.parts,
                secret=own_secret.print_of(own),
                missing=tuple(missing),
                community=moment.community,
            )
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


def _images(folder: Path | None, names: list[str]) -> tuple[dict[Path, int], list[str]]:
    """Return the files in which images are kept, with their bytes, and the names of those that aren't there."""
    sizes, missing = dict[Path, int](), list[str]()
    for name in names:
        try:
            facts = (folder / name).stat() if folder else None
        except OSError:
            facts = None
        if folder and facts and stat.S_ISREG(facts.st_mode) and facts.st_size:
            sizes[folder / name] = facts.st_size
        else:
            missing.append(name)
    return sizes, missing


def _missing(folder: Path | None, names: list[str]) -> ImagesMissing:
    if folder is None:
        says = f"The community's images are in {len(names):,} files outside of the database. Name their folder"
        return ImagesMissing(f"{says} in IMAGES_FOLDER, as where the site runs, or say --incomplete to do without.")
    return ImagesMissing(
        f"{len(names):,} files of images aren't in {folder}, or can't be read: {', '.join(names[:3])}. Look at "
        "IMAGES_FOLDER, and whether its disk is there; if they are lost, say --incomplete to back up everything else."
    )


def _add_image(backup: Writer, image: Path) -> None:
    try:
        file = image.open("rb")
    except OSError as error:
        raise _missing(image.parent, [image.name]) from error
    with file:
        backup.add(manifest.IMAGES + image.name, file)


def _make_room_for(path: Path) -> None:
    if path.exists():
        raise NotWritten(f"{path} is there already, and a backup never replaces another. Name another file.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in {*path.parent.glob(".fourfold-*.partial"), path.with_name(f".{path.name}.partial")}:
            if left.exists() and left.stat().st_mtime < time.time() - _FORGOTTEN:
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
