"""The embedded PostgreSQL: made and started by the first process of a DATA_DIR, stopped by the last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.postgres import lock as _lock
from domain.postgres import processes as _processes
from domain.postgres.account import current as _current_account
from domain.postgres.errors import DataMissingError as DataMissingError
from domain.postgres.errors import DiskFullError as DiskFullError
from domain.postgres.errors import NetworkFolderError as NetworkFolderError
from domain.postgres.errors import NotDurableError as NotDurableError
from domain.postgres.errors import NotWritableError as NotWritableError
from domain.postgres.errors import PostgresError as PostgresError
from domain.postgres.errors import ProgramsMissingError as ProgramsMissingError
from domain.postgres.errors import StartFailedError as StartFailedError
from domain.postgres.errors import UnfitError as UnfitError
from domain.postgres.errors import UsedElsewhereError as UsedElsewhereError
from domain.postgres.errors import WrongMajorError as WrongMajorError
from domain.postgres.errors import WrongOwnerError as WrongOwnerError
from domain.postgres.place import ROOT_BASE as ROOT_BASE
from domain.postgres.place import Place as _Place
from domain.postgres.place import located as _located
from domain.postgres.place import prepared as _prepared
from domain.postgres.programs import Programs as Programs
from domain.postgres.programs import found as found
from domain.postgres.server import Server as Server


@dataclass(frozen=True)
class Status:
    """The server of a DATA_DIR from outside: its home, the major of its data, its process while it runs."""

    home: Path
    major: int | None
    pid: int | None


@contextmanager
def running(
    data_dir: Path,
    say: Callable[[str], None],
    *,
    programs: Path | None = None,
    root_base: Path = ROOT_BASE,
) -> Iterator[Server]:
    """Have a server for `data_dir` during the block; the last process to leave stops it. PostgresError."""
    place = _prepared(data_dir, _current_account(), root_base, say)
    with _lock.changing(place.home, say):
        server = Server(place, say, programs, root_base)
        use = _lock.Use(place.home, place.socket_folder())
        try:
            server.bring_up()
        except BaseException:
            _leave(server, use)
            raise
    try:
        yield server
    finally:
        with _lock.changing(place.home, say):
            _leave(server, use)


def status(data_dir: Path, *, root_base: Path = ROOT_BASE) -> Status:
    """Return what is known of the server of a DATA_DIR; changes and starts nothing."""
    account = _current_account()
    place = _Place(_located(data_dir, account, root_base), account)
    return Status(place.home, place.major(), _processes.postmaster(place))


def _leave(server: Server, use: _lock.Use) -> None:
    last = use.is_last()
    try:
        if last:
            server.stop()
            server.forget()
    finally:
        use.leave(stopped=last)
