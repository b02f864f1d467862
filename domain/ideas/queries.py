"""Finding ideas. Every query starts from `visible_to`, and loads what a card or a page shows."""

from collections.abc import Collection
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from domain.clock import now
from domain.database import Number
from domain.errors import NotFound
from domain.ideas.cards import card_in, on_cards
from domain.ideas.model import Idea, IdeaTag, Move, Quadrant, Revision, Tag
from domain.ideas.policy import visible_to
from domain.ideas.statuses import Status
from domain.members import Actor, Member, Viewer, alike
from domain.paging import Order, Page, Slice, page
from domain.rows import run
from domain.undoing import UNDO_FOR

DISCARDED_MOST = 20
_MOVED: Order[Idea] = Order(
    "moved", (Idea.moved_at, Idea.id), lambda idea: (idea.moved_at or idea.created_at, idea.id), (datetime, int)
)
_LAST_SAID: Order[Revision] = Order("revisions", (Revision.number,), lambda revision: (revision.number,), (int,))


def card() -> tuple[_AbstractLoad, ...]:
    """Return the options that load what an idea's card shows."""
    return joinedload(Idea.author, innerjoin=True), joinedload(Idea.counters)


def whole() -> tuple[_AbstractLoad, ...]:
    """Return the options that load what an idea's page shows."""
    return *card(), selectinload(Idea.tags)


async def visible(
    session: AsyncSession,
    actor: Actor,
    idea_id: int,
    *,
    lock: bool = False,
    share: bool = False,
    light: bool = False,
) -> Idea:
    """Return one idea as its page shows it, or only as its card does if it shall be `light`; raises NotFound.

    `lock` holds it for a change; `share` only keeps others from changing it, so that votes don't wait for votes,
    and is light.
    """
    idea = await session.scalar(
        _one(alike(actor), lock, share, light or share), {"number": idea_id, "viewer": actor.id}
    )
    if idea is None:
        raise NotFound
    return idea


@cache
def _one(viewer: Viewer, lock: bool, share: bool, light: bool) -> Select[Idea]:
    query = select(Idea).where(Idea.id == bindparam("number", type_=Number), visible_to(viewer))
    query = query.options(*(card() if light else whole()))
    if lock or share:
        query = query.with_for_update(of=Idea, read=share, key_share=lock).execution_options(populate_existing=True)
    return query


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Idea]:
    """Return those of the ideas that the actor may see, by number."""
    rows = await session.scalars(select(Idea).where(Idea.id.in_(ids), visible_to(actor)).options(*card()))
    return {idea.id: idea for idea in rows}


async def by_status(
    session: AsyncSession,
    actor: Actor,
    statuses: Collection[Status],
    most: int,
    *,
    scores: Subquery | None = None,
) -> dict[Status, list[Idea]]:
    """Return the ideas that came last to each of these statuses, `most` of each, without hidden ones.

    With `scores` (idea_id, value) the highest come first, and those without one after them. One statement.
    """
    found: dict[Status, list[Idea]] = {status: [] for status in statuses}
    for row in await run(session, _by_status(alike(actor), tuple(statuses), most, scores), {"viewer": actor.id}):
        if len(found[row.status]) < most:
            found[row.status].append(card_in(row))
    return found


@lru_cache(64)
def _by_status(viewer: Viewer, statuses: Collection[Status], most: int, scores: Subquery | None) -> Select[Any]:
    seen = select(Idea.id).where(Idea.hidden_at.is_(None), visible_to(viewer))
    latest: tuple[ColumnElement[Any], ...] = (Idea.moved_at.desc(), Idea.id.desc())
    kinds = [(seen, latest)]
    query = select(Idea)
    if scores is not None:
        # Apart, so that an index sorts each.
        there = select(scores.c.idea_id).where(scores.c.idea_id == Idea.id).exists()
        scored = seen.join(scores, scores.c.idea_id == Idea.id)
        kinds = [(scored, (scores.c.value.desc(), *latest)), (seen.where(~there), latest)]
        query = query.outerjoin(scores, scores.c.idea_id == Idea.id).order_by(scores.c.value.desc().nulls_last())
    few = (
        kind.where(Idea.status == status).order_by(*order).limit(literal_column(str(most)))
        for status in statuses
        for kind, order in kinds
    )
    numbers = union_all(*(select(some.subquery().c.id) for some in few))
    return on_cards(query.where(Idea.id.in_(numbers)).order_by(*latest))


async def standing(session: AsyncSession, actor: Actor, status: Status, wanted: Slice) -> Page[Idea]:
    """Return a page of the ideas that stand at a status, last come first, without drafts and hidden ones."""
    query = select(Idea).where(Idea.status == status, Idea.status != Status.DRAFT, Idea.hidden_at.is_(None))
    return await page(session, query.where(visible_to(actor)).options(*card()), _MOVED, wanted)


async def drafts(session: AsyncSession, member: Member) -> list[Idea]:
    """Return the member's own drafts, newest first."""
    query = select(Idea).where(Idea.author_id == member.id, Idea.status == Status.DRAFT, Idea.discarded_at.is_(None))
    return list(await session.scalars(query.options(*whole()).order_by(Idea.id.desc())))


