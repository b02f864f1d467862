"""Asking the operating system whether the postmaster of a data folder is alive, whoever started it."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from domain.postgres.place import Place

PROCESSES = Path("/proc")


def postmaster(place: Place) -> int | None:
    """Return the process id of the living server of this data folder, or None."""
    pid = noted(place)
    return pid if pid and _is_server_of(pid, place) else None


def noted(place: Place) -> int | None:
    """Return the process id that the server last wrote into its data folder, dead or alive."""
    with suppress(OSError, ValueError, IndexError):
        return int(_file(place)[0])
    return None


def condition(place: Place) -> str:
    """Return what the server last said of itself: starting, ready, stopping, or nothing yet."""
    with suppress(OSError, IndexError):
        return _file(place)[7].strip()
    return ""


def edition(place: Place) -> tuple[int, int]:
    """Return what changes whenever a server writes its process id anew, even if it got the id of a dead one."""
    with suppress(OSError):
        facts = (place.data / "postmaster.pid").stat()
        return facts.st_ino, facts.st_ctime_ns
    return 0, 0


def exists(pid: int) -> bool:
    """Whether any process has this id; a dead one that nobody has reaped counts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _file(place: Place) -> list[str]:
    return (place.data / "postmaster.pid").read_text().splitlines()


def _is_server_of(pid: int, place: Place) -> bool:
    """A server works in its data folder; a zombie works nowhere, so it does not count."""
    if (PROCESSES / "self").exists():
        with suppress(OSError):
            return (PROCESSES / str(pid)).stat().st_uid == place.account.uid and (
                PROCESSES / str(pid) / "cwd"
            ).samefile(place.data)
        return False
    answer = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "uid=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    uid, _, command = answer.stdout.strip().partition(" ")
    return uid == str(place.account.uid) and str(place.data) in command
