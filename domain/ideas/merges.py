"""Merge links: which idea lives on in which, since when, who undid it, and who stepped out of it.

Nothing moves with a merge. What an idea has taken in stands in its row beside, so that a vote knows it at no cost.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.ideas.model import Idea
from domain.ideas.statuses import Status
from domain.members import Member

STEP_OUT_WITHIN = timedelta(days=14)


class Merge(Base):
    """A duplicate lives on in the idea that stays, until that is undone; votes and comments stay where they are.

    `from_status` is where the duplicate stood, and `stood_since` since when. `made_co_author` says that its author
    shares the target by this alone.
    """

    __tablename__ = "idea_merges"
    __table_args__ = (
        Index("uq_idea_merges_open", "duplicate_id", unique=True, postgresql_where="undone_at IS NULL"),
        Index("ix_idea_merges_duplicate_id_id", "duplicate_id", "id"),
        Index("ix_idea_merges_target_id_id", "target_id", "id"),
        CheckConstraint("duplicate_id <> target_id", name="into_another"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
    )

    id: Mapped[PrimaryKey]
    duplicate_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    from_status: Mapped[Status] = mapped_column(words(Status))
    stood_since: Mapped[datetime | None]
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    merged_at: Mapped[datetime]
    made_co_author: Mapped[bool] = mapped_column(default=False)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    undone_at: Mapped[datetime | None]

    duplicate: Mapped[Idea] = relationship(lazy="raise", foreign_keys=[duplicate_id])
    target: Mapped[Idea] = relationship(lazy="raise", foreign_keys=[target_id])
    merged_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[merged_by_id])
    undone_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[undone_by_id])

    @property
    def step_out_until(self) -> datetime:
        """Return until when voters and the author of the duplicate may step out, or come back."""
        return self.merged_at + STEP_OUT_WITHIN


class StepOut(Base):
    """A member of the duplicate who doesn't go along with a merge: through it, nothing of theirs counts.

    `was_co_author` says that they shared the target by the merge until then.
    """

    __tablename__ = "idea_merge_step_outs"

    merge_id: Mapped[int] = mapped_column(ForeignKey("idea_merges.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    stepped_out_at: Mapped[datetime]
    was_co_author: Mapped[bool] = mapped_column(default=False)


async def merge_of(session: AsyncSession, idea_id: int) -> Merge | None:
    """Return the merge by which an idea lives on in another now. Whoever calls has loaded the idea for whoever asks."""
    query = select(Merge).where(Merge.duplicate_id == idea_id, Merge.undone_at.is_(None))
    query = query.options(joinedload(Merge.target), joinedload(Merge.merged_by))
    return await session.scalar(query.execution_options(populate_existing=True))


async def merges(session: AsyncSession, idea: Idea) -> list[Merge]:
    """Return every merge of or into an idea, undone ones too, oldest first, with both ideas and who did what.

    The idea must have been loaded for whoever asks; whether they may read the other one, `is_public` says.
    """
    if not idea.regroupings:
        return []
    people = joinedload(Merge.merged_by), joinedload(Merge.undone_by)
    query = select(Merge).where(or_(Merge.duplicate_id == idea.id, Merge.target_id == idea.id))
    both = (
        joinedload(each).options(joinedload(Idea.author), joinedload(Idea.counters))
        for each in (Merge.duplicate, Merge.target)
    )
    query = query.options(*people, *both).order_by(Merge.id)
    return list(await session.scalars(query))


async def merged_into(session: AsyncSession, idea_ids: Collection[int], most: int) -> dict[int, list[Idea]]:
    """Return what stands merged into ideas and can be read by all, `most` for each, the oldest first."""
    query = select(Idea).where(Idea.merged_into_id.in_(idea_ids), Idea.hidden_at.is_(None)).order_by(Idea.id)
    found: dict[int, list[Idea]] = {}
    for idea in await session.scalars(query.options(joinedload(Idea.author), joinedload(Idea.counters))):
        listed = found.setdefault(idea.merged_into_id or 0, [])
        if len(listed) < most:
            listed.append(idea)
    return found


async def above(session: AsyncSession, idea_ids: Collection[int]) -> list[int]:
    """Return the ideas that these live on in, the nearest first, however many merges away."""
    found: list[int] = []
    wanted = set(idea_ids)
    while wanted:
        query = select(Idea.merged_into_id).where(Idea.id.in_(wanted), Idea.merged_into_id.is_not(None)).distinct()
        wanted = {number for number in await session.scalars(query) if number is not None} - set(found)
        found += sorted(wanted)
    return found


async def regroup(session: AsyncSession, idea: Idea) -> None:
    """Write down what is merged into an idea now, and who stands for it. Whoever calls holds the idea."""
    query = select(Idea.id, Idea.author_id, Idea.co_author_ids, Idea.merged_ids, Idea.merged_author_ids)
    parts = (await session.execute(query.where(Idea.merged_into_id == idea.id))).all()
    idea.merged_ids = sorted({number for part in parts for number in (part.id, *part.merged_ids)})
    idea.merged_author_ids = sorted(
        {who for part in parts for who in (part.author_id, *part.co_author_ids, *part.merged_author_ids)}
    )
    idea.regroupings += 1
    await session.flush()


async def ungrouped(session: AsyncSession) -> list[int]:
    """Return the ideas that say otherwise than the merges do where they live on, or what lives on in them."""
    link = select(Merge.target_id).where(Merge.duplicate_id == Idea.id, Merge.undone_at.is_(None)).scalar_subquery()
    astray = set(await session.scalars(select(Idea.id).where(Idea.merged_into_id.is_distinct_from(link))))
    rows = await session.execute(select(Idea.id, Idea.merged_into_id).where(Idea.merged_into_id.is_not(None)))
    into = {row.id: row.merged_into_id for row in rows}
    named: dict[int, list[int]] = {}
    for number, nearest in into.items():
        place = nearest
        while place is not None and number not in named.get(place, []):
            named.setdefault(place, []).append(number)
            place = into.get(place)
    say = await session.execute(select(Idea.id, Idea.merged_ids).where(func.cardinality(Idea.merged_ids) > 0))
    said = {row.id: row.merged_ids for row in say}
    unlike = {number for number in {*named, *said} if sorted(named.get(number, [])) != said.get(number)}
    return sorted(astray | unlike)


async def merging(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which ideas the member merged, or which merges they undid, for the data they take along."""
    mine = or_(Merge.merged_by_id == member.id, Merge.undone_by_id == member.id)
    return [
        {
            "idea": row.duplicate_id,
            "into": row.target_id,
            "merged_at": row.merged_at if row.merged_by_id == member.id else None,
            "undone_at": row.undone_at if row.undone_by_id == member.id else None,
        }
        for row in await session.scalars(select(Merge).where(mine).order_by(Merge.id))
    ]


async def stepped_out(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which merges the member stepped out of, for the data they take along."""
    query = select(StepOut, Merge).join(Merge, Merge.id == StepOut.merge_id).where(StepOut.member_id == member.id)
    rows = await session.execute(query.order_by(Merge.id))
    return [
        {"idea": merge.duplicate_id, "into": merge.target_id, "stepped_out_at": out.stepped_out_at}
        for out, merge in rows
    ]
