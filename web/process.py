"""The processes of one machine: those that answer requests, one for the background, and a watch on the database."""

import asyncio
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any

import psycopg
import structlog
from fastapi import FastAPI
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer as Granian
from psycopg import OperationalError as DriverError

from domain.database import plain
from domain.postgres import PostgresError
from domain.postgres import Server as Postgres
from domain.settings import Settings
from domain.signs import of_version
from web import logs, presence, state, worker
from web.app import create_app
from web.door import Door
from web.presence import Note
from web.worker import PATIENCE

LOOK_EVERY = 1.0
NOTICE = 4.0
HANDOVER = 1.0  # seconds in which a process that was replaced still answers, and asks people to connect anew
GLANCE = 0.05
HEADERS_MAY_TAKE = 10  # seconds for the head of a request, and between two of them
READING_MAY_REST = 10  # seconds in which nothing of an answer is taken
REST = 3.0  # seconds between two background processes, when they end at once
log = structlog.get_logger(__name__)


def serve(settings: Settings, database: Postgres | None, door: Door, ready: Callable[[], None]) -> None:
    """Serve and work until SIGTERM or Ctrl-C; `ready` is called when the site answers.

    Behind a proxy, /readyz says for four seconds that we leave, so that it sends no more. Then requests and jobs under
    way have eight seconds to finish. At SIGUSR2 all processes but this are replaced, by what lies on the disk then.
    """
    with presence.kept(settings.data_dir) as note, watch(settings, database):
        site = _Site(settings, door, ready, note)
        site.serve(target_loader=partial(_application, settings, os.getpid()), wrap_loader=False)


