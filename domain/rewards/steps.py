"""How many stand on a board, and which points they have: what a place is counted from.

Of a large board that is counted at most every five seconds in each process; who stands where is always read anew.
"""

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.database import kept
from domain.rewards.model import Balance

LARGE = 1_000  # people
COUNTED_EVERY = timedelta(seconds=5)


@dataclass(frozen=True)
class Steps:
    """The different points that people of a board have, fewest first, and how many people there are."""

    points: tuple[int, ...] = ()
    people: int = 0

    def rank(self, points: int) -> int:
        """Return the place of somebody with so many points; who has as many shares it."""
        return len(self.points) - bisect_right(self.points, points) + 1


async def steps(session: AsyncSession, seen: Select[Balance], board: Hashable) -> Steps:
    """Return the steps of a board, of which `seen` selects all that stand on it; `board` is what it is known by."""
    moment, large, known = now(session), kept(session), ("steps", board)
    before: tuple[datetime, Steps] | None = large.get(known)
    if before and abs(moment - before[0]) < COUNTED_EVERY:
        return before[1]
    if before:
        large[known] = (moment, before[1])  # who comes meanwhile needn't count, too
    else:
        some = list(await session.scalars(seen.with_only_columns(Balance.points).limit(LARGE + 1)))
        if len(some) <= LARGE:
            return Steps(tuple(sorted(set(some))), len(some))
    each = seen.with_only_columns(Balance.points).subquery()
    rows = (await session.execute(select(each.c.points, func.count()).group_by(each.c.points))).tuples().all()
    found = Steps(tuple(sorted(points for points, _people in rows)), sum(people for _points, people in rows))
    large[known] = (moment, found)
    return found
