"""Writes docs/ranking.md: how the orders sort two real conversations (`python -m benchmarks.polis_orders`).

Whoever said anything to a statement had seen it; agreeing is a vote. Halves of the participants check each other.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from domain.ideas import ranking
from domain.imports.conversation import Conversation, Opinion, Stance, Statement, read

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "polis"
CONVERSATIONS = ("canadian-electoral-reform", "scoop-hivemind.affordable-housing")
ORDERS = ("best", "supported", "rising", "new")
TOP, HELD_LEAST = 10, 10


@dataclass(frozen=True)
class Row:
    """One statement with what others said to it."""

    said: Statement
    agreed: tuple[datetime, ...]
    passed: int
    disagreed: int

    @property
    def exposed(self) -> int:
        """Return how many saw it."""
        return len(self.agreed) + self.passed + self.disagreed

    @property
    def rate(self) -> float:
        """Return the share of those who saw it that agreed, 0 to 1."""
        return len(self.agreed) / self.exposed if self.exposed else 0.0


def rows_of(conversation: Conversation, only: Callable[[Opinion], bool] = lambda _opinion: True) -> list[Row]:
    """Return the statements that were not rejected, with the last word of each participant that `only` lets through."""
    given: dict[int, list[Opinion]] = {number: [] for number in conversation.statements}
    for opinion in conversation.last_opinions:
        if only(opinion) and opinion.participant != conversation.statements[opinion.statement].author:
            given[opinion.statement].append(opinion)
    return [
        Row(
            said,
            tuple(each.at for each in given[number] if each.stance is Stance.AGREE),
            sum(each.stance is Stance.PASS for each in given[number]),
            sum(each.stance is Stance.DISAGREE for each in given[number]),
        )
        for number, said in conversation.statements.items()
        if not said.rejected
    ]


def sorted_by(order: str, rows: Sequence[Row]) -> list[Row]:
    """Return the rows as a list of that order shows them, without the places kept for what few have seen."""

    def key(row: Row) -> tuple[float, int, int]:
        score = {
            "best": ranking.best(len(row.agreed), row.exposed),
            "supported": float(len(row.agreed)),
            "rising": ranking.rising(row.agreed) or 0.0,
            "new": row.said.at.timestamp(),
        }[order]
        return score, -row.exposed, row.said.number

    return sorted(rows, key=key, reverse=True)


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the rank correlation of two series, ties at their mean rank (Spearman 1904)."""
    a, b = _ranks(one), _ranks(other)
    mean_a, mean_b = fmean(a), fmean(b)
    covariance = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return covariance / spread**0.5 if spread else 0.0


def _ranks(series: Sequence[float]) -> list[float]:
    ordered = sorted(series)
    first = {value: ordered.index(value) for value in set(series)}
    return [first[value] + (ordered.count(value) - 1) / 2 for value in series]


def _agreement(sorted_rows: Sequence[Row]) -> float:
    """Return how well places from the top go with shares of agreement."""
    return spearman([-float(place) for place in range(len(sorted_rows))], [row.rate for row in sorted_rows])


def _half(number: int) -> Callable[[Opinion], bool]:
    return lambda said: said.participant % 2 == number


def checked(conversation: Conversation) -> list[str]:
    """Return, for each order made by one half of the participants, what the other half thinks of it."""
    lines = [
        "| order | correlation with the other half's agreement | the other half agrees with the top 10 |",
        "|---|---:|---:|",
    ]
    for order in ORDERS:
        correlations, agreements = [], []
        for half in (0, 1):
            made = sorted_by(order, rows_of(conversation, _half(half)))
            held = {row.said.number: row for row in rows_of(conversation, _half(1 - half)) if row.exposed >= HELD_LEAST}
            known = [held[row.said.number] for row in made if row.said.number in held]
            correlations.append(_agreement(known))
            top = known[:TOP]
            agreements.append((sum(len(row.agreed) for row in top), sum(row.exposed for row in top)))
        agreed, seen = map(sum, zip(*agreements, strict=True))
        lines.append(f"| {order} | {fmean(correlations):.2f} | {agreed:,} of {seen:,} ({agreed / seen:.0%}) |")
    return lines


