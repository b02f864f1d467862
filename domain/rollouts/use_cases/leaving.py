"""What a member brought to everyone and said of it, to take along. It all stays when they leave: teams go by it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.members import Member
from domain.rollouts.model import Benefit, Rollout, RolloutStep


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the rollouts that are the member's, and the steps they planned or did."""
    owned = await session.scalars(select(Rollout).where(Rollout.owner_id == member.id).order_by(Rollout.experiment_id))
    mine = (RolloutStep.planned_by_id == member.id) | (RolloutStep.done_by_id == member.id)
    names = ("experiment_id", "due_on", "coverage", "done_on")
    return [{"owns": row.experiment_id} for row in owned] + [
        {name: getattr(row, name) for name in names}
        | {"says": row.says if row.planned_by_id == member.id else None}
        | {"planned_at": row.planned_at if row.planned_by_id == member.id else None}
        | {"done_at": row.done_at if row.done_by_id == member.id else None}
        for row in await session.scalars(select(RolloutStep).where(mine).order_by(RolloutStep.id))
    ]


async def looked(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member said of benefits, confirmed or took back."""
    mine = (Benefit.said_by_id == member.id) | (Benefit.confirmed_by_id == member.id)
    query = select(Benefit).where(mine | (Benefit.withdrawn_by_id == member.id)).order_by(Benefit.id)
    return [
        {
            "experiment": row.experiment_id,
            "days": row.days,
            "felt": row.felt,
            "says": row.says if row.said_by_id == member.id else None,
            "said_at": row.said_at,
            "confirmed_at": row.confirmed_at,
            "withdrawn_at": row.withdrawn_at,
            "why_withdrawn": row.why_withdrawn if row.withdrawn_by_id == member.id else None,
        }
        for row in await session.scalars(query)
    ]
