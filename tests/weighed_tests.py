"""A test whose verdict a correction undid before it ended, so that somebody looks at it."""

from domain import database
from domain.experiments import TAKEN_BACK, Advice, ConclusionKind, Experiment, ExperimentMove, Phase
from domain.members import Member
from tests import experimenting
from tests.people import People


async def bent(people: People, *, by: Member, second: Member) -> Experiment:
    """Return a test that is over, with a verdict that a correction had undone; what follows was not heard yet."""
    experiment = await experimenting.running(people, by=by, second=second)
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