def by_age(rows: Sequence[Row]) -> list[str]:
    """Return how statements of the first, second and last third fare in each order."""
    oldest = sorted(rows, key=lambda row: (row.said.at, row.said.number))
    third = len(oldest) / 3
    thirds = [oldest[round(n * third) : round((n + 1) * third)] for n in range(3)]
    lines = [
        "| stated in the | seen by, on average | seen by fewer than 20 | agreement | " + " | ".join(ORDERS) + " |",
        "|---|---:|---:|---:|" + "---:|" * len(ORDERS),
    ]
    places = {order: [row.said.number for row in sorted_by(order, rows)][: 2 * TOP] for order in ORDERS}
    for name, part in zip(("first third", "second third", "last third"), thirds, strict=True):
        agreed, seen = sum(len(row.agreed) for row in part), sum(row.exposed for row in part)
        few = sum(row.exposed < ranking.SEEN_ENOUGH for row in part)
        found = " | ".join(str(sum(row.said.number in places[order] for row in part)) for order in ORDERS)
        share = f"{agreed / seen:.0%}" if seen else "–"
        lines.append(f"| {name} ({len(part)}) | {seen / len(part):.0f} | {few} | {share} | {found} |")
    return lines


def top(rows: Sequence[Row], order: str) -> list[str]:
    """Return the ten statements on top of an order, with raw counts."""
    lines = [
        f"**{order}**",
        "",
        "| | agree | pass | disagree | share | best | statement |",
        "|---:|---:|---:|---:|---:|---:|---|",
    ]
    for place, row in enumerate(sorted_by(order, rows)[:TOP], start=1):
        score = ranking.best(len(row.agreed), row.exposed)
        text = " ".join(row.said.text.split()).replace("|", "/")
        text = text if len(text) <= 90 else text[:89].rstrip() + "…"
        counts = f"{len(row.agreed)} | {row.passed} | {row.disagreed} | {row.rate:.0%} | {score:.3f}"
        lines.append(f"| {place} | {counts} | {text} |")
    return [*lines, ""]


def about(conversation: Conversation) -> list[str]:
    """Return the chapter on one conversation."""
    rows = rows_of(conversation)
    rates = [row.rate for row in rows]
    whole = [
        f"## {conversation.topic}",
        "",
        f"{len(rows)} statements that were not rejected, {len(conversation.participants):,} participants, "
        f"{sum(row.exposed for row in rows):,} exposures: {sum(len(row.agreed) for row in rows):,} agreed, "
        f"{sum(row.passed for row in rows):,} passed, {sum(row.disagreed for row in rows):,} disagreed.",
        "",
        "Rank correlation of each order with the share who agreed, over all statements: "
        + ", ".join(f"{order} {_agreement(sorted_by(order, rows)):.2f}" for order in ORDERS)
        + ". (The share itself is noise where few have seen a statement: "
        f"{sum(rate in (0, 1) for rate in rates)} stand at 0 % or 100 %.)",
        "",
        "Each order made from one half of the participants, even or odd numbers, judged by the other half, both ways; "
        f"statements that at least {HELD_LEAST} of the other half saw:",
        "",
        *checked(conversation),
        "",
        "How age matters; the last columns count statements among the first 20 of each order:",
        "",
        *by_age(rows),
        "",
    ]
    return whole + [line for order in ORDERS for line in top(rows, order)]


def main(data: Path = DATA) -> None:
    """Write the report; the data's folder may be given as the only argument."""
    chapters = [about(read(data / name, datetime.now(UTC))) for name in CONVERSATIONS]
    text = (Path(__file__).parent / "polis_orders.md").read_text(encoding="utf-8")
    report = text.rstrip() + "\n\n" + "\n".join(line for chapter in chapters for line in chapter).rstrip() + "\n"
    (ROOT / "docs" / "ranking.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
