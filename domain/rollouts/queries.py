"""Reading rollouts and follow-ups, of experiments that were loaded for whoever asks; lists are for staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import community, experiments, ideas
from domain.experiments import Conclusion, ConclusionKind, Experiment, ExperimentMove, Phase, PortfolioFilter
from domain.ideas import Idea
from domain.members import Actor
from domain.rollouts.model import AFTER, EVERYONE, Benefit, Felt, Rollout, RolloutStep
from domain.rollouts.policy import DROPPED
from domain.rollouts.reach import Reach

LATE_AFTER = timedelta(days=14)
_STEPS_READ, _LISTED = 200, 50
_SETTLED = and_(Benefit.withdrawn_at.is_(None), (Benefit.felt != Felt.YES) | Benefit.confirmed_at.is_not(None))


@dataclass(frozen=True)
class DueFollowUp:
    """A scaled experiment (with idea and owner) of which nobody knows yet whether the business felt it."""

    experiment: Experiment
    days: int
    due_on: date
    late: bool


async def reach(session: AsyncSession, actor: Actor, experiment: Experiment) -> Reach | None:
    """Return how far an experiment that was loaded for the actor has come, None for one that wasn't scaled."""
    return (await reaches(session, actor, [experiment])).get(experiment.id)


async def reaches(session: AsyncSession, actor: Actor, tests: Sequence[Experiment]) -> dict[int, Reach]:
    """Return how far those of the experiments have come that were scaled, by number; their owners must be loaded.

    What was said of the benefit and doesn't count (yet) is for staff.
    """
    if not any(each.concluded_at for each in tests):
        return {}
    since = {row[0]: (row[1] or row[2], row[2]) for row in await session.execute(_scaled([each.id for each in tests]))}
    if not since:
        return {}
    zone = (await community.current(session)).zone_info
    owned = select(Rollout).where(Rollout.experiment_id.in_(since)).options(joinedload(Rollout.owner, innerjoin=True))
    rollouts = {each.experiment_id: each for each in await session.scalars(_afresh(owned))}
    steps = await _steps(session, since)
    said = select(Benefit).where(Benefit.experiment_id.in_(since), benefits_visible_to(actor)).order_by(Benefit.id)
    people = joinedload(Benefit.said_by), joinedload(Benefit.confirmed_by), joinedload(Benefit.withdrawn_by)
    benefits = list(await session.scalars(_afresh(said.options(*people))))
    found = {}
    for each in tests:
        if each.id not in since:
            continue
        effective, verdict = since[each.id]
        rollout, mine = rollouts.get(each.id), [step for step in steps if step.experiment_id == each.id]
        found[each.id] = Reach(
            each,
            rollout.owner if rollout else each.owner,
            verdict.astimezone(zone).date(),
            effective.astimezone(zone).date(),
            rollout,
            sorted((step for step in mine if step.place is not None), key=lambda step: step.place or 0),
            sorted((step for step in mine if step.place is None), key=lambda step: (step.due_on, step.id)),
            [benefit for benefit in benefits if benefit.experiment_id == each.id],
        )
    return found


async def benefits_by_ids(
    session: AsyncSession, actor: Actor, ids: Collection[int]
) -> dict[int, tuple[Benefit, Experiment]]:
    """Return those of what was said of benefits that the actor may read, each with its experiment, by number."""
    query = select(Benefit, Experiment).join(Experiment, Experiment.id == Benefit.experiment_id)
    query = query.join(Experiment.idea).where(Benefit.id.in_(ids), benefits_visible_to(actor))
    query = query.where(experiments.visible_to(actor), ideas.visible_to(actor))
    people = joinedload(Benefit.said_by), joinedload(Benefit.confirmed_by), joinedload(Benefit.withdrawn_by)
    return {row[0].id: (row[0], row[1]) for row in await session.execute(query.options(*people))}


