"""The report of a replay: counted for the terminal, in full as JSON, and as a page that stands alone."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from domain.experiments import Advice, Plain, Replayed
from domain.imports import Stream
from web.assets import report_style

Table = list[list[str]]  # the first row names the columns
_SIGNS = {1: "better", -1: "worse", 0: "no difference"}


@dataclass(frozen=True)
class Row:
    """One stream with what each rule says of it; `plain` is None where no row could be used."""

    stream: Stream
    replayed: tuple[Replayed, ...]
    plain: Plain | None


def as_json(rows: Sequence[Row], source: str) -> dict[str, object]:
    """Return everything, for machines: promises are shares of the control's mean, `used` shares of all units."""
    streams = [_stream(row) for row in rows]
    return {"source_sha256": source, "tables": tables(rows), "named": named(rows), "streams": streams}


def tables(rows: Sequence[Row]) -> dict[str, Table]:
    """Return what the report counts, by title."""
    usable = [row for row in rows if row.plain]
    return {
        "What is in the file": _contents(rows),
        "What the engine advises, of every stream": _advised(usable),
        "Beside one look at the end": _beside_fixed(usable),
        "What peeking at a 5 % test makes of the same data": _peeking(usable),
    }


def named(rows: Sequence[Row]) -> list[str]:
    """Return a line for everything that is wrong with a stream's data, led by experiment, variant and metric."""
    lines = []
    for row in rows:
        stream, says = row.stream, list[str]()
        if stream.left_out:
            some = ", ".join(str(each.line) for each in stream.left_out[:3])
            more = f" and {len(stream.left_out) - 3} more" if len(stream.left_out) > 3 else ""
            reasons = " / ".join(sorted({each.reason() for each in stream.left_out})[:2])
            says.append(f"{len(stream.left_out)} rows left out (lines {some}{more}): {reasons}")
        if not stream.looks:
            says.append("no row could be used")
        if row.replayed:
            says += [f"totals fell by day {day:g}" for day in row.replayed[0].fell_on]
            if (alarm := row.replayed[0].alarm_on) is not None:
                says.append(f"not split in halves, known on day {alarm:g}")
        lines += [f"{stream.experiment} {stream.variant} {stream.metric}: {each}" for each in says]
    return lines


def page(rows: Sequence[Row], source: str) -> str:
    """Return the report as a page of HTML that needs nothing else."""
    body = "".join(_html(title, table) for title, table in tables(rows).items())
    streams = _html("What was named", [["stream"], *([each] for each in named(rows))])
    streams += _html("Every stream", _every(rows))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Replay of real experiments</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<style>{report_style()}</style></head><body><main><h1>Replay of real experiments</h1>"
        f"<p>SHA-256 of the file: <code>{source}</code>. Promises and rules "
        "were fixed before any result was looked at. A promise is a change of the control’s mean; shares are of all "
        f"units of a stream.</p>{body}{streams}</main></body></html>\n"
    )


def _contents(rows: Sequence[Row]) -> Table:
    looks = [len(row.stream.looks) for row in rows]
    return [
        ["experiments", "streams", "checkpoints used", "rows left out"],
        [
            str(len({row.stream.experiment for row in rows})),
            str(len(rows)),
            str(sum(looks)),
            str(sum(len(row.stream.left_out) for row in rows)),
        ],
    ]


def _advised(rows: Sequence[Row]) -> Table:
    table = [["promise", *(advice.value for advice in Advice if advice is not Advice.CONTINUE), "median share used"]]
    for of_one in _by_promise(rows):
        counted = Counter(each.advice for _row, each in of_one)
        fell = [each.used for _row, each in of_one if each.advice in (Advice.SCALE, Advice.STOP)]
        table.append(
            [
                _promised(of_one[0][1]),
                *(str(counted[advice]) for advice in Advice if advice is not Advice.CONTINUE),
                f"{statistics.median(fell):.0%}" if fell else "none fell",
            ]
        )
    return table


def _beside_fixed(rows: Sequence[Row]) -> Table:
    table = [["promise", "advice", *(f"{sign} at the end" for sign in _SIGNS.values())]]
    for of_one in _by_promise(rows):
        counted = Counter((each.advice, row.plain.at_end) for row, each in of_one if row.plain)
        for advice in (Advice.SCALE, Advice.STOP, Advice.UNDECIDED, Advice.INVALID):
            table.append([_promised(of_one[0][1]), advice.value, *(str(counted[advice, sign]) for sign in _SIGNS)])
    return table


def _peeking(rows: Sequence[Row]) -> Table:
    called = [row.plain for row in rows if row.plain and row.plain.first]
    gone = sum(each.first != each.at_end for each in called)
    return [
        ["streams", "called by peeking", "of these not so at the end", "called at the end"],
        [str(len(rows)), str(len(called)), str(gone), str(sum(row.plain.at_end != 0 for row in rows if row.plain))],
    ]


def _every(rows: Sequence[Row]) -> Table:
    table = [["experiment", "variant", "metric", "promise", "advice", "reason", "day", "share used", "at the end"]]
    for row in rows:
        for each in row.replayed:
            said = [_promised(each), each.advice.value, each.reason.value, f"{each.day:g}", f"{each.used:.0%}"]
            end = _SIGNS[row.plain.at_end] if row.plain else ""
            table.append([row.stream.experiment, row.stream.variant, row.stream.metric, *said, end])
    return table


def _stream(row: Row) -> dict[str, object]:
    return {
        "experiment": row.stream.experiment,
        "variant": row.stream.variant,
        "metric": row.stream.metric,
        "checkpoints": len(row.stream.looks),
        "left_out": [{"line": each.line, "reason": each.reason()} for each in row.stream.left_out],
        "engine": [
            {
                "promise": each.promise.change,
                "advice": each.advice.value,
                "reason": each.reason.value,
                "day": each.day,
                "used": each.used,
                "odds_log10": each.odds_log10,
                "totals_fell_on": each.fell_on,
                "wrong_split_on": each.alarm_on,
            }
            for each in row.replayed
        ],
        "test_at_the_end": row.plain and _SIGNS[row.plain.at_end],
        "peeking": row.plain
        and {"says": _SIGNS[row.plain.first], "day": row.plain.first_day, "used": row.plain.first_used},
    }


def _by_promise(rows: Sequence[Row]) -> Iterable[list[tuple[Row, Replayed]]]:
    return ([(row, row.replayed[place]) for row in rows] for place in range(len(rows[0].replayed) if rows else 0))


def _promised(replayed: Replayed) -> str:
    return f"{replayed.promise.change:+.0%}"


def _html(title: str, table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in table[1:])
    name = title.lower().replace(" ", "-").replace(",", "")
    return (
        f'<h2 id="{name}">{escape(title)}</h2><div class="scroll" tabindex="0" role="region" aria-labelledby="{name}">'
        f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
