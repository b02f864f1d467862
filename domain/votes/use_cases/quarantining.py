"""Keeping votes from counting while somebody looks at them, and letting them count again: many by one statement."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, DateTime, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.ideas import IdeaCounters, above
from domain.votes.counting import one_at_a_time, recount
from domain.votes.model import Vote

Pair = tuple[int, int]  # member, idea


async def quarantine(session: AsyncSession, pairs: Collection[Pair]) -> list[Pair]:
    """Let these votes count nowhere from now on; return those that did until now. Others' votes wait."""
    return await _mark(session, pairs, literal(now(session)), Vote.quarantined_at.is_(None))


async def lift(session: AsyncSession, pairs: Collection[Pair]) -> list[Pair]:
    """Let these votes count again, as from when they were cast; return those that didn't until now."""
    return await _mark(session, pairs, literal(None, DateTime(timezone=True)), Vote.quarantined_at.is_not(None))


async def _mark(
    session: AsyncSession, pairs: Collection[Pair], value: ColumnElement[datetime | None], still: ColumnElement[bool]
) -> list[Pair]:
    if not pairs:
        return []
    touched = {idea_id for _member_id, idea_id in pairs}
    await one_at_a_time(session)
    touched |= set(await above(session, touched))
    # Held before the votes, as by whoever takes one back.
    held = select(IdeaCounters.idea_id).where(IdeaCounters.idea_id.in_(touched)).order_by(IdeaCounters.idea_id)
    await session.execute(held.with_for_update(key_share=True))
    columns = [literal([pair[n] for pair in pairs], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    same = Vote.member_id == given.c.member_id, Vote.idea_id == given.c.idea_id
    marked = update(Vote).where(*same, still).values(quarantined_at=value).returning(Vote.member_id, Vote.idea_id)
    rows = await session.execute(marked, execution_options={"synchronize_session": False})
    changed = sorted((row.member_id, row.idea_id) for row in rows)
    if changed:
        await recount(session, touched)
    return changed
