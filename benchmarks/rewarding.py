"""How fast the ledger is at the size it is meant for: `python -m benchmarks.rewarding` writes docs/rewards.md.

Rebuilding, looking for drift, reading a board and awarding run as the product does them. Awarding stands beside pgbench
running the same statements on the same data in the same minute; all clients take turns, there as here.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

import migrations
from benchmarks import issuing, pgbench
from benchmarks.site import ROOT
from domain import badges, database, members, postgres, rewards
from domain.clock import now
from domain.database import Sessions
from domain.ideas import Quadrant
from domain.rewards import Award, BoardFilter, Code, Rule

CLIENTS, PROCESSES, BOARDS, TOGETHER = 16, 2, 300, 250
_COMMUNITY = (
    "INSERT INTO community (id, name, tagline, zone, language, hue, reading, joining, join_domains, status_labels,"
    " synonyms, created_at) VALUES (1, 'Benchmark', '', 'UTC', 'en', 200, 'everyone', 'everyone', '{}', '{}', '[]',"
    " now()) ON CONFLICT DO NOTHING"
)
_MEMBERS = """
INSERT INTO members (handle, name, email, role, language, about, is_sponsor, joined_at)
SELECT 'counted' || n, 'Member Number ' || n, 'counted' || n || '@example.org', 'customer', 'en', '', false,
    now() - interval '800 days'
FROM generate_series(1, %(members)s::int) AS n
"""
_SEASONS = """
INSERT INTO seasons (year, quarter, zone, starts_at, ends_at)
SELECT extract(year FROM began), extract(quarter FROM began), 'UTC', began, began + interval '3 months'
FROM generate_series(0, 3) AS n, LATERAL (SELECT date_trunc('quarter', now()) - n * interval '3 months') AS of (began)
ON CONFLICT DO NOTHING
"""
# Four of ten are support, which has a cap; outcomes are the rest. Some members earn far more than others.
_ENTRIES = """
INSERT INTO entries (member_id, currency, wanted, amount, rule_id, code, key, season_id, late, day, cap, occurred_at,
                     recorded_at, cause_kind, cause_id, part, generation, place, people, idea_id, quadrant)
SELECT who.id, rules.currency, pays, pays, rules.id, rules.code, 'counted:' || n, season.id, false, at::date,
       CASE rules.code WHEN 'supported' THEN 'supported:' || at::date ELSE '' END, at, now(), 'vote', n, '', 1, 1, 1,
       1 + n / 5, (array['participation_for_self', 'creation_for_self', 'participation_for_others',
                         'creation_with_others'])[1 + n %% 4]
FROM generate_series(%(low)s::int, %(high)s::int) AS n
CROSS JOIN LATERAL (SELECT %(first)s::bigint + floor(%(members)s::int * random() ^ 2 + n * 0)::int) AS who (id)
JOIN unnest(array['supported', 'published', 'supported', 'adopted', 'learned', 'supported', 'tested',
                  'supported_early', 'supported', 'acted_on_verdict'], array[5, 2, 2, 150, 60, 1, 20, 2, 5, 40])
     WITH ORDINALITY AS kinds (code, pays, place) ON kinds.place = 1 + n %% 10
JOIN rules ON rules.code = kinds.code AND rules.version = 1
JOIN (SELECT *, row_number() OVER (ORDER BY starts_at DESC) AS place FROM seasons) AS season
     ON season.place = 1 + (n / 10) %% 4
