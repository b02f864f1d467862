"""Starting, adopting, watching and stopping the embedded server."""

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from os import kill
from pathlib import Path

from domain.postgres import cluster, fitness, lock, processes
from domain.postgres.entrance import PORT, Entrance, passwords
from domain.postgres.errors import writing
from domain.postgres.place import Place
from domain.postgres.programs import check_reach, chosen, copied

ACCESS_RULES = "local all all scram-sha-256\n"
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_startup_progress_interval": "2s",
    "log_checkpoints": "off",
    # What members wrote, and their addresses, stay out of the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "jit": "off",
} | ({"wal_sync_method": "fsync_writethrough"} if sys.platform == "darwin" else {})

GLANCE = 0.02
REPORT_EVERY = 2.0
ORPHANS_MAY_TAKE = 60.0
LONGEST_LOG = 10_000_000


class Server:
    """One running server, as one of the processes that use it sees it."""

    def __init__(self, place: Place, say: Callable[[str], None], programs: Path | None, programs_base: Path) -> None:
        self._place = place
        self._say = say
        self._chosen = chosen(place.account, place.major(), programs)
        self._programs_base = programs_base
        self._child: subprocess.Popen[bytes] | None = None
        self._tight: bool | None = None
        self._entrance = Entrance(place.socket_folder(), passwords(place))
        self.version = self._chosen.version

    @property
    def url(self) -> str:
        """Return the address of the role that reads and changes rows, for SQLAlchemy and psycopg."""
        return self._entrance.application_url

    @property
    def owner_url(self) -> str:
        """Return the address of the role that owns the tables and runs migrations."""
        return self._entrance.owner_url

    @property
    def major(self) -> int:
        """Return the major version of server and data."""
        return self._chosen.major

    @property
    def programs(self) -> Path:
        """Return the folder of this server's programs (pg_dump and the like)."""
        return self._chosen.bin

    @property
    def data(self) -> Path:
        """Return PostgreSQL's data folder."""
        return self._place.data

    def ensure(self) -> bool:
        """Start the server again if it has died, waiting until it answers; return whether that was needed."""
        if processes.postmaster(self._place) and processes.condition(self._place) == "ready":
            return False
        with lock.changing(self._place.home, self._say):
            return self.bring_up()

    def spare_disk(self, least: float) -> bool | None:
        """Take no more writes while less than this part of the disk is free; return what changed, None for nothing.

        Where PostgreSQL itself runs out of space, it stops, and nobody can even read.
        """
        disk = shutil.disk_usage(self._place.data)
        tight = disk.free < disk.total * least
        if tight is self._tight:
            return None
        with self._entrance.as_superuser("postgres") as session:
            session.execute(f"alter system set default_transaction_read_only = {'on' if tight else 'off'}")
            session.execute("select pg_reload_conf()")
        changed, self._tight = tight or self._tight is not None, tight
        return tight if changed else None

    def bring_up(self) -> bool:
        """Adopt the running server or start one, under the lock; return whether one had to be started."""
        if processes.postmaster(self._place) and processes.condition(self._place) == "stopping":
            self.stop()
        started = processes.postmaster(self._place) is None
        if started:
            self._start()
        elif not self._is_ready(lambda: processes.postmaster(self._place) is not None):
            return self.bring_up()
        if not self._place.finished.exists():
            cluster.set_up(self._place, self._chosen, self._entrance)
        self.version = fitness.check(self._entrance)
        return started

    def stop(self) -> None:
        """Stop the server, whoever started it, and wait until it is gone; nothing when there is none."""
        pid = self._child.pid if self._child_lives() and self._child else processes.postmaster(self._place)
        if pid is not None:
            self._interrupt(pid)
            reported = time.monotonic()
            while self._child_lives() or processes.postmaster(self._place):
                time.sleep(GLANCE)
                if time.monotonic() - reported > REPORT_EVERY:
                    reported = time.monotonic()
                    self._say("PostgreSQL is writing its data to the disk before it stops.")
                    self._interrupt(pid)

    def forget(self) -> None:
        """Remove what lies outside of the home; for the last to leave, when the server is down."""
        self._place.forget_socket_folder()

    def _start(self) -> None:
        self._prepare()
        until, told = time.monotonic() + ORPHANS_MAY_TAKE, False
        while True:
            written_before = self._place.log.stat().st_size if self._place.log.exists() else 0
            of_the_dead = processes.edition(self._place)
            self._child = self._spawn()
            # A dead child that nobody reaps would keep the next server from starting.
            threading.Thread(target=self._child.wait, name="reap postgres", daemon=True).start()
            if self._is_ready(self._child_lives, of_the_dead):
                return
            said = self._log_since(written_before)
            if "shared memory block" not in said or time.monotonic() > until:
                raise cluster.failed(self._place, f"PostgreSQL {self._chosen.version} did not start", said)
            if not told:
                self._say("The last sessions of the server that died are still ending; waiting for them.")
            told = True
            time.sleep(0.2)

    def _prepare(self) -> None:
        place = self._place
        if place.account.switched:
            self._say(f"PostgreSQL does not run as root, so it runs as “{place.account.name}”; data: {place.data}.")
            if self._chosen.from_wheel:
                self._chosen = copied(self._chosen, self._programs_base)
        check_reach(self._chosen, place.account)
        if not place.data.exists():
            self._say(f"Making a PostgreSQL {self._chosen.version} database in {place.home}.")
            cluster.make(place, self._chosen, self._entrance.passwords.superuser)
        with writing(place.home):
            place.access_rules.write_text(ACCESS_RULES)
            place.access_rules.chmod(0o644)
            if place.log.exists() and place.log.stat().st_size > LONGEST_LOG:
                place.log.replace(place.log.with_suffix(".log.1"))

    def _spawn(self) -> "subprocess.Popen[bytes]":
        place = self._place
        sockets = place.socket_folder()
        self._entrance = Entrance(sockets, self._entrance.passwords)
        settings = SETTINGS | {"unix_socket_directories": str(sockets), "hba_file": str(place.access_rules)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        variables = {}
        noted = processes.noted(place)
        if noted and processes.exists(noted):
            # That id is a zombie's or was given to another process since. PostgreSQL takes it for a living
            # server unless we call it our parent; it still looks for sessions of a dead server itself.
            variables["PG_GRANDPARENT_PID"] = str(noted)
        with writing(place.home), place.log.open("ab") as log:
            return place.account.spawn([self._chosen.bin / "postgres", "-D", place.data, *options], log, **variables)

    def _is_ready(self, lives: Callable[[], bool], of_the_dead: tuple[int, int] | None = None) -> bool:
        """Wait for the server's word as long as it lives; there is no limit, recovery takes what it takes."""
        reported, told = time.monotonic(), ""
        while lives():
            fresh = processes.edition(self._place) != of_the_dead
            if fresh and processes.condition(self._place) == "ready" and processes.postmaster(self._place):
                return True
            time.sleep(GLANCE)
            if time.monotonic() - reported > REPORT_EVERY:
                reported = time.monotonic()
                last = self._log_since(0).strip().rpartition("\n")[2].rpartition(":  ")[2]
                if last != told:
                    told = last
                    self._say(f"PostgreSQL is starting; it says: {told}")
        return False

    def _interrupt(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGINT)

    def _child_lives(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def _log_since(self, position: int) -> str:
        with self._place.log.open("rb") as log:
            log.seek(max(position, log.seek(0, 2) - 10_000))
            return log.read().decode(errors="replace")
