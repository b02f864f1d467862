"""The table that is written into docs/, with what falls short named."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.dataset import Size
from benchmarks.pgbench import Speed

P99_MOST, MEMORY_MOST, GROWTH_MOST, QUEUE_MOST = 120.0, 150.0, 1.5, 3.0


@dataclass(frozen=True)
class Measured:
    """One kind of request: pgbench and the site in the same minute, and what a request cost the site's processes."""

    name: str
    bar: float
    limit: Speed
    site: Speed
    cpu_ms: float
    memory_mb: float

    @property
    def ratio(self) -> float:
        """Return how the site compares with the same SQL alone."""
        return self.site.per_second / self.limit.per_second

    def line(self) -> str:
        """Return the row of the table."""
        met = "" if not self.bar else "met" if self.ratio >= self.bar else "**short**"
        bar = f"≥ {self.bar}" if self.bar else ""
        return (
            f"| {self.name} | {bar} | {self.ratio:.3f} | {met} | {self.site.per_second:,.0f} |"
            f" {self.limit.per_second:,.0f} | {self.site.p50:.0f} / {self.site.p99:.0f} |"
            f" {self.limit.p50:.1f} / {self.limit.p99:.1f} | {self.cpu_ms:.1f} |"
        )


def written(
    found: dict[Size, list[Measured]],
    took: dict[Size, str],
    short: tuple[Size, Measured],
    workers: int,
    connections: int,
    rounds: int,
) -> str:
    """Return the report as Markdown; `took` says how long single changes take, `short` is a short queue."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; run it on a machine that does nothing else. Every figure of the site stands beside"
        " pgbench running the same SQL (for feed and idea page: one query that makes one JSON document; for a search:"
        " all that is sent for it, but not what finds out who asks) on the same data, on the same processors, in the"
        " same minute, so that the ratio means something on any machine. Site, database and load generator share the"
        " processors.",
        "",
        f"Measured {datetime.now(UTC):%d %B %Y}: {os.cpu_count()} processors, Python {platform.python_version()},"
        f" {workers} processes that answer, {connections} connections, rounds: {rounds} (the middle one counts)."
        " Times are in milliseconds; CPU is what one request costs the site's own processes.",
        "",
    ]
    for size, measured in found.items():
        lines += [
            f"## {size.members:,} members, {size.ideas:,} ideas, {size.votes:,} votes",
            "",
            "| what | bar | site ÷ pgbench | | requests/s | pgbench/s | site p50 / p99 | pgbench p50 / p99 | CPU |",
            "|---|---|---|---|---|---|---|---|---|",
            *(each.line() for each in measured),
            "",
            _limits(measured),
            "",
            took[size],
            "",
        ]
    lines += [*_growth(found), "", _queue(found, *short), "", *_short(found)]
    return "\n".join(lines).rstrip() + "\n"


def _limits(measured: list[Measured]) -> str:
    slowest = max(measured, key=lambda each: each.site.p99)
    memory = max(each.memory_mb for each in measured)
    return (
        f"The slowest p99 is {slowest.site.p99:.0f} ms ({slowest.name}); the bar is {P99_MOST:.0f}."
        f" The largest process holds {memory:.0f} MB; the bar is {MEMORY_MOST:.0f}."
    )


def _growths(found: dict[Size, list[Measured]]) -> list[tuple[str, float]]:
    if len(found) < 2:
        return []
    large, small = (found[size] for size in sorted(found, key=lambda size: -size.ideas)[:2])
    return [(one.name, one.site.p50 / other.site.p50) for one, other in zip(large, small, strict=True)]


def _growth(found: dict[Size, list[Measured]]) -> list[str]:
    rows = [f"| {name} | {ratio:.2f} |" for name, ratio in _growths(found)]
    head = f"What ten times as much data costs (p50, large ÷ small); the bar is {GROWTH_MOST}:"
    return [head, "", "| what | ratio |", "|---|---|", *rows] if rows else []


def _queue(found: dict[Size, list[Measured]], few: Size, short: Measured) -> str:
    size = max(found, key=lambda each: each.ideas)
    long = next(each for each in found[size] if each.name == short.name)
    return (
        f"The queue with {size.open:,} open ideas takes {long.site.p50 / short.site.p50:.2f} × as long as with"
        f" {few.open:,} (p50 {long.site.p50:.0f} and {short.site.p50:.0f} ms); the bar is {QUEUE_MOST:.0f}."
    )


def _short(found: dict[Size, list[Measured]]) -> list[str]:
    measured = next(iter(found.values()))
    missed = [f"{each.name}: {each.ratio:.3f} of {each.bar}" for each in measured if each.ratio < each.bar]
    slow = [f"{each.name}: p99 {each.site.p99:.0f} ms" for each in measured if each.site.p99 > P99_MOST]
    large = max((each.memory_mb for each in measured), default=0.0)
    held = [f"memory: {large:.0f} MB of {MEMORY_MOST:.0f}"] if large > MEMORY_MOST else []
    grown = [f"{name}: {ratio:.2f} × for ten times the data" for name, ratio in _growths(found) if ratio > GROWTH_MOST]
    if not missed + slow + held + grown:
        return ["Every bar is met."]
    return ["What falls short:", "", *(f"- {each}" for each in missed + slow + held + grown)]
