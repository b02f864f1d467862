"""Lists of ideas: how they are sorted, and where a page of one begins."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from hashlib import blake2b

from sqlalchemy import ColumnElement, Float, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, with_expression

from domain import community
from domain.clock import now
from domain.ideas import feed
from domain.ideas.counters import IdeaCounters
from domain.ideas.finding import ranked
from domain.ideas.model import Idea
from domain.ideas.narrowing import IdeaFilter, narrowed, numbers, with_counters
from domain.ideas.policy import visible_to
from domain.ideas.queries import card
from domain.ideas.ranking import draw_sql
from domain.members import Actor
from domain.paging import Order, Page, Slice, cut, page, paged


class IdeaOrder(StrEnum):
    """How a list of ideas is sorted."""

    BEST = "best"
    RISING = "rising"
    FRESH = "fresh"
    NEW = "new"
    SUPPORTED = "supported"
    RELEVANT = "relevant"


_LEAST_SEEN: ColumnElement[int] = -IdeaCounters.exposed
_RISING: ColumnElement[float] = func.coalesce(IdeaCounters.rising, literal_column("0::double precision", Float))
_NEW: Order[Idea] = Order(
    "new",
    (Idea.submitted_at, Idea.id),
    lambda idea: (idea.submitted_at or idea.created_at, idea.id),
    (datetime, int),
)
# Ties go to what fewer have seen, then to the newer.
_COUNTED: dict[IdeaOrder, Order[Idea]] = {
    IdeaOrder.SUPPORTED: Order(
        "supported",
        (IdeaCounters.supporters, _LEAST_SEEN, IdeaCounters.idea_id),
        lambda idea: (idea.counters.supporters, -idea.counters.exposed, idea.id),
        (int, int, int),
    ),
    IdeaOrder.RISING: Order(
        "rising",
        (_RISING, _LEAST_SEEN, IdeaCounters.idea_id),
        lambda idea: (idea.counters.rising or 0.0, -idea.counters.exposed, idea.id),
        (float, int, int),
    ),
}


async def listed(
    session: AsyncSession, actor: Actor, wanted: Slice, *, only: IdeaFilter, order: IdeaOrder | None = None
) -> Page[Idea]:
    """Return a page of ideas; words without an order come most relevant first, all else best first.

    Drafts are in no list, withdrawn and merged ideas only when their status is asked for. Raises Invalid for a
    cursor of another list; a fresh look is another list for each member and each day.
    """
    order = order or (IdeaOrder.RELEVANT if only.words else IdeaOrder.BEST)
    only = await _with_synonyms(session, only)
    if order is IdeaOrder.RELEVANT and only.words.strip():
        return await ranked(session, actor, wanted, only)
    if order is IdeaOrder.BEST:
        return await feed.page(session, actor, wanted, only)
    if order is IdeaOrder.FRESH:
        return await _fresh(session, actor, wanted, only)
    if order in _COUNTED:
        author, _counters = card()
        query = with_counters(actor, only).options(author, contains_eager(Idea.counters))
        return await page(session, query, _COUNTED[order], wanted)
    return await page(session, narrowed(actor, only).options(*card()), _NEW, wanted)


async def count(session: AsyncSession, actor: Actor, only: IdeaFilter, most: int = 1000) -> int:
    """Return how many ideas a list holds, counting no further than `most`."""
    only = await _with_synonyms(session, only)
    some = narrowed(actor, only).with_only_columns(Idea.id).limit(literal_column(str(most))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def _with_synonyms(session: AsyncSession, only: IdeaFilter) -> IdeaFilter:
    return replace(only, synonyms=await community.synonyms(session)) if only.words.strip() else only


async def _fresh(session: AsyncSession, actor: Actor, wanted: Slice, only: IdeaFilter) -> Page[Idea]:
    day = now(session).astimezone(UTC).date()
    # Chances are those of when the day began: what is seen on the way must not shuffle what is still to come.
    dawn = datetime.combine(day, time(), UTC)
    little_seen = or_(IdeaCounters.familiar_at.is_(None), IdeaCounters.familiar_at >= dawn)
    seed = _seed(actor.id or 0, day)
    place = draw_sql(IdeaCounters.idea_id, seed, little_seen)
    columns = (place, IdeaCounters.idea_id)
    by_luck: Order[Idea] = Order(
        f"fresh {seed}", columns, lambda idea: (idea.place, idea.id), (float, int), upwards=True
    )
    # Everybody's number is drawn, so the draw reads no more than the counters.
    drawn = cut(numbers(actor, only).add_columns(place.label("place")), by_luck, wanted).subquery()
    author, counters = card()
    query = select(Idea).join(drawn, drawn.c.idea_id == Idea.id).where(visible_to(actor))
    query = query.options(author, counters, with_expression(Idea.place, drawn.c.place))
    rows = await session.scalars(query.execution_options(populate_existing=True))
    return paged(sorted(rows, key=by_luck.key, reverse=wanted.backwards), by_luck, wanted)


def _seed(who: int, day: date) -> int:
    digest = blake2b(f"{who} {day}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
