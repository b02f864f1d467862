"""The processes of one machine: the server with its workers, the background worker, and a watch on the database."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import structlog
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server as Granian

from domain.postgres import PostgresError
from domain.postgres import Server as Postgres
from domain.settings import Settings

LOOK_EVERY = 1.0
PATIENCE = 15
log = structlog.get_logger(__name__)


class Guide(Protocol):
    """Somebody of the demo to sign in as."""

    handle: str
    name: str
    role: str
    try_this: str


def serve(settings: Settings, database: Postgres | None, ready: Callable[[], None]) -> None:
    """Serve and work until SIGTERM or Ctrl-C; requests under way are finished first."""
    os.environ.update(_environment(settings))
    server = Granian(
        "web.app:create_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.auto,
        loop=Loops.uvloop,
        workers=settings.workers,
        websockets=True,
        backlog=1024,
        log_enabled=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        process_name=None,
    )
    server.on_startup(ready)
    with _background_worker(), _watch(database):
        server.serve()


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the child processes read them."""
    given = settings.model_dump(exclude_none=True, exclude_computed_fields=True)
    text = {name.upper(): str(value) for name, value in given.items() if value != ""}
    return text | {"SECRET_KEY": settings.key.decode(), "DEMO": str(settings.demo).lower()}


@contextmanager
def _background_worker() -> Iterator[None]:
    """Keep a worker process beside the server; one that dies is replaced."""
    stopping = threading.Event()
    child = _spawn()

    def keep() -> None:
        nonlocal child
        while not stopping.wait(LOOK_EVERY):
            if child.poll() is not None:
                log.warning("worker_replaced", status=child.returncode)
                child = _spawn()

    keeper = threading.Thread(target=keep, name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(PATIENCE + 5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _spawn() -> "subprocess.Popen[bytes]":
    # In a session of its own, so that Ctrl-C reaches it through us, after the requests.
    return subprocess.Popen([sys.executable, "-c", "from web.worker import main; main()"], start_new_session=True)


@contextmanager
def _watch(database: Postgres | None) -> Iterator[None]:
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
