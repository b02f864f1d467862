"""Reading the community's own settings."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.community.model import Community, Reason, ReasonKind, Value
from domain.errors import NotFound, Unavailable, _
from domain.rows import run


class NotSetUp(Unavailable):
    """The database is there, the community isn't yet."""

    code = "not_set_up"
    message = _("This community has not been set up yet. Its operator can do that with “fourfold setup”.")


async def current(session: AsyncSession, *, lock: bool = False) -> Community:
    """Return the community; raises NotSetUp before `fourfold setup`."""
    community = await session.get(Community, 1, with_for_update=lock or None)
    if community is None:
        raise NotSetUp
    return community


async def today(session: AsyncSession) -> date:
    """Return the day that it is where the community is."""
    return now(session).astimezone((await current(session)).zone_info).date()


def end_of_day(moment: ColumnElement[datetime]) -> ScalarSelect[datetime]:
    """Return when the day ends that a moment lies in, where the community is; for a condition of a query."""
    zone = Community.__table__.c.zone
    tomorrow = func.date_trunc("day", func.timezone(zone, moment)) + literal_column("interval '1 day'")
    return select(func.timezone(zone, tomorrow)).scalar_subquery()


async def synonyms(session: AsyncSession) -> list[list[str]]:
    """Return the groups of phrases that mean the same."""
    return (await run(session, _SYNONYMS, {})).scalar() or []


_SYNONYMS = select(Community.__table__.c.synonyms)


async def reasons(session: AsyncSession, *, kind: ReasonKind | None = None, retired: bool = False) -> list[Reason]:
    """Return the reasons that may be given, in the order they came; with `retired` those given up too."""
    query = select(Reason).order_by(Reason.kind, Reason.id)
    if kind is not None:
        query = query.where(Reason.kind == kind)
    if not retired:
        query = query.where(Reason.retired_at.is_(None))
    return list(await session.scalars(query))


async def reason(session: AsyncSession, reason_id: int) -> Reason:
    """Return one reason, retired or not; raises NotFound."""
    found = await session.get(Reason, reason_id)
    if found is None:
        raise NotFound
    return found


async def values(session: AsyncSession, *, retired: bool = False) -> list[Value]:
    """Return what the company stands for, in the order it came; with `retired` also what was given up."""
    query = select(Value).order_by(Value.id)
    return list(await session.scalars(query if retired else query.where(Value.retired_at.is_(None))))


async def value(session: AsyncSession, value_id: int) -> Value:
    """Return one value, retired or not; raises NotFound."""
    found = await session.get(Value, value_id)
    if found is None:
        raise NotFound
    return found


async def exists(session: AsyncSession) -> bool:
    """Return whether the community has been set up."""
    return await session.get(Community, 1) is not None
