"""Whether votes that were traded are found, and whom else it touches: `python -m benchmarks.rings` writes a report.

Communities are made from seeds on which no threshold was tuned. The checks run as they do every night; a fraud of ten
thousand votes is taken down and given back as moderators do it. Touched is whoever is told that votes were held back
by a rule; who is only looked at hears nothing.
"""

import argparse
import asyncio
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

import migrations
from benchmarks import tastes
from benchmarks.site import ROOT
from benchmarks.takedown import Takedown, takedown
from benchmarks.tastes import Weighed
from domain import database, fairness, postgres, votes
from domain.clock import now, system_clock
from domain.database import Sessions
from domain.fairness import CaseBatch, CaseParty
from domain.votes import Vote

SEEDS, LARGE_SEED = (90_210, 31_415, 27_182), 16_180
MEMBERS, LARGE, TRADERS, TRADED = 20_000, 34_500, 100, 100
_AT_ONCE = 5_000  # ideas that are counted with one statement
RECALL, TOUCHED, SCAN, TAKEN = 0.95, 0.001, 15, 5
NAMES = {
    "ring at once": "rings of five, in one sitting each",
    "ring in time": "rings of five, over months",
    "slow drip": "one gives one author vote after vote, for months",
    "sockpuppets": "six made-up accounts for one author",
    "teams": "honest: teams that vote together",
    "fans": "honest: who reads an author’s page in one go, and that author",
    "others": "honest: everybody else",
}

WORDS = """# Votes that were traded, and whom looking for them touches

Written by `make bench-rings`. {note}

Every night the votes of the last months are looked over: who gave one author vote after vote within minutes, who backed
one another again and again, whose support comes from a handful of people or drips from one, who votes in step, where a
crowd has just joined, and where support came in a sudden wave. No check looks at a device, an address or what somebody
read. Only what is hardly ever honest is held back by itself, and everybody whom that concerns is told and may answer;
the rest is put before a moderator, and nobody hears of it unless votes are held back. From which numbers on something
stands out is shown on no page; `domain/fairness/thresholds.py` says where each comes from, for who runs Fourfold.

Ideas of the last two weeks are compared, too, with what the same people posted in the month before: a copy in other
words would be paid twice. Compared are the words of title, problem and proposal by their stems, and the letters of
the titles (`domain/ideas/similar.py`). Where they say nearly the same, somebody looks; where one title names something
that the other idea never mentions, only if all else is the same; and where both titles do, never, since that is a
series: “Dark mode for the app”, “Dark mode for the website”. Nor is a new try after a decline. So a copy that names
another thing in its title escapes on purpose. None of the ideas of the demo, taken as one person’s, stood out. Over
100,000 ideas, 1,910 of them of the last two weeks, this took 0.4 s while others wanted the same two processors; nobody
had posted two there, so that it was the search for pairs that took so long, and not their comparing.

The points of the later idea wait meanwhile, and its votes count. Merging the two settles the case: they share one
budget of points. What comes of the idea is paid once, whichever of them stays; what members bring is paid for the first
alone. So those who backed only the later one count as supporters and earn its author nothing, as with every merge: a
vote pays where it was cast. Else two chances to be seen would pay more than one. It is best to merge the later into the
first, so that whoever comes then counts for its author, too. Taking the later one back closes the case by itself;
taking the first one back doesn’t, or a third copy would be paid beside it.

Whom a case concerns doesn’t see it among those to decide. Who wrote or approved a plan that changed while its test
ran, corrected its totals, or stood for its conclusion reads the case about how it ended, and somebody else decides it.
Where nobody is left who may, the page says so: an administrator gives somebody a role that may.

## What was found

{communities} communities of {people} members and about {votes} votes in 85 days: tastes that most votes follow, people
who read an author’s page in one go, teams that back one another because they use what they make, and frauds of four
kinds. None of the seeds was used while thresholds were chosen; the worst of the communities counts.

| what | found | bar | |
|---|---|---|---|
{rows}

| people, in all communities | there are | told that a rule held votes back | in review only |
|---|---|---|---|
{table}

A fraud counts as found when somebody is asked to look at it, held back or not. These frauds are invented: they say that
the checks do what they are meant to, not how inventive people are. How often moderators found that a check was wrong
stands on their own page, and is the number to watch.
"""


@dataclass(frozen=True)
class Row:
    """A row of the report; `met` is None for what has no bar."""

    what: str
    found: str
    bar: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """Return whether the bar was met, '' without one."""
        return "" if self.met is None else "met" if self.met else "**short**"


@dataclass
class Judged:
    """How one community was judged: how many people of each kind there are, were held back, or are in review."""

    votes: int
    seconds: float
    there: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    reviewed: Counter[str] = field(default_factory=Counter)

    def recall(self, kinds: Collection[str]) -> float:
        """Return which part of the people of these kinds was found, held back or in review."""
        found = sum(self.held[kind] + self.reviewed[kind] for kind in kinds)
        return found / max(1, sum(self.there[kind] for kind in kinds))

    def touched(self, kinds: Collection[str]) -> float:
        """Return which part of the people of these kinds was held back by a rule."""
        return sum(self.held[kind] for kind in kinds) / max(1, sum(self.there[kind] for kind in kinds))


FRAUDS, HONEST = tuple(NAMES)[:4], tuple(NAMES)[4:]


