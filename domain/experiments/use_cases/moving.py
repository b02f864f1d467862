"""Leading an experiment on. Whoever calls holds it and has allowed it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.answers import WorkingTime
from domain.clock import now
from domain.events import record
from domain.experiments.events import VerdictFell
from domain.experiments.model import Experiment, ExperimentMove, Phase
from domain.experiments.verdicts import Advice

CONCLUDED_WITHIN = timedelta(days=5)  # of working time


async def move(session: AsyncSession, experiment: Experiment, to: Phase, by: int | None, words: str = "") -> None:
    """Change where an experiment stands, and keep the step; `by` is a member's number, None for what time brings."""
    before, moment, due = experiment.phase, now(session), None
    if to is Phase.VERDICT_DUE:
        due = WorkingTime.of(await community.current(session)).after(moment, CONCLUDED_WITHIN)
    experiment.move(to, moment)
    experiment.verdict_due_at, experiment.told = due, 0
    await keep_step(session, experiment, before, by, words)


async def keep_step(
    session: AsyncSession, experiment: Experiment, before: Phase, by: int | None, words: str = ""
) -> None:
    """Keep a step that leads on from `before`, or nowhere, with its words."""
    session.add(
        ExperimentMove(
            experiment_id=experiment.id,
            from_phase=before,
            to_phase=experiment.phase,
            actor_id=by,
            moved_at=now(session),
            words=words,
        )
    )
    await session.flush()


async def fall_due(session: AsyncSession, experiment: Experiment, advice: Advice, check_in_id: int | None) -> None:
    """Let an experiment wait for its conclusion, since a verdict fell or its time-box is over."""
    await move(session, experiment, Phase.VERDICT_DUE, None)
    await record(session, VerdictFell(experiment.id, experiment.idea_id, check_in_id, advice.value))
