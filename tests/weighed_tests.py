"""Tests that somebody looks at: a correction undid the verdict before the end, or the plan was changed."""

from typing import Any

from sqlalchemy import select, update

from domain import database
from domain.experiments import TAKEN_BACK, Advice, ConclusionKind, Experiment, ExperimentMove, Phase, Plan
from domain.ideas import Idea
from domain.members import Member
from tests import experimenting
from tests.people import People


async def bent(people: People, *, by: Member, second: Member, on: Idea | None = None) -> Experiment:
    """Return a test that is over, with a verdict that a correction had undone; what follows was not heard yet."""
    experiment = await experimenting.running(people, by=by, second=second, on=on)
    await undone(people, experiment, by)
    await experimenting.advised(people, experiment, Advice.STOP, by=by)
    await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=by)
    return experiment


async def undone(people: People, experiment: Experiment, by: Member) -> None:
    """Let a verdict fall, and a correction take it back."""
    async with database.transaction(people.sessions) as session:
        steps = {"experiment_id": experiment.id, "moved_at": experiment.moved_at, "actor_id": by.id}
        due, runs = Phase.VERDICT_DUE, Phase.RUNNING
        session.add(ExperimentMove(from_phase=runs, to_phase=due, **steps))
        session.add(ExperimentMove(from_phase=due, to_phase=runs, words=TAKEN_BACK, **steps))


async def changed(people: People, experiment: Experiment, **more: Any) -> None:
    """Put another plan in force, as after a second person's approval."""
    async with database.transaction(people.sessions) as session:
        first = (await session.scalars(select(Plan).where(Plan.experiment_id == experiment.id))).one()
        said = {column.key: getattr(first, column.key) for column in Plan.__table__.columns}
        said |= {"number": 2, "why_changed": "We had asked for too much.", "fingerprint": "1" * 64, **more}
        del said["id"]
        session.add(Plan(**said))
        await session.execute(update(Experiment).where(Experiment.id == experiment.id).values(plan_number=2))
    experiment.plan_number = 2