@contextmanager
def watch(settings: Settings, database: Postgres | None) -> Iterator[None]:
    """Log how old the server is; start our own again when its process has died, and keep it from filling the disk."""
    logs.set_up(settings)
    with suppress(DriverError), psycopg.connect(plain(settings.database_url or ""), connect_timeout=10) as session:
        if (version := of_version(session.info.server_version)).state != "good":
            log.warning("postgres_version", says=version.says)
    stopping = threading.Event()

    def look() -> None:
        while database is not None and not stopping.wait(LOOK_EVERY):
            try:
                if database.ensure():
                    log.warning("database_restarted")
                tight = database.spare_disk(settings.least_free)
                if tight is not None:
                    log.error("disk_nearly_full_no_writes") if tight else log.warning("disk_has_room_again")
            except (PostgresError, DriverError) as error:
                log.error("database_down", error=str(error))

    watcher = threading.Thread(target=look, name="database-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopping.set()
        watcher.join()
        with suppress(PostgresError, DriverError, OSError):
            if database is not None:
                database.spare_disk(0)


class _Site(Granian):
    """The server of requests, which starts and stops the background process with its own.

    All processes accept from one socket, so that none takes along what waits at the door when it leaves.
    """

    def __init__(self, settings: Settings, door: Door, ready: Callable[[], None], note: Note) -> None:
        super().__init__(
            "web.app",
            address=door.address,
            port=door.port,
            interface=Interfaces.ASGI,
            # Not both versions: before it knows which one a client speaks, it would wait for its first byte for ever.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MAY_TAKE * 1000),
            loop=Loops.uvloop,
            workers=settings.workers,
            websockets=True,
            backlog=1024,
            # Its words go where ours go.
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=PATIENCE,
        )
        self._settings = settings
        self._door = door
        self._ready = ready
        self._note = note
        self._reloading = False
        self._stopping = threading.Event()
        self._background: BaseProcess | None = None
        self._begun = 0.0
        self._keeper = threading.Thread(target=self._keep, name="background-keeper", daemon=True)

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the processes."""
        hangs_up = signal.getsignal(signal.SIGHUP)
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        # A terminal that is closed ends us, unless we were told to outlive it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN if hangs_up is signal.SIG_IGN else self.signal_handler_interrupt)
        signal.signal(signal.SIGUSR2, self.signal_handler_reload)
        self._background = self._begin()
        self._keeper.start()
        threading.Thread(target=self._announce, name="announcer", daemon=True).start()

    def shutdown(self, exit_code: int = 0) -> None:
        """Say that we leave, let the work under way finish, and end the processes."""
        self._stopping.set()
        self._keeper.join()
        for process in multiprocessing.active_children():
            if process.pid:
                os.kill(process.pid, signal.SIGUSR1)
        if self._settings.trusted_proxies:
            time.sleep(NOTICE)
        if self._background is not None:
            self._background.terminate()
        until = time.monotonic() + PATIENCE + 1
        try:
            super().shutdown(exit_code)  # type: ignore[no-untyped-call]
        finally:
            if self._background is not None:
                self._background.join(max(0, until - time.monotonic()))
                self._background.kill()
                self._background.join()

    def _init_shared_socket(self) -> None:
        held: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._shd, self._sfd = held, held.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)
        # What is accepted from it inherits these.
        self._sso.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            self._sso.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READING_MAY_REST * 1000)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        # From now on processes are made anew and not as copies of this one, which holds the code it began with.
        multiprocessing.set_start_method("spawn", force=True)
        self._reloading, self._failed = True, False
        super()._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        self._reloading = False
        if not self._failed and self._background is not None:
            before, self._background = self._background, self._begin()
            _end(before)
        log.error("reload_failed") if self._failed else log.info("reloaded")
        now = self._note.presence
        self._note.say(replace(now, reloads=now.reloads + 1, failed=self._failed))

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        if not self._reloading:
            super()._respawn_workers(workers, spawn_target, target_loader)
            return
        for number in workers:
            ready = multiprocessing.Event()
            loader = partial(target_loader, ready=ready)
            fresh: Any = self._spawn_worker(idx=number, target=spawn_target, callback_loader=loader)
            fresh.interrupt_by_parent = True  # should it fail, the one before it simply stays
            fresh.start()
            while not (came := ready.wait(GLANCE)) and fresh.is_alive() and not self.interrupt_signal:
                pass
            if not came:
                self._failed = True
                fresh.kill()
                return
            fresh.interrupt_by_parent = False
            before, self.wrks[number] = self.wrks[number], fresh
            os.kill(before.inner.pid, signal.SIGUSR2)
            time.sleep(HANDOVER)
            before.interrupt_by_parent = True
            _end(before.inner)

    def _begin(self) -> BaseProcess:
        self._begun = time.monotonic()
        forked = multiprocessing.get_start_method() == "fork"
        background = multiprocessing.Process(
            target=_work, args=(self._settings, os.getpid(), self._sfd if forked else None), name="fourfold-background"
        )
        background.start()
        return background

    def _keep(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            rested = time.monotonic() > self._begun + REST
            if self._background is not None and not self._background.is_alive() and rested:
                log.warning("background_replaced", status=self._background.exitcode)
                self._background = self._begin()

    def _announce(self) -> None:
        while not self._stopping.wait(0.02):
            if self._door.answers():
                self._ready()
                return


def _end(process: BaseProcess) -> None:
    """Tell a process to stop, and wait until it has."""
    process.terminate()
    process.join(PATIENCE + 1)
    process.kill()
    process.join()


def _application(settings: Settings, parent: int, ready: Event | None = None) -> FastAPI:
    """Return the application of a process that answers requests; it says when it is `ready`."""
    _belong_to(parent)
    app = create_app(settings)

    def leave(number: int, _frame: object) -> None:
        own: state.State = app.state.fourfold
        own.replaced = number == signal.SIGUSR2
        try:
            # Told to the loop: a signal may come in the middle of somebody's beginning to wait.
            asyncio.get_running_loop().call_soon_threadsafe(own.leaving.set)
        except RuntimeError:  # it doesn't turn yet
            own.leaving.set()

    signal.signal(signal.SIGUSR1, leave)
    signal.signal(signal.SIGUSR2, leave)
    if ready is not None:
        ready.set()
    return app


def _work(settings: Settings, parent: int, listening: int | None) -> None:
    """Be the background process."""
    if listening is not None:  # a copy of it would keep the door open after the others have closed it
        os.close(listening)
    _belong_to(parent)
    worker.main(settings)


def _belong_to(parent: int) -> None:
    """Heed our parent's word alone, not the terminal's; and leave when it is gone without a word."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)

    def stay() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=stay, name="belonging", daemon=True).start()
