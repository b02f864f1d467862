"""`fourfold replay`: what the engine would have said of real experiments, beside how others would have read them."""

import argparse
import hashlib
import json
from pathlib import Path

from rich.table import Table

from domain import experiments, imports
from domain.settings import Settings
from web import replay_report
from web.replay_report import Row
from web.terminal import bar, out


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    replay = commands.add_parser("replay", help="Run the engine over experiments that are over.")
    kinds = replay.add_subparsers(required=True, metavar="KIND")
    asos = kinds.add_parser("asos", help="The ASOS Digital Experiments Dataset, a CSV file.")
    asos.add_argument("file", type=Path, metavar="FILE")
    asos.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="where replay.json and .html go")
    asos.set_defaults(run=replay_asos)


def replay_asos(settings: Settings, options: argparse.Namespace) -> int:
    """Replay every stream of the file, print what was counted, and write the report twice."""
    found = imports.asos(options.file)
    rows = []
    with bar("Replaying") as show:
        for done, stream in enumerate(found.streams, 1):
            rows.append(_row(stream))
            show("", done, len(found.streams))
    source = hashlib.sha256(options.file.read_bytes()).hexdigest()
    options.into.mkdir(parents=True, exist_ok=True)
    written = json.dumps(replay_report.as_json(rows, source), indent=1, allow_nan=False)
    (options.into / "replay.json").write_text(written)
    (options.into / "replay.html").write_text(replay_report.page(rows, source))
    for bad in found.bad_rows:
        out.print(f"{bad.file}, line {bad.line}: {bad.reason()}", markup=False)
    for name in replay_report.named(rows):
        out.print(name, markup=False)
    for title, (names, *lines) in replay_report.tables(rows).items():
        table = Table(*names, title=f"\n{title}", title_justify="left")
        for line in lines:
            table.add_row(*line)
        out.print(table)
    out.print(f"In full: {options.into / 'replay.html'} and {options.into / 'replay.json'}", markup=False)
    return 0


def _row(stream: imports.Stream) -> Row:
    if not stream.looks:
        return Row(stream, (), None)
    replayed = tuple(experiments.replayed(stream.looks, promise) for promise in experiments.PROMISES)
    return Row(stream, replayed, experiments.plain(stream.looks))
