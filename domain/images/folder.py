"""Images as files in a folder: named for what is in them, put into place whole, and let go when nobody shows them."""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.errors import Unavailable, _

KEPT_UNNAMED = 24 * 60 * 60  # seconds that a file may lie there before a row names it


class FolderAway(Unavailable):
    """The folder is missing, full, or not ours to use."""

    code = "images_away"
    message = _("Images can't be kept or shown right now. Nothing was lost; please try again in a moment.")


@dataclass(frozen=True)
class Folder:
    """The folder IMAGES_FOLDER names. Its methods block for as long as the disk takes; they raise FolderAway."""

    path: Path

    def write(self, name: str, content: bytes) -> None:
        """Put a file into place, whole or not at all; one of that name is the same, and counts as new again."""
        try:
            with suppress(FileNotFoundError):
                os.utime(self.path / name)
                return
            with NamedTemporaryFile(dir=self.path, prefix=".new-") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(file.name, self.path / name)
            self._settle()
        except OSError as error:
            raise FolderAway from error

    def read(self, name: str) -> bytes:
        """Return what is in a file."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise FolderAway from error

    def missing(self, names: Collection[str]) -> list[str]:
        """Return which of these files aren't there."""
        return sorted(name for name in names if not (self.path / name).is_file())

    def drop_all_but(self, names: Collection[str]) -> int:
        """Let go of every file that isn't named and has lain there for a day; return how many."""
        before, dropped, wanted = time.time() - KEPT_UNNAMED, 0, frozenset(names)
        try:
            for file in list(self.path.iterdir()):
                ours = file.suffix == ".webp" or file.name.startswith(".new-")
                if ours and file.name not in wanted and file.stat().st_mtime < before:
                    file.unlink(missing_ok=True)
                    dropped += 1
        except OSError as error:
            raise FolderAway from error
        return dropped

    def _settle(self) -> None:
        """Have the folder's own list on the disk, so that a file that a row names is there after a power cut."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
