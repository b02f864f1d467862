"""A second person's look at a plan: before the start, and at a changed one while the experiment runs."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.events import record
from domain.experiments import plans
from domain.experiments.events import ExperimentApproved, ExperimentSentBack, PlanApproved, PlanDismissed, PlanRevised
from domain.experiments.model import UNDER_WAY, WORDS_MOST, Experiment, Phase, Plan
from domain.experiments.plans import PlanDraft
from domain.experiments.policy import (
    ConclusionWaits,
    NoPlanWaits,
    PlanWaits,
    require_may_act,
    require_phase,
    require_second,
)
from domain.experiments.queries import held, standing_conclusion, visible, waiting_plan
from domain.experiments.use_cases.moving import keep_step, move
from domain.experiments.use_cases.planning import require_seen, require_whole, write
from domain.members import Actor
from domain.texts import checked


async def approve(session: AsyncSession, actor: Actor, experiment_id: int, *, seen: str) -> Experiment:
    """Stand for a proposed plan, of which `seen` is the fingerprint that was read, so that it can start.

    Raises NotFound, NotAllowed, OtherPhase, OwnPlan, PlanChanged.
    """
    experiment = await held(session, actor, experiment_id)
    approver = members.require_self(actor)
    require_phase(experiment, Phase.PROPOSED)
    require_second(approver, experiment, experiment.plan)
    require_seen(experiment.plan, seen)
    experiment.approved_by_id = experiment.plan.approved_by_id = approver.id
    experiment.plan.approved_at = now(session)
    await move(session, experiment, Phase.APPROVED, approver.id)
    await record(session, ExperimentApproved(experiment.id, experiment.idea_id, approver.id))
    return await visible(session, actor, experiment.id)


async def send_back(session: AsyncSession, actor: Actor, experiment_id: int, words: str) -> Experiment:
    """Ask for another look at a proposed plan, saying why; it is a draft again. Its own people may take it back so.

    Raises NotFound, NotAllowed, OtherPhase, Invalid.
    """
    experiment = await held(session, actor, experiment_id)
    sender = members.require_self(actor)
    require_phase(experiment, Phase.PROPOSED)
    words = _why("words", words)
    await move(session, experiment, Phase.DRAFT, sender.id, words)
    await record(session, ExperimentSentBack(experiment.id, experiment.idea_id, sender.id))
    return await visible(session, actor, experiment.id)


async def revise_plan(
    session: AsyncSession, actor: Actor, experiment_id: int, draft: PlanDraft, *, why: str, seen: str
) -> Plan:
    """Write another plan for an experiment that runs. Once a second person approves it, the verdict starts anew.

    `seen` is the fingerprint of the plan in force that was read. Raises NotFound, NotAllowed, OtherPhase, PlanWaits,
    PlanChanged, ConclusionWaits, NotOfTheStaff, Invalid.
    """
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    writer = members.require_self(actor)
    await _require_open(session, actor, experiment)
    if await waiting_plan(session, actor, experiment) is not None:
        raise PlanWaits
    require_seen(experiment.plan, seen)
    changed = Plan(experiment_id=experiment.id, number=experiment.plan_number + 1, why_changed=_why("why", why))
    changed.metric_id = experiment.plan.metric_id  # one that was given up since may stay
    await write(session, changed, writer, draft)
    require_whole(changed)
    session.add(changed)
    await session.flush()
    await record(session, PlanRevised(experiment.id, experiment.idea_id, writer.id))
    return await _waiting(session, actor, experiment)


async def approve_plan(session: AsyncSession, actor: Actor, experiment_id: int, *, seen: str) -> Experiment:
    """Let a changed plan come into force, of which `seen` is the fingerprint that was read; counting starts from zero.

    Raises NotFound, NotAllowed, OtherPhase, NoPlanWaits, OwnPlan, PlanChanged, ConclusionWaits.
    """
    experiment = await held(session, actor, experiment_id)
    approver = members.require_self(actor)
    await _require_open(session, actor, experiment)
    changed = await _waiting(session, actor, experiment)
    require_second(approver, experiment, changed)
    require_seen(changed, seen)
    changed.approved_by_id, changed.approved_at = approver.id, now(session)
    plans.lock(changed, now(session))
    experiment.plan_number = changed.number
    if experiment.phase is Phase.VERDICT_DUE:
        await move(session, experiment, Phase.RUNNING, approver.id)
    else:
        await keep_step(session, experiment, experiment.phase, approver.id)
    await record(session, PlanApproved(experiment.id, experiment.idea_id, approver.id))
    return await visible(session, actor, experiment.id)


async def turn_down_plan(session: AsyncSession, actor: Actor, experiment_id: int, words: str) -> Experiment:
    """Leave the plan in force as it is, saying why: sent back by a second person, or taken back by its own people.

    Raises NotFound, NotAllowed, OtherPhase, NoPlanWaits, Invalid.
    """
    experiment = await held(session, actor, experiment_id)
    sender = members.require_self(actor)
    require_phase(experiment, *UNDER_WAY)
    changed = await _waiting(session, actor, experiment)
    words = _why("words", words)
    await session.delete(changed)
    await keep_step(session, experiment, experiment.phase, sender.id, words)
    fact = PlanDismissed(experiment.id, experiment.idea_id, sender.id, changed.written_by_id)
    await record(session, fact)
    return await visible(session, actor, experiment.id)


async def _require_open(session: AsyncSession, actor: Actor, experiment: Experiment) -> None:
    require_phase(experiment, *UNDER_WAY)
    if await standing_conclusion(session, actor, experiment) is not None:
        raise ConclusionWaits


async def _waiting(session: AsyncSession, actor: Actor, experiment: Experiment) -> Plan:
    changed = await waiting_plan(session, actor, experiment)
    if changed is None:
        raise NoPlanWaits
    return changed


def _why(field: str, words: str) -> str:
    with checked() as problems:
        return problems.text(field, words, least=3, most=WORDS_MOST)
