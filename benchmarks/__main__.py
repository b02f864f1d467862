"""`python -m benchmarks`: fill a large and a small community, measure both, and write docs/benchmarks.md."""

import argparse
import asyncio
import json
import os
import pickle
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

import migrations
from benchmarks import dataset, deciding, merging, pgbench, portfolio, report
from benchmarks.dataset import Size
from benchmarks.pgbench import Speed
from benchmarks.questions import Asking
from benchmarks.report import Measured
from benchmarks.site import ROOT, Site, cpu_seconds, serving
from benchmarks.statements import discussed, scripts
from domain import postgres
from web.terminal import bar

CONNECTIONS = 16


@dataclass(frozen=True)
class Kind:
    """Something that is measured: what is asked of the site, the script of pgbench it is held against, and its bar."""

    name: str
    ask: Callable[[Asking], list[bytes]]
    script: str
    bar: float


QUEUE = Kind("queue of the product team, 30 of the tenth of all ideas that is open", Asking.queue, "feed", 0.0)
KINDS = (
    Kind("feed page, HTML, signed in, 20 ideas", Asking.feed, "feed", 0.05),
    Kind("feed by GraphQL, a document seen before", Asking.graphql_feed, "feed", 0.035),
    Kind("idea page with 20 comments", Asking.idea, "idea", 0.08),
    QUEUE,
    Kind("board of the product team", Asking.board, "feed", 0.0),
    Kind("search as JSON, words that few ideas hold", Asking.sparse_search, "sparse_search", 0.5),
    Kind("search as JSON, words in a fifth of all ideas", Asking.dense_search, "dense_search", 0.5),
    # Last, since points and notices that follow from votes are worked on for a while.
    Kind("vote from the page", Asking.vote, "vote", 0.12),
    Kind("vote by GraphQL", Asking.cast_vote, "vote", 0.0),
)


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--ideas", type=int, nargs="*", default=[100_000, 10_000], help="sizes, the main one first")
    parser.add_argument("--few", type=int, default=1_000, help="a size whose queue is held against the main one's")
    parser.add_argument("--seconds", type=int, default=6, help="how long each run lasts")
    parser.add_argument("--rounds", type=int, default=3, help="pgbench and site in turn; the middle one counts")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that answer requests")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "data" / "benchmarks", help="where the communities are kept"
    )
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "benchmarks.md")
    options = parser.parse_args()
    found, took = {}, {}
    for ideas in options.ideas:
        size = Size(ideas)
        with _filled(size, options.data / str(ideas)) as server:
            found[size] = _measured(server, size, options, KINDS)
            trials = (merging.measured, deciding.measured, portfolio.measured)
            took[size] = " ".join(asyncio.run(measured(server.url)) for measured in trials)
    few = Size(options.few)
    with _filled(few, options.data / str(options.few)) as server:
        short = few, _measured(server, few, options, (QUEUE,))[0]
    options.report.write_text(report.written(found, took, short, options.workers, CONNECTIONS, options.rounds))
    print(options.report.read_text())


@contextmanager
def _filled(size: Size, folder: Path) -> Iterator[postgres.Server]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    with postgres.running(folder, print) as server:
        migrations.upgrade(server.owner_url)
        with psycopg.connect(server.url) as connection:
            row = connection.execute("SELECT count(*) FROM sign_ins").fetchone()
        if row is None or not row[0]:
            with bar(f"Filling {size.ideas:,} ideas") as show:
                dataset.fill(server.owner_url, size, show)
        yield server


def _measured(
    server: postgres.Server, size: Size, options: argparse.Namespace, kinds: Iterable[Kind]
) -> list[Measured]:
    folder = options.data / str(size.ideas)
    written = asyncio.run(scripts(server.url, size, folder))
    with serving(server.url, folder, options.workers) as site:
        site.rest()
        asking = Asking(site.port, size, discussed(server.url).path)
        measured = []
        for kind in kinds:
            questions = pickle.dumps(kind.ask(asking))
            pairs = []
            for _ in range(options.rounds):
                limit = pgbench.run(
                    server.programs, server.url, written[kind.script], folder, clients=CONNECTIONS, seconds=4
                )
                pairs.append((limit, _asked(site, questions, options.seconds)))
            middle = sorted(pairs, key=lambda pair: pair[1].per_second / pair[0].per_second)[len(pairs) // 2]
            cpu = statistics.median(each.cpu_ms for _limit, each in pairs)
            measured.append(Measured(kind.name, kind.bar, middle[0], middle[1].speed, cpu, site.memory()))
            print(measured[-1].line(), flush=True)
    return measured


@dataclass(frozen=True)
class _Run:
    speed: Speed
    cpu_ms: float

    @property
    def per_second(self) -> float:
        return self.speed.per_second


def _asked(site: Site, questions: bytes, seconds: int) -> _Run:
    before = cpu_seconds(site.processes())
    command = [sys.executable, "-m", "benchmarks.load", "--port", str(site.port), "--seconds", str(seconds)]
    command += ["--connections", str(CONNECTIONS)]
    done = subprocess.run(command, input=questions, capture_output=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    seen = json.loads(done.stdout)
    if set(seen["statuses"]) - {"200"}:
        raise SystemExit(f"The site answered {seen['statuses']}; see site.log in the data folder.")
    speed = Speed(seen["per_second"], seen["p50"], seen["p99"])
    return _Run(speed, 1000 * (cpu_seconds(site.processes()) - before) / seen["answers"])


if __name__ == "__main__":
    main()
