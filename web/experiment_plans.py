"""Writing the plan of an experiment: for an idea, for an own one in two fields; changed before and while it runs."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import experiments, ideas, members, metrics
from domain.errors import Conflict, Invalid
from domain.errors import _ as mark
from domain.experiments import Experiment, NotYourExperiment, OtherPhase, Plan
from domain.ideas import Writing
from web import i18n, stamps, state
from web.errors import status_of
from web.forms import Answer, asking
from web.plan_drafts import FIELDS, ROWS_MOST, arms_of, draft_of, empty, held, one_more, renamed, rows_of
from web.plan_forms import planned
from web.planning import choices, shown
from web.quadrants import QUADRANTS
from web.render import page, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit
from web.written import key_of

router = APIRouter()
ExperimentId = Annotated[int, Path(ge=1, lt=2**63)]
OWN = ("title", "because", "quadrant", "key")
HYPOTHESIS = ("changing", "segment", "metric", "because")


@router.get("/experiments/new")
async def write_own(visit: Inside, session: Session) -> Response:
    """Ask for an own idea to test, in two fields."""
    experiments.require_may_run(visit.actor)
    own = state.of(visit.request)
    values = {"quadrant": next(reversed(QUADRANTS)), "key": str(stamps.issued(own.settings.key, own.clock()))}
    return _own_form(visit, values)


@router.post("/experiments/new")
async def plan_own(visit: Inside, session: Session) -> Response:
    """Put an own idea before the community, and begin its experiment."""
    given = visit.texts(*OWN)
    title, because = given["title"], given["because"]
    writing = Writing(
        title=title, problem="", proposal=because, quadrant=given["quadrant"] or None, tags=[], language=visit.locale
    )
    async with asking(session) as answer:
        draft = draft_of(empty(title[:300], because))
        key: UUID = key_of(visit)
        made = await experiments.plan_own(session, visit.actor, writing, title, draft, key=key)
        return see_other(visit, f"{made.path}/plan", mark("Begun. Say now what it promises, and to whom."))
    errors = {"because" if name == "proposal" else name: text for name, text in answer.errors.items()}
    return _own_form(visit, given, errors)


@router.get("/ideas/{idea_id}/experiment")
async def write_plan(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Ask for the plan of an experiment for an idea."""
    experiments.require_may_run(visit.actor)
    idea = await ideas.visible(session, visit.actor, idea_id)
    if not experiments.may_plan(visit.actor, idea):
        raise experiments.IdeaNotTestable
    return await _form(visit, session, empty(idea.title), back=idea.path, action=f"/ideas/{idea.id}/experiment")


