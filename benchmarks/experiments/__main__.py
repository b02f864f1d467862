"""`python -m benchmarks.experiments`: simulate every cell on all cores, and write docs/experiments.md."""

import argparse
import os
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from benchmarks.experiments import report
from benchmarks.experiments.cells import all_cells
from benchmarks.experiments.simulating import Outcome, simulated
from web.terminal import bar

SEED = 20261122
CHUNK = 250
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Simulate, and write the report; the exit status is 1 when a bar isn't met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.experiments")
    parser.add_argument("--runs", type=int, default=10_000, help="of each cell")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "experiments.md")
    options = parser.parse_args()
    cells, begun = all_cells(), time.perf_counter()
    chunks = [
        (place, first, min(CHUNK, options.runs - first))
        for place in range(len(cells))
        for first in range(0, options.runs, CHUNK)
    ]
    found: dict[int, list[Outcome]] = defaultdict(list)
    with ProcessPoolExecutor(options.cores) as pool, bar("Simulating") as show:
        waiting = {
            pool.submit(simulated, cells[place], runs, (SEED, place, first)): place for place, first, runs in chunks
        }
        for done, future in enumerate(as_completed(waiting), 1):
            found[waiting[future]] += future.result()
            show("", done, len(chunks))
    results = [report.Result(cell, tuple(found[place])) for place, cell in enumerate(cells)]
    text, short = report.written(results, options.runs, SEED, time.perf_counter() - begun)
    options.report.write_text(text)
    print(text)
    raise SystemExit(short > 0)


if __name__ == "__main__":
    main()