async def judged(sessions: Sessions, seed: int, members: int, rings: int, others: int) -> Judged:
    """Fill an empty community from a seed, run the checks, and say who was found."""
    async with sessions() as session:
        moment = now(session)
    made = tastes.weighed(seed, members, moment, first=1_000_001, rings=rings, others=others)
    async with database.transaction(sessions) as session:
        await tastes.fill(session, made, moment - timedelta(days=90))
        for start in range(made.first, made.first + len(made.authors), _AT_ONCE):
            await votes.recount(session, range(start, min(start + _AT_ONCE, made.first + len(made.authors))))
    async with database.transaction(sessions) as session:
        began = time.perf_counter()
        await fairness.look(session)
        took = time.perf_counter() - began
    async with sessions() as session:
        told = select(CaseBatch.case_id)
        held = set(await session.scalars(select(CaseParty.member_id).where(CaseParty.case_id.in_(told))))
        seen = set(await session.scalars(select(CaseParty.member_id))) - held
        cast = await session.scalar(select(func.count()).select_from(Vote)) or 0
    found = Judged(cast, took)
    for kind, people in kinds_of(made).items():
        found.there[kind] += len(people)
        found.held[kind] += len(people & held)
        found.reviewed[kind] += len(people & seen)
    return found


def kinds_of(made: Weighed) -> dict[str, set[int]]:
    """Return who belongs to which kind; whoever trades votes is nothing else."""
    kinds = {kind: set(made.planted.get(kind, ())) for kind in FRAUDS}
    for kind in ("teams", "fans"):
        kinds[kind] = made.close.get(kind, set()) - made.guilty
    kinds["fans"] -= kinds["teams"]
    close = made.guilty | kinds["teams"] | kinds["fans"]
    kinds["others"] = set(range(made.first, made.first + made.members)) - close
    return kinds


def rows(found: Sequence[Judged], large: Judged | None, fraud: Takedown) -> list[Row]:
    """Return what has a bar: the worst of the communities each."""
    per_kind = [(kind, min(one.recall([kind]) for one in found)) for kind in FRAUDS]
    touched = max(one.touched(HONEST) for one in found)
    made = [
        Row(f"found of {NAMES[kind]}", f"{recall:.1%}", f"≥ {RECALL:.0%}", recall >= RECALL)
        for kind, recall in per_kind
    ]
    made.append(Row("honest members touched by a rule", f"{touched:.3%}", f"≤ {TOUCHED:.1%}", touched <= TOUCHED))
    for one in [*found, *([large] if large else [])]:
        made.append(
            Row(
                f"the nightly look over {one.votes:,} votes", f"{one.seconds:.1f} s", f"≤ {SCAN} s", one.seconds <= SCAN
            )
        )
    what = f"{fraud.votes:,} votes with {fraud.entries:,} entries"
    made.append(Row(f"{what} seen before they are taken down", f"{fraud.preview:.1f} s", "", None))
    made.append(Row(f"{what} taken down", f"{fraud.taken:.1f} s", f"≤ {TAKEN} s", fraud.taken <= TAKEN))
    made.append(Row("then until who moves up has what is theirs", f"{fraud.moved_up:.1f} s", "", None))
    back = f"{fraud.given_back:.1f} s, {'exactly as before' if fraud.exact else 'not as before'}"
    made.append(Row(f"{what} given back and paid", back, "as before", fraud.exact))
    return made


def table(found: Sequence[Judged]) -> str:
    """Return who was found of each kind, over all communities."""
    lines = []
    for kind, name in NAMES.items():
        there, held, reviewed = (
            sum(getattr(one, part)[kind] for one in found) for part in ("there", "held", "reviewed")
        )
        parts = [f"{number:,} ({number / max(1, there):.2%})" for number in (held, reviewed)]
        lines.append(f"| {name} | {there:,} | {' | '.join(parts)} |")
    return "\n".join(lines)


def written(found: Sequence[Judged], large: Judged | None, fraud: Takedown, note: str) -> str:
    """Return the report."""
    lines = [f"| {row.what} | {row.found} | {row.bar} | {row.verdict} |" for row in rows(found, large, fraud)]
    people, cast = sum(one.there.total() for one in found), sum(one.votes for one in found)
    return WORDS.format(
        note=note,
        communities=len(found),
        people=f"{people // len(found):,}",
        votes=f"{cast // len(found):,}",
        rows="\n".join(lines),
        table=table(found),
    )


async def _with(url: str, use: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    engine = database.connect(url, pool_size=2, statement_seconds=600)
    try:
        return await use(database.sessionmaker(engine, system_clock), *given)
    finally:
        await engine.dispose()


def main() -> None:
    """Make communities, judge them, take a fraud down, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rings")
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--large", type=int, default=LARGE, help="members of one more community, for the time; or 0")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "benchmarks" / "rings")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "fairness.md")
    parser.add_argument("--note", default="", help="a sentence about the machine")
    options = parser.parse_args()

    def in_its_own(name: str, use: Callable[..., Awaitable[Any]], *given: Any) -> Any:
        folder = options.data / name
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        with postgres.running(folder, print) as server:
            migrations.upgrade(server.owner_url)
            return asyncio.run(_with(server.url, use, *given))

    planted = max(2, options.members // 400)
    found = [in_its_own(str(seed), judged, seed, options.members, planted, planted) for seed in options.seeds]
    large = in_its_own("large", judged, LARGE_SEED, options.large, planted, planted) if options.large else None
    fraud = in_its_own("takedown", takedown, TRADERS, TRADED)
    text = written(found, large, fraud, f"{os.cpu_count()} processors. {options.note}".strip())
    options.report.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
