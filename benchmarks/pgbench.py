"""pgbench: what the machine and PostgreSQL can do at most when one request is that SQL and nothing else."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SPEED = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_FAILED = re.compile(r"number of failed transactions: (\d+)")


@dataclass(frozen=True)
class Speed:
    """How many transactions a second, and the time of 50 and 99 of a hundred, in milliseconds."""

    per_second: float
    p50: float
    p99: float


def run(programs: Path, url: str, scripts: list[Path], folder: Path, *, clients: int, seconds: int) -> Speed:
    """Run scripts, one chosen at random for each transaction, in prepared mode."""
    for old in folder.glob("pgbench_log*"):
        old.unlink()
    files = [part for script in scripts for part in ("-f", str(script))]
    command = [str(programs / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds)]
    log = ["--log", "--log-prefix", str(folder / "pgbench_log")]
    done = subprocess.run([*command, *log, *files, url], capture_output=True, text=True, check=False)
    speed = _SPEED.search(done.stdout)
    if done.returncode or speed is None:
        raise SystemExit(f"pgbench failed:\n{done.stdout}\n{done.stderr[-2000:]}")
    took = sorted(
        int(line.split()[2]) for file in folder.glob("pgbench_log*") for line in file.read_text().splitlines()
    )
    at = [took[int(share * (len(took) - 1))] / 1000 for share in (0.5, 0.99)]
    return Speed(float(speed[1]), *at)
