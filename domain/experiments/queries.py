"""Reading experiments, as far as `visible_to` and the idea let the actor. Nothing is loaded for whom it isn't there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from domain import ideas, members
from domain.errors import NotFound
from domain.experiments import plans
from domain.experiments.check_ins import CheckIn, KeptVerdict
from domain.experiments.conclusions import Conclusion
from domain.experiments.model import UNDER_WAY, Experiment, ExperimentMove, KillCriterion, Phase, Plan
from domain.experiments.policy import (
    NotYourExperiment,
    conclusions_visible_to,
    may_act,
    plans_visible_to,
    require_may_run,
    visible_to,
)
from domain.ideas import Idea, Status
from domain.members import Actor, Member, Team
from domain.paging import Order, Page, Slice, page
from domain.permissions import Permission

_LATEST: Order[Experiment] = Order("experiments", (Experiment.id,), lambda row: (row.id,), (int,))
_DUE: Order[Experiment] = Order(
    "experiments_due",
    (Experiment.verdict_due_at, Experiment.id),
    lambda row: (row.verdict_due_at or row.moved_at, row.id),
    (datetime, int),
    upwards=True,
)


_STEPS: Order[ExperimentMove] = Order("experiment_moves", (ExperimentMove.id,), lambda row: (row.id,), (int,))


@dataclass(frozen=True)
class ExperimentFilter:
    """Which experiments: those in any of the phases, of one idea, one owner, one team; nothing narrows by itself."""

    phases: Collection[Phase] = ()
    idea_id: int | None = None
    owner_id: int | None = None
    team_id: int | None = None


def seen(actor: Actor) -> Select[Experiment]:
    """Return the query for experiments the actor may know of, with idea, people, team, and plan with its own."""
    query = select(Experiment).join(Experiment.idea).where(visible_to(actor), ideas.visible_to(actor))
    people = joinedload(Experiment.owner, innerjoin=True), joinedload(Experiment.approved_by)
    idea, plan = contains_eager(Experiment.idea).options(*ideas.card()), joinedload(Experiment.plan)
    watched = plan.selectinload(Plan.criteria).joinedload(KillCriterion.watcher, innerjoin=True)
    wrote = plan.joinedload(Plan.written_by), plan.joinedload(Plan.approved_by)
    return query.options(idea, *people, joinedload(Experiment.team), watched, *wrote)


async def visible(session: AsyncSession, actor: Actor, experiment_id: int, *, lock: bool = False) -> Experiment:
    """Return one experiment as its page shows it, with its plan whole, held with `lock`; raises NotFound."""
    query = seen(actor).where(Experiment.id == experiment_id).execution_options(populate_existing=True)
    if lock:
        held = select(Experiment.id).where(Experiment.id == experiment_id).with_for_update(key_share=True)
        await session.execute(held)
    experiment = await session.scalar(query)
    if experiment is None:
        raise NotFound
    return experiment


async def held(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Return one experiment held for a change. Raises SignInNeeded or NotAllowed for all but staff, and NotFound."""
    require_may_run(actor)
    return await visible(session, actor, experiment_id, lock=True)


async def listed(
    session: AsyncSession, actor: Actor, wanted: Slice, *, only: ExperimentFilter | None = None
) -> Page[Experiment]:
    """Return a page of experiments that the actor may know of, newest first; those that only are due by their time."""
    only = only or ExperimentFilter()
    query = seen(actor)
    if only.phases:
        query = query.where(Experiment.phase.in_(only.phases))
    for column, value in (
        (Experiment.idea_id, only.idea_id),
        (Experiment.owner_id, only.owner_id),
        (Experiment.team_id, only.team_id),
    ):
        if value is not None:
            query = query.where(column == value)
    due = set(only.phases) == {Phase.VERDICT_DUE}
    return await page(session, query, _DUE if due else _LATEST, wanted)


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Experiment]:
    """Return those of the experiments that the actor may know of, by number."""
    return {row.id: row for row in await session.scalars(seen(actor).where(Experiment.id.in_(ids)))}


async def of_ideas(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, list[Experiment]]:
    """Return the experiments of ideas, oldest first, as far as the actor may know of them, by the idea's number."""
    found: dict[int, list[Experiment]] = {}
    rows = await session.scalars(seen(actor).where(Experiment.idea_id.in_(idea_ids)).order_by(Experiment.id))
    for row in rows:
        found.setdefault(row.idea_id, []).append(row)
    return found