def benefits_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for what was said of benefits the actor may read: staff all, others what counts."""
    return literal(value=True) if experiments.may_read_inside(actor) else _SETTLED


async def due_follow_ups(session: AsyncSession, actor: Actor, only: PortfolioFilter | None = None) -> list[DueFollowUp]:
    """Return what should be looked at now, the longest due first, at most 50; raises SignInNeeded, NotAllowed."""
    experiments.require_may_run(actor)
    today = await community.today(session)
    query = (await unsettled(session)).where(ideas.visible_to(actor), *_only(only)).limit(_LISTED)
    return [DueFollowUp(row[0], row[1], row[2], row[2] + LATE_AFTER <= today) for row in await session.execute(query)]


async def under_way(session: AsyncSession, actor: Actor, only: PortfolioFilter | None = None) -> list[Reach]:
    """Return what was scaled and hasn't reached everyone, the longest first, at most 50; raises as `due_follow_ups`."""
    experiments.require_may_run(actor)
    newest = select(RolloutStep.coverage).where(RolloutStep.experiment_id == Experiment.id, RolloutStep.place > 0)
    now = newest.order_by(RolloutStep.place.desc()).limit(1).scalar_subquery()
    query = select(Experiment).join(Experiment.idea).join(Conclusion, _counts())
    query = query.where(func.coalesce(now, 0) < EVERYONE, Idea.status.not_in(DROPPED), ideas.visible_to(actor))
    query = query.where(*_only(only))
    query = query.options(*_people()).order_by(Conclusion.effective_at, Experiment.id).limit(_LISTED)
    tests = list(await session.scalars(query))
    found = await reaches(session, actor, tests)
    return [found[each.id] for each in tests]


async def median_to_everyone(
    session: AsyncSession, actor: Actor, only: PortfolioFilter | None = None
) -> timedelta | None:
    """Return within which time from the verdict half of what reached everyone had; raises as `due_follow_ups`."""
    experiments.require_may_run(actor)
    zone = literal((await community.current(session)).zone_info.key)
    less = func.max(RolloutStep.place).filter(RolloutStep.coverage < EVERYONE)
    ends = select(RolloutStep.experiment_id.label("of"), func.coalesce(less, 0).label("place"))
    last = ends.where(RolloutStep.place.is_not(None)).group_by(RolloutStep.experiment_id).subquery()
    whole = select(RolloutStep.experiment_id.label("of"), RolloutStep.done_on.label("day"))
    whole = whole.join(last, and_(last.c.of == RolloutStep.experiment_id, RolloutStep.place == last.c.place + 1))
    everyone = whole.subquery()
    days = everyone.c.day - _day(zone, func.coalesce(_verdict(), Conclusion.effective_at))
    query = select(func.percentile_cont(0.5).within_group(days)).select_from(everyone)
    query = query.join(
        Conclusion, and_(Conclusion.experiment_id == everyone.c.of, Conclusion.effective_at.is_not(None))
    )
    query = query.join(Experiment, Experiment.id == everyone.c.of).join(Experiment.idea)
    query = query.where(Conclusion.kind == ConclusionKind.SCALED, ideas.visible_to(actor), *_only(only))
    found = await session.scalar(query)
    return None if found is None else timedelta(days=float(found))


async def unsettled(session: AsyncSession) -> Select[Any]:
    """Return the query for follow-ups that are due and not settled: experiment, days, day due; the first due first."""
    zone, today = literal((await community.current(session)).zone_info.key), await community.today(session)
    days = union_all(*(select(literal(each).label("days")) for each in AFTER)).subquery()
    due = (_day(zone, Conclusion.effective_at) + days.c.days).label("due")
    settled = exists().where(Benefit.experiment_id == Experiment.id, Benefit.days == days.c.days, _SETTLED)
    query = select(Experiment, days.c.days, due).join(Experiment.idea).join(Conclusion, _counts())
    query = query.join(days, literal(value=True)).where(due <= today, ~settled)
    query = query.where(Idea.status.not_in(DROPPED), Idea.hidden_at.is_(None))
    return query.options(*_people()).order_by(due, Experiment.id)


