"""Seasons: quarters in the community's zone. A closed one keeps its standing, hashed; corrections stand beside it."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Select,
    SQLColumnExpression,
    String,
    Subquery,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.clock import now, quarter_of
from domain.members import TeamMembership
from domain.rewards.model import WHOLE, Balance, Currency, Entry, RewardHabit, Season, Standing
from domain.rewards.policy import shown

_NEAR = timedelta(days=3)  # by how much the ends of seasons may differ when the community's zone is changed


def quarter_at(moment: datetime, zone: ZoneInfo) -> tuple[int, int, datetime, datetime]:
    """Return year, quarter, start and end of the quarter that a moment is in, by the calendar of a zone."""
    first, next_first = quarter_of(moment.astimezone(zone).date())
    starts, ends = (datetime.combine(day, time(), zone).astimezone(moment.tzinfo) for day in (first, next_first))
    return first.year, (first.month + 2) // 3, starts, ends


def closable_on(season: Season) -> date:
    """Return the first whole day of its zone on which a season can be closed."""
    # Where the clocks change within that week, it ends an hour beside midnight.
    just_before = season.closable_from.astimezone(ZoneInfo(season.zone)) - timedelta(microseconds=1)
    return just_before.date() + timedelta(days=1)


async def season_at(session: AsyncSession, moment: datetime) -> Season:
    """Return the season that a moment is in, as it would be kept where nothing of it has been yet.

    A season that has begun keeps its ends when the community's zone changes, and the next one takes over there.
    """
    if (found := await session.scalar(_at(moment))) is not None:
        return found
    zone = (await community.current(session)).zone_info
    over = select(Season).where(Season.ends_at <= moment).order_by(Season.ends_at.desc()).limit(1)
    ahead = select(Season).where(Season.starts_at > moment).order_by(Season.starts_at).limit(1)
    before, after = await session.scalar(over), await session.scalar(ahead)
    just_over = before is not None and moment - before.ends_at < _NEAR
    year, quarter, starts, ends = quarter_at(moment + _NEAR if just_over else moment, zone)
    if before is not None and abs(before.ends_at - starts) < _NEAR:
        starts = before.ends_at
    if after is not None and abs(after.starts_at - ends) < _NEAR:
        ends = after.starts_at
    return Season(year=year, quarter=quarter, zone=zone.key, starts_at=starts, ends_at=ends)


async def held_seasons(session: AsyncSession, moments: Collection[datetime]) -> dict[datetime, Season]:
    """Return the seasons that moments are in, kept from now on, and not closed before we are done."""
    found, seasons = dict[datetime, Season](), list[Season]()
    for moment in sorted(moments):
        if not any(each.starts_at <= moment < each.ends_at for each in seasons):
            seasons.append(await held_season(session, moment))
        found[moment] = next(each for each in seasons if each.starts_at <= moment < each.ends_at)
    return found


async def held_season(session: AsyncSession, moment: datetime) -> Season:
    """Return the season that a moment is in, kept from now on, and not closed before we are done."""
    held = _at(moment).with_for_update(read=True).execution_options(populate_existing=True)
    if (found := await session.scalar(held)) is not None:
        return found
    fresh = await season_at(session, moment)
    row = {name: getattr(fresh, name) for name in ("year", "quarter", "zone", "starts_at", "ends_at")}
    await session.execute(upsert(Season).values(row).on_conflict_do_nothing())
    return (await session.scalars(held)).one()


def _at(moment: datetime) -> Select[Season]:
    return select(Season).where(Season.starts_at <= moment, Season.ends_at > moment)


def team_scope(team_id: int) -> str:
    """Return the scope of a team's standing."""
    return f"{_TEAM}{team_id}"


_TEAM = "team:"
_LINE = (
    *(Standing.season_id, Standing.currency, Standing.scope, Standing.member_id),
    *(Standing.rank, Standing.points, Standing.gained_at, Standing.shown),
)


