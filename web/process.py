"""The processes of one machine: those that answer requests, one for the background, and a watch on the database."""

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

import structlog
from fastapi import FastAPI
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer as Granian

from domain.postgres import PostgresError
from domain.postgres import Server as Postgres
from domain.settings import Settings
from web import logs, state, worker
from web.app import create_app
from web.door import Door
from web.worker import PATIENCE

LOOK_EVERY = 1.0
NOTICE = 4.0
log = structlog.get_logger(__name__)


def serve(settings: Settings, database: Postgres | None, door: Door, ready: Callable[[], None]) -> None:
    """Serve and work until SIGTERM or Ctrl-C; `ready` is called when the site answers.

    Behind a proxy, /readyz says for four seconds that we leave, so that it sends no more. Then requests and jobs under
    way have eight seconds to finish.
    """
    logs.set_up(settings)
    site = _Site(settings, door, ready)
    with watch(database):
        site.serve(target_loader=partial(_application, settings, os.getpid()), wrap_loader=False)


@contextmanager
def watch(database: Postgres | None) -> Iterator[None]:
    """Start our own database again when its process has died."""
    stopping = threading.Event()

    def look() -> None:
        while database is not None and not stopping.wait(LOOK_EVERY):
            try:
                if database.ensure():
                    log.warning("database_restarted")
            except PostgresError as error:
                log.error("database_down", error=str(error))

    watcher = threading.Thread(target=look, name="database-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopping.set()
        watcher.join()


class _Site(Granian):
    """The server of requests, which starts and stops the background process with its own."""

    def __init__(self, settings: Settings, door: Door, ready: Callable[[], None]) -> None:
        super().__init__(
            "web.app",
            address=door.address,
            port=door.port,
            interface=Interfaces.ASGI,
            http=HTTPModes.auto,
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
        self._stopping = threading.Event()
        self._background: BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, name="background-keeper", daemon=True)

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the processes."""
        hangs_up = signal.getsignal(signal.SIGHUP)
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        # A terminal that is closed ends us, unless we were told to outlive it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN if hangs_up is signal.SIG_IGN else self.signal_handler_interrupt)
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

    def _begin(self) -> BaseProcess:
        background = multiprocessing.Process(
            target=_work, args=(self._settings, os.getpid()), name="fourfold-background"
        )
        background.start()
        return background

    def _keep(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            if self._background is not None and not self._background.is_alive():
                log.warning("background_replaced", status=self._background.exitcode)
                self._background = self._begin()

    def _announce(self) -> None:
        while not self._stopping.wait(0.02):
            if self._door.answers():
                self._ready()
                return


def _application(settings: Settings, parent: int) -> FastAPI:
    """Return the application of a process that answers requests."""
    _belong_to(parent)
    app = create_app(settings)

    def leave(_signal: int, _frame: object) -> None:
        own: state.State = app.state.fourfold
        try:
            # Told to the loop: a signal may come in the middle of somebody's beginning to wait.
            asyncio.get_running_loop().call_soon_threadsafe(own.leaving.set)
        except RuntimeError:  # it doesn't turn yet
            own.leaving.set()

    signal.signal(signal.SIGUSR1, leave)
    return app


def _work(settings: Settings, parent: int) -> None:
    """Be the background process."""
    _belong_to(parent)
    worker.main(settings)


def _belong_to(parent: int) -> None:
    """Heed our parent's word alone, not the terminal's; and leave when it is gone without a word."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)

    def stay() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=stay, name="belonging", daemon=True).start()