async def discarded(session: AsyncSession, member: Member) -> list[Idea]:
    """Return the drafts that the member threw away within a day and can have back, the latest first, a few at most."""
    query = select(Idea).where(Idea.author_id == member.id, Idea.discarded_at >= now(session) - UNDO_FOR)
    latest = query.order_by(Idea.discarded_at.desc(), Idea.id.desc()).limit(DISCARDED_MOST)
    return list(await session.scalars(latest.options(*whole())))


async def tags(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, list[Tag]]:
    """Return the tags by name of ideas that have been loaded for whoever asks, by the idea's number."""
    found: dict[int, list[Tag]] = {}
    query = select(IdeaTag.idea_id, Tag).join(Tag, Tag.id == IdeaTag.tag_id).where(IdeaTag.idea_id.in_(idea_ids))
    for idea_id, tag in await session.execute(query.order_by(Tag.name)):
        found.setdefault(idea_id, []).append(tag)
    return found


async def proposed(session: AsyncSession, member: Member, wanted: Slice, *, status: Status | None = None) -> Page[Idea]:
    """Return a page of all that the member has put before the community, whatever became of it, last moved first."""
    query = select(Idea).where(_proposed_by(member)).options(*card())
    if status is not None:
        query = query.where(Idea.status == status)
    return await page(session, query, _MOVED, wanted)


async def count_by_status(session: AsyncSession, member: Member) -> dict[Status, int]:
    """Return how many of the member's ideas stand where, drafts left out, in the order of an idea's life."""
    query = select(Idea.status, func.count()).where(_proposed_by(member)).group_by(Idea.status)
    counted: dict[Status, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {status: counted[status] for status in Status if status in counted}


def _proposed_by(member: Member) -> ColumnElement[bool]:
    return and_(Idea.author_id == member.id, Idea.status != Status.DRAFT, visible_to(member))


async def revisions(session: AsyncSession, idea: Idea) -> list[Revision]:
    """Return what an idea said over time, newest first; the idea must have been loaded for whoever asks."""
    query = select(Revision).where(Revision.idea_id == idea.id).options(joinedload(Revision.editor, innerjoin=True))
    return list(await session.scalars(query.order_by(Revision.number.desc())))


async def history(session: AsyncSession, idea: Idea, wanted: Slice) -> Page[Revision]:
    """Return a page of what an idea said over time, newest first; the idea must have been loaded for whoever asks."""
    query = select(Revision).where(Revision.idea_id == idea.id).options(joinedload(Revision.editor, innerjoin=True))
    return await page(session, query, _LAST_SAID, wanted)


async def moves(session: AsyncSession, idea: Idea) -> list[Move]:
    """Return the steps of an idea's life, oldest first; the idea must have been loaded for whoever asks."""
    query = select(Move).where(Move.idea_id == idea.id).options(joinedload(Move.actor)).order_by(Move.id)
    return list(await session.scalars(query))


async def astray(session: AsyncSession) -> list[int]:
    """Return the ideas that stand elsewhere than where their last step led."""
    last = select(Move.to_status).where(Move.idea_id == Idea.id).order_by(Move.id.desc()).limit(1).scalar_subquery()
    query = select(Idea.id).where(Idea.status != Status.DRAFT, last.is_distinct_from(Idea.status))
    return list(await session.scalars(query.order_by(Idea.id)))


async def uncounted(session: AsyncSession) -> list[int]:
    """Return the submitted ideas that have no counters."""
    query = select(Idea.id).where(Idea.status != Status.DRAFT, ~Idea.counters.has())
    return list(await session.scalars(query.order_by(Idea.id)))


async def latest_revision(session: AsyncSession, idea_id: int) -> int:
    """Return the number of the idea's last revision, 0 for a draft."""
    return await session.scalar(select(last_revision(idea_id))) or 0


def last_revision(idea_id: SQLColumnExpression[int] | int) -> ScalarSelect[int]:
    """Return the number of an idea's last revision in SQL, NULL for a draft."""
    return select(func.max(Revision.number)).where(Revision.idea_id == idea_id).scalar_subquery()


async def co_authors(session: AsyncSession, idea: Idea) -> list[Member]:
    """Return who shares the idea with its author, in the order they came; it must have been loaded for whoever asks."""
    if not idea.co_author_ids:
        return []
    rows = await session.scalars(select(Member).where(Member.id.in_(idea.co_author_ids)))
    return sorted(rows, key=lambda member: idea.co_author_ids.index(member.id))


async def count_by_quadrant(session: AsyncSession, actor: Actor) -> dict[Quadrant, int]:
    """Return how many ideas stand in each quadrant's list."""
    query = select(Idea.quadrant, func.count()).where(Idea.listed, visible_to(actor)).group_by(Idea.quadrant)
    counted: dict[Quadrant | None, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {quadrant: counted.get(quadrant, 0) for quadrant in Quadrant}


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
