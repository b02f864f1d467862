"""What an idea's story tells of rollouts: each step to everyone, and whether the business felt it; for all readers."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, case, exists, func, literal_column, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database
from domain.experiments import Experiment, ExperimentStep
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.rollouts.model import Benefit, RolloutStep
from domain.rollouts.queries import reaches
from domain.triage import StepKind


@dataclass(frozen=True)
class RolloutTold(ExperimentStep):
    """A step of an experiment's rollout, or what was felt of it: one of both."""

    rolled: RolloutStep | None = None
    benefit: Benefit | None = None


async def story_of(session: AsyncSession, actor: Actor, tests: list[Experiment]) -> list[RolloutTold]:
    """Return what became of those of the experiments (with their owners) that were scaled, in no order."""
    told, by_number = [], {each.id: each for each in tests}
    for number, found in (await reaches(session, actor, tests)).items():
        of = by_number[number]
        for step in found.done:
            if step.done_at is not None:
                kind = StepKind.ROLLED_BACK if step.goes_back else StepKind.ROLLED_OUT
                told.append(RolloutTold(step.done_at, kind, step.done_by, experiment=of, rolled=step))
        for benefit in found.benefits:
            if benefit.settles:
                at, who = benefit.confirmed_at or benefit.said_at, benefit.confirmed_by or benefit.said_by
                told.append(RolloutTold(at, StepKind.BENEFIT_SETTLED, who, experiment=of, benefit=benefit))
    return told


def edition(idea_id: SQLColumnExpression[int]) -> ColumnElement[str | None]:
    """Return what changes with the rollouts of an idea's experiments and the names in them, in a query on ideas."""
    numbers = select(Experiment.id).where(Experiment.idea_id == idea_id).correlate(Idea)
    doers = select(RolloutStep.done_by_id).where(RolloutStep.experiment_id.in_(numbers))
    people = union_all(
        doers,
        *(
            select(who).where(Benefit.experiment_id.in_(numbers))
            for who in (Benefit.said_by_id, Benefit.confirmed_by_id)
        ),
    )
    parts = []
    for model, wanted in (
        (RolloutStep, RolloutStep.experiment_id.in_(numbers)),
        (Benefit, Benefit.experiment_id.in_(numbers)),
        (Member, Member.id.in_(people)),
    ):
        row = database.written(model.__tablename__)
        rows = select(func.string_agg(row, aggregate_order_by(literal_column("','"), row))).select_from(model)
        parts.append(rows.where(wanted).correlate(Idea).scalar_subquery())
    # Few ideas were ever tested to the end, and the others pay for one look into an index.
    some = exists().where(Experiment.idea_id == idea_id, Experiment.concluded_at.is_not(None)).correlate(Idea)
    return case((some, func.concat_ws("/", *parts)))
