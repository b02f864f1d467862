"""What an idea's story tells of its experiments: those that have started, for whoever may read the idea."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, SQLColumnExpression, case, exists, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import database
from domain.experiments.conclusions import LearningCard
from domain.experiments.library import cards_of
from domain.experiments.model import Experiment, ExperimentMove, Phase
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.triage import Step, StepKind


@dataclass(frozen=True)
class ExperimentStep(Step):
    """A step of an experiment (with its plan in force); one that concludes comes with the card."""

    experiment: Experiment = field(kw_only=True)
    card: LearningCard | None = None


_TOLD = {
    Phase.RUNNING: StepKind.TEST_STARTED,
    Phase.VERDICT_DUE: StepKind.VERDICT_FELL,
    Phase.CONCLUDED: StepKind.TEST_CONCLUDED,
}


async def story_of(session: AsyncSession, actor: Actor, idea: Idea) -> list[ExperimentStep]:
    """Return the steps of an idea's experiments in order; it must have been loaded for whoever asks."""
    query = select(ExperimentMove, Experiment).join(Experiment, Experiment.id == ExperimentMove.experiment_id)
    query = query.where(Experiment.idea_id == idea.id, Experiment.started_at.is_not(None))
    query = query.where(ExperimentMove.to_phase.in_(_TOLD), ExperimentMove.from_phase != ExperimentMove.to_phase)
    whole = joinedload(Experiment.owner, innerjoin=True), joinedload(Experiment.plan, innerjoin=True)
    query = query.options(joinedload(ExperimentMove.actor), *whole).order_by(ExperimentMove.id)
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    tested = {each.id: each for _move, each in rows}
    cards = await cards_of(session, actor, tested)
    steps = [
        ExperimentStep(each.created_at, StepKind.TEST_PLANNED, each.owner, experiment=each) for each in tested.values()
    ]
    for move, each in rows:
        if move.to_phase is Phase.RUNNING and move.from_phase is not Phase.APPROVED:
            continue
        card = cards.get(each.id) if move.to_phase is Phase.CONCLUDED else None
        steps.append(ExperimentStep(move.moved_at, _TOLD[move.to_phase], move.actor, experiment=each, card=card))
    return sorted(steps, key=lambda step: step.at)


def edition(idea_id: SQLColumnExpression[int]) -> ColumnElement[str | None]:
    """Return what changes with the steps of an idea's experiments and with the names in them, in a query on ideas."""
    row = database.written("experiments")
    told = select(func.string_agg(row, aggregate_order_by(literal_column("','"), row))).select_from(Experiment)
    told = told.where(Experiment.idea_id == idea_id)
    owners = select(Experiment.owner_id).where(Experiment.idea_id == idea_id).correlate(Idea)
    movers = select(ExperimentMove.actor_id).join(Experiment, Experiment.id == ExperimentMove.experiment_id)
    movers = movers.where(Experiment.idea_id == idea_id).correlate(Idea)
    name = database.written("members")
    names = select(func.string_agg(name, aggregate_order_by(literal_column("','"), name))).select_from(Member)
    names = names.where(Member.id.in_(union_all(owners, movers)))
    # Most ideas have none, and pay for one look into an index.
    some = exists().where(Experiment.idea_id == idea_id).correlate(Idea)
    parts = (part.correlate(Idea).scalar_subquery() for part in (told, names))
    return case((some, func.concat_ws("/", *parts)))
