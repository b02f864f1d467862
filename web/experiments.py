"""Pages of experiments: the lists, and the one page that tells all of an experiment."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import experiments, members, metrics, rollouts
from domain.clock import now
from domain.experiments import (
    ADVICES,
    CHECKLIST,
    CONCLUSIONS,
    PHASES,
    UNDER_WAY,
    Amount,
    AmountKind,
    Course,
    ExperimentFilter,
    Guardrail,
    Harm,
    MetricKind,
    Phase,
    Plan,
    Yardstick,
)
from domain.metrics import Metric
from domain.paging import Slice
from web import amounts, i18n
from web.charts.experiments import arm_rows, effect_chart, look_rows, odds_bar
from web.errors import status_of
from web.experiment_plans import ExperimentId
from web.forms import Answer
from web.plan_changes import differences
from web.render import page
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN = 20
# Which lists there are, by what the address says: their phases; staff have them all, others the last two.
LISTS: dict[str, tuple[Phase, ...]] = {
    "mine": (),
    "waiting": (Phase.PROPOSED,),
    "due": (Phase.VERDICT_DUE,),
    "planned": (Phase.DRAFT, Phase.APPROVED),
    "running": (Phase.RUNNING, Phase.PAUSED),
    "concluded": (Phase.CONCLUDED,),
}
PUBLIC = ("running", "concluded")


@router.get("/experiments")
async def list_experiments(visit: Inside, session: Session, show: str = "", after: str | None = None) -> Response:
    """Show a list of experiments: one's own, those that wait for something, that run, and that are over."""
    actor, inside = visit.actor, experiments.may_read_inside(visit.actor)
    names = tuple(LISTS) if inside else PUBLIC
    shown = show if show in names else "running"
    phases = LISTS[shown]
    if shown == "running" and not inside:
        phases = (*phases, Phase.VERDICT_DUE)
    only = ExperimentFilter(phases=phases, owner_id=actor.id if shown == "mine" else None)
    found = await experiments.listed(session, actor, Slice(SHOWN, after=after), only=only)
    counts = await experiments.count_by_phase(session, actor)
    return page(
        visit,
        "experiments/list.html",
        found=found,
        shown=shown,
        lists=[(name, sum(counts[phase] for phase in LISTS[name]) if LISTS[name] else None) for name in names],
        phases=PHASES,
        inside=inside,
        promised=promised,
    )