CROSS JOIN LATERAL (
    SELECT season.starts_at + random() * (least(season.ends_at, now()) - season.starts_at) + n * interval '0'
) AS moment (at)
"""
# What one award sends that changes something.
_AWARD = r"""\set who random(:first, :last)
\set cause random(1000000000, 900000000000000)
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('what follows from facts', 0));
SELECT key FROM entries WHERE key IN ('adopted:' || :cause);
INSERT INTO entries (member_id, currency, wanted, amount, rule_id, code, key, season_id, late, day, cap, occurred_at, recorded_at, cause_kind, cause_id, part, generation, place, people, idea_id, quadrant) VALUES (:who, 'impact', 150, 150, :rule, 'adopted', 'adopted:' || :cause, :season, false, current_date, '', now(), now(), 'decision', :cause, '', 1, 1, 1, :cause, 'creation_for_self') ON CONFLICT DO NOTHING RETURNING *;
INSERT INTO balances (member_id, currency, season_id, late, scope, points, gained_at, last_entry_id) VALUES (:who, 'impact', :season, false, '', 150, now(), 1) ON CONFLICT (member_id, currency, season_id, late, scope) DO UPDATE SET points = balances.points + excluded.points, gained_at = greatest(balances.gained_at, excluded.gained_at), last_entry_id = greatest(balances.last_entry_id, excluded.last_entry_id);
INSERT INTO balances (member_id, currency, season_id, late, scope, points, gained_at, last_entry_id) VALUES (:who, 'impact', :season, false, 'creation_for_self', 150, now(), 1) ON CONFLICT (member_id, currency, season_id, late, scope) DO UPDATE SET points = balances.points + excluded.points, gained_at = greatest(balances.gained_at, excluded.gained_at), last_entry_id = greatest(balances.last_entry_id, excluded.last_entry_id);
COMMIT;
"""  # noqa: E501 - pgbench takes one statement a line
AT_ONCE = 250_000


@dataclass(frozen=True)
class Row:
    """A row of the report; `met` is None for what has no bar."""

    what: str
    found: str
    bar: str
    met: bool


def filled(url: str, people: int, entries: int) -> int:
    """Fill an empty ledger, and return the number of the first of its members."""
    asyncio.run(_with(url, _rules))
    with psycopg.connect(database.plain(url), autocommit=True) as connection:
        connection.execute(_SEASONS)
        connection.execute(_MEMBERS, {"members": people})
        first = _number(connection, "SELECT min(id) FROM members WHERE handle LIKE 'counted%'")
        for low in range(1, entries + 1, AT_ONCE):
            span = {"low": low, "high": min(low + AT_ONCE - 1, entries), "first": first, "members": people}
            connection.execute(_ENTRIES, span)
        connection.execute("VACUUM ANALYZE entries")
    return first


async def _rules(sessions: Sessions) -> None:
    async with database.transaction(sessions) as session:
        await (await session.connection()).exec_driver_sql(_COMMUNITY)
        await rewards.kept_rulebook(session)
        await badges.seed(session)


def measured(url: str, programs: Path, folder: Path, first: int, people: int, seconds: int) -> list[Row]:
    """Return what a filled ledger does, row by row."""
    signed = issuing.rate()
    return [
        *asyncio.run(_with(url, books)),
        asyncio.run(_with(url, boards, first, people)),
        _awards(url, programs, folder, first, people, seconds),
        _awards_together(url, first, people, seconds),
        Row("badges signed by two processes", f"{signed:.0f}/s", f"≥ {issuing.BAR}/s", signed >= issuing.BAR),
    ]


async def books(sessions: Sessions) -> list[Row]:
    async def rebuilt(session: AsyncSession) -> None:
        await rewards.rebuild(session)

    async def compared(session: AsyncSession) -> None:
        if found := await rewards.drift(session):
            raise SystemExit(f"The ledger drifts: {found[0].says}")

    async with database.transaction(sessions) as session:
        entries = await rewards.count(session)
        for table in ("balances", "cap_uses"):
            await session.execute(text(f"DELETE FROM {table}"))
    rows = []
    for what, does in (
        ("rebuilding all balances, of which none is left,", rebuilt),
        ("rebuilding all balances, which are right,", rebuilt),
        ("looking for drift", compared),
    ):
        took = await _seconds(sessions, does)
        rows.append(Row(f"{what} from {entries:,} entries", f"{took:.1f} s", "≤ 10 s", took <= 10))
    return rows


async def backfilled(sessions: Sessions) -> Row:
    """Give all that starter badges ask for to whoever has earned it, as in the first night; nothing of it is kept."""
    async with sessions() as session:
        entries = await rewards.count(session)
        began = time.perf_counter()
        given = await badges.survey(session)
        took = time.perf_counter() - began
        await session.rollback()
    what = f"giving all starter badges for {entries:,} entries ({given:,} awards)"
    return Row(what, f"{took:.1f} s", "≤ 60 s", took <= 60)


async def boards(sessions: Sessions, first: int, people: int) -> Row:
    chance, took = random.Random(5), []
    async with sessions() as session:
        season = (await rewards.seasons(session))[0]
        chosen = [chance.randrange(first, first + people) for _ in range(BOARDS)]
        readers = await members.by_ids(session, chosen)
    for number in chosen:
        async with database.reading(sessions) as session:
            began = time.perf_counter()
            await rewards.board(session, readers[number], season, BoardFilter())
            took.append(1000 * (time.perf_counter() - began))
    p95 = _share(took, 0.95)
    return Row(f"a board with one’s own place among {people:,} members, p95", f"{p95:.1f} ms", "≤ 25 ms", p95 <= 25)


def _awards(url: str, programs: Path, folder: Path, first: int, people: int, seconds: int) -> Row:
    with psycopg.connect(database.plain(url)) as connection:
        rule = _number(connection, "SELECT id FROM rules WHERE code = 'adopted' AND version = 1")
        season = _number(connection, "SELECT id FROM seasons ORDER BY starts_at DESC LIMIT 1")
    script = folder / "award.sql"
    text = _AWARD
    for name, value in {":first": first, ":last": first + people - 1, ":rule": rule, ":season": season}.items():
        text = text.replace(name, str(value))
    script.write_text(text)
    limit = pgbench.run(programs, database.plain(url), [script], folder, clients=CLIENTS, seconds=seconds)
    took = _awarded(url, first, people, seconds, together=1)
    rate, p95 = len(took) / seconds, _share(took, 0.95)
    found = f"{rate:,.0f}/s, p95 {p95:.1f} ms; {rate / limit.per_second:.2f} of pgbench’s {limit.per_second:,.0f}/s"
    what, bar = f"awarding, {CLIENTS} clients in {PROCESSES} processes", "≥ 1,500/s, p95 ≤ 10 ms"
    return Row(what, found, bar, rate >= 1500 and p95 <= 10)


def _awards_together(url: str, first: int, people: int, seconds: int) -> Row:
    rate = TOGETHER * len(_awarded(url, first, people, seconds, together=TOGETHER)) / seconds
    return Row(
        f"awarding {TOGETHER} in a transaction, as facts are delivered", f"{rate:,.0f}/s", "≥ 1,500/s", rate >= 1500
    )


def _awarded(url: str, first: int, people: int, seconds: int, *, together: int) -> list[float]:
    """Return how long each transaction took, in milliseconds."""
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        given = (url, first, people, seconds, CLIENTS // PROCESSES, together)
        return [each for part in pool.starmap(_awarding, [given] * PROCESSES) for each in part]


def _awarding(url: str, first: int, people: int, seconds: int, clients: int, together: int) -> list[float]:
    return asyncio.run(_with(url, _on_and_on, first, people, seconds, clients, together))


async def _on_and_on(
    sessions: Sessions, first: int, people: int, seconds: int, clients: int, together: int
) -> list[float]:
    chance, took = random.Random(), list[float]()
    async with database.transaction(sessions) as session:
        book = await rewards.kept_rulebook(session)
    until = time.perf_counter() + seconds

    async def client() -> None:
        while (began := time.perf_counter()) < until:
            async with database.transaction(sessions) as session:
                rule = book.at(Code.ADOPTED, now(session))
                assert rule  # noqa: S101
                moment, who = now(session), [chance.randrange(first, first + people) for _ in range(together)]
                await rewards.award(session, [_adopted(each, rule, moment, chance.randrange(10**15)) for each in who])
            took.append(1000 * (time.perf_counter() - began))

    await asyncio.gather(*(client() for _ in range(clients)))
    return took


def _adopted(member_id: int, rule: Rule, moment: datetime, cause: int) -> Award:
    return Award(member_id, rule, 150, moment, "decision", cause, quadrant=Quadrant.CREATION_FOR_SELF)


async def _with(url: str, use: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    engine = database.connect(url, pool_size=CLIENTS, statement_seconds=600)
    try:
        return await use(database.sessionmaker(engine), *given)
    finally:
        await engine.dispose()


async def _seconds(sessions: Sessions, does: Callable[[AsyncSession], Awaitable[None]]) -> float:
    began = time.perf_counter()
    async with database.transaction(sessions) as session:
        await does(session)
    return time.perf_counter() - began


def _share(took: Sequence[float], share: float) -> float:
    return sorted(took)[int(share * (len(took) - 1))] if took else float("inf")


def _number(connection: "psycopg.Connection[Any]", query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def written(rows: Sequence[Row], note: str) -> str:
    """Return the report."""
    lines = [f"| {row.what} | {row.found} | {row.bar} | {'met' if row.met else '**short**'} |" for row in rows]
    return (
        "# What the ledger can do\n\nWritten by `make bench-rewards`. Bars are for two free processors.\n"
        f"{note}\n\n| what | found | bar | |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def main() -> None:
    """Fill a ledger, measure it, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rewarding")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=5_000_000)
    parser.add_argument("--first", type=int, default=1_000_000, help="entries for which starter badges are given")
    parser.add_argument("--seconds", type=int, default=10, help="how long awards are made")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "benchmarks" / "ledger")
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "rewards.md")
    parser.add_argument("--note", default="", help="a sentence about the machine")
    options = parser.parse_args()
    rows = []
    for entries in (options.first, options.entries):
        folder = options.data / str(entries)
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        with postgres.running(folder, print) as server:
            migrations.upgrade(server.owner_url)
            first = filled(server.url, options.members, entries)
            if entries == options.first:
                rows.append(asyncio.run(_with(server.url, backfilled)))
            else:
                rows += measured(server.url, server.programs, folder, first, options.members, options.seconds)
    options.report.write_text(written(rows, f"{os.cpu_count()} processors. {options.note}".strip()))
    print(options.report.read_text())


if __name__ == "__main__":
    main()
