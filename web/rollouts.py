"""Pages of what was scaled: its way to everyone, step by step, and whether the business felt it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, experiments, members, rollouts
from domain.errors import Conflict, NotFound, problem
from domain.errors import _ as mark
from domain.experiments import Experiment
from domain.rollouts import AFTER, FELT, NotScaled, NotYourRollout, Reach, RolloutStep
from web import amounts, typed
from web.errors import status_of
from web.experiment_plans import ExperimentId
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
StepId = Annotated[int, Path(ge=1, lt=2**63)]
Days = Annotated[int, Path(ge=1, le=366)]
STEP, BACK, SAID = ("says", "due_on", "coverage"), ("says", "done_on", "coverage"), ("felt", "says")


@router.get("/experiments/{experiment_id}/rollout")
async def show_rollout(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Show how far something scaled has come, and what the business felt, to all who may read the experiment."""
    return await _rollout(visit, session, experiment_id)


@router.post("/experiments/{experiment_id}/rollout/owner")
async def assign(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Say whose it is."""
    async with asking(session, Conflict) as answer:
        await rollouts.assign(session, visit.actor, experiment_id, owner_id=whole(visit.text("owner")) or 0)
        return see_other(visit, path(experiment_id), mark("Handed over."))
    return await _rollout(visit, session, experiment_id, answer)


@router.post("/experiments/{experiment_id}/rollout/steps")
async def plan_step(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Plan a step."""
    given = visit.texts(*STEP)
    async with asking(session, Conflict) as answer:
        day, coverage = _reach("due_on", given)
        said = given["says"]
        await rollouts.plan_step(session, visit.actor, experiment_id, says=said, due_on=day, coverage=coverage)
        return see_other(visit, path(experiment_id), mark("Planned."))
    return await _rollout(visit, session, experiment_id, answer, given)


@router.get("/experiments/{experiment_id}/rollout/steps/{step_id}")
async def ask_for_step(visit: Inside, session: Session, experiment_id: ExperimentId, step_id: StepId) -> Response:
    """Ask whether a step is done, and how many have it since."""
    return await _step(visit, session, experiment_id, step_id)


@router.post("/experiments/{experiment_id}/rollout/steps/{step_id}/finish")
async def finish_step(visit: Inside, session: Session, experiment_id: ExperimentId, step_id: StepId) -> Response:
    """Say that a step is done."""
    given = visit.texts("done_on", "coverage")
    async with asking(session, Conflict) as answer:
        day, coverage = _reach("done_on", given)
        await rollouts.finish_step(session, visit.actor, experiment_id, step_id, done_on=day, coverage=coverage)
        return see_other(visit, path(experiment_id), mark("Noted. This is how far it has come."))
    return await _step(visit, session, experiment_id, step_id, answer, given)


@router.post("/experiments/{experiment_id}/rollout/steps/{step_id}/drop")
async def drop_step(visit: Inside, session: Session, experiment_id: ExperimentId, step_id: StepId) -> Response:
    """Give a planned step up."""
    async with asking(session, Conflict) as answer:
        await rollouts.drop_step(session, visit.actor, experiment_id, step_id)
        return see_other(visit, path(experiment_id), mark("The step is dropped."))
    return await _rollout(visit, session, experiment_id, answer)


@router.get("/experiments/{experiment_id}/rollout/back")
async def ask_for_step_back(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask how many have it still, and why fewer."""
    return await _back(visit, session, experiment_id)


@router.post("/experiments/{experiment_id}/rollout/back")
async def step_back(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Note a step back."""
    given = visit.texts(*BACK)
    async with asking(session, Conflict) as answer:
        day, coverage = _reach("done_on", given)
        said = given["says"]
        await rollouts.step_back(session, visit.actor, experiment_id, says=said, done_on=day, coverage=coverage)
        return see_other(visit, path(experiment_id), mark("Noted, with the reason."))
    return await _back(visit, session, experiment_id, answer, given)


async def _rollout(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    answer: Answer | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    actor = visit.actor
    experiment, reach = await scaled(visit, session, experiment_id)
    leads = rollouts.may_lead(actor, experiment, reach.owner.id)
    return page(
        visit,
        "rollouts/show.html",
        status=status(answer),
        experiment=experiment,
        reach=reach,
        felt=FELT,
        after=AFTER,
        today=await community.today(session),
        inside=experiments.may_read_inside(actor),
        leads=leads,
        goes_on=rollouts.goes_on(experiment),
        team=[(str(each.id), each.name) for each in await members.staff(session)] if leads else [],
        share=amounts.of_everyone,
        values=(values or {}) | {"owner": str(reach.owner.id)},
        errors=answer.errors if answer else {},
    )


async def _step(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    step_id: int,
    answer: Answer | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    experiment, reach = await _led(visit, session, experiment_id)
    step: RolloutStep | None = next((each for each in (*reach.planned, *reach.done) if each.id == step_id), None)
    if step is None:
        raise NotFound
    today = await community.today(session)
    return page(
        visit,
        "rollouts/step.html",
        status=status(answer),
        experiment=experiment,
        step=step,
        today=today.isoformat(),
        share=amounts.of_everyone,
        now_at=reach.coverage,
        values=values or {"done_on": today.isoformat(), "coverage": str(step.coverage)},
        errors=answer.errors if answer else {},
    )


async def _back(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    answer: Answer | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    experiment, reach = await _led(visit, session, experiment_id)
    today = (await community.today(session)).isoformat()
    return page(
        visit,
        "rollouts/back.html",
        status=status(answer),
        experiment=experiment,
        today=today,
        now_at=amounts.of_everyone(reach.coverage),
        values=values or {"done_on": today},
        errors=answer.errors if answer else {},
    )


async def scaled(visit: Visit, session: AsyncSession, experiment_id: int) -> tuple[Experiment, Reach]:
    """Return an experiment and how far it has come; raises NotFound, NotScaled."""
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    reach = await rollouts.reach(session, visit.actor, experiment)
    if reach is None:
        raise NotScaled
    return experiment, reach


async def _led(visit: Visit, session: AsyncSession, experiment_id: int) -> tuple[Experiment, Reach]:
    experiments.require_may_run(visit.actor)
    experiment, reach = await scaled(visit, session, experiment_id)
    if not rollouts.may_lead(visit.actor, experiment, reach.owner.id):
        raise NotYourRollout
    return experiment, reach


def status(answer: Answer | None) -> int:
    """Return the status of a page that shows a form again, or for the first time."""
    return status_of(answer.refused) if answer and answer.refused else 200


def path(experiment_id: int) -> str:
    """Return the address of a rollout."""
    return f"/experiments/{experiment_id}/rollout"


def _reach(name: str, given: dict[str, str]) -> tuple[date, int]:
    """Return the day that a field names and how many of a hundred have it then; raises Invalid."""
    return _day(name, given[name]), typed.count(given["coverage"])


def _day(field: str, given: str) -> date:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise problem(field, "not_a_day", mark("Please choose a day.")) from None
