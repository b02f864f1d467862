"""Bringing to everyone what was scaled: whose it is, the steps that are planned and done, and steps back."""

from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, experiments, members
from domain.clock import now
from domain.errors import NotFound, _
from domain.events import record
from domain.experiments import Experiment, NotOfTheStaff
from domain.members import Actor, Member
from domain.rollouts.events import (
    RolloutAdvanced,
    RolloutAssigned,
    RolloutStepDropped,
    RolloutSteppedBack,
    RolloutStepPlanned,
)
from domain.rollouts.model import EVERYONE, STEP_LEAST, STEP_MOST, STEPS_MOST, Rollout, RolloutStep
from domain.rollouts.policy import IdeaDropped, NotScaled, NotYourRollout, StepSettled, WouldGoBack, goes_on, may_lead
from domain.rollouts.queries import reach
from domain.rollouts.reach import Reach
from domain.texts import Problems, checked

FURTHEST = timedelta(days=3660)
_NO_SHARE = _("Enter a whole number from 0 to 100.")


async def assign(session: AsyncSession, actor: Actor, experiment_id: int, *, owner_id: int) -> Reach:
    """Say whose it is to bring to everyone what was scaled; the same again changes nothing.

    Raises NotFound, NotAllowed, NotScaled, NotYourRollout, NotOfTheStaff.
    """
    experiment, giver, found = await led(session, actor, experiment_id)
    if owner_id not in await experiments.present_staff(session, [owner_id]):
        raise NotOfTheStaff
    if owner_id != found.owner.id:
        kept = insert(Rollout).values(experiment_id=experiment.id, owner_id=owner_id)
        key = [Rollout.experiment_id]
        await session.execute(kept.on_conflict_do_update(index_elements=key, set_={"owner_id": owner_id}))
        await record(session, RolloutAssigned(experiment.id, experiment.idea_id, owner_id, giver.id))
    return await again(session, actor, experiment)


async def plan_step(
    session: AsyncSession, actor: Actor, experiment_id: int, *, says: str, due_on: date, coverage: int
) -> Reach:
    """Plan a step: what is done until which day, and how many of a hundred have it then.

    Raises NotFound, NotAllowed, NotScaled, NotYourRollout, IdeaDropped, Invalid, TooMany.
    """
    experiment, planner, found = await led(session, actor, experiment_id)
    if not goes_on(experiment):
        raise IdeaDropped
    await members.spend(session, f"rollout:{planner.id}", 60, timedelta(hours=1))
    with checked() as problems:
        says = problems.line("says", says, least=STEP_LEAST, most=STEP_MOST)
        _check_coverage(problems, coverage)
        if not found.scaled_on <= due_on <= found.scaled_on + FURTHEST:
            problems.add("due_on", "out_of_range", _("Choose a day from the conclusion on, within ten years."))
        if len(found.planned) >= STEPS_MOST:
            problems.add("says", "too_many", _("There are %(most)s steps to come already."), most=STEPS_MOST)
    step = RolloutStep(
        experiment_id=experiment.id,
        says=says,
        due_on=due_on,
        coverage=coverage,
        planned_by_id=planner.id,
        planned_at=now(session),
    )
    session.add(step)
    await session.flush()
    await record(session, RolloutStepPlanned(experiment.id, experiment.idea_id, step.id, planner.id))
    return await again(session, actor, experiment)


async def drop_step(session: AsyncSession, actor: Actor, experiment_id: int, step_id: int) -> Reach:
    """Give up a step that was planned. Raises NotFound, NotAllowed, NotScaled, NotYourRollout, StepSettled."""
    experiment, dropper, found = await led(session, actor, experiment_id)
    await session.delete(_planned(found, step_id))
    await session.flush()
    await record(session, RolloutStepDropped(experiment.id, experiment.idea_id, step_id, dropper.id))
    return await again(session, actor, experiment)