async def keep_standing(session: AsyncSession, season: Season, currencies: Collection[Currency]) -> None:
    """Keep how everybody stands in a season: in all, in each quadrant, and in each team that they are in now."""
    earned = Balance.season_id == season.id, Balance.currency.in_(currencies), ~Balance.late, Balance.points > 0
    scope = literal(_TEAM) + cast(TeamMembership.team_id, String)
    in_teams = _standing(scope).join(TeamMembership, TeamMembership.member_id == Balance.member_id)
    for lines in (_standing(Balance.scope), in_teams.where(Balance.scope == WHOLE)):
        found = ranked(lines.where(*earned))
        await session.execute(insert(Standing).from_select(_LINE, select(*(found.c[each.key] for each in _LINE))))


def _standing(scope: SQLColumnExpression[str]) -> Select[*tuple[Any, ...]]:
    """Return the query for who stands how in each scope, and whether on boards, without their places."""
    who = Balance.season_id, Balance.currency, type_coerce(scope, String).label("scope"), Balance.member_id
    query = select(*who, Balance.points, Balance.gained_at, shown().label("shown")).join(Balance.member)
    return query.outerjoin(RewardHabit, RewardHabit.member_id == Balance.member_id)


def ranked(lines: Select[*tuple[Any, ...]]) -> Subquery:
    """Return lines with their `rank` in each currency and scope: one more than the points above that differ.

    Only the points of those who are shown count, so that nobody is moved by who doesn't stand on boards.
    """
    each = lines.subquery()
    own = func.dense_rank().over(
        partition_by=(each.c.currency, each.c.scope, each.c.shown), order_by=each.c.points.desc()
    )
    step = select(each, case((each.c.shown, own)).label("step")).subquery()
    above = func.max(step.c.step).over(
        partition_by=(step.c.currency, step.c.scope), order_by=step.c.points.desc(), groups=(None, -1)
    )
    return select(step, (func.coalesce(above, 0) + 1).label("rank")).subquery()


async def fingerprint(session: AsyncSession, season: Season) -> str:
    """Return what the standings of a season are known by: SHA-256 over it and their lines.

    They are in the order of scope, currency, rank and member. The scope of the whole community stands as nothing, so
    that the lines of seasons that were closed before there were others read as they did; who isn't shown is marked.
    """
    lines = [f"{season.starts_at:%Y-%m-%dT%H:%M:%SZ}/{season.ends_at:%Y-%m-%dT%H:%M:%SZ}"]
    kept = (await session.execute(select(*_LINE[1:]).where(Standing.season_id == season.id))).tuples().all()
    for currency, scope, member_id, rank, points, gained_at, seen in sorted(kept, key=_by_place):
        line = f"{currency.value} {rank} {member_id} {points} {gained_at.timestamp()}{'' if seen else ' hidden'}"
        lines.append(f"{scope} {line}" if scope else line)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _by_place(line: tuple[Any, ...]) -> tuple[str, str, int, int]:
    currency, scope, member_id, rank, *_points = line
    return scope, currency.value, rank, member_id


async def day_of(session: AsyncSession, moment: datetime) -> datetime:
    """Return a moment in the community's zone."""
    return moment.astimezone((await community.current(session)).zone_info)


async def next_day(session: AsyncSession) -> datetime:
    """Return when the next day begins in the community's zone."""
    here = await day_of(session, now(session))
    morrow = (here + timedelta(days=1)).date()
    return datetime(morrow.year, morrow.month, morrow.day, tzinfo=here.tzinfo).astimezone(now(session).tzinfo)


async def still_open(session: AsyncSession, entries: Iterable[Entry]) -> set[int]:
    """Return the seasons among those of these entries that are open, and stay so until we are done."""
    query = select(Season).where(Season.id.in_({each.season_id for each in entries})).order_by(Season.id)
    query = query.with_for_update(read=True).execution_options(populate_existing=True)
    return {season.id for season in await session.scalars(query) if season.closed_at is None}
