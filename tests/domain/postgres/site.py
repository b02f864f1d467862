"""A DATA_DIR of a test: servers for it in this process, and companions that use it from processes of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domain import postgres
from domain.postgres import lock

REPOSITORY = Path(__file__).parents[3]
COMPANION = """
import sys
from pathlib import Path
from domain import postgres
data_dir, root_base, programs = map(Path, sys.argv[1:])
with postgres.running(data_dir, lambda said: None, programs=programs, root_base=root_base) as server:
    print(postgres.status(data_dir, root_base=root_base).pid, flush=True)
    sys.stdin.read()
"""


@dataclass
class Site:
    """One DATA_DIR with the programs to use for it, and what was said."""

    data_dir: Path
    root_base: Path
    programs: Path | None
    said: list[str] = field(default_factory=list)

    def running(self) -> AbstractContextManager[postgres.Server]:
        return postgres.running(self.data_dir, self.said.append, programs=self.programs, root_base=self.root_base)

    @property
    def status(self) -> postgres.Status:
        return postgres.status(self.data_dir, root_base=self.root_base)

    def companion(self, **environment: str) -> "subprocess.Popen[str]":
        """Start another process that uses the server until its input is closed; its first line is the server's pid."""
        return subprocess.Popen(
            [sys.executable, "-c", COMPANION, str(self.data_dir), str(self.root_base), str(self.programs)],
            cwd=REPOSITORY,
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def companions(self, count: int) -> Iterator[list["subprocess.Popen[str]"]]:
        """Start several companions at once; they leave together at the end."""
        processes = [self.companion() for _ in range(count)]
        try:
            yield processes
        finally:
            for process in processes:
                process.send_signal(signal.SIGCONT)
                if process.stdin:
                    process.stdin.close()
            for process in processes:
                process.wait()
                if process.stdout:
                    process.stdout.close()

    def clean(self) -> None:
        """End what a failed test left running; a test that passed leaves nothing."""
        if pid := self.status.pid:
            os.kill(pid, signal.SIGQUIT)
            raise AssertionError("the server is still running at the end of the test")


def server_pid(companion: "subprocess.Popen[str]") -> int:
    """Wait until a companion has its server; return the server's process id."""
    assert companion.stdout
    return int(companion.stdout.readline())


def kill(companion: "subprocess.Popen[str]") -> None:
    """End a companion without giving it a chance to leave."""
    companion.kill()
    companion.wait()
    for stream in (companion.stdin, companion.stdout):
        if stream:
            stream.close()


def note_of_another_machine(home: Path, *, boot: str = "another boot") -> Path:
    """Leave the note that a process on another machine would leave."""
    note = home / "in-use.json"
    note.write_text(f'{{"host": "attic", "boot": "{boot}", "space": ""}}')
    return note


def this_boot() -> str:
    """Return what identifies the running kernel."""
    return lock.BOOT_ID.read_text().strip()
