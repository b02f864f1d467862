"""Where the embedded PostgreSQL keeps its things for one DATA_DIR, and whether that place can be trusted."""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.postgres.account import Account, named
from domain.postgres.errors import (
    OWN_SERVER,
    DataMissingError,
    NetworkFolderError,
    NotWritableError,
    WrongOwnerError,
    writing,
)

ROOT_BASE = Path("/var/lib/fourfold")
LONGEST_SOCKET_PATH = 100
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone"}
)


@dataclass(frozen=True)
class Place:
    """The folder that holds everything of one embedded server, and the account the server runs as."""

    home: Path
    account: Account

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the file that the server writes its messages to."""
        return self.home / "server.log"

    @property
    def access_rules(self) -> Path:
        """Return the file that says who may sign in and how."""
        return self.home / "pg_hba.conf"

    @property
    def passwords(self) -> Path:
        """Return the file of generated passwords, readable by its owner only."""
        return self.home / "passwords.json"

    @property
    def finished(self) -> Path:
        """Return the file that says that roles and database were made, and by which version."""
        return self.home / "made-with"

    def major(self) -> int | None:
        """Return the major version the data was made with, or None when there is no data yet."""
        if not self.data.exists():
            return None
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError) as error:
            raise DataMissingError(
                f"{self.data} cannot be read as a PostgreSQL data folder. "
                "Restore the folder from your backup, or move it away to begin with an empty one."
            ) from error

    def socket_folder(self) -> Path:
        """Return the private folder of the socket, made if need be; its path is short and stays the same."""
        folder = self.home / "sockets"
        if not _fits(folder):
            record = self.home / "sockets-at"
            if record.exists():
                folder = Path(record.read_text())
            if not record.exists() or not self._is_private(folder):
                folder = _short_folder()
                self.account.give(folder)
                record.write_text(str(folder))
        if not self._is_private(folder):
            raise WrongOwnerError(
                f"{folder} should be a folder of the account {self.account.name} that nobody else can enter. "
                "Remove it, then start again."
            )
        return folder

    def forget_socket_folder(self) -> None:
        """Remove a socket folder outside of the home; call it when the server has stopped."""
        record = self.home / "sockets-at"
        if record.exists():
            folder = Path(record.read_text())
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                record.unlink()

    def _is_private(self, folder: Path) -> bool:
        try:
            self.account.private_folder(folder)
        except FileExistsError:
            facts = folder.lstat()
            return (
                stat.S_ISDIR(facts.st_mode)
                and facts.st_uid == self.account.uid
                and stat.S_IMODE(facts.st_mode) == 0o700
            )
        except FileNotFoundError:
            return False
        return True


def located(data_dir: Path, account: Account, root_base: Path) -> Path:
    """Return where the server of this DATA_DIR has its home; changes nothing."""
    own = data_dir.expanduser().absolute().resolve() / "postgres"
    if not account.switched:
        return own.resolve()
    if own.is_symlink():
        return own.readlink()
    digest = hashlib.sha256(os.fsencode(own.parent)).hexdigest()[:10]
    return root_base / f"{re.sub(r'[^a-z0-9]+', '-', own.parent.name.lower())[:20].strip('-')}-{digest}"


def prepared(data_dir: Path, account: Account, root_base: Path, say: Callable[[str], None]) -> Place:
    """Make the home for this DATA_DIR where it is missing, check whose it is, and return it."""
    home = located(data_dir, account, root_base)
    check_disk(home)
    with writing(data_dir):
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.switched:
        _prepare_for_root(data_dir.resolve() / "postgres", home, account, root_base, say)
    else:
        with writing(home):
            home.mkdir(mode=0o700, exist_ok=True)
    place = Place(home, account)
    _check_owner(home, os.geteuid())
    if place.data.exists():
        _check_owner(place.data, account.uid)
    if not os.access(home, os.W_OK | os.X_OK):
        raise NotWritableError(f"{home} cannot be written. Make it writable, or set DATA_DIR to another folder.")
    return place


def check_disk(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Refuse a folder on a network file system, by the system's list of mounts; NetworkFolderError."""
    if not mounts.exists():
        return
    folder = folder.resolve()
    deepest, kind = Path("/"), ""
    for line in mounts.read_text().splitlines():
        _, where, file_system, *_ = line.split()
        point = Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), where))
        if folder.is_relative_to(point) and len(point.parts) >= len(deepest.parts):
            deepest, kind = point, file_system
    if kind in NETWORK_FILE_SYSTEMS:
        raise NetworkFolderError(
            f"{folder} lies on a network file system ({kind} at {deepest}), where a database loses data. "
            f"Set DATA_DIR to a folder on a local disk, or {OWN_SERVER}."
        )


def _prepare_for_root(link: Path, home: Path, account: Account, root_base: Path, say: Callable[[str], None]) -> None:
    if link.is_symlink():
        if home.parent != root_base:
            raise WrongOwnerError(
                f"{link} points to {home}, which is not in {root_base}. "
                "Remove the link to begin with an empty database, or point it back to where the data is."
            )
        if not home.exists():
            raise DataMissingError(
                f"The database of {link.parent} was in {home}, and that folder is gone. "
                f"Restore it from your backup, or remove {link} to begin with an empty database."
            )
    elif link.exists():
        raise WrongOwnerError(
            f"{link} holds the database of the account {named(link.stat().st_uid)}, and you are root. "
            "Start Fourfold as that account, or set DATA_DIR to another folder."
        )
    with writing(root_base):
        if not root_base.exists():
            root_base.mkdir(parents=True)
            root_base.chmod(0o755)
        _check_owner(root_base, 0)
        if not home.exists():
            home.mkdir(mode=0o711, exist_ok=True)
            home.chmod(0o711)
    if barrier := account.barred(home):
        raise NotWritableError(
            f"PostgreSQL runs as the account {account.name}, which may not enter {barrier}. "
            f"Let others pass through that folder, start Fourfold as an ordinary user, or {OWN_SERVER}."
        )
    if not link.is_symlink():
        if (home / "data").exists():
            say(f"Found the database that this folder had before, in {home}.")
        with writing(link), suppress(FileExistsError):
            link.symlink_to(home)


def _check_owner(folder: Path, uid: int) -> None:
    owner = folder.stat().st_uid
    if owner != uid:
        raise WrongOwnerError(
            f"{folder} belongs to the account {named(owner)}, not to {named(uid)}. "
            f"Start Fourfold as the account that made it, or set DATA_DIR to another folder."
        )


def _fits(folder: Path) -> bool:
    path = str(folder / ".s.PGSQL.5432")
    return len(path) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(path) is not None


def _short_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108
        if _fits(Path(parent, "fourfold-12345678")):
            return Path(tempfile.mkdtemp(prefix="fourfold-", dir=parent))
    raise NotWritableError("No folder with a short enough path for a socket was found. Set TMPDIR to one.")
