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
    for table, (key, figures, counted) in _KEPT.items():
        columns = ", ".join((*key, *figures))
        await session.execute(text(f"CREATE TEMP TABLE counted ON COMMIT DROP AS {counted}"))
        await session.execute(text(f"DELETE FROM {table} WHERE NOT EXISTS ({_same(table, 'counted', key, figures)})"))
        missing = f"SELECT {columns} FROM counted WHERE NOT EXISTS ({_same('counted', table, key, figures)})"
        await session.execute(text(f"INSERT INTO {table} ({columns}) {missing} ORDER BY {', '.join(key)}"))
        await session.execute(text("DROP TABLE counted"))
    return await session.scalar(text("SELECT count(*) FROM balances")) or 0


async def drift(session: AsyncSession, most: int = 100) -> list[Drift]:
    """Return where balances, caps and standings say otherwise than the entries, at most so many; none is right."""
    await _make_ample(session)
    found = list[Drift]()
    for table, (key, figures, counted) in _KEPT.items():
        unlike = " OR ".join(f"{table}.{name} IS DISTINCT FROM counted.{name}" for name in figures)
        query = f"SELECT DISTINCT member_id FROM {table} FULL JOIN ({counted}) AS counted USING ({', '.join(key)})"
        rows = await session.scalars(text(f"{query} WHERE {unlike} ORDER BY 1 LIMIT {most}"))
        found += [Drift(number, f"Member {number} {_SAYS[table]}.") for number in rows]
    return found + await _unfrozen(session)


async def _make_ample(session: AsyncSession) -> None:
    for setting in _AMPLE:
        await session.execute(text(setting))


def _same(one: str, other: str, key: Sequence[str], figures: Sequence[str]) -> str:
    """Return the query for rows of `other` that say the same as a row of `one`."""
    equal = [f"{other}.{name} = {one}.{name}" for name in key]
    alike = [f"{other}.{name} IS NOT DISTINCT FROM {one}.{name}" for name in figures]
    return f"SELECT FROM {other} WHERE {' AND '.join((*equal, *alike))}"


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
