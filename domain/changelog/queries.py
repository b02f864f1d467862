"""Reading the changelog. Every query on entries starts from `visible_to`, every one on their ideas from the ideas'."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import database, ideas
from domain.changelog.model import ChangelogEntry, ChangelogIdea, ChangelogRevision
from domain.changelog.policy import require_may_write, visible_to
from domain.errors import NotFound
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page

CHOICES_MOST = 50
DELIVERABLE = (Status.ADOPTED, Status.DELIVERED)
_LATEST: Order[ChangelogEntry] = Order(
    "changelog",
    (ChangelogEntry.published_at, ChangelogEntry.id),
    lambda entry: (entry.published_at or entry.drafted_at, entry.id),
    (datetime, int),
)

_NEWEST: Order[ChangelogEntry] = Order("changelog_drafts", (ChangelogEntry.id,), lambda entry: (entry.id,), (int,))
_LAST_SAID: Order[ChangelogRevision] = Order(
    "changelog_revisions", (ChangelogRevision.number,), lambda revision: (revision.number,), (int,)
)
_IN_ORDER: Order[Idea] = Order("delivers", (Idea.id,), lambda idea: (idea.id,), (int,), upwards=True)


def _seen(actor: Actor) -> Select[ChangelogEntry]:
    people = joinedload(ChangelogEntry.drafted_by, innerjoin=True), joinedload(ChangelogEntry.published_by)
    return select(ChangelogEntry).where(visible_to(actor)).options(*people)


async def visible(session: AsyncSession, actor: Actor, entry_id: int, *, lock: bool = False) -> ChangelogEntry:
    """Return one entry with who wrote it; raises NotFound. `lock` holds it for a change."""
    query = _seen(actor).where(ChangelogEntry.id == entry_id)
    if lock:
        query = query.with_for_update(of=ChangelogEntry).execution_options(populate_existing=True)
    entry = await session.scalar(query)
    if entry is None:
        raise NotFound
    return entry


async def listed(
    session: AsyncSession, actor: Actor, wanted: Slice, *, idea_id: int | None = None
) -> Page[ChangelogEntry]:
    """Return a page of what was published, or of what delivers an idea that the actor may see; latest first."""
    query = _seen(actor).where(ChangelogEntry.published_at.is_not(None))
    if idea_id is not None:
        naming = select(ChangelogIdea.entry_id).join(Idea, Idea.id == ChangelogIdea.idea_id)
        query = query.where(ChangelogEntry.id.in_(naming.where(Idea.id == idea_id, ideas.visible_to(actor))))
    return await page(session, query, _LATEST, wanted)


async def drafts(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[ChangelogEntry]:
    """Return a page of drafts, newest first, for who writes the changelog; none to anybody else."""
    return await page(session, _seen(actor).where(ChangelogEntry.published_at.is_(None)), _NEWEST, wanted)


async def named(session: AsyncSession, actor: Actor, entry_ids: Collection[int]) -> dict[int, list[Idea]]:
    """Return the ideas that entries name, most supported first, as far as the actor may see them, by entry."""
    query = select(ChangelogIdea.entry_id, Idea).join(Idea, Idea.id == ChangelogIdea.idea_id)
    query = query.where(ChangelogIdea.entry_id.in_(entry_ids), ideas.visible_to(actor)).options(*ideas.card())
    found: dict[int, list[Idea]] = {}
    for entry_id, idea in await session.execute(query):
        found.setdefault(entry_id, []).append(idea)
    return {entry_id: sorted(some, key=lambda idea: (-idea.supporters, idea.id)) for entry_id, some in found.items()}


async def delivered(session: AsyncSession, actor: Actor, entry: ChangelogEntry, wanted: Slice) -> Page[Idea]:
    """Return a page of the ideas that an entry names, as far as the actor may see them; it comes from `visible`."""
    query = select(Idea).join(ChangelogIdea, ChangelogIdea.idea_id == Idea.id).options(*ideas.card())
    query = query.where(ChangelogIdea.entry_id == entry.id, ideas.visible_to(actor))
    return await page(session, query, _IN_ORDER, wanted)


async def named_by(session: AsyncSession, entry_id: int) -> list[int]:
    """Return the numbers of the ideas that an entry names. Whoever calls has allowed it."""
    query = select(ChangelogIdea.idea_id).where(ChangelogIdea.entry_id == entry_id)
    return list(await session.scalars(query.order_by(ChangelogIdea.idea_id)))


async def delivering(session: AsyncSession, actor: Actor, idea: Idea) -> ChangelogEntry | None:
    """Return the newest published entry that names a delivered idea; the idea must have been loaded for the actor."""
    if idea.status is not Status.DELIVERED:
        return None
    query = _seen(actor).join(ChangelogIdea, ChangelogIdea.entry_id == ChangelogEntry.id)
    query = query.where(ChangelogIdea.idea_id == idea.id, ChangelogEntry.published_at.is_not(None))
    return await session.scalar(query.order_by(ChangelogEntry.published_at.desc(), ChangelogEntry.id.desc()).limit(1))


async def choices(session: AsyncSession, actor: Actor, entry: ChangelogEntry | None) -> list[Idea]:
    """Return the ideas that an entry may name: its own, and adopted or delivered ones that no other entry names.

    Last moved first, 50 besides its own; besides a published one’s own, only delivered ones. Raises NotAllowed.
    """
    require_may_write(actor)
    own = select(ChangelogIdea.idea_id).where(ChangelogIdea.entry_id == (entry.id if entry else None))
    taken = select(ChangelogIdea.idea_id)
    free = select(Idea.id).where(Idea.status.in_(DELIVERABLE), Idea.listed, Idea.id.not_in(taken))
    if entry is not None and not entry.is_draft:
        free = free.where(Idea.status == Status.DELIVERED)
    free = free.order_by(Idea.moved_at.desc(), Idea.id.desc()).limit(CHOICES_MOST)
    query = select(Idea).where(or_(Idea.id.in_(own), Idea.id.in_(free)), ideas.visible_to(actor))
    rows = await session.scalars(query.order_by(Idea.moved_at.desc(), Idea.id.desc()).options(*ideas.card()))
    return list(rows)


async def revisions(session: AsyncSession, entry: ChangelogEntry, wanted: Slice) -> Page[ChangelogRevision]:
    """Return a page of what a published entry said before, newest first; it must have been loaded for whoever asks."""
    query = select(ChangelogRevision).where(ChangelogRevision.entry_id == entry.id)
    return await page(session, query.options(joinedload(ChangelogRevision.editor, innerjoin=True)), _LAST_SAID, wanted)


def edition(idea_id: SQLColumnExpression[int]) -> ColumnElement[str | None]:
    """Return what changes with the published entries that name a delivered idea, in a query on ideas."""
    row = database.written("changelog_entries")
    entries = select(func.string_agg(row, aggregate_order_by(literal_column("','"), row))).select_from(ChangelogEntry)
    entries = entries.join(ChangelogIdea, ChangelogIdea.entry_id == ChangelogEntry.id)
    entries = entries.where(ChangelogIdea.idea_id == idea_id, ChangelogEntry.published_at.is_not(None))
    # Only delivered ideas pay for looking.
    return case((Idea.status == Status.DELIVERED, entries.correlate(Idea).scalar_subquery()))


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the entries that the member drafted or published, and what they changed in which."""
    mine = (ChangelogEntry.drafted_by_id == member.id) | (ChangelogEntry.published_by_id == member.id)
    entries = await session.scalars(select(ChangelogEntry).where(mine).order_by(ChangelogEntry.id))
    edits = select(ChangelogRevision).where(ChangelogRevision.editor_id == member.id)
    edits = edits.order_by(ChangelogRevision.entry_id, ChangelogRevision.number)
    return [
        {
            "entry": row.id,
            "title": row.title,
            "body": row.body if row.drafted_by_id == member.id else None,
            "drafted_at": row.drafted_at if row.drafted_by_id == member.id else None,
            "published_at": row.published_at if row.published_by_id == member.id else None,
        }
        for row in entries
    ] + [{"entry": row.entry_id, "edited_at": row.edited_at} for row in await session.scalars(edits)]
