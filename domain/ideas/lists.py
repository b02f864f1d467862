"""Lists of ideas: which ideas they hold, and how they are sorted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, with_expression

from domain.ideas.finding import found
from domain.ideas.model import Idea, IdeaCounters, IdeaTag, Quadrant, Status, Tag
from domain.ideas.policy import visible_to
from domain.ideas.queries import card
from domain.members import Actor
from domain.paging import Order, Page, Slice, page


class IdeaOrder(StrEnum):
    """How a list of ideas is sorted."""

    NEW = "new"
    SUPPORTED = "supported"
    RELEVANT = "relevant"


@dataclass(frozen=True)
class IdeaFilter:
    """Which ideas a list holds; what is not given doesn't narrow. `words` find, `tag` is a slug."""

    quadrant: Quadrant | None = None
    status: Status | None = None
    tag: str | None = None
    author_id: int | None = None
    words: str = ""


_NEW: Order[Idea] = Order(
    "new",
    (Idea.submitted_at, Idea.id),
    lambda idea: (idea.submitted_at or idea.created_at, idea.id),
    (datetime, int),
)
_SUPPORTED: Order[Idea] = Order(
    "supported",
    (IdeaCounters.supporters, IdeaCounters.idea_id),
    lambda idea: (idea.counters.supporters, idea.id),
    (int, int),
)


async def listed(
    session: AsyncSession, actor: Actor, wanted: Slice, *, only: IdeaFilter, order: IdeaOrder | None = None
) -> Page[Idea]:
    """Return a page of ideas; words without an order come most relevant first, all else newest first.

    Drafts are in no list, withdrawn and merged ideas only when their status is asked for. Raises Invalid for a
    cursor of another list.
    """
    order = order or (IdeaOrder.RELEVANT if only.words else IdeaOrder.NEW)
    query = _filtered(actor, only)
    if order is IdeaOrder.SUPPORTED:
        query = query.join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
        if only.status is None:
            query = query.where(IdeaCounters.listed)
        if only.quadrant is not None:
            query = query.where(IdeaCounters.quadrant == only.quadrant)
        author, _counters = card()
        return await page(session, query.options(author, contains_eager(Idea.counters)), _SUPPORTED, wanted)
    query = query.options(*card())
    if order is IdeaOrder.RELEVANT and only.words.strip():
        rank = found(only.words)[1]
        by_rank: Order[Idea] = Order("relevant", (rank, Idea.id), lambda idea: (idea.rank, idea.id), (int, int))
        ranked = query.options(with_expression(Idea.rank, rank)).execution_options(populate_existing=True)
        return await page(session, ranked, by_rank, wanted)
    return await page(session, query, _NEW, wanted)


async def count(session: AsyncSession, actor: Actor, only: IdeaFilter, most: int = 1000) -> int:
    """Return how many ideas a list holds, counting no further than `most`."""
    some = _filtered(actor, only).with_only_columns(Idea.id).limit(literal_column(str(most))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


def _filtered(actor: Actor, only: IdeaFilter) -> Select[Idea]:
    query = select(Idea).where(visible_to(actor))
    if only.status is None:
        query = query.where(Idea.listed)
    else:
        query = query.where(Idea.status == only.status, Idea.status != Status.DRAFT, Idea.hidden_at.is_(None))
    if only.quadrant is not None:
        query = query.where(Idea.quadrant == only.quadrant)
    if only.author_id is not None:
        query = query.where(Idea.author_id == only.author_id)
    if only.tag is not None:
        tagged = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id).where(Tag.slug == only.tag)
        query = query.where(Idea.id.in_(tagged))
    if only.words.strip():
        query = query.where(found(only.words)[0])
    return query
