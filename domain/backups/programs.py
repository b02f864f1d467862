"""PostgreSQL's own programs that take a database out and put one in: pg_dump, pg_restore, psql."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from domain import postgres
from domain.backups.errors import ProgramFailed

CHUNK = 1 << 20
NAMES = ("pg_dump", "pg_restore", "psql")
IMPERSONAL = ("--no-owner", "--no-acl")
KEPT_VARIABLES = ("PATH", "HOME", "LD_LIBRARY_PATH", "TMPDIR")
# A setting that programs of 17 and newer name, and that a server of 15 or 16 doesn't know.
_NEW_SETTING = b"SET transaction_timeout = 0;\n"
_NEW_SETTING_SINCE = 17


def chosen(major: int) -> tuple[Path, int]:
    """Return the folder of the oldest programs that serve this major version, and theirs. ProgramFailed."""
    fit = sorted((one.major, one.bin) for one in postgres.found() if one.major >= major and _complete(one.bin))
    if not fit:
        raise ProgramFailed(
            f"This needs pg_dump, pg_restore and psql of PostgreSQL {major} or newer, and none are here. "
            f"Install your system's package of them, such as postgresql-{major}."
        )
    return fit[0][1], fit[0][0]


@contextmanager
def dumped(folder: Path, url: str, snapshot: str) -> Iterator[IO[bytes]]:
    """Hand out the database as one snapshot sees it, to be read to its end in the block. ProgramFailed."""
    command: list[str | Path] = [
        folder / "pg_dump",
        "--format=custom",
        f"--snapshot={snapshot}",
        "--no-owner",
        "--no-acl",
    ]
    with _program([*command, "--lock-wait-timeout=30s"], url, stdout=subprocess.PIPE) as process:
        yield _pipe(process.stdout)


def load(folder: Path, url: str, dump: IO[bytes], *, major: int, before: str, after: str) -> None:
    """Run `before`, put a dump into the database, run `after`, all in one transaction. ProgramFailed."""
    to_script: list[str | Path] = [
        folder / "pg_restore",
        "--file=-",
        "--no-owner",
        "--no-acl",
        "--no-comments",
        "--exit-on-error",
    ]
    to_server: list[str | Path] = [
        folder / "psql",
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        "--file=-",
    ]
    with _program(to_server, url, stdin=subprocess.PIPE) as server:
        goal = _pipe(server.stdin)
        goal.write(f"BEGIN;\n{before}\n".encode())
        with _program(to_script, "", stdin=dump, stdout=subprocess.PIPE) as script:
            source = _pipe(script.stdout)
            data = source.read(CHUNK)
            if major < _NEW_SETTING_SINCE:
                data = data.replace(_NEW_SETTING, b"", 1)
            while data:
                goal.write(data)
                data = source.read(CHUNK)
        # Only a script that came whole gets here; without these words nothing has happened.
        goal.write(f"\n{after}\nCOMMIT;\n".encode())
        goal.close()


@contextmanager
def _program(
    command: Sequence[str | Path], url: str, *, stdin: IO[bytes] | int = subprocess.DEVNULL, stdout: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program during the block, which reads or feeds it; the password stays off its command line."""
    variables = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES or name.startswith("PG")}
    place = []
    if url:
        facts = conninfo_to_dict(url)
        variables["PGPASSWORD"] = str(facts.pop("password", ""))
        place = [f"--dbname={make_conninfo('', **{name: str(value) for name, value in facts.items()})}"]
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program of the database, found by us
            [*command, *place], stdin=stdin, stdout=stdout, stderr=said, env=variables | {"LC_ALL": "C"}
        )
        try:
            with suppress(BrokenPipeError) if process.stdin else nullcontext():
                yield process
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with suppress(BrokenPipeError):
                        pipe.close()
            process.wait()
        if process.returncode:
            said.seek(0)
            words = "\n".join(said.read().decode(errors="replace").strip().splitlines()[-5:])
            raise ProgramFailed(f"{Path(command[0]).name} ended with an error:\n{words}\nNothing was changed.")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ProgramFailed("A program of PostgreSQL could not be started.")
    return pipe


def _complete(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in NAMES)
