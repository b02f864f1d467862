"""The site that is measured: the product itself, as its command serves it, and what its processes use."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
COMMAND = "import sys; sys.argv = ['fourfold', 'serve']; from web.command import main; main()"
SECRET = "benchmark"  # noqa: S105 - signs the form tokens of a site that holds invented members only
PROCESSES = Path("/proc")
STARTING_MAY_TAKE, RESTING_MAY_TAKE = 60, 900
RESTED = 2.0  # seconds


@dataclass(frozen=True)
class Site:
    """A site under measurement."""

    port: int
    process: "subprocess.Popen[bytes]"

    def processes(self) -> list[int]:
        """Return the numbers of its processes."""
        return family(self.process.pid)

    def rest(self) -> None:
        """Wait until nothing is left to do of what was asked before: votes are followed by points and notices."""
        until = time.monotonic() + RESTING_MAY_TAKE
        while time.monotonic() < until:
            before = cpu_seconds(self.processes())
            time.sleep(RESTED)
            if cpu_seconds(self.processes()) - before < RESTED / 10:
                return
        raise SystemExit("The site does not come to rest; see site.log in the data folder.")

    def memory(self) -> float:
        """Return the memory of the largest process that answers requests, in megabytes, shared parts in proportion."""
        return max(_proportional(pid) for pid in self.processes()[1:]) / 1024


@contextmanager
def serving(database_url: str, folder: Path, workers: int) -> Iterator[Site]:
    """Serve on a port of its own until the block ends; logs go to a file in `folder`."""
    with socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    settings = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "WORKERS": str(workers),
        "SECRET_KEY": SECRET,
    }
    with (folder / "site.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", COMMAND], cwd=ROOT, env=os.environ | settings, stderr=log)
    try:
        _wait(port, process)
        yield Site(port, process)
    finally:
        process.terminate()
        process.wait(30)


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = (PROCESSES / str(pid) / "task" / str(pid) / "children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time that processes have used."""
    ticks = 0
    for pid in pids:
        fields = (PROCESSES / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _proportional(pid: int) -> int:
    rollup = (PROCESSES / str(pid) / "smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTING_MAY_TAKE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("The site did not start; see site.log in the data folder.")
