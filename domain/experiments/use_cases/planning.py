"""Planning: for an idea that is there, or an own one in the same step; changed until it starts, then proposed."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members, metrics
from domain.clock import now
from domain.errors import FieldProblem, Invalid, NotFound, _, problem
from domain.events import record
from domain.experiments import plans
from domain.experiments.events import ExperimentArchived, ExperimentAssigned, ExperimentPlanned, ExperimentProposed
from domain.experiments.model import TITLE_LEAST, TITLE_MOST, Experiment, Phase, Plan
from domain.experiments.plans import PART_LEAST, ChecklistItem, PlanDraft, checklist
from domain.experiments.policy import (
    ApproverCannotOwn,
    IdeaNotTestable,
    NotOfTheStaff,
    PlanChanged,
    require_may_act,
    require_may_run,
    require_phase,
    takes_experiments,
)
from domain.experiments.queries import held, present_staff, visible
from domain.experiments.tidying import tidied
from domain.experiments.use_cases.moving import move
from domain.ideas import Idea, Writing
from domain.members import Actor, Member, Team
from domain.texts import checked

_BEFORE_START = (Phase.DRAFT, Phase.PROPOSED, Phase.APPROVED)


async def plan(
    session: AsyncSession, actor: Actor, idea_id: int, title: str, draft: PlanDraft, *, team_id: int | None = None
) -> Experiment:
    """Begin to plan an experiment for an idea; it is the actor's.

    Raises NotFound, NotAllowed, IdeaNotTestable, NotOfTheStaff, Invalid, TooMany.
    """
    require_may_run(actor)
    idea = await ideas.visible(session, actor, idea_id, share=True)
    return await _begin(session, actor, idea, title, draft, team_id)


async def plan_own(
    session: AsyncSession,
    actor: Actor,
    writing: Writing,
    title: str,
    draft: PlanDraft,
    *,
    key: UUID | None = None,
    team_id: int | None = None,
) -> Experiment:
    """Put an idea before the community and begin to plan its experiment in the same step; the same key again is once.

    Raises NotAllowed, NotOfTheStaff, Invalid, TooMany.
    """
    require_may_run(actor)
    idea = await ideas.submit(session, actor, writing, key=key)
    query = select(Experiment.id).where(Experiment.idea_id == idea.id, Experiment.owner_id == actor.id)
    begun = await session.scalar(query.order_by(Experiment.id).limit(1))
    if begun is not None:
        return await visible(session, actor, begun)
    return await _begin(session, actor, idea, title, draft, team_id)


async def revise(
    session: AsyncSession, actor: Actor, experiment_id: int, title: str, draft: PlanDraft, *, seen: str
) -> Experiment:
    """Change a plan before the start, of which `seen` is the fingerprint that was read; it is a draft again.

    Raises NotFound, NotAllowed, OtherPhase, PlanChanged, NotOfTheStaff, Invalid.
    """
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    writer = members.require_self(actor)
    require_phase(experiment, *_BEFORE_START)
    require_seen(experiment.plan, seen)
    experiment.title = _title(title)
    await write(session, experiment.plan, writer, draft)
    if experiment.phase is not Phase.DRAFT:
        await _draft_again(session, experiment, writer.id)
    await session.flush()
    return await visible(session, actor, experiment.id)


async def propose(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Ask for a second person's look at a plan that has all of its checklist.

    Raises NotFound, NotAllowed, OtherPhase, Invalid.
    """
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    require_phase(experiment, Phase.DRAFT)
    require_whole(experiment.plan)
    proposer = members.require_self(actor)
    await move(session, experiment, Phase.PROPOSED, proposer.id)
    await record(session, ExperimentProposed(experiment.id, experiment.idea_id, proposer.id))
    return await visible(session, actor, experiment.id)


