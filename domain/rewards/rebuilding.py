"""Making balances and caps anew from the entries, and finding where they drifted apart."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import take_turn
from domain.members import Actor
from domain.rewards.model import Inspection, Season
from domain.rewards.policy import require_may_keep_rules
from domain.rewards.seasons import fingerprint

_SCOPES = "CROSS JOIN LATERAL (VALUES (''), (quadrant)) AS held (scope)"
_BALANCES = f"""
SELECT member_id, currency, season_id, late, scope, sum(amount) AS points,
       max(occurred_at) FILTER (WHERE amount > 0) AS gained_at, max(id) AS last_entry_id
FROM entries {_SCOPES} WHERE scope IS NOT NULL GROUP BY member_id, currency, season_id, late, scope
"""
_CAPS = "SELECT member_id, cap, sum(amount) AS used FROM entries WHERE cap <> '' GROUP BY member_id, cap"
_BALANCE = "member_id, currency, season_id, late, scope, points, gained_at, last_entry_id"


@dataclass(frozen=True)
class Drift:
    """A place where the ledger and what is projected from it disagree, in words for admins."""

    member_id: int | None
    says: str


async def rebuild(session: AsyncSession) -> int:
    """Drop balances and uses of caps and make them anew from the entries; return how many balances there are.

    Awards wait until it is done.
    """
    await session.execute(text("SET LOCAL statement_timeout = '10min'"))
    await take_turn(session)
    await session.execute(text("DELETE FROM balances"))
    await session.execute(text("DELETE FROM cap_uses"))
    made = await session.execute(text(f"INSERT INTO balances ({_BALANCE}) {_BALANCES}"))
    await session.execute(text(f"INSERT INTO cap_uses (member_id, cap, used) {_CAPS}"))
    return int(getattr(made, "rowcount", 0))


async def drift(session: AsyncSession, most: int = 100) -> list[Drift]:
    """Return where balances, caps and standings say otherwise than the entries, at most so many; none is right."""
    await session.execute(text("SET LOCAL statement_timeout = '10min'"))
    found = list[Drift]()
    for says, stored, counted in (
        ("has a balance of points that the entries don’t add up to", f"SELECT {_BALANCE} FROM balances", _BALANCES),
        ("has used up another part of a cap than the entries say", "SELECT member_id, cap, used FROM cap_uses", _CAPS),
    ):
        unlike = f"(({stored}) EXCEPT ({counted})) UNION ALL (({counted}) EXCEPT ({stored}))"
        query = text(f"SELECT DISTINCT member_id FROM ({unlike}) AS unlike ORDER BY 1 LIMIT {most}")
        found += [Drift(number, f"Member {number} {says}.") for number in await session.scalars(query)]
    return found + await _unfrozen(session)


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
