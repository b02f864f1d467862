"""Reading metrics and what was read of them. Every query of a face starts from `visible_to`."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from domain.errors import NotFound
from domain.members import Actor, Member
from domain.metrics.model import Metric, Reading
from domain.metrics.policy import visible_to
from domain.metrics.trends import LOOK_BACK, POINTS, Trend
from domain.paging import Order, Page, Slice, page

BETWEEN_MOST = 2_000
_IN_ORDER: Order[Metric] = Order("metrics", (Metric.id,), lambda metric: (metric.id,), (int,), upwards=True)
_LAST_DAY: Order[Reading] = Order(
    "readings", (Reading.day, Reading.id), lambda reading: (reading.day, reading.id), (date, int)
)
_COUNTS = and_(Reading.superseded_at.is_(None), Reading.value.is_not(None))


def _seen(actor: Actor) -> Select[Metric]:
    return select(Metric).where(visible_to(actor)).options(joinedload(Metric.owner))


async def visible(session: AsyncSession, actor: Actor, metric_id: int, *, lock: bool = False) -> Metric:
    """Return one metric with its owner; raises NotFound. `lock` holds it for a change."""
    return await _one(session, _seen(actor).where(Metric.id == metric_id), lock=lock)


async def by_key(session: AsyncSession, actor: Actor, key: str, *, lock: bool = False) -> Metric:
    """Return one metric with its owner by the name it has in addresses; raises NotFound."""
    return await _one(session, _seen(actor).where(Metric.key == key), lock=lock)


async def _one(session: AsyncSession, query: Select[Metric], *, lock: bool) -> Metric:
    if lock:
        query = query.with_for_update(of=Metric, key_share=True).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Metric]:
    """Return the metrics among these that the actor may see, with their owners, by number."""
    return {metric.id: metric for metric in await session.scalars(_seen(actor).where(Metric.id.in_(ids)))}


async def listed(session: AsyncSession, actor: Actor, wanted: Slice, *, retired: bool = False) -> Page[Metric]:
    """Return a page of metrics with their owners, in the order they came; with `retired` those given up instead."""
    gone = Metric.retired_at.is_not(None) if retired else Metric.retired_at.is_(None)
    return await page(session, _seen(actor).where(gone), _IN_ORDER, wanted)


async def choices(session: AsyncSession, actor: Actor) -> list[Metric]:
    """Return all metrics that are read, by name, to choose from."""
    query = _seen(actor).where(Metric.retired_at.is_(None)).order_by(Metric.name, Metric.id)
    return list(await session.scalars(query))


async def reading(session: AsyncSession, actor: Actor, reading_id: int) -> Reading:
    """Return one reading, counting or not, with its metric and who entered it; raises NotFound."""
    query = select(Reading).join(Metric, Metric.id == Reading.metric_id).where(visible_to(actor))
    people = joinedload(Reading.entered_by, innerjoin=True), joinedload(Reading.metric, innerjoin=True)
    found = await session.scalar(query.where(Reading.id == reading_id).options(*people))
    if found is None:
        raise NotFound
    return found


async def readings(
    session: AsyncSession, actor: Actor, metric: Metric, wanted: Slice, *, superseded: bool = False
) -> Page[Reading]:
    """Return a page of a metric's readings with who entered them, latest day first; what was withdrawn is empty.

    With `superseded` also those that a correction took the place of, each below what came after it.
    """
    query = select(Reading).join(Metric, Metric.id == Reading.metric_id).where(visible_to(actor))
    query = query.where(Reading.metric_id == metric.id).options(joinedload(Reading.entered_by, innerjoin=True))
    if not superseded:
        query = query.where(Reading.superseded_at.is_(None))
    return await page(session, query, _LAST_DAY, wanted)


async def earlier(session: AsyncSession, metric: Metric, days: Collection[date]) -> dict[date, list[Reading]]:
    """Return what was said of these days before, latest first, by day; the metric was loaded for whoever asks."""
    query = select(Reading).where(Reading.metric_id == metric.id, Reading.day.in_(days))
    query = query.where(Reading.superseded_at.is_not(None)).options(joinedload(Reading.entered_by, innerjoin=True))
    found: dict[date, list[Reading]] = {}
    for each in await session.scalars(query.order_by(Reading.id.desc())):
        found.setdefault(each.day, []).append(each)
    return found


async def value_around(session: AsyncSession, metric: Metric, day: date) -> Reading | None:
    """Return the reading that counts of this day, or of the nearest day before. Whoever calls has allowed it."""
    query = select(Reading).where(Reading.metric_id == metric.id, Reading.day <= day, _COUNTS)
    return await session.scalar(query.order_by(Reading.day.desc()).limit(1))


async def readings_between(session: AsyncSession, metric: Metric, first: date, last: date) -> list[Reading]:
    """Return what counts from the first day to the last, oldest first, at most 2,000. Whoever calls has allowed it."""
    query = select(Reading).where(Reading.metric_id == metric.id, Reading.day.between(first, last), _COUNTS)
    found = list(await session.scalars(query.order_by(Reading.day.desc()).limit(BETWEEN_MOST)))
    return found[::-1]


async def said_of(session: AsyncSession, metric_ids: Collection[int], days: Collection[date]) -> list[Reading]:
    """Return what stands of these days for these metrics, withdrawn ones too. Whoever calls has allowed it."""
    query = select(Reading).where(Reading.metric_id.in_(metric_ids), Reading.day.in_(days))
    return list(await session.scalars(query.where(Reading.superseded_at.is_(None))))


async def trends(session: AsyncSession, ids: Collection[int]) -> dict[int, Trend]:
    """Return how metrics moved lately, by number; they were loaded for whoever asks. Two statements for any of them."""
    place = func.row_number().over(partition_by=Reading.metric_id, order_by=Reading.day.desc()).label("place")
    ranked = select(Reading, place).where(Reading.metric_id.in_(ids), _COUNTS).subquery()
    late = aliased(Reading, ranked)
    points: dict[int, list[Reading]] = {number: [] for number in ids}
    for each in await session.scalars(select(late).where(ranked.c.place <= POINTS).order_by(ranked.c.day)):
        points[each.metric_id].append(each)
    last = select(ranked.c.metric_id, ranked.c.day).where(ranked.c.place == 1).subquery()
    since = select(Reading).join(last, last.c.metric_id == Reading.metric_id).where(_COUNTS)
    since = since.where(Reading.day <= last.c.day - literal(LOOK_BACK.days))
    since = since.distinct(Reading.metric_id).order_by(Reading.metric_id, Reading.day.desc())
    long_ago = {each.metric_id: each for each in await session.scalars(since)}
    return {number: Trend(tuple(points[number]), long_ago.get(number)) for number in ids}


async def astray(session: AsyncSession) -> list[int]:
    """Return the numbers of metrics with a day of which not exactly the newest reading stands."""
    newest = func.max(Reading.id)
    standing = func.max(Reading.id).filter(Reading.superseded_at.is_(None))
    days = select(Reading.metric_id).group_by(Reading.metric_id, Reading.day).having(standing.is_distinct_from(newest))
    return list(await session.scalars(select(days.subquery().c.metric_id).distinct()))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the readings that the member entered, and the metrics that are theirs."""
    query = select(Reading, Metric.key).join(Metric, Metric.id == Reading.metric_id)
    rows = await session.execute(query.where(Reading.entered_by_id == member.id).order_by(Reading.id))
    owned = await session.scalars(select(Metric.key).where(Metric.owner_id == member.id).order_by(Metric.id))
    return [
        {
            "metric": key,
            "day": each.day,
            "value": None if each.value is None else f"{each.value.normalize():f}",
            "source": each.source,
            "reason": each.reason,
            "entered_at": each.entered_at,
        }
        for each, key in rows
    ] + [{"owns": key} for key in owned]
