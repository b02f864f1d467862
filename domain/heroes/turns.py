"""Whose turn it is: which months still want a hero, who was one lately, and when a failure's story is due.

Of any three heroes in a row, whatever their kind, at least one stands for a failure that taught something. Those who
declined don't count.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.clock import month_of, months_on
from domain.heroes.model import COOLING_MONTHS, Hero, HeroKind

IN_A_ROW = 3


async def this_month(session: AsyncSession) -> date:
    """Return the first day of the month that it is in the community's zone."""
    return month_of(await community.today(session))[0]


async def choosable(session: AsyncSession) -> list[date]:
    """Return the months for which heroes are chosen now: this one, and the last for who comes late."""
    month = await this_month(session)
    return [month, months_on(month, -1)]


async def taken(session: AsyncSession) -> set[tuple[date, HeroKind]]:
    """Return for which of these months and kinds somebody is chosen."""
    standing = Hero.declined_at.is_(None), Hero.withdrawn_at.is_(None)
    query = select(Hero.month, Hero.kind).where(Hero.month.in_(await choosable(session)), *standing)
    return {(row.month, row.kind) for row in await session.execute(query)}


async def failure_due(session: AsyncSession) -> bool:
    """Return whether the next hero has to stand for a failure."""
    last = select(Hero.failure).where(Hero.declined_at.is_(None)).order_by(Hero.id.desc()).limit(IN_A_ROW - 1)
    found = list(await session.scalars(last))
    return len(found) == IN_A_ROW - 1 and not any(found)


async def cooling(session: AsyncSession, member_ids: Collection[int], month: date) -> set[int]:
    """Return who of these can't be chosen for a month: heroes of the twelve before, and who is asked just now."""
    if not member_ids:
        return set()
    query = select(Hero.member_id).where(Hero.member_id.in_(member_ids), Hero.declined_at.is_(None))
    return set(await session.scalars(query.where(Hero.month > months_on(month, -COOLING_MONTHS))))
