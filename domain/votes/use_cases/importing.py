"""Taking in votes and exposures from elsewhere, by their own times; what is there already stays as it is."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, DateTime, TableValuedAlias, delete, false, func, literal, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.ideas import Exposure
from domain.votes.counting import count_anew
from domain.votes.model import Vote

Row = tuple[int, int, datetime]  # member, idea, time


async def import_votes(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Take in votes of members who don't work here, each with its exposure; return how many are new."""
    rows = list(rows)
    given = _given(rows)
    cast = select(given.c.member_id, given.c.idea_id, given.c.at, false())
    fresh = insert(Vote).from_select(["member_id", "idea_id", "cast_at", "by_staff"], cast)
    new = len((await session.execute(fresh.on_conflict_do_nothing().returning(Vote.idea_id))).all())
    await import_exposures(session, rows)
    return new


async def import_exposures(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Take in exposures, all of which count; return how many are new."""
    rows = list(rows)
    given = _given(rows)
    seen = select(given.c.member_id, given.c.idea_id, given.c.at, false(), true())
    fresh = insert(Exposure).from_select(["member_id", "idea_id", "seen_at", "newcomer", "counted"], seen)
    new = len((await session.execute(fresh.on_conflict_do_nothing().returning(Exposure.idea_id))).all())
    await count_anew(session, {idea for _member, idea, _at in rows})
    return new


def _given(rows: list[Row]) -> TableValuedAlias:
    # As arrays, so that a batch of any size is one statement, which is made once.
    types = (BigInteger, BigInteger, DateTime(timezone=True))
    columns = [literal([row[n] for row in rows], ARRAY(types[n])) for n in range(3)]
    return func.unnest(*columns).table_valued("member_id", "idea_id", "at", name="given").render_derived()


async def take_back_imported(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> None:
    """Take votes of (member, idea) back, whatever the idea's status; their exposures stay."""
    if pairs:
        await session.execute(delete(Vote).where(tuple_(Vote.member_id, Vote.idea_id).in_(pairs)))
        await count_anew(session, {idea for _member, idea in pairs})
