"""Boards: a season's impact or learning, the first ten and who stands around the reader. There is none of all time.

Who has as many points shares the place; the order within it is who got there first. A place counts the points above it
of those who stand on boards: who doesn't moves nobody's, and sees beside them which would be theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager

from domain.errors import NotFound
from domain.ideas import Quadrant
from domain.members import Actor, Member, Team
from domain.permissions import Permission
from domain.rewards.model import WHOLE, Balance, Currency, RewardHabit, Season, Standing
from domain.rewards.policy import shown
from domain.rewards.seasons import ranked, team_scope
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

    @property
    def is_narrow(self) -> bool:
        """Return whether its standing is one of those that are kept beside everybody's."""
        return self.quadrant is not None or self.scope is BoardScope.TEAM


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
    found = None
    if actor.id is not None:
        own_line = seen.add_columns(shown().label("stands")).where(Balance.member_id == actor.id)
        found = (await session.execute(own_line)).one_or_none()
    if found is None:
        return Board(season, _ranked(first, 1), people=counted.people)
    mine, beside = found[0], None if found.stands else found[0]
    top = _ranked(first, 1, beside)
    above = seen.where(_before(mine)).order_by(*_UPWARDS).limit(AROUND)
    below = seen.where(_after(mine)).order_by(*_ORDER).limit(AROUND)
    rows = [*reversed(list(await session.scalars(above))), mine, *await session.scalars(below)]
    around = _ranked(rows, counted.rank(rows[0].points), beside)
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


def _ranked(rows: Sequence[Balance], start: int, beside: Balance | None = None) -> list[Place]:
    """Return the places of rows, counting from that of the first; what is only `beside` them counts for no other."""
    places, rank, before = list[Place](), start, None
    for row in rows:
        here = rank + (before is not None and before.points != row.points)
        places.append(Place(here, row.points, row.member))
        if row is not beside:
            rank, before = here, row
    return places


async def _everybody(session: AsyncSession, actor: Actor, season: Season, only: BoardFilter) -> Select[Balance]:
    """Return the query for who has points on a board, whether they stand on boards or not."""
    scope = only.quadrant.value if only.quadrant else WHOLE
    query = select(Balance).join(Balance.member).outerjoin(RewardHabit, RewardHabit.member_id == Balance.member_id)
    query = query.options(contains_eager(Balance.member))
    query = query.where(Balance.season_id == season.id, Balance.currency == only.currency, Balance.scope == scope)
    query = query.where(~Balance.late, Balance.points > 0, Balance.gained_at.is_not(None))
    if only.scope is BoardScope.NEWCOMERS:
        query = query.where(_joined_in(season))
    if only.scope is BoardScope.TEAM:
        team = await _require_team(session, actor, only)
        query = query.where(Member.teams.any(Team.id == team.id))
    return query


def _joined_in(season: Season) -> ColumnElement[bool]:
    return and_(Member.joined_at >= season.starts_at, Member.joined_at < season.ends_at)


async def _require_team(session: AsyncSession, actor: Actor, only: BoardFilter) -> Team:
    team = await session.get(Team, only.team_id) if only.team_id is not None else None
    if team is None or not actor.may(Permission.RUN_EXPERIMENT):
        raise NotFound
    return team


@dataclass(frozen=True)
class Kept:
    """The first places of a closed season's board as they were kept, of those who stood on it, still do and are here.

    `own` is where the reader stood, with those `around` them where they aren't among the first. `adjusted` is how many
    members had something booked beside it since. `whole` is False where the season was closed before any standing but
    that of everybody was kept.
    """

    places: Sequence[Place]
    around: Sequence[Place]
    own: Place | None
    adjusted: int
    whole: bool = True


