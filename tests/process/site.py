"""A site of a test: the real command line, over a DATA_DIR and a port of its own, and what is seen of it outside."""

import asyncio
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from domain import database, postgres
from domain.database import Sessions

REPOSITORY = Path(__file__).parents[2]
PROCESSES = Path("/proc")
COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'fourfold'; from web.command import main; main()"]
PATIENCE = 180
LEAVING_MAY_TAKE = 15


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


@dataclass
class Running:
    """A command under way, and the lines it has written."""

    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)
    _fresh: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self.process.stdout:
            with self.process.stdout as written:
                for line in written:
                    self.lines.append(line)
                    self._fresh.put(line)
        self._fresh.put(None)

    def end(self) -> None:
        """Wait until all that it wrote has been read."""
        self.process.wait()
        self._reader.join()

    @property
    def said(self) -> str:
        """Return all that was written so far."""
        return "".join(self.lines)

    def says(self, words: str) -> str:
        """Wait for a line with these words and return it."""
        while (line := self._fresh.get(timeout=PATIENCE)) is not None:
            if words in line:
                return line
        raise AssertionError(f"ended without saying “{words}”:\n{self.said}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tell it to stop, and return its exit status; it must come within 15 seconds."""
        self.process.send_signal(number)
        return self.process.wait(LEAVING_MAY_TAKE)


@dataclass
class Site:
    """One DATA_DIR and port."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def data_dir(self) -> Path:
        """Return where it keeps everything."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        """Return the environment of its commands: nothing of ours but these settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        own = {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "PYTHONPATH": str(REPOSITORY)}
        return kept | own | settings

    def run(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end, with no terminal."""
        return subprocess.run(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self.environment(settings),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE * 2,
            check=False,
        )

    @contextmanager
    def started(self, *words: str, **settings: str) -> Iterator[Running]:
        """Start a command; what is left of it is killed afterwards."""
        process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self.environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running = Running(process)
        try:
            yield running
        finally:
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LEAVING_MAY_TAKE)
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)
            running.end()

    @contextmanager
    def serving(self, **settings: str) -> Iterator[Running]:
        """Serve, and wait until it says so."""
        with self.started("serve", **settings) as running:
            running.says("Serving")
            yield running

    @asynccontextmanager
    async def sessions(self, *, as_owner: bool = False) -> AsyncIterator[Sessions]:
        """Use its database from here, as the application does or as the owner of its tables."""
        with postgres.running(self.data_dir, lambda said: None) as server:
            url = server.owner_url if as_owner else server.url
            engine = database.connect(url, statement_seconds=60)  # on a busy machine all take turns
            try:
                yield database.sessionmaker(engine)
            finally:
                await engine.dispose()

    @property
    def postmaster(self) -> int | None:
        """Return the process id of its database server."""
        return postgres.status(self.data_dir).pid

    def processes(self) -> list[int]:
        """Return every living process that was started for this site, and those they made; not the database's."""
        mine = f"DATA_DIR={self.data_dir}".encode()
        return [pid for pid in _pids() if mine in _read(pid, "environ").split(b"\0")]

    def children(self, running: Running) -> "Children":
        """Return the processes that a serving one has made."""
        own = [pid for pid in self.processes() if _parent(pid) == running.process.pid]
        listening = [pid for pid in own if _listens(pid, self.port)]
        return Children(listening, [pid for pid in own if pid not in listening])

    def everything(self) -> list[int]:
        """Return every process of this site, those of its database too."""
        home = postgres.status(self.data_dir).home
        return self.processes() + [pid for pid in _pids() if _works_in(pid, home)]

    def clean(self) -> None:
        """Remove its folders; nothing may be running any more."""
        home = postgres.status(self.data_dir).home
        left = self.everything()
        for pid in left:
            os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        assert not left, "something of the site was still running at the end"


@dataclass(frozen=True)
class Children:
    """Process ids: of those that answer requests, and of the one in the background."""

    answering: list[int]
    background: list[int]


def new_site() -> Site:
    """Return a site in a fresh folder, which the account of the database server may pass through."""
    if not PROCESSES.is_dir():
        pytest.skip("looks at processes by /proc, which this system doesn't have")
    folder = Path(tempfile.mkdtemp(prefix="fourfold-process-"))
    folder.chmod(0o711)
    return Site(folder)


def until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds:g} seconds for: {what}"
        time.sleep(0.05)


async def becoming(holds: Callable[[], Awaitable[object]], what: str, seconds: float = PATIENCE) -> None:
    """Wait until something that must itself be waited for holds."""
    end = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < end, f"waited {seconds:g} seconds for: {what}"
        await asyncio.sleep(0.05)


def answers(url: str) -> int:
    """Return the status of an answer to GET, 0 when there is none."""
    return asked(url)[0]


def asked(url: str) -> tuple[int, str]:
    """Return status and text of an answer to GET, (0, "") when there is none."""
    try:
        answer = httpx.get(url, timeout=5, trust_env=False)
    except httpx.TransportError:
        return 0, ""
    return answer.status_code, answer.text


def _pids() -> list[int]:
    return [int(path.name) for path in PROCESSES.iterdir() if path.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    with suppress(OSError):
        return (PROCESSES / str(pid) / name).read_bytes()
    return b""


def _parent(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(b") ")[2].split()
    return int(fields[1]) if fields else 0


def _listens(pid: int, port: int) -> bool:
    sockets = {fields[9] for fields in _listeners() if fields[1].endswith(f":{port:04X}") and fields[3] == "0A"}
    with suppress(OSError):
        return any(str(link.readlink()) in {f"socket:[{one}]" for one in sockets} for link in _files(pid))
    return False


def _listeners() -> list[list[str]]:
    return [line.split() for line in (PROCESSES / "net" / "tcp").read_text().splitlines()[1:]]


def _files(pid: int) -> list[Path]:
    return list((PROCESSES / str(pid) / "fd").iterdir())


def _works_in(pid: int, home: Path) -> bool:
    with suppress(OSError):
        return (PROCESSES / str(pid) / "cwd").readlink().is_relative_to(home)
    return False