async def count_by_phase(session: AsyncSession, actor: Actor) -> dict[Phase, int]:
    """Return how many experiments the actor may know of stand where, in the order of their life."""
    query = select(Experiment.phase, func.count()).join(Experiment.idea)
    query = query.where(visible_to(actor), ideas.visible_to(actor)).group_by(Experiment.phase)
    counted: dict[Phase, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {phase: counted.get(phase, 0) for phase in Phase}


async def moves(session: AsyncSession, experiment: Experiment) -> list[ExperimentMove]:
    """Return the steps of an experiment's life, oldest first; it must have been loaded for whoever asks."""
    query = select(ExperimentMove).where(ExperimentMove.experiment_id == experiment.id)
    return list(await session.scalars(query.options(joinedload(ExperimentMove.actor)).order_by(ExperimentMove.id)))


async def steps(session: AsyncSession, experiment: Experiment, wanted: Slice) -> Page[ExperimentMove]:
    """Return a page of the steps of an experiment's life, latest first; it was loaded for whoever asks."""
    query = select(ExperimentMove).where(ExperimentMove.experiment_id == experiment.id)
    return await page(session, query.options(joinedload(ExperimentMove.actor)), _STEPS, wanted)


async def plan_versions(session: AsyncSession, actor: Actor, experiment: Experiment) -> list[Plan]:
    """Return the plans of an experiment that was loaded for the actor, oldest first, as far as they may read them."""
    query = select(Plan).where(Plan.experiment_id == experiment.id, plans_visible_to(actor))
    watched = selectinload(Plan.criteria).joinedload(KillCriterion.watcher, innerjoin=True)
    people = joinedload(Plan.written_by, innerjoin=True), joinedload(Plan.approved_by)
    query = query.options(watched, *people).order_by(Plan.number).execution_options(populate_existing=True)
    return list(await session.scalars(query))


async def waiting_plan(session: AsyncSession, actor: Actor, experiment: Experiment) -> Plan | None:
    """Return the changed plan that waits for approval while the experiment runs, if the actor may read it."""
    if experiment.started_at is None:
        return None
    versions = await plan_versions(session, actor, experiment)
    return next((plan for plan in versions if plan.number > experiment.plan_number), None)


async def standing_verdict(session: AsyncSession, experiment: Experiment) -> KeptVerdict | None:
    """Return what is advised of all that counts of the plan in force; whoever calls asks `may_read_figures`."""
    query = select(KeptVerdict).join(CheckIn, CheckIn.id == KeptVerdict.check_in_id)
    query = query.where(CheckIn.experiment_id == experiment.id, CheckIn.plan_number == experiment.plan_number)
    return await session.scalar(query.order_by(CheckIn.id.desc()).limit(1))


async def conclusions(
    session: AsyncSession, actor: Actor, experiment_ids: Collection[int]
) -> dict[int, list[Conclusion]]:
    """Return what was concluded of experiments loaded for the actor, oldest first, with cards, by their number."""
    query = select(Conclusion).where(Conclusion.experiment_id.in_(experiment_ids), conclusions_visible_to(actor))
    people = joinedload(Conclusion.concluded_by, innerjoin=True), joinedload(Conclusion.seconded_by)
    query = query.options(*people, joinedload(Conclusion.card)).execution_options(populate_existing=True)
    found: dict[int, list[Conclusion]] = {}
    for row in await session.scalars(query.order_by(Conclusion.id)):
        found.setdefault(row.experiment_id, []).append(row)
    return found


async def conclusions_by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Conclusion]:
    """Return those of the conclusions that the actor may read, with their experiments and people, by number."""
    query = select(Conclusion).join(Conclusion.experiment).join(Experiment.idea).where(Conclusion.id.in_(ids))
    query = query.where(conclusions_visible_to(actor), visible_to(actor), ideas.visible_to(actor))
    people = joinedload(Conclusion.concluded_by, innerjoin=True), joinedload(Conclusion.seconded_by)
    rows = await session.scalars(query.options(contains_eager(Conclusion.experiment), *people))
    return {row.id: row for row in rows}