async def archive(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Put an experiment out of the way that never started, or is concluded.

    Raises NotFound, NotAllowed, OtherPhase.
    """
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    require_phase(experiment, *_BEFORE_START, Phase.CONCLUDED)
    archiver = members.require_self(actor)
    await move(session, experiment, Phase.ARCHIVED, archiver.id)
    await record(session, ExperimentArchived(experiment.id, experiment.idea_id, archiver.id))
    return await visible(session, actor, experiment.id)


async def hand_over(
    session: AsyncSession, actor: Actor, experiment_id: int, *, owner_id: int, team_id: int | None
) -> Experiment:
    """Give an experiment to an owner and a team, or none; the same again changes nothing.

    Raises NotFound, NotAllowed, OtherPhase, NotOfTheStaff, ApproverCannotOwn.
    """
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    require_phase(experiment, *set(Phase) - {Phase.CONCLUDED, Phase.ARCHIVED})
    if owner_id not in await present_staff(session, [owner_id]):
        raise NotOfTheStaff
    if owner_id in (experiment.approved_by_id, experiment.plan.approved_by_id):
        raise ApproverCannotOwn
    await _require_team(session, team_id)
    if (owner_id, team_id) != (experiment.owner_id, experiment.team_id):
        experiment.owner_id, experiment.team_id = owner_id, team_id
        await session.flush()
        giver = members.require_self(actor)
        await record(session, ExperimentAssigned(experiment.id, experiment.idea_id, owner_id, giver.id))
    return await visible(session, actor, experiment.id)


async def write(session: AsyncSession, plan: Plan, writer: Member, draft: PlanDraft) -> None:
    """Put a draft into a plan that isn't in force, tidied, as the writer's. Raises Invalid, NotOfTheStaff."""
    tidy, units = tidied(draft)
    watchers = {each.watcher_id for each in tidy.criteria}
    if watchers - set(await present_staff(session, watchers)):
        raise NotOfTheStaff
    if tidy.metric_id not in (None, plan.metric_id):
        await _require_kpi(session, writer, tidy.metric_id)
    plans.put(plan, tidy, units)
    plan.written_by_id, plan.written_at = writer.id, now(session)


def require_seen(plan: Plan, seen: str) -> None:
    """Raise PlanChanged unless the plan says what whoever acts has read."""
    if plans.plan_fingerprint(plan) != seen:
        raise PlanChanged


def require_whole(plan: Plan) -> None:
    """Raise Invalid naming each field that the plan's checklist misses."""
    done = checklist(plan)
    missing = _("Please fill this in before the plan is proposed.")
    lacking = [
        FieldProblem(part, "missing", missing)
        for part in ("changing", "segment", "metric")
        if len(getattr(plan, part)) < PART_LEAST
    ]
    if not done[ChecklistItem.BECAUSE]:
        lacking.append(
            FieldProblem("because", "missing", _("Please say what you have seen that makes you believe it."))
        )
    if not done[ChecklistItem.TIME_BOX]:
        too_short = _("In this time too few units come in for what is promised. Allow more weeks, or promise more.")
        lacking.append(FieldProblem("time_box_weeks", "too_short", too_short))
    if lacking:
        raise Invalid(*lacking)


async def _begin(
    session: AsyncSession, actor: Actor, idea: Idea, title: str, draft: PlanDraft, team_id: int | None
) -> Experiment:
    writer = members.require_self(actor)
    if not takes_experiments(idea):
        raise IdeaNotTestable
    await members.spend(session, f"experiment:{writer.id}", 30, timedelta(hours=1))
    await _require_team(session, team_id)
    moment = now(session)
    experiment = Experiment(
        idea_id=idea.id,
        owner_id=writer.id,
        team_id=team_id,
        title=_title(title),
        phase=Phase.DRAFT,
        created_at=moment,
        moved_at=moment,
    )
    first = Plan(number=1)
    await write(session, first, writer, draft)
    session.add(experiment)
    await session.flush()
    first.experiment_id = experiment.id
    session.add(first)
    await session.flush()
    await record(session, ExperimentPlanned(experiment.id, idea.id, writer.id))
    return await visible(session, actor, experiment.id)


async def _require_kpi(session: AsyncSession, writer: Member, metric_id: int) -> None:
    metric = (await metrics.by_ids(session, writer, [metric_id])).get(metric_id)
    if metric is None or not metric.kpi or metric.retired_at is not None:
        raise problem("metric_id", "unknown", _("Choose one of the KPIs that are read, or none."))


async def _draft_again(session: AsyncSession, experiment: Experiment, by: int) -> None:
    experiment.approved_by_id = None
    experiment.plan.approved_by_id = experiment.plan.approved_at = None
    await move(session, experiment, Phase.DRAFT, by)


async def _require_team(session: AsyncSession, team_id: int | None) -> None:
    if team_id is not None and await session.get(Team, team_id) is None:
        raise NotFound


def _title(title: str) -> str:
    with checked() as problems:
        return problems.line("title", title, least=TITLE_LEAST, most=TITLE_MOST)
