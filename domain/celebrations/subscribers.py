"""Facts that bring a member something are kept for their next look, unless they want no celebration."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.badges import BadgeGiven
from domain.celebrations.model import Celebration
from domain.clock import now
from domain.events import Together
from domain.members import Member
from domain.rewards import Entry, PointsEarned, RewardHabit

FRESH = timedelta(days=2)  # what happened longer ago is booked without a word, as badges are given


@Together
async def keep(session: AsyncSession, facts: Sequence[PointsEarned | BadgeGiven], since: datetime) -> None:
    """Keep what fresh outcomes brought and badges that aren't given quietly, each once, for who is still here."""
    recent = select(Entry.id).where(Entry.id.in_([fact.entry_id for fact in facts if isinstance(fact, PointsEarned)]))
    recent = recent.where(Entry.occurred_at > now(session) - FRESH)
    fresh = set(await session.scalars(recent))
    told = [fact for fact in facts if (fact.entry_id in fresh if isinstance(fact, PointsEarned) else not fact.quietly)]
    query = select(Member.id).outerjoin(RewardHabit, RewardHabit.member_id == Member.id)
    query = query.where(Member.id.in_({fact.member_id for fact in told}), Member.left_at.is_(None))
    query = query.where(func.coalesce(RewardHabit.celebrates, True)).order_by(Member.id)
    # Whoever leaves at this moment has left, or is forgotten with what we write.
    wanting = set(await session.scalars(query.with_for_update(read=True, of=Member)))
    rows = [
        {
            "member_id": fact.member_id,
            "entry_id": fact.entry_id if isinstance(fact, PointsEarned) else None,
            "award_id": fact.award_id if isinstance(fact, BadgeGiven) else None,
            "since": since,
        }
        for fact in told
        if fact.member_id in wanting
    ]
    if rows:
        await session.execute(insert(Celebration).on_conflict_do_nothing(), rows)
