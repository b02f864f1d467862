"""The ASOS Digital Experiments Dataset: streams of checkpoints, with every row that can't be used named by its line."""

import math
from dataclasses import dataclass
from pathlib import Path

from domain.errors import FieldProblem, _
from domain.experiments import Impossible, Look, Measured
from domain.imports.records import BadRow, FileUnreadable, Record, records

COLUMNS = ("experiment_id", "variant_id", "metric_id", "time_since_start")
COUNTS, MEANS, VARIANCES = (tuple(f"{figure}_{arm}" for arm in "ct") for figure in ("count", "mean", "variance"))


@dataclass(frozen=True)
class Stream:
    """One metric of one variant against its control, in the order of time, and the rows that had to be left out."""

    experiment: str
    variant: str
    metric: str
    looks: tuple[Look, ...]
    left_out: tuple[BadRow, ...]


@dataclass(frozen=True)
class Streams:
    """All streams of a file, and rows that belong to none."""

    streams: tuple[Stream, ...]
    bad_rows: tuple[BadRow, ...]


def asos(path: Path) -> Streams:
    """Read the file; raises FileUnreadable, FileEmpty, ColumnMissing."""
    if not path.is_file():
        raise FileUnreadable(file=path.name, why="there is no such file")
    looks: dict[tuple[str, str, str], list[Look]] = {}
    left_out: dict[tuple[str, str, str], list[BadRow]] = {}
    bad_rows = []
    for row in records(path, (*COLUMNS, *COUNTS, *MEANS, *VARIANCES)):
        if isinstance(row, BadRow):
            bad_rows.append(row)
            continue
        key = (row.fields["experiment_id"], row.fields["variant_id"], row.fields["metric_id"])
        looks.setdefault(key, [])
        found = _look(row)
        if isinstance(found, Look):
            looks[key].append(found)
        else:
            left_out.setdefault(key, []).append(BadRow(path.name, row.line, found))
    streams = (
        Stream(*key, tuple(sorted(rows, key=lambda look: look.day)), tuple(left_out.get(key, ())))
        for key, rows in looks.items()
    )
    return Streams(tuple(streams), tuple(bad_rows))


def _look(row: Record) -> Look | tuple[FieldProblem, ...]:
    problems = [
        FieldProblem(column, "missing", _("Nothing is entered here."))
        for column in (*COUNTS, *MEANS, *VARIANCES, "time_since_start")
        if not row.fields[column].strip()
    ]
    if problems:
        return tuple(problems)
    try:
        day = float(row.fields["time_since_start"])
        arms = tuple(_arm(row, *columns) for columns in zip(COUNTS, MEANS, VARIANCES, strict=True))
    except ValueError:
        return (FieldProblem("", "not_a_number", _("One of the figures isn't a number.")),)
    except Impossible as error:
        return error.problems
    if not 0 <= day < math.inf:
        return (FieldProblem("time_since_start", "not_a_number", _("One of the figures isn't a number.")),)
    return Look(day, arms)


def _arm(row: Record, count: str, mean: str, variance: str) -> Measured:
    spread = float(row.fields[variance])
    if spread < 0:
        raise ValueError
    return Measured(int(row.fields[count]), float(row.fields[mean]), math.sqrt(spread))
