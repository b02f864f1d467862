"""Making balances and caps anew from the entries, and finding where they drifted apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import take_turn
from domain.members import Actor
from domain.rewards.model import Inspection, Season
from domain.rewards.policy import require_may_keep_rules
from domain.rewards.seasons import fingerprint

# By quadrant first, and what is of all quadrants from that, so that the entries are gone through once.
_BALANCES = """
WITH parts AS MATERIALIZED (
    SELECT member_id, currency, season_id, late, quadrant, sum(amount::int) AS points,
           max(occurred_at) FILTER (WHERE amount > 0) AS gained_at, max(id) AS last_entry_id
    FROM entries GROUP BY member_id, currency, season_id, late, quadrant
)
SELECT member_id, currency, season_id, late, '' AS scope, sum(points)::bigint AS points,
       max(gained_at) AS gained_at, max(last_entry_id) AS last_entry_id
FROM parts GROUP BY member_id, currency, season_id, late
UNION ALL SELECT * FROM parts WHERE quadrant IS NOT NULL
"""
_CAPS = "SELECT member_id, cap, sum(amount::int) AS used FROM entries WHERE cap <> '' GROUP BY member_id, cap"
_KEPT = {  # what is projected: its key, its figures, and what they should be
    "balances": (
        ("member_id", "currency", "season_id", "late", "scope"),
        ("points", "gained_at", "last_entry_id"),
        _BALANCES,
    ),
    "cap_uses": (("member_id", "cap"), ("used",), _CAPS),
}
_SAYS = {
    "balances": "has a balance of points that the entries don’t add up to",
    "cap_uses": "has used up another part of a cap than the entries say",
}
# Whatever this needs at most; a run a day, or by hand.
_AMPLE = ("SET LOCAL statement_timeout = '10min'", "SET LOCAL work_mem = '128MB'")


@dataclass(frozen=True)
class Drift:
    """A place where the ledger and what is projected from it disagree, in words for admins."""

    member_id: int | None
    says: str


async def rebuild(session: AsyncSession) -> int:
    """Make balances and uses of caps anew from the entries; return how many balances there are.

    What says the same already stays where it is, and all else is dropped. Awards wait until it is done.
    """
    await _make_ample(session)
    await take_turn(session)
    for table, (key, figures, _counted) in _KEPT.items():
        columns, keys = ", ".join((*key, *figures)), ", ".join(key)
        await session.execute(text(f"CREATE TEMP TABLE unlike ON COMMIT DROP AS {_unlike(table)}"))
        await session.execute(text("ANALYZE unlike"))
        await session.execute(text(f"DELETE FROM {table} USING unlike WHERE {_equal(table, 'unlike', key)}"))
        put = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM unlike WHERE is_counted ORDER BY {keys}"
        await session.execute(text(put))
        await session.execute(text("DROP TABLE unlike"))
    return await session.scalar(text("SELECT count(*) FROM balances")) or 0


async def drift(session: AsyncSession, most: int = 100) -> list[Drift]:
    """Return where balances, caps and standings say otherwise than the entries, at most so many; none is right."""
    await _make_ample(session)
    found = list[Drift]()
    for table in _KEPT:
        query = f"SELECT DISTINCT member_id FROM ({_unlike(table)}) AS unlike ORDER BY 1 LIMIT {most}"
        rows = await session.scalars(text(query))
        found += [Drift(number, f"Member {number} {_SAYS[table]}.") for number in rows]
    return found + await _unfrozen(session)


async def _make_ample(session: AsyncSession) -> None:
    for setting in _AMPLE:
        await session.execute(text(setting))


def _unlike(table: str) -> str:
    """Return the query for what a projection says otherwise than the entries: what is counted, or what is too much."""
    key, figures, counted = _KEPT[table]
    says = " OR ".join(f"{table}.{name} IS DISTINCT FROM counted.{name}" for name in figures)
    columns = ", ".join((*key, *(f"counted.{name}" for name in figures)))
    query = f"SELECT {columns}, is_counted FROM {table} FULL JOIN (SELECT true AS is_counted, * FROM ({counted}) AS"
    return f"{query} entered) AS counted USING ({', '.join(key)}) WHERE is_counted IS NOT TRUE OR {says}"


def _equal(one: str, other: str, names: Sequence[str]) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in names)


async def inspect(session: AsyncSession) -> Inspection:
    """Look for drift and keep what was found, for admins to see. Called every day."""
    found = await drift(session)
    made = Inspection(inspected_at=now(session), says=[each.says for each in found])
    session.add(made)
    await session.flush()
    return made


async def inspection(session: AsyncSession, actor: Actor) -> Inspection | None:
    """Return what was found the last time somebody looked for drift, None before; raises SignInNeeded, NotAllowed."""
    require_may_keep_rules(actor)
    return await session.scalar(select(Inspection).order_by(Inspection.id.desc()).limit(1))


async def _unfrozen(session: AsyncSession) -> list[Drift]:
    """Return the closed seasons whose standing isn't what its hash says."""
    found = []
    for season in await session.scalars(select(Season).where(Season.closed_at.is_not(None)).order_by(Season.id)):
        if await fingerprint(session, season) != season.hash:
            found.append(Drift(None, f"The standing of season {season.key} isn’t the one that was closed."))
    return found
