"""Finding ideas. Every query starts from `visible_to`, and loads what a card or a page shows."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload, selectinload, with_expression
from sqlalchemy.orm.strategy_options import _AbstractLoad

from domain.errors import NotFound
from domain.ideas.model import Idea, IdeaCounters, IdeaTag, Quadrant, Revision, Status, Tag
from domain.ideas.policy import visible_to
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page

WORDS_MOST = 200
_LOOSE_DASH = re.compile(r'-(?![\w"])')


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
_LAST_SAID: Order[Revision] = Order("revisions", (Revision.number,), lambda revision: (revision.number,), (int,))


def card() -> tuple[_AbstractLoad, ...]:
    """Return the options that load what an idea's card and page show."""
    return (
        joinedload(Idea.author, innerjoin=True),
        joinedload(Idea.counters),
        selectinload(Idea.tags),
    )


async def visible(
    session: AsyncSession, actor: Actor, idea_id: int, *, lock: bool = False, share: bool = False
) -> Idea:
    """Return one idea as its page shows it; raises NotFound.

    `lock` holds it for a change; `share` only keeps others from changing it, so that votes don't wait for votes.
    """
    query = select(Idea).where(Idea.id == idea_id, visible_to(actor)).options(*card())
    if lock or share:
        query = query.with_for_update(of=Idea, read=share, key_share=lock).execution_options(populate_existing=True)
    idea = await session.scalar(query)
    if idea is None:
        raise NotFound
    return idea


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Idea]:
    """Return those of the ideas that the actor may see, by number."""
    rows = await session.scalars(select(Idea).where(Idea.id.in_(ids), visible_to(actor)).options(*card()))
    return {idea.id: idea for idea in rows}


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
        author, _counters, tags = card()
        return await page(session, query.options(author, contains_eager(Idea.counters), tags), _SUPPORTED, wanted)
    query = query.options(*card())
    if order is IdeaOrder.RELEVANT and only.words.strip():
        rank = _found(only.words)[1]
        by_rank: Order[Idea] = Order("relevant", (rank, Idea.id), lambda idea: (idea.rank, idea.id), (int, int))
        ranked = query.options(with_expression(Idea.rank, rank)).execution_options(populate_existing=True)
        return await page(session, ranked, by_rank, wanted)
    return await page(session, query, _NEW, wanted)


async def drafts(session: AsyncSession, member: Member) -> list[Idea]:
    """Return the member's own drafts, newest first."""
    query = select(Idea).where(Idea.author_id == member.id, Idea.status == Status.DRAFT).options(*card())
    return list(await session.scalars(query.order_by(Idea.id.desc())))


async def revisions(session: AsyncSession, idea: Idea) -> list[Revision]:
    """Return what an idea said over time, newest first; the idea must have been loaded for whoever asks."""
    query = select(Revision).where(Revision.idea_id == idea.id).options(joinedload(Revision.editor, innerjoin=True))
    return list(await session.scalars(query.order_by(Revision.number.desc())))


async def history(session: AsyncSession, idea: Idea, wanted: Slice) -> Page[Revision]:
    """Return a page of what an idea said over time, newest first; the idea must have been loaded for whoever asks."""
    query = select(Revision).where(Revision.idea_id == idea.id).options(joinedload(Revision.editor, innerjoin=True))
    return await page(session, query, _LAST_SAID, wanted)


async def latest_revision(session: AsyncSession, idea_id: int) -> int:
    """Return the number of the idea's last revision, 0 for a draft."""
    return await session.scalar(select(func.max(Revision.number)).where(Revision.idea_id == idea_id)) or 0


async def count_by_quadrant(session: AsyncSession, actor: Actor) -> dict[Quadrant, int]:
    """Return how many ideas stand in each quadrant's list."""
    query = select(Idea.quadrant, func.count()).where(Idea.listed, visible_to(actor)).group_by(Idea.quadrant)
    counted: dict[Quadrant | None, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {quadrant: counted.get(quadrant, 0) for quadrant in Quadrant}


async def count(session: AsyncSession, actor: Actor, only: IdeaFilter, most: int = 1000) -> int:
    """Return how many ideas a list holds, counting no further than `most`."""
    some = _filtered(actor, only).with_only_columns(Idea.id).limit(literal_column(str(most))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def common_tags(session: AsyncSession, actor: Actor, most: int = 30) -> list[Tag]:
    """Return the tags that most listed ideas carry, by name."""
    carried = (
        select(IdeaTag.tag_id, func.count().label("ideas"))
        .join(Idea, Idea.id == IdeaTag.idea_id)
        .where(Idea.listed, visible_to(actor))
        .group_by(IdeaTag.tag_id)
        .order_by(func.count().desc(), IdeaTag.tag_id)
        .limit(literal_column(str(most)))
        .subquery()
    )
    return list(await session.scalars(select(Tag).join(carried, carried.c.tag_id == Tag.id).order_by(Tag.name)))


def _found(words: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Return the condition for ideas that hold the words, each read in its own language, and how well they do."""
    english, german = (_text_query(literal_column(f"'{name}'", String), words) for name in ("english", "german"))
    is_german = Idea.language == "de"
    holds = or_(
        and_(is_german, Idea.search.op("@@")(german)),
        and_(not_(is_german), Idea.search.op("@@")(english)),
    )
    rank = func.ts_rank_cd(Idea.search, case((is_german, german), else_=english))
    return holds, cast(rank * 1_000_000, BigInteger)


def _text_query(configuration: ColumnElement[str], words: str) -> ColumnElement[Any]:
    """Return what somebody typed as a query; the last word counts as a beginning, for results while they type."""
    # Only a dash before a word excludes it; the parser gives up on many others.
    words = " ".join(_LOOSE_DASH.sub(" ", words[:WORDS_MOST]).split())
    whole = func.websearch_to_tsquery(configuration, words)
    head, _space, last = words.rpartition(" ")
    if not (last[:1].isalnum() and last[-1:].isalnum()) or '"' in last:
        return whole
    quoted = last.replace("\\", "\\\\").replace("'", "''")
    beginning = func.to_tsquery(configuration, f"'{quoted}':*")
    return whole.op("||")(func.websearch_to_tsquery(configuration, head).op("&&")(beginning))


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
        query = query.where(_found(only.words)[0])
    return query
