"""Taking in votes and exposures from elsewhere, by their own times; what is there already stays as it is."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.ideas import Exposure
from domain.votes.counting import count_anew
from domain.votes.model import Vote

Row = tuple[int, int, datetime]  # member, idea, time


async def import_votes(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Take in votes of members who don't work here, each with its exposure; return how many are new."""
    rows = list(rows)
    values = [{"member_id": member, "idea_id": idea, "cast_at": at, "by_staff": False} for member, idea, at in rows]
    if not values:
        return 0
    fresh = insert(Vote).values(values).on_conflict_do_nothing().returning(Vote.idea_id)
    new = len((await session.execute(fresh)).all())
    await import_exposures(session, rows)
    return new


async def import_exposures(session: AsyncSession, rows: Iterable[Row]) -> int:
    """Take in exposures, all of which count; return how many are new."""
    rows = list(rows)
    values = [
        {"member_id": member, "idea_id": idea, "seen_at": at, "newcomer": False, "counted": True}
        for member, idea, at in rows
    ]
    if not values:
        return 0
    fresh = insert(Exposure).values(values).on_conflict_do_nothing().returning(Exposure.idea_id)
    new = len((await session.execute(fresh)).all())
    await count_anew(session, {idea for _member, idea, _at in rows})
    return new


async def take_back_imported(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> None:
    """Take votes of (member, idea) back, whatever the idea's status; their exposures stay."""
    if pairs:
        await session.execute(delete(Vote).where(tuple_(Vote.member_id, Vote.idea_id).in_(pairs)))
        await count_anew(session, {idea for _member, idea in pairs})
