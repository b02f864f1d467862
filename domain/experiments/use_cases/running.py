"""Starting an experiment, which locks its plan and leads its idea on; holding it, and letting it run on."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.events import record
from domain.experiments import plans
from domain.experiments.events import ExperimentPaused, ExperimentResumed, ExperimentStarted
from domain.experiments.model import WORDS_MOST, Experiment, Phase
from domain.experiments.policy import IdeaNotShortlisted, require_may_act, require_may_run, require_phase, starts
from domain.experiments.queries import held, visible
from domain.experiments.use_cases.moving import move
from domain.ideas import Status
from domain.members import Actor
from domain.texts import checked


async def start(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Start an approved experiment: its plan is locked, and its idea is in experiment.

    Raises NotFound, NotAllowed, OtherPhase, IdeaNotShortlisted.
    """
    require_may_run(actor)
    found = await visible(session, actor, experiment_id)
    idea = await ideas.visible(session, actor, found.idea_id, lock=True)
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    starter = members.require_self(actor)
    require_phase(experiment, Phase.APPROVED)
    if not starts(idea):
        raise IdeaNotShortlisted
    experiment.started_at = now(session)
    plans.lock(experiment.plan, experiment.started_at)
    await move(session, experiment, Phase.RUNNING, starter.id)
    if idea.status is Status.SHORTLISTED:
        await ideas.move(session, idea, Status.IN_EXPERIMENT, starter.id)
    await record(session, ExperimentStarted(experiment.id, idea.id, starter.id))
    return await visible(session, actor, experiment.id)


async def pause(session: AsyncSession, actor: Actor, experiment_id: int, words: str) -> Experiment:
    """Hold an experiment, saying why; its time-box runs on. Raises NotFound, NotAllowed, OtherPhase, Invalid."""
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    require_phase(experiment, Phase.RUNNING)
    with checked() as problems:
        words = problems.text("words", words, least=3, most=WORDS_MOST)
    holder = members.require_self(actor)
    await move(session, experiment, Phase.PAUSED, holder.id, words)
    await record(session, ExperimentPaused(experiment.id, experiment.idea_id, holder.id))
    return await visible(session, actor, experiment.id)


async def resume(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Let an experiment run on that was held. Raises NotFound, NotAllowed, OtherPhase."""
    experiment = await held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    require_phase(experiment, Phase.PAUSED)
    holder = members.require_self(actor)
    await move(session, experiment, Phase.RUNNING, holder.id)
    await record(session, ExperimentResumed(experiment.id, experiment.idea_id, holder.id))
    return await visible(session, actor, experiment.id)
