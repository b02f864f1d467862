"""The look at the KPI 30 and 90 days after something was scaled, for staff: said, confirmed, taken back."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, experiments, rollouts
from domain.errors import Conflict, NotFound, problem
from domain.errors import _ as mark
from domain.rollouts import AFTER, FELT, Comparison, Felt
from web import amounts, i18n, quantities
from web.charts import lines
from web.experiment_plans import ExperimentId
from web.forms import Answer, asking
from web.render import page, see_other
from web.rollouts import path, scaled, status
from web.visit import Inside, Session, Visit

router = APIRouter()
Days = Annotated[int, Path(ge=1, le=366)]
SAID = ("felt", "says")


@router.get("/experiments/{experiment_id}/rollout/follow-ups/{days}")
async def look_back(visit: Inside, session: Session, experiment_id: ExperimentId, days: Days) -> Response:
    """Show the KPI before and since, and ask what the business felt; for staff."""
    return await _follow_up(visit, session, experiment_id, days)


@router.post("/experiments/{experiment_id}/rollout/follow-ups/{days}")
async def note_benefit(visit: Inside, session: Session, experiment_id: ExperimentId, days: Days) -> Response:
    """Say what the business felt."""
    given = visit.texts(*SAID)

    async def note() -> str:
        if given["felt"] not in set(Felt):
            raise problem("felt", "no_choice", mark("Choose what was felt."))
        felt = Felt(given["felt"])
        await rollouts.note_benefit(session, visit.actor, experiment_id, days=days, felt=felt, says=given["says"])
        return mark("Noted. A second person looks at it now.") if felt is Felt.YES else mark("Noted.")

    return await _on_follow_up(visit, session, experiment_id, days, note, given)


@router.post("/experiments/{experiment_id}/rollout/follow-ups/{days}/confirm")
async def confirm_benefit(visit: Inside, session: Session, experiment_id: ExperimentId, days: Days) -> Response:
    """Stand for a benefit as its second person."""

    async def confirm() -> str:
        await rollouts.confirm_benefit(session, visit.actor, experiment_id, days=days)
        return mark("Confirmed. The benefit is verified.")

    return await _on_follow_up(visit, session, experiment_id, days, confirm, {})


@router.post("/experiments/{experiment_id}/rollout/follow-ups/{days}/withdraw")
async def withdraw_benefit(visit: Inside, session: Session, experiment_id: ExperimentId, days: Days) -> Response:
    """Take back what was said of a benefit."""
    given = visit.texts("why")

    async def withdraw() -> str:
        await rollouts.withdraw_benefit(session, visit.actor, experiment_id, days=days, why=given["why"])
        return mark("Taken back. It can be said anew.")

    return await _on_follow_up(visit, session, experiment_id, days, withdraw, given)


async def _on_follow_up(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    days: int,
    does: Callable[[], Awaitable[str]],
    given: dict[str, str],
) -> Response:
    if days not in AFTER:
        raise NotFound
    async with asking(session, Conflict) as answer:
        said = await does()
        return see_other(visit, f"{path(experiment_id)}/follow-ups/{days}", said)
    return await _follow_up(visit, session, experiment_id, days, answer, given)


async def _follow_up(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    days: int,
    answer: Answer | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    actor = visit.actor
    experiments.require_may_run(actor)
    if days not in AFTER:
        raise NotFound
    experiment, reach = await scaled(visit, session, experiment_id)
    comparison = await rollouts.compared(session, actor, reach, days)
    standing, leads = reach.standing(days), rollouts.may_lead(actor, experiment, reach.owner.id)
    today = await community.today(session)
    had_a_part = standing is not None and actor.id in (standing.said_by_id, standing.confirmed_by_id)
    return page(
        visit,
        "rollouts/follow_up.html",
        status=status(answer),
        experiment=experiment,
        reach=reach,
        days=days,
        due_on=reach.due_on(days),
        is_due=today >= reach.due_on(days),
        comparison=comparison,
        chart=_chart(comparison),
        standing=standing,
        withdrawn=reach.withdrawn(days),
        felt=FELT,
        choices=[(felt.value, i18n.gettext(words), "") for felt, words in FELT.items()],
        leads=leads,
        may_confirm=standing is not None and rollouts.may_confirm(actor, experiment, reach.owner.id, standing),
        may_withdraw=standing is not None and (leads or had_a_part),
        share=amounts.of_everyone,
        said=quantities.said,
        spoken=quantities.spoken,
        values=values or {},
        errors=answer.errors if answer else {},
    )


def _chart(comparison: Comparison | None) -> lines.Line | None:
    """Return the line through all readings that are compared, if there are any."""
    if comparison is None:
        return None
    read = [(each.day, float(each.value or 0)) for each in (*comparison.before, *comparison.after)]
    metric = comparison.metric
    return lines.line(read, lambda value, decimals: quantities.beside(metric, value, decimals)) if read else None
