"""The table that is written into docs/: every figure with its error, and which bars are met."""

import math
import statistics
from dataclasses import dataclass

from benchmarks.experiments.cells import EFFECTS, MIX, Bar, Cell, Figure
from benchmarks.experiments.simulating import Outcome


@dataclass(frozen=True)
class Result:
    """A cell with the outcomes of all its runs."""

    cell: Cell
    outcomes: tuple[Outcome, ...]

    def value(self, figure: Figure) -> tuple[float, float]:
        """Return a figure and the error of simulating it, as 1.96 standard errors."""
        used = sorted(each.used for each in self.outcomes)
        runs = len(used)
        if figure == "mean":
            return statistics.fmean(used), 1.96 * statistics.pstdev(used) / math.sqrt(runs)
        if figure == "median":
            away = 0.98 * math.sqrt(runs)
            low, high = used[max(0, int(runs / 2 - away))], used[min(runs - 1, int(runs / 2 + away))]
            return statistics.median(used), (high - low) / 2
        share = sum(each.says == (1 if figure == "scaled" else -1) for each in self.outcomes) / runs
        return share, 1.96 * math.sqrt(max(share * (1 - share), 1 / runs) / runs)

    def verdicts(self) -> list[tuple[Bar, bool]]:
        """Return which bars are met."""
        return [
            (bar, (self.value(bar.figure)[0] >= bar.limit) if bar.at_least else self.value(bar.figure)[0] <= bar.limit)
            for bar in self.cell.bars
        ]


def written(results: list[Result], runs: int, seed: int, seconds: float) -> tuple[str, int]:
    """Return the report, and how many bars are not met."""
    short = sum(not met for result in results for _bar, met in result.verdicts())
    lines = [
        "# How often the engine of experiments is right, and how soon",
        "",
        f"Written by `make bench-experiments`: {runs:,} runs of each row, seed {seed}, {seconds / 60:.0f} minutes.",
        "Totals are drawn, and the product's own verdict reads them after every hundredth of the horizon: what",
        "a fixed test takes (5 % on two sides, 80 % power). The promise is +20 % on 10 % unless a row says otherwise;",
        "± is the error of simulating (95 %). Bars are what the engine is held to.",
        "",
        "| what is true, and who reads it | scaled | stopped | median of horizon | mean of horizon | bars |",
        "|---|---|---|---|---|---|",
        *map(_line, results),
        "",
        "## Ideas that work, per unit of traffic",
        "",
        "Of 100 ideas, 15 harm by 20 %, 50 do nothing, 15 bring half of what they promise, 15 all of it, 5 twice that.",
        "",
        "| rule | traffic of one idea, in horizons | working ideas scaled, per 100 horizons | duds among the scaled |",
        "|---|---|---|---|",
        *_portfolio(results),
    ]
    return "\n".join(lines) + "\n", short


def _line(result: Result) -> str:
    figures: tuple[Figure, ...] = ("scaled", "stopped", "median", "mean")
    shown = []
    for figure in figures:
        value, error = result.value(figure)
        shares = figure in ("scaled", "stopped")
        shown.append(f"{value:.1%} ± {error:.1%}" if shares else f"{value:.2f} ± {error:.2f}")
    bars = [
        f"{bar.figure} {'≥' if bar.at_least else '≤'} {bar.limit:g}: {'met' if met else '**short**'}"
        for bar, met in result.verdicts()
    ]
    return f"| {result.cell.title} | {' | '.join(shown)} | {', '.join(bars)} |"


def _portfolio(results: list[Result]) -> list[str]:
    lines = []
    for first in range(0, 5 * len(EFFECTS), len(EFFECTS)):
        of_rule = dict(zip(EFFECTS, results[first : first + len(EFFECTS)], strict=True))
        traffic = sum(MIX[effect] * result.value("mean")[0] for effect, result in of_rule.items())
        scaled = {effect: MIX[effect] * result.value("scaled")[0] for effect, result in of_rule.items()}
        works = sum(share for effect, share in scaled.items() if effect > 0)
        duds = 1 - works / sum(scaled.values()) if works else 0.0
        rule = results[first].cell.title.partition(",")[0]
        lines.append(f"| {rule} | {traffic:.2f} | {100 * works / traffic:.1f} | {duds:.1%} |")
    return lines
