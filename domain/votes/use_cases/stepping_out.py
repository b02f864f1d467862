"""Taking support back that came by a merge: the vote stays where it was cast, and counts at the target no longer."""

from sqlalchemy import any_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import record
from domain.ideas import Idea, Merge, StepOut
from domain.votes.events import MergeLeft
from domain.votes.model import Vote


async def step_out(session: AsyncSession, target: Idea, member_id: int) -> bool:
    """Let a member step out of every merge into an idea by which they back it; return whether there was one.

    Whoever calls holds the idea and counts it anew.
    """
    backed = or_(Vote.idea_id == Idea.id, Vote.idea_id == any_(Idea.merged_ids))
    links = select(Merge.id, literal(member_id), literal(now(session)), literal(False))
    links = links.join(Idea, Idea.id == Merge.duplicate_id)
    links = links.where(Merge.target_id == target.id, Merge.undone_at.is_(None))
    links = links.where(exists().where(Vote.member_id == member_id, backed)).order_by(Merge.id)
    columns = ["merge_id", "member_id", "stepped_out_at", "was_co_author"]
    made = insert(StepOut).from_select(columns, links).on_conflict_do_nothing().returning(StepOut.merge_id)
    left = set(await session.scalars(made))
    if left:
        target.regroupings += 1  # so that a vote that waited reads anew by which merges it counts
        await session.flush()
        for merge in await session.scalars(select(Merge).where(Merge.id.in_(left)).order_by(Merge.id)):
            await record(session, MergeLeft(merge.duplicate_id, target.id, merge.id, member_id))
    return bool(left)
