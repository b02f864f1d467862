"""Reading what was recorded for customers."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, any_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload

from domain import ideas, votes
from domain.behalf.model import RecordedIdea, Recording, Source
from domain.behalf.policy import visible_to
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, page
from domain.votes import Vote

_LATEST: Order[Recording] = Order("recordings", (Recording.id,), lambda row: (row.id,), (int,))
_LAST_TOLD: Order[RecordedIdea] = Order("recorded_ideas", (RecordedIdea.idea_id,), lambda row: (row.idea_id,), (int,))


async def recordings(session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice) -> Page[Recording]:
    """Return a page of the votes recorded for an idea that the actor sees and for what is merged into it, latest
    first; empty for all but staff."""
    query = select(Recording).where(Recording.idea_id.in_([idea.id, *idea.merged_ids]), visible_to(actor))
    people = joinedload(Recording.member, innerjoin=True), joinedload(Recording.recorded_by, innerjoin=True)
    return await page(session, query.options(*people), _LATEST, wanted)


def number_of() -> ScalarSelect[int]:
    """Return how many of an idea's supporters were recorded, in SQL, for a query of ideas; each once over all that is
    merged into it."""
    return select(func.count(Recording.member_id.distinct())).where(_counting()).correlate(Idea).scalar_subquery()


async def counts(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, int]:
    """Return how many supporters of ideas were recorded; they must have been loaded for whoever asks."""
    query = select(Idea.id, func.count(Recording.member_id.distinct())).join(Recording, _counting())
    return {row[0]: row[1] for row in await session.execute(query.where(Idea.id.in_(idea_ids)).group_by(Idea.id))}


def _counting() -> ColumnElement[bool]:
    family = Recording.idea_id == any_(func.array_append(Idea.merged_ids, Idea.id))
    same = Vote.member_id == Recording.member_id, Vote.idea_id == Recording.idea_id
    in_quarantine = exists().where(*same, Vote.quarantined_at.is_not(None))
    return family & ~votes.near(Idea.__table__, Recording.__table__.c.member_id) & ~in_quarantine


async def recorded_ideas(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[RecordedIdea]:
    """Return a page of the ideas recorded for customers that the actor sees, latest first; empty for all but staff."""
    query = select(RecordedIdea).join(RecordedIdea.idea).where(visible_to(actor), ideas.visible_to(actor))
    people = joinedload(RecordedIdea.member, innerjoin=True), joinedload(RecordedIdea.recorded_by, innerjoin=True)
    told = contains_eager(RecordedIdea.idea).options(*ideas.card())
    return await page(session, query.options(told, *people), _LAST_TOLD, wanted)


async def recorded_idea(session: AsyncSession, actor: Actor, idea: Idea) -> RecordedIdea | None:
    """Return for whom and by whom an idea that the actor sees was recorded; None where it wasn't, and for all but
    staff."""
    query = select(RecordedIdea).where(RecordedIdea.idea_id == idea.id, visible_to(actor))
    return await session.scalar(query.options(joinedload(RecordedIdea.member), joinedload(RecordedIdea.recorded_by)))


async def speaker(session: AsyncSession, idea_id: int) -> int | None:
    """Return who speaks for the author of a recorded idea who can't sign in: whoever wrote it down, if still here."""
    author, recorder = aliased(Member), aliased(Member)
    query = select(recorder.id).select_from(RecordedIdea).join(author, author.id == RecordedIdea.member_id)
    query = query.join(recorder, recorder.id == RecordedIdea.recorded_by_id)
    query = query.where(RecordedIdea.idea_id == idea_id, author.imported_from.is_not(None), recorder.left_at.is_(None))
    return await session.scalar(query)


def source_of() -> ScalarSelect[Source]:
    """Return where an idea was said that was recorded for a customer, in SQL, for a query of ideas; everybody may
    know, and NULL is for all others."""
    return select(RecordedIdea.source).where(RecordedIdea.idea_id == Idea.id).correlate(Idea).scalar_subquery()


async def sources(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, Source]:
    """Return where those of the ideas were said that were recorded for customers."""
    query = select(RecordedIdea.idea_id, RecordedIdea.source).where(RecordedIdea.idea_id.in_(idea_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the votes and ideas that were recorded for the member."""
    rows = await session.scalars(select(Recording).where(Recording.member_id == member.id).order_by(Recording.id))
    found = [_kept(row) | {"name": row.name, "company": row.company, "said": row.said} for row in rows]
    own = select(RecordedIdea).where(RecordedIdea.member_id == member.id).order_by(RecordedIdea.idea_id)
    told = await session.scalars(own)
    return found + [_kept(row) | {"name": row.name, "company": row.company} for row in told]


async def recorded(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member recorded, without saying for whom."""
    rows = await session.scalars(select(Recording).where(Recording.recorded_by_id == member.id).order_by(Recording.id))
    by_them = select(RecordedIdea).where(RecordedIdea.recorded_by_id == member.id).order_by(RecordedIdea.idea_id)
    return [_kept(row) for row in rows] + [_kept(row) for row in await session.scalars(by_them)]


def _kept(row: Recording | RecordedIdea) -> dict[str, Any]:
    what = "vote" if isinstance(row, Recording) else "idea"
    return {"what": what, "idea": row.idea_id, "source": row.source, "recorded_at": row.recorded_at}