async def frozen(session: AsyncSession, actor: Actor, season: Season, only: BoardFilter) -> Kept:
    """Return a closed season's board as it was kept; a team's is that of who was in it then.

    Raises NotFound for what `board` does, and for a season that isn't closed.
    """
    if only.currency not in COUNTED or not actor.may(Permission.READ) or season.closed_at is None:
        raise NotFound
    if only.scope is BoardScope.TEAM:
        await _require_team(session, actor, only)
    standing = _kept(season, only).subquery()
    query = select(standing, Member).join(Member, Member.id == standing.c.member_id)
    query = query.outerjoin(RewardHabit, RewardHabit.member_id == Member.id)
    stood = and_(standing.c.shown, shown())
    query = query.where(stood if actor.id is None else or_(stood, Member.id == actor.id))
    order = standing.c.rank, standing.c.gained_at, standing.c.member_id
    upwards = [each.desc() for each in order]
    first = (await session.execute(query.order_by(*order).limit(TOP))).all()
    mine, around = next((row for row in first if row.member_id == actor.id), None), list[Row[Any]]()
    if mine is None and actor.id is not None:
        mine = (await session.execute(query.where(standing.c.member_id == actor.id))).one_or_none()
        if mine is not None:
            line, own = tuple_(*order), tuple_(mine.rank, mine.gained_at, mine.member_id)
            above = await session.execute(query.where(line < own).order_by(*upwards).limit(AROUND))
            below = await session.execute(query.where(line > own).order_by(*order).limit(AROUND))
            around = [*reversed(above.all()), mine, *below]
    whole = bool(first) or not only.is_narrow or await _kept_narrowly(session, season)
    adjusted = await _adjusted(session, season, only)
    return Kept(_stood(first), _stood(around), _stood([mine])[0] if mine else None, adjusted, whole)


def _stood(rows: Sequence[Row[Any]]) -> list[Place]:
    # Only a line of one's own that isn't shown shares its place with fewer points than it has.
    by_points = sorted(rows, key=lambda row: (row.rank, -row.points))
    return [Place(row.rank, row.points, row.Member) for row in by_points]


def _kept(season: Season, only: BoardFilter) -> Select[*tuple[Any, ...]]:
    """Return the query for the kept places; who is narrowed down to among others is ranked anew."""
    scope = only.quadrant.value if only.quadrant else WHOLE
    team = team_scope(only.team_id or 0) if only.scope is BoardScope.TEAM else None
    own = Standing.member_id, Standing.points, Standing.gained_at, Standing.shown
    if only.scope is not BoardScope.NEWCOMERS and (team is None or scope == WHOLE):
        return select(Standing.rank, *own).where(*_lines(Standing, season, only, team or scope))
    lines = select(Standing.currency, Standing.scope, *own).where(*_lines(Standing, season, only, scope))
    anew = ranked(lines.where(Standing.member_id.in_(_among(season, only)))).c
    return select(anew.rank, anew.member_id, anew.points, anew.gained_at, anew.shown)


def _among(season: Season, only: BoardFilter) -> Select[int]:
    """Return the query for those among whom a narrowed standing is."""
    if only.scope is BoardScope.NEWCOMERS:
        return select(Member.id).where(_joined_in(season))
    own = aliased(Standing)
    return select(own.member_id).where(*_lines(own, season, only, team_scope(only.team_id or 0)))


def _lines(of: Any, season: Season, only: BoardFilter, scope: str) -> tuple[ColumnElement[bool], ...]:
    return of.season_id == season.id, of.currency == only.currency, of.scope == scope


async def _kept_narrowly(session: AsyncSession, season: Season) -> bool:
    """Return whether quadrants and teams were kept, too, when a season was closed, or there was nothing to keep."""
    query = select(func.bool_or(Standing.scope != WHOLE)).where(Standing.season_id == season.id)
    return await session.scalar(query) is not False


async def _adjusted(session: AsyncSession, season: Season, only: BoardFilter) -> int:
    """Return how many members had something booked beside a closed season's standing since."""
    scope = only.quadrant.value if only.quadrant else WHOLE
    query = select(func.count()).where(*_lines(Balance, season, only, scope), Balance.late)
    if only.scope is not BoardScope.COMMUNITY:
        query = query.where(Balance.member_id.in_(_among(season, only)))
    return await session.scalar(query) or 0