async def standing_conclusion(session: AsyncSession, actor: Actor, experiment: Experiment) -> Conclusion | None:
    """Return the conclusion that counts or waits, of an experiment that was loaded for the actor."""
    every = (await conclusions(session, actor, [experiment.id])).get(experiment.id, [])
    return next((each for each in every if each.withdrawn_at is None), None)


async def is_in_team(session: AsyncSession, actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor belongs to the experiment's team."""
    if experiment.team_id is None or actor.id is None:
        return False
    found = select(Member.id).where(Member.id == actor.id, Member.teams.any(Team.id == experiment.team_id))
    return await session.scalar(found) is not None


async def may_check_in(session: AsyncSession, actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor may enter totals: owner, product team, and who belongs to the experiment's team."""
    if may_act(actor, experiment):
        return True
    return actor.may(Permission.RUN_EXPERIMENT) and await is_in_team(session, actor, experiment)


async def require_may_check_in(session: AsyncSession, actor: Actor, experiment: Experiment) -> None:
    """Raise SignInNeeded, NotAllowed or NotYourExperiment unless the actor may enter totals."""
    require_may_run(actor)
    if not await may_check_in(session, actor, experiment):
        raise NotYourExperiment


async def staff_around(session: AsyncSession, experiment: Experiment) -> set[int]:
    """Return the numbers of its owner and of all in its team, who hear what becomes of it."""
    if experiment.team_id is None:
        return {experiment.owner_id}
    query = select(Member.id).where(Member.teams.any(Team.id == experiment.team_id))
    return {experiment.owner_id, *await session.scalars(query)}


async def present_staff(session: AsyncSession, member_ids: Collection[int]) -> dict[int, Member]:
    """Return those of the members who work here and haven't left, by number."""
    found = await members.by_ids(session, member_ids)
    return {
        number: member
        for number, member in found.items()
        if member.left_at is None and member.may(Permission.RUN_EXPERIMENT)
    }


async def astray(session: AsyncSession) -> list[tuple[int, str]]:
    """Return the experiments whose rows don't agree, and what about them, for the operator's check."""
    last = select(ExperimentMove.to_phase).where(ExperimentMove.experiment_id == Experiment.id)
    step = func.coalesce(last.order_by(ExperimentMove.id.desc()).limit(1).scalar_subquery(), Phase.DRAFT)
    stands = select(Experiment.id).where(step != Experiment.phase)
    counts = exists().where(Conclusion.experiment_id == Experiment.id, Conclusion.effective_at.is_not(None))
    counts = counts.where(Conclusion.effective_at == Experiment.concluded_at)
    uncounted = select(Experiment.id).where((Experiment.concluded_at.is_not(None)) != counts)
    gone = (Experiment.phase == Phase.CONCLUDED) & Experiment.concluded_at.is_(None)
    runs_on = Experiment.phase.in_(UNDER_WAY) & Experiment.concluded_at.is_not(None)
    in_force = exists().where(Plan.experiment_id == Experiment.id, Plan.number == Experiment.plan_number)
    in_force = in_force.where(Plan.in_force_at.is_not(None))
    unplanned = select(Experiment.id).where(Experiment.started_at.is_not(None) != in_force)
    asked = (
        ("stands elsewhere than where its last step led", stands),
        ("is concluded without a conclusion that counts, or the other way round", uncounted),
        ("is concluded and isn't", select(Experiment.id).where(gone | runs_on)),
        ("has started without a plan in force, or the other way round", unplanned),
    )
    found = [(number, says) for says, query in asked for number in await session.scalars(query.order_by(Experiment.id))]
    locked = select(Plan).where(Plan.fingerprint.is_not(None)).options(selectinload(Plan.criteria))
    changed = [
        (plan.experiment_id, f"has a plan {plan.number} that was changed after it came into force")
        for plan in await session.scalars(locked.order_by(Plan.id))
        if plans.plan_fingerprint(plan) != plan.fingerprint
    ]
    return found + changed


async def ideas_astray(session: AsyncSession) -> list[int]:
    """Return ideas that stand in experiment without one under way, or have one under way and stand elsewhere."""
    other = aliased(Experiment)
    under_way = exists().where(other.idea_id == Idea.id, other.phase.in_(UNDER_WAY))
    query = select(Idea.id).where((Idea.status == Status.IN_EXPERIMENT) != under_way)
    return list(await session.scalars(query.order_by(Idea.id)))