async def finish_step(
    session: AsyncSession, actor: Actor, experiment_id: int, step_id: int, *, done_on: date, coverage: int
) -> Reach:
    """Say that a planned step is done, on which day, and how many of a hundred really have it since.

    Raises NotFound, NotAllowed, NotScaled, NotYourRollout, IdeaDropped, StepSettled, WouldGoBack, Invalid.
    """
    experiment, doer, found = await led(session, actor, experiment_id)
    if not goes_on(experiment):
        raise IdeaDropped
    step = _planned(found, step_id)
    with checked() as problems:
        _check_coverage(problems, coverage)
        await _check_day(session, problems, found, done_on)
    if coverage < found.coverage:
        raise WouldGoBack
    step.coverage = coverage
    await _do(session, found, step, done_on, doer)
    await record(session, RolloutAdvanced(experiment.id, experiment.idea_id, step.id, coverage, doer.id))
    return await again(session, actor, experiment)


async def step_back(
    session: AsyncSession, actor: Actor, experiment_id: int, *, says: str, done_on: date, coverage: int
) -> Reach:
    """Note that since a day fewer have it than before, and why.

    Raises NotFound, NotAllowed, NotScaled, NotYourRollout, Invalid, TooMany.
    """
    experiment, doer, found = await led(session, actor, experiment_id)
    await members.spend(session, f"rollout:{doer.id}", 60, timedelta(hours=1))
    with checked() as problems:
        says = problems.line("says", says, least=STEP_LEAST, most=STEP_MOST)
        await _check_day(session, problems, found, done_on)
        if not 0 <= coverage < found.coverage:
            less = _("A step back covers fewer than now: now it is %(now)s of a hundred.")
            problems.add("coverage", "not_less", less, now=found.coverage)
    step = RolloutStep(
        experiment_id=experiment.id,
        says=says,
        due_on=done_on,
        coverage=coverage,
        goes_back=True,
        planned_by_id=doer.id,
        planned_at=now(session),
    )
    session.add(step)
    await _do(session, found, step, done_on, doer)
    await record(session, RolloutSteppedBack(experiment.id, experiment.idea_id, step.id, coverage, doer.id))
    return await again(session, actor, experiment)


async def led(session: AsyncSession, actor: Actor, experiment_id: int) -> tuple[Experiment, Member, Reach]:
    """Return a scaled experiment, held, for whoever leads its rollout on.

    Raises SignInNeeded, NotAllowed, NotFound, NotScaled, NotYourRollout.
    """
    experiment, found = await held(session, actor, experiment_id)
    if not may_lead(actor, experiment, found.owner.id):
        raise NotYourRollout
    return experiment, members.require_self(actor), found


async def held(session: AsyncSession, actor: Actor, experiment_id: int) -> tuple[Experiment, Reach]:
    """Return a scaled experiment, held, for staff. Raises SignInNeeded, NotAllowed, NotFound, NotScaled."""
    experiments.require_may_run(actor)
    experiment = await experiments.visible(session, actor, experiment_id, lock=True)
    return experiment, await again(session, actor, experiment)


async def again(session: AsyncSession, actor: Actor, experiment: Experiment) -> Reach:
    """Return how far it has come now. Raises NotScaled."""
    found = await reach(session, actor, experiment)
    if found is None:
        raise NotScaled
    return found


async def _do(session: AsyncSession, found: Reach, step: RolloutStep, done_on: date, doer: Member) -> None:
    step.place = (found.done[-1].place or 0) + 1 if found.done else 1
    step.done_on, step.done_at, step.done_by_id = done_on, now(session), doer.id
    await session.flush()


def _planned(found: Reach, step_id: int) -> RolloutStep:
    if any(step.id == step_id for step in found.done):
        raise StepSettled
    step = next((step for step in found.planned if step.id == step_id), None)
    if step is None:
        raise NotFound
    return step


def _check_coverage(problems: Problems, coverage: int) -> None:
    if not 0 <= coverage <= EVERYONE:
        problems.add("coverage", "out_of_range", _NO_SHARE)


async def _check_day(session: AsyncSession, problems: Problems, found: Reach, day: date) -> None:
    if not found.last_day <= day <= await community.today(session):
        message = _("Choose a day up to today, and not before the conclusion or the step before.")
        problems.add("done_on", "out_of_range", message)
