"""Lists of ideas: which ideas they hold, and how they are sorted."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from domain import community
from domain.ideas.finding import found, ranked
from domain.ideas.model import Idea, IdeaCounters, IdeaTag, Quadrant, Status, Tag
from domain.ideas.policy import visible_to
from domain.ideas.queries import card
from domain.members import Actor
from domain.paging import Order, Page, Slice, page
from domain.seeking import Synonyms


class IdeaOrder(StrEnum):
    """How a list of ideas is sorted."""

    NEW = "new"
    SUPPORTED = "supported"
    RELEVANT = "relevant"


@dataclass(frozen=True)
class IdeaFilter:
    """Which ideas a list holds; what is not given doesn't narrow. `tag` is a slug, `words` find.

    Words are found by their `synonyms` too, groups of phrases; lists take the community's own.
    """

    quadrant: Quadrant | None = None
    status: Status | None = None
    tag: str | None = None
    author_id: int | None = None
    words: str = ""
    synonyms: Synonyms = ()


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
    only = await _with_synonyms(session, only)
    if order is IdeaOrder.RELEVANT and only.words.strip():
        among = _filtered(actor, replace(only, words=""))
        return await ranked(session, among, only.words, only.synonyms, wanted)
    query = _filtered(actor, only)
    if order is IdeaOrder.SUPPORTED:
        query = query.join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
        if only.status is None:
            query = query.where(IdeaCounters.listed)
        if only.quadrant is not None:
            query = query.where(IdeaCounters.quadrant == only.quadrant)
        author, _counters = card()
        return await page(session, query.options(author, contains_eager(Idea.counters)), _SUPPORTED, wanted)
    return await page(session, query.options(*card()), _NEW, wanted)


async def count(session: AsyncSession, actor: Actor, only: IdeaFilter, most: int = 1000) -> int:
    """Return how many ideas a list holds, counting no further than `most`."""
    only = await _with_synonyms(session, only)
    some = _filtered(actor, only).with_only_columns(Idea.id).limit(literal_column(str(most))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def _with_synonyms(session: AsyncSession, only: IdeaFilter) -> IdeaFilter:
    return replace(only, synonyms=await community.synonyms(session)) if only.words.strip() else only


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
        query = query.where(found(only.words, only.synonyms))
    return query