@router.get("/experiments/{experiment_id}")
async def show_experiment(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Show all that the reader may know of an experiment, and what can be done next."""
    return await experiment_page(visit, session, experiment_id)


async def experiment_page(
    visit: Visit, session: AsyncSession, experiment_id: int, answer: Answer | None = None, refused: str = ""
) -> Response:
    """Return an experiment's page; after a refusal with its sentences, and what was typed in the form `refused`."""
    actor = visit.actor
    experiment = await experiments.visible(session, actor, experiment_id)
    inside, figures = experiments.may_read_inside(actor), experiments.may_read_figures(actor, experiment)
    course = await experiments.history(session, actor, experiment) if figures else None
    versions = await experiments.plan_versions(session, actor, experiment) if experiment.started_at else []
    waiting = next((each for each in versions if each.number > experiment.plan_number), None)
    before = next((each for each in reversed(versions) if each.number < experiment.plan_number), None)
    conclusion = await experiments.standing_conclusion(session, actor, experiment)
    acts = experiments.may_act(actor, experiment)
    linked = {each.metric_id for each in (experiment.plan, waiting, before) if each and each.metric_id}
    kpis = await metrics.by_ids(session, actor, linked) if inside and linked else {}
    return page(
        visit,
        "experiments/show.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        experiment=experiment,
        plan=experiment.plan,
        says=said_of(experiment.plan),
        phases=PHASES,
        hypothesis=experiments.hypothesis(experiment.plan, i18n.gettext),
        kpis=kpis,
        inside=inside,
        figures=figures,
        course=pictured(course, session, over=experiment.concluded_at is not None)
        if course and course.latest
        else None,
        checklist=[(CHECKLIST[item], done) for item, done in experiments.checklist(experiment.plan).items()],
        seen=experiments.plan_fingerprint(experiment.plan) if inside else "",
        waiting=waiting,
        waiting_says=said_of(waiting) if waiting else None,
        changed=changed(before, experiment.plan, inside=inside, kpis=kpis) if before else [],
        would_change=changed(experiment.plan, waiting, inside=inside, kpis=kpis) if waiting else [],
        waiting_seen=experiments.plan_fingerprint(waiting) if waiting else "",
        conclusion=conclusion,
        conclusions=CONCLUSIONS,
        advices=ADVICES,
        reach=await rollouts.reach(session, actor, experiment),
        share=amounts.of_everyone,
        moves=await experiments.moves(session, experiment) if inside else [],
        startable=experiments.starts(experiment.idea),
        may_act=acts,
        may_approve=experiments.may_approve(actor, experiment, waiting or experiment.plan),
        may_confirm=conclusion is not None and experiments.may_confirm(actor, experiment, conclusion),
        may_check_in=experiment.phase in UNDER_WAY and await experiments.may_check_in(session, actor, experiment),
        team=[(str(each.id), each.name) for each in await members.staff(session)] if acts else [],
        teams=[("", i18n.gettext("no team")), *((str(each.id), each.name) for each in await members.teams(session))]
        if acts
        else [],
        refused=refused,
        values=dict(visit.fields()),
        errors=answer.errors if answer else {},
    )


def pictured(course: Course, session: AsyncSession, *, over: bool = False) -> dict[str, Any]:
    """Return what the pictures of a course show, and what its last verdict says; no data are missed once it is over."""
    plan, verdicts, last = course.plan, course.verdicts, course.verdicts[-1]
    yardstick, arms = yardstick_of(plan), tuple(plan.arms)
    today = now(session).astimezone(course.zone).date()
    silent = None if over else max((today - course.days[-1].as_of).days, 0)
    told = experiments.told(course.terms, last, yardstick, arms)
    return {
        "advice": last.advice,
        "sentences": [each.text(i18n.gettext, amounts.said) for each in told],
        "signs": experiments.health(course.terms, last, silent_days=silent, plan_changed=plan.number > 1),
        "bar": odds_bar(course.terms, verdicts, arms),
        "chart": effect_chart(course.terms, verdicts, yardstick),
        "arms": arm_rows(last.look, arms, yardstick),
        "looks": look_rows(course.terms, verdicts, yardstick),
        "leading": arms[last.leading.variant if len(arms) > 1 else 0],
        "counted": yardstick.counted,
        "write": amounts.said,
        "translate": i18n.gettext,
        "harms": harms_of(plan, last.leading.harms),
    }


def harms_of(plan: Plan, harms: tuple[Harm, ...]) -> list[tuple[str, str, bool]]:
    """Return each guardrail's name, the odds for harm ('' while nothing can be said), and whether it is breached."""
    return [
        (
            guardrail["name"],
            "" if harm.evidence is None else amounts.said(Amount(AmountKind.ODDS, harm.evidence)),
            harm.breached,
        )
        for guardrail, harm in zip(plan.guardrails, harms, strict=True)
    ]


def yardstick_of(plan: Plan) -> Yardstick:
    """Return how the figures of a plan's metric are read."""
    return Yardstick(plan.kind is MetricKind.SHARE, plan.kind is MetricKind.SCORE, plan.unit)


def promised(plan: Plan) -> str:
    """Return what a plan promises, as it is read."""
    return amounts.said(yardstick_of(plan).promised(experiments.promise_of(plan)))


def said_of(plan: Plan) -> dict[str, Any]:
    """Return a plan's figures as they are read."""
    yardstick, write = yardstick_of(plan), amounts.said

    def number(value: float) -> str:
        return write(Amount(AmountKind.NUMBER, value))

    shares = [write(Amount(AmountKind.PERCENT, share)) for share in plan.split]
    return {
        "promise": promised(plan),
        "level": write(yardstick.level(plan.level if plan.hopeless is None else plan.hopeless)),
        "alone": plan.is_one_arm,
        "units": number(plan.planned_units),
        "per_week": number(plan.units_per_week),
        "time_box": write(Amount(AmountKind.WEEKS, plan.time_box_weeks)),
        "least": write(Amount(AmountKind.WEEKS, plan.least_weeks)),
        "arms": list(zip(plan.arms, shares, strict=True)),
        "scale_wrong": number(plan.risk.scale_at),
        "stop_wrong": number(plan.risk.stop_at),
        "guardrails": [(each.name, _harm(each)) for each in experiments.guardrails_of(plan)],
        "ends": experiments.time_box_end(plan) if plan.in_force_at else None,
    }


def changed(old: Plan, new: Plan, *, inside: bool, kpis: Mapping[int, Metric]) -> list[tuple[str, str, str]]:
    """Return what a plan says otherwise than the one before it: the term, what it was and what it is."""
    return differences(old, said_of(old), new, said_of(new), inside=inside, kpis=kpis)


def _harm(guardrail: Guardrail) -> str:
    yardstick = Yardstick(guardrail.kind is MetricKind.SHARE, guardrail.kind is MetricKind.SCORE, guardrail.unit)
    return amounts.said(yardstick.promised(experiments.harm_of(guardrail)))
