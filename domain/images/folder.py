"""Images as files in a folder: named for what is in them, put into place whole, and let go when nobody shows them.

The folder is one community's, and says whose in a file; whatever else lies in it is left alone.
"""

import os
import re
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.errors import Unavailable, _
from domain.images.model import FILE_NAME

KEPT_UNNAMED = 24 * 60 * 60  # seconds that a file may lie there before a row names it
MARK = "community"
_HALF_WRITTEN = re.compile(r"\.new-[a-z0-9_]{8}")


def mark_of(set_up_at: datetime) -> str:
    """Return what a folder says that is a community's: when that was set up, which no two have in common."""
    return f"{set_up_at.astimezone(UTC).isoformat()}\n"


class FolderAway(Unavailable):
    """The folder is missing, full, or not ours to use."""

    code = "images_away"
    message = _("Images can't be kept or shown right now. Nothing was lost; please try again in a moment.")


class FolderTaken(FolderAway):
    """The folder holds another community's images, which would be taken for ones that nobody shows."""

    message = _("This folder keeps the images of another community. Name one of your own in IMAGES_FOLDER.")


class FolderEmpty(FolderAway):
    """The folder has no mark, and none of the files that it should hold: most likely its disk isn't there."""


@dataclass(frozen=True)
class Folder:
    """The folder IMAGES_FOLDER names. Its methods block for as long as the disk takes; they raise FolderAway."""

    path: Path

    def owner(self) -> str | None:
        """Return whose folder this is, None when nobody's yet."""
        try:
            return (self.path / MARK).read_text()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise FolderAway from error

    def claim(self, community: str) -> None:
        """Mark the folder as a community's; one that has no mark yet is whoever's comes first. Raises FolderTaken."""
        try:
            if self.owner() is None:
                self._put(MARK, community.encode())
        except OSError as error:
            raise FolderAway from error
        if (self.owner() or "").strip() != community.strip():  # written by hand, it may end as it likes
            raise FolderTaken

    def write(self, name: str, content: bytes) -> None:
        """Put a file into place, whole or not at all; one of that name is the same, and counts as new again."""
        try:
            with suppress(FileNotFoundError):
                os.utime(self.path / name)
                return
            self._put(name, content)
        except OSError as error:
            raise FolderAway from error

    def read(self, name: str) -> bytes:
        """Return what is in a file."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise FolderAway from error

    def missing(self, names: Collection[str]) -> list[str]:
        """Return which of these files aren't there, or are empty."""
        try:
            return sorted(name for name in names if not _holds_something(self.path / name))
        except OSError as error:
            raise FolderAway from error

    def drop_all_but(self, names: Collection[str]) -> int:
        """Let go of every file of ours that isn't named and has lain there for a day; return how many."""
        before, dropped, wanted = time.time() - KEPT_UNNAMED, 0, frozenset(names)
        try:
            for file in list(self.path.iterdir()):
                ours = FILE_NAME.fullmatch(file.name) or _HALF_WRITTEN.fullmatch(file.name)
                if not ours or file.name in wanted or file.is_dir():
                    continue
                if file.lstat().st_mtime < before:
                    file.unlink(missing_ok=True)
                    dropped += 1
        except OSError as error:
            raise FolderAway from error
        return dropped

    def _put(self, name: str, content: bytes) -> None:
        with NamedTemporaryFile(dir=self.path, prefix=".new-") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, self.path / name)
        self._settle()

    def _settle(self) -> None:
        """Have the folder's own list on the disk, so that a file that a row names is there after a power cut."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _holds_something(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