@router.post("/ideas/{idea_id}/experiment")
async def plan(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Begin an experiment for an idea."""
    given, back, action = visit.texts(*FIELDS), f"/ideas/{idea_id}", f"/ideas/{idea_id}/experiment"
    if more := visit.text("more"):
        await ideas.visible(session, visit.actor, idea_id)
        return await _form(visit, session, one_more(given, more), back=back, action=action)
    async with asking(session, Conflict) as answer:
        made = await experiments.plan(session, visit.actor, idea_id, given["title"], draft_of(given))
        return see_other(visit, made.path, mark("Begun, as a draft. Only staff see it until it starts."))
    return await _form(visit, session, given, answer, back=back, action=action)


@router.get("/experiments/{experiment_id}/plan")
async def edit_plan(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Show the plan of an experiment that hasn't started, to change it."""
    experiment = await led_by(visit, session, experiment_id)
    if not experiments.may_revise(visit.actor, experiment):
        raise OtherPhase
    return await _revising(visit, session, experiment, held(experiment, experiment.plan))


@router.post("/experiments/{experiment_id}/plan")
async def revise(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Change a plan before the start."""
    given, seen = visit.texts(*FIELDS), visit.text("seen")
    if more := visit.text("more"):
        experiment = await led_by(visit, session, experiment_id)
        return await _revising(visit, session, experiment, one_more(given, more))
    async with asking(session, Conflict) as answer:
        made = await experiments.revise(session, visit.actor, experiment_id, given["title"], draft_of(given), seen=seen)
        return see_other(visit, made.path, mark("Saved."))
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    return await _revising(visit, session, experiment, given, answer)


@router.get("/experiments/{experiment_id}/new-plan")
async def write_new_plan(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Show the plan of an experiment that runs, to write another."""
    experiment = await led_by(visit, session, experiment_id)
    if not experiments.may_conclude(visit.actor, experiment):
        raise OtherPhase
    return await _revising(visit, session, experiment, held(experiment, experiment.plan), running=True)


@router.post("/experiments/{experiment_id}/new-plan")
async def revise_plan(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Write another plan for an experiment that runs; it waits for a second person."""
    given, seen = visit.texts(*FIELDS), visit.text("seen")
    if more := visit.text("more"):
        experiment = await led_by(visit, session, experiment_id)
        return await _revising(visit, session, experiment, one_more(given, more), running=True)
    async with asking(session, Conflict) as answer:
        draft = draft_of(given)
        made: Plan = await experiments.revise_plan(
            session, visit.actor, experiment_id, draft, why=given["why"], seen=seen
        )
        message = mark("The changed plan waits for a second person. Until then the one in force stands.")
        return see_other(visit, f"/experiments/{made.experiment_id}", message)
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    return await _revising(visit, session, experiment, given, answer, running=True)


async def led_by(visit: Visit, session: AsyncSession, experiment_id: int) -> Experiment:
    """Return an experiment that the reader leads on; raises NotFound, SignInNeeded, NotAllowed."""
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    experiments.require_may_run(visit.actor)
    if not experiments.may_act(visit.actor, experiment):
        raise NotYourExperiment
    return experiment


async def _revising(
    visit: Visit,
    session: AsyncSession,
    experiment: Experiment,
    values: dict[str, str],
    answer: Answer | None = None,
    *,
    running: bool = False,
) -> Response:
    return await _form(
        visit,
        session,
        values,
        answer,
        back=experiment.path,
        action=f"{experiment.path}/{'new-plan' if running else 'plan'}",
        seen=visit.text("seen") or experiments.plan_fingerprint(experiment.plan),
        running=running,
        but=experiment.id,
    )


async def _form(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str],
    answer: Answer | None = None,
    *,
    back: str,
    action: str,
    seen: str = "",
    running: bool = False,
    but: int = 0,
) -> Response:
    found = None
    with suppress(Invalid):  # what isn't right stands beside its field once it is sent
        found = shown(planned({**values, "ask": "promise", "variants": str(max(len(arms_of(values)) - 1, 1))}))
    team = await members.staff(session)
    kpis = [each for each in await metrics.choices(session, visit.actor) if each.kpi]
    if (chosen := values.get("metric_id", "")).isdecimal() and chosen not in {str(each.id) for each in kpis}:
        kpis += (await metrics.by_ids(session, visit.actor, [int(chosen[:18])])).values()  # given up since
    said = [values.get(name, "") for name in HYPOTHESIS]
    return page(
        visit,
        "experiments/form.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        values=values,
        errors=renamed(answer.errors, values) if answer else {},
        choices=choices(),
        found=found,
        tried=await experiments.tried_before(session, visit.actor, *said, but=but),
        experiment_id=but,
        watchers=[("", i18n.gettext("nobody yet")), *((str(each.id), each.name) for each in team)],
        kpis=[("", i18n.gettext("none of them")), *((str(each.id), i18n.gettext(each.name)) for each in kpis)],
        rows=rows_of(values),
        most=ROWS_MOST,
        more=visit.text("more"),
        back=back,
        action=action,
        seen=seen,
        running=running,
    )


def _own_form(visit: Visit, values: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    quadrants = [(words.value, i18n.gettext(words.name)) for words in QUADRANTS.values()]
    status = 422 if errors else 200
    return page(visit, "experiments/own.html", status=status, values=values, errors=errors or {}, options=quadrants)
