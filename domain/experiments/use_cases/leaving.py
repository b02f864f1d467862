"""What a member planned, moved, entered and concluded, to take along. It all stays when they leave: teams go by it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.experiments.check_ins import CheckIn
from domain.experiments.conclusions import Conclusion, LearningCard
from domain.experiments.model import Experiment, ExperimentMove, KillCriterion, Plan
from domain.experiments.sentences import hypothesis
from domain.members import Member


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the experiments that the member owns or approved."""
    mine = (Experiment.owner_id == member.id) | (Experiment.approved_by_id == member.id)
    rows = await session.scalars(select(Experiment).where(mine).order_by(Experiment.id))
    names = ("id", "idea_id", "phase", "created_at", "started_at", "concluded_at")
    return [
        {name: getattr(row, name) for name in names}
        | {"title": row.title if row.owner_id == member.id else None, "owned": row.owner_id == member.id}
        for row in rows
    ]


async def planned(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the plans that the member wrote or approved, and what they watch."""
    mine = (Plan.written_by_id == member.id) | (Plan.approved_by_id == member.id)
    found = [
        {
            "experiment": row.experiment_id,
            "number": row.number,
            "written_at": row.written_at if row.written_by_id == member.id else None,
            "approved_at": row.approved_at if row.approved_by_id == member.id else None,
            "hypothesis": hypothesis(row) if row.written_by_id == member.id else None,
            "why_changed": row.why_changed if row.written_by_id == member.id else None,
        }
        for row in await session.scalars(select(Plan).where(mine).order_by(Plan.id))
    ]
    watched = select(KillCriterion).where(KillCriterion.watcher_id == member.id)
    rows = await session.scalars(watched.order_by(KillCriterion.plan_id, KillCriterion.place))
    return found + [{"plan": row.plan_id, "watches": row.words} for row in rows]


async def stepped(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return where the member led experiments."""
    query = select(ExperimentMove).where(ExperimentMove.actor_id == member.id).order_by(ExperimentMove.id)
    return [
        {"experiment": row.experiment_id, "to": row.to_phase, "moved_at": row.moved_at, "words": row.words}
        for row in await session.scalars(query)
    ]


async def entered(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the totals that the member entered."""
    query = select(CheckIn).where(CheckIn.entered_by_id == member.id).order_by(CheckIn.id)
    names = ("experiment_id", "as_of", "arms", "guardrails", "source", "entered_at", "why")
    return [{name: getattr(row, name) for name in names} for row in await session.scalars(query)]


async def concluded(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member concluded, confirmed or gave up, with the learning cards they wrote."""
    mine = (Conclusion.concluded_by_id == member.id) | (Conclusion.seconded_by_id == member.id)
    query = select(Conclusion).where(mine | (Conclusion.withdrawn_by_id == member.id)).order_by(Conclusion.id)
    found = [
        {
            "experiment": row.experiment_id,
            "kind": row.kind,
            "reason": row.reason if row.concluded_by_id == member.id else None,
            "concluded_at": row.concluded_at,
            "effective_at": row.effective_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in await session.scalars(query)
    ]
    written = select(LearningCard).where(LearningCard.author_id == member.id).order_by(LearningCard.id)
    names = ("experiment_id", "written_at", "observed", "learned", "therefore", "tags")
    cards = [{name: getattr(row, name) for name in names} for row in await session.scalars(written)]
    return found + cards
