"""The account the server runs as: our own, or `nobody` when we are root, because PostgreSQL refuses root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.postgres.errors import OWN_SERVER, NotWritableError, WrongOwnerError

UNPRIVILEGED = "nobody"
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Account:
    """The account of the server process; `switched` when it is not the one we run as."""

    name: str
    uid: int
    gid: int
    switched: bool

    def spawn(
        self, command: Sequence[str | Path], output: IO[bytes] | int, **variables: str
    ) -> subprocess.Popen[bytes]:
        """Start a program as this account, in a session of its own, without our environment's secrets."""
        try:
            return subprocess.Popen(  # noqa: S603
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={k: os.environ[k] for k in KEPT_VARIABLES if k in os.environ} | {"LC_ALL": "C"} | variables,
                user=self.uid if self.switched else None,
                group=self.gid if self.switched else None,
                extra_groups=[] if self.switched else None,
                umask=0o077,
                start_new_session=True,
            )
        except (PermissionError, FileNotFoundError) as error:
            raise NotWritableError(
                f"The account {self.name} cannot run {command[0]} ({error.strerror}). "
                f"Start Fourfold as an ordinary user, or {OWN_SERVER}."
            ) from error

    def run(self, command: Sequence[str | Path]) -> tuple[int, str]:
        """Run a program as this account to its end; return its exit code and all it wrote."""
        with self.spawn(command, subprocess.PIPE) as process:
            written, _ = process.communicate()
        return process.returncode, written.decode(errors="replace").strip()

    def give(self, path: Path) -> None:
        """Make a path that we made belong to this account."""
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def private_folder(self, path: Path) -> None:
        """Make a folder of mode 0700 for this account; FileExistsError when something is there."""
        path.mkdir(mode=0o700)
        self.give(path)

    def barred(self, folder: Path) -> Path | None:
        """Return the first folder on the way into `folder` that this account cannot pass, or None."""
        if not self.switched:
            return None
        way = [step for step in (*reversed(folder.parents), folder) if step.exists()]
        return next((step for step in way if not (self.owns(step) or step.stat().st_mode & 0o001)), None)

    def owns(self, path: Path) -> bool:
        """Whether a path belongs to this account."""
        return path.stat().st_uid == self.uid


def current() -> Account:
    """Return the account for the server process; WrongOwnerError when we are root and have no `nobody`."""
    if os.geteuid() != 0:
        return Account(named(os.geteuid()), os.geteuid(), os.getegid(), switched=False)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as error:
        raise WrongOwnerError(
            f"PostgreSQL does not run as root, and this system has no account {UNPRIVILEGED} to run it as. "
            f"Start Fourfold as an ordinary user, or {OWN_SERVER}."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=True)


def named(uid: int) -> str:
    """Return the name of an account, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