async def astray(session: AsyncSession) -> list[tuple[int, str]]:
    """Return experiments whose rollout or follow-ups can't be, and what about them, for the operator's check."""
    scaled = select(Conclusion.experiment_id).where(Conclusion.kind == ConclusionKind.SCALED)
    scaled = scaled.where(Conclusion.effective_at.is_not(None))
    parts = union_all(*(select(each.experiment_id) for each in (Rollout, RolloutStep, Benefit))).subquery()
    before = func.lag(RolloutStep.coverage, 1, 0).over(
        partition_by=RolloutStep.experiment_id, order_by=RolloutStep.place
    )
    row = func.row_number().over(partition_by=RolloutStep.experiment_id, order_by=RolloutStep.place)
    done = (
        select(RolloutStep, before.label("before"), row.label("row")).where(RolloutStep.place.is_not(None)).subquery()
    )
    fell = (done.c.coverage < done.c.before) != done.c.goes_back
    asked = (
        (
            "is brought to everyone and wasn't scaled",
            select(parts.c.experiment_id).where(~parts.c.experiment_id.in_(scaled)),
        ),
        (
            "has steps of its rollout that don't follow each other",
            select(done.c.experiment_id).where((done.c.place != done.c.row) | fell),
        ),
    )
    return [(number, says) for says, query in asked for number in sorted(set(await session.scalars(query)))]


async def _steps(session: AsyncSession, experiment_ids: Collection[int]) -> list[RolloutStep]:
    newest = func.row_number().over(partition_by=RolloutStep.experiment_id, order_by=RolloutStep.place.desc())
    ranked = (
        select(RolloutStep.id, newest.label("newest")).where(RolloutStep.experiment_id.in_(experiment_ids)).subquery()
    )
    query = select(RolloutStep).join(ranked, ranked.c.id == RolloutStep.id).where(ranked.c.newest <= _STEPS_READ)
    people = joinedload(RolloutStep.planned_by, innerjoin=True), joinedload(RolloutStep.done_by)
    return list(await session.scalars(_afresh(query.options(*people))))


def _scaled(experiment_ids: Collection[int]) -> Select[int, datetime | None, datetime]:
    """Return the query for numbers of experiments that were scaled, since when, and when their verdict had fallen."""
    fell = func.coalesce(_verdict(), Conclusion.effective_at)
    query = select(Conclusion.experiment_id, Conclusion.effective_at, fell)
    query = query.where(Conclusion.experiment_id.in_(experiment_ids), Conclusion.effective_at.is_not(None))
    return query.where(Conclusion.kind == ConclusionKind.SCALED)


def _verdict() -> ColumnElement[datetime]:
    """Return when the verdict fell that a conclusion was drawn from, in a query on conclusions."""
    moved = select(func.max(ExperimentMove.moved_at)).where(ExperimentMove.experiment_id == Conclusion.experiment_id)
    moved = moved.where(ExperimentMove.to_phase == Phase.VERDICT_DUE)
    return moved.correlate(Conclusion).scalar_subquery()


def _counts() -> ColumnElement[bool]:
    return and_(
        Conclusion.experiment_id == Experiment.id,
        Conclusion.effective_at.is_not(None),
        Conclusion.kind == ConclusionKind.SCALED,
    )


def _only(only: PortfolioFilter | None) -> list[ColumnElement[bool]]:
    wanted = []
    if only is not None and only.quadrant is not None:
        wanted.append(Idea.quadrant == only.quadrant)
    if only is not None and only.team_id is not None:
        wanted.append(Experiment.team_id == only.team_id)
    return wanted


def _day(zone: ColumnElement[str], moment: ColumnElement[Any] | Any) -> ColumnElement[Any]:
    return func.timezone(zone, moment).cast(Date)


def _people() -> tuple[Any, ...]:
    people = joinedload(Experiment.owner, innerjoin=True), joinedload(Experiment.plan, innerjoin=True)
    return contains_eager(Experiment.idea).options(*ideas.card()), *people


def _afresh(query: Select[Any]) -> Select[Any]:
    return query.execution_options(populate_existing=True)
