"""How well the promise is kept that every idea is answered in time: counted from the runs of its clocks.

What counts is the first answer to an idea, in the week in which it came or, without it, fell due: from then on it is
known whether the promise was kept, and an answer that comes later changes nothing about that week's count.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import inf
from typing import Any

from sqlalchemy import Date, Float, Row, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, ideas, permissions
from domain.answers.model import AnswerClock
from domain.clock import now
from domain.community import Community
from domain.ideas import Idea, Quadrant
from domain.members import Actor, Visitor
from domain.permissions import Permission

WEEKS = 12
_SEEN_BY_ALL = ideas.visible_to(Visitor())


@dataclass(frozen=True)
class Keeping:
    """How many first answers were owed, how many came in time, and the working time within which half of them came.

    `half_within` is None as long as half of them haven't come, or none was owed.
    """

    owed: int = 0
    kept: int = 0
    half_within: timedelta | None = None

    @property
    def broken(self) -> int:
        """Return how many came late, or haven't come though they are late."""
        return self.owed - self.kept


@dataclass(frozen=True)
class Promise:
    """The promise over the last weeks, by their Mondays, oldest first, and by quadrant; and what is owed just now."""

    weeks: dict[date, Keeping]
    quadrants: dict[Quadrant, Keeping]
    whole: Keeping
    waiting: int
    overdue: int


async def promise(session: AsyncSession, actor: Actor) -> Promise:
    """Return how the promise is kept on the ideas that everybody here sees. Raises SignInNeeded or NotAllowed."""
    permissions.require(actor, Permission.READ)
    here, moment = await community.current(session), now(session)
    mondays = _mondays(here, moment)
    begun = datetime.combine(mondays[0], time(), here.zone_info)
    known_at = func.least(AnswerClock.due_at, AnswerClock.answered_at)
    first = or_(Idea.answered_at.is_(None), Idea.answered_at >= AnswerClock.started_at)
    # A clock that stood still or ended before its answer was due broke nothing.
    owed_until = func.least(moment, AnswerClock.paused_at, AnswerClock.settled_at)
    counted = (
        select(
            cast(func.date_trunc("week", func.timezone(here.zone, known_at)), Date).label("week"),
            Idea.quadrant.label("quadrant"),
            (AnswerClock.answered_at <= AnswerClock.due_at).label("in_time"),
            func.coalesce(cast(AnswerClock.took, Float), inf).label("took"),
        )
        .join(AnswerClock.idea)
        .where(_SEEN_BY_ALL, first, known_at >= begun)
        .where(or_(AnswerClock.answered_at.is_not(None), AnswerClock.due_at <= owed_until))
        .subquery()
    )
    by = counted.c.week, counted.c.quadrant
    query = select(
        func.grouping(*by).label("level"),
        *by,
        func.count().label("owed"),
        func.count().filter(counted.c.in_time).label("kept"),
        func.percentile_disc(0.5).within_group(counted.c.took).label("half_within"),
    ).group_by(func.grouping_sets(tuple_(by[0]), tuple_(by[1]), tuple_()))
    weeks = dict.fromkeys(mondays, Keeping())
    quadrants = dict.fromkeys(Quadrant, Keeping())
    whole = Keeping()
    for row in await session.execute(query):
        match row.level:
            case 1:
                weeks[row.week] = _keeping(row)
            case 2:
                quadrants[row.quadrant] = _keeping(row)
            case _:
                whole = _keeping(row)
    waiting, overdue = await _owed_now(session, moment)
    return Promise(weeks, quadrants, whole, waiting, overdue)


async def _owed_now(session: AsyncSession, moment: datetime) -> tuple[int, int]:
    late = func.count().filter(AnswerClock.paused_at.is_(None), AnswerClock.due_at <= moment)
    query = select(func.count(), late).select_from(AnswerClock).join(AnswerClock.idea)
    row = (await session.execute(query.where(AnswerClock.settled_at.is_(None), _SEEN_BY_ALL))).one()
    return row[0], row[1]


def _mondays(here: Community, moment: datetime) -> list[date]:
    today = moment.astimezone(here.zone_info).date()
    this_week = today - timedelta(days=today.weekday())
    return [this_week - timedelta(weeks=weeks) for weeks in reversed(range(WEEKS))]


def _keeping(row: Row[Any]) -> Keeping:
    half_within = None if row.half_within in (None, inf) else timedelta(seconds=row.half_within)
    return Keeping(row.owed, row.kept, half_within)
