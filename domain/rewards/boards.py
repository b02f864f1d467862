"""Boards: a season's impact or learning, the first ten and who stands around the reader. There is none of all time.

Who has as many points shares the place; the order within it is who got there first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, selectinload

from domain.errors import NotFound
from domain.ideas import Quadrant
from domain.members import Actor, Member, Team
from domain.permissions import Permission
from domain.rewards.model import WHOLE, Balance, Currency, RewardHabit, Season, Standing
from domain.rewards.policy import shown
from domain.rewards.steps import steps

TOP, AROUND = 10, 5
COUNTED = (Currency.IMPACT, Currency.LEARNING)  # thanks are never ranked


class BoardScope(StrEnum):
    """Who stands on a board: everybody, who joined within the season, or for staff one team."""

    COMMUNITY = "community"
    NEWCOMERS = "newcomers"
    TEAM = "team"


@dataclass(frozen=True)
class BoardFilter:
    """What narrows a board; a quadrant counts what was earned with its ideas alone."""

    currency: Currency = Currency.IMPACT
    scope: BoardScope = BoardScope.COMMUNITY
    quadrant: Quadrant | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Place:
    """One line of a board."""

    rank: int
    points: int
    member: Member


@dataclass(frozen=True)
class Board:
    """The first places, and those around the reader where they aren't among them; `people` stand on it in all."""

    season: Season
    top: Sequence[Place] = ()
    around: Sequence[Place] = field(default=())
    own: Place | None = None
    people: int = 0


async def board(session: AsyncSession, actor: Actor, season: Season, only: BoardFilter) -> Board:
    """Return a board as it stands now. Raises NotFound for thanks, and for a team where the reader is no staff."""
    if only.currency not in COUNTED or not actor.may(Permission.READ):
        raise NotFound
    everybody = await _everybody(session, actor, season, only)
    counted = await steps(session, everybody.where(shown()), (season.starts_at, only))
    # One's own place one sees in any case.
    seen = everybody.where(shown() if actor.id is None else or_(shown(), Balance.member_id == actor.id))
    first = list(await session.scalars(seen.order_by(*_ORDER).limit(TOP)))
    top = _ranked(first, 1)
    mine = await session.scalar(seen.where(Balance.member_id == actor.id)) if actor.id is not None else None
    if mine is None:
        return Board(season, top, people=counted.people)
    above = seen.where(_before(mine)).order_by(*_UPWARDS).limit(AROUND)
    below = seen.where(_after(mine)).order_by(*_ORDER).limit(AROUND)
    rows = [*reversed(list(await session.scalars(above))), mine, *await session.scalars(below)]
    around = _ranked(rows, counted.rank(rows[0].points))
    own = next(place for place in around if place.member.id == actor.id)
    near = any(place.member.id == actor.id for place in top)
    return Board(season, top, () if near else around, own, counted.people)


_ORDER = (Balance.points.desc(), Balance.gained_at, Balance.member_id)
_UPWARDS = (Balance.points, Balance.gained_at.desc(), Balance.member_id.desc())


def _before(mine: Balance) -> Any:
    earlier = and_(Balance.points == mine.points, Balance.gained_at < mine.gained_at)
    lower = and_(Balance.points == mine.points, Balance.gained_at == mine.gained_at, Balance.member_id < mine.member_id)
    # The first condition is the index's: without it all of the board is looked through.
    return and_(Balance.points >= mine.points, or_(Balance.points > mine.points, earlier, lower))


def _after(mine: Balance) -> Any:
    later = and_(Balance.points == mine.points, Balance.gained_at > mine.gained_at)
    higher = and_(
        Balance.points == mine.points, Balance.gained_at == mine.gained_at, Balance.member_id > mine.member_id
    )
    return and_(Balance.points <= mine.points, or_(Balance.points < mine.points, later, higher))


def _ranked(rows: Sequence[Balance], start: int) -> list[Place]:
    places, rank = list[Place](), start
    for before, row in zip([None, *rows], rows, strict=False):
        rank += before is not None and before.points != row.points
        places.append(Place(rank, row.points, row.member))
    return places


async def _everybody(session: AsyncSession, actor: Actor, season: Season, only: BoardFilter) -> Select[Balance]:
    """Return the query for who has points on a board, whether they stand on boards or not."""
    scope = only.quadrant.value if only.quadrant else WHOLE
    query = select(Balance).join(Balance.member).outerjoin(RewardHabit, RewardHabit.member_id == Balance.member_id)
    query = query.options(contains_eager(Balance.member))
    query = query.where(Balance.season_id == season.id, Balance.currency == only.currency, Balance.scope == scope)
    query = query.where(~Balance.late, Balance.points > 0, Balance.gained_at.is_not(None))
    if only.scope is BoardScope.NEWCOMERS:
        query = query.where(Member.joined_at >= season.starts_at)
    if only.scope is BoardScope.TEAM:
        team = await session.get(Team, only.team_id) if only.team_id is not None else None
        if team is None or not actor.may(Permission.RUN_EXPERIMENT):
            raise NotFound
        query = query.where(Member.teams.any(Team.id == team.id))
    return query


async def frozen(session: AsyncSession, actor: Actor, season: Season, currency: Currency) -> list[Place]:
    """Return the first places of a closed season as they were kept, of those who stand on boards and are still here."""
    if currency not in COUNTED or not actor.may(Permission.READ) or season.closed_at is None:
        raise NotFound
    query = select(Standing, Member).join(Member, Member.id == Standing.member_id)
    query = query.outerjoin(RewardHabit, RewardHabit.member_id == Member.id)
    query = query.where(Standing.season_id == season.id, Standing.currency == currency)
    query = query.where(shown() if actor.id is None else or_(shown(), Standing.member_id == actor.id))
    query = query.order_by(Standing.rank, Standing.gained_at, Standing.member_id).limit(TOP)
    rows = await session.execute(query.options(selectinload(Member.teams)))
    return [Place(standing.rank, standing.points, member) for standing, member in rows]


async def adjusted(session: AsyncSession, season: Season, currency: Currency) -> int:
    """Return how many members had something booked beside a closed season's standing since."""
    query = select(func.count()).select_from(Balance).where(Balance.season_id == season.id, Balance.late)
    return await session.scalar(query.where(Balance.currency == currency, Balance.scope == WHOLE)) or 0
