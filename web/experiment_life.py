"""What leads an experiment on: proposing, a second person's look, starting, holding, handing over, concluding."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import experiments
from domain.clock import now
from domain.errors import Conflict, problem
from domain.errors import _ as mark
from domain.experiments import CONCLUSIONS, FITS, UNMEASURED, Concluding, ConclusionKind, OtherPhase
from web import i18n
from web.errors import status_of
from web.experiment_plans import ExperimentId, led_by
from web.experiments import experiment_page, pictured
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
CARD = ("kind", "reason", "observed", "learned", "therefore", "tags")


@router.post("/experiments/{experiment_id}/propose")
async def propose(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask for a second person's look."""
    said = mark("Proposed. A second person looks at it now.")
    return await _act(visit, session, experiment_id, experiments.propose, said)


@router.post("/experiments/{experiment_id}/approve")
async def approve(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Stand for a plan."""
    seen, said = visit.text("seen"), mark("Approved. It can start now.")
    return await _act(visit, session, experiment_id, experiments.approve, said, seen=seen)


@router.post("/experiments/{experiment_id}/send-back")
async def send_back(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask for another look at a plan."""
    said, words = mark("Sent back, with your words."), visit.text("words")
    return await _act(visit, session, experiment_id, experiments.send_back, said, form="send-back", words=words)


@router.post("/experiments/{experiment_id}/start")
async def start(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Start an experiment; its plan is locked."""
    said = mark("Started. The plan is locked, and everybody can read what is being tried.")
    return await _act(visit, session, experiment_id, experiments.start, said)


@router.post("/experiments/{experiment_id}/pause")
async def pause(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Hold an experiment."""
    said, words = mark("Paused. The time-box runs on."), visit.text("words")
    return await _act(visit, session, experiment_id, experiments.pause, said, form="pause", words=words)


@router.post("/experiments/{experiment_id}/resume")
async def resume(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Let an experiment run on."""
    return await _act(visit, session, experiment_id, experiments.resume, mark("It runs on."))


@router.post("/experiments/{experiment_id}/approve-plan")
async def approve_plan(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Let a changed plan come into force."""
    seen, said = visit.text("seen"), mark("The changed plan is in force. The verdict starts anew.")
    return await _act(visit, session, experiment_id, experiments.approve_plan, said, seen=seen)


@router.post("/experiments/{experiment_id}/turn-down-plan")
async def turn_down_plan(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Leave the plan in force as it is."""
    said, words = mark("The plan in force stays as it is."), visit.text("words")
    return await _act(visit, session, experiment_id, experiments.turn_down_plan, said, form="turn-down", words=words)


@router.post("/experiments/{experiment_id}/archive")
async def archive(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Put an experiment out of the way."""
    return await _act(visit, session, experiment_id, experiments.archive, mark("Archived."))


@router.post("/experiments/{experiment_id}/hand-over")
async def hand_over(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Give an experiment to an owner and a team."""
    owner, team = _number(visit.text("owner")), visit.text("team")
    team_id = _number(team) if team else None
    said = mark("Handed over.")
    return await _act(
        visit, session, experiment_id, experiments.hand_over, said, form="hand-over", owner_id=owner, team_id=team_id
    )


@router.get("/experiments/{experiment_id}/conclude")
async def write_conclusion(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask for the conclusion and the learning card."""
    return await _conclusion(visit, session, experiment_id)


@router.post("/experiments/{experiment_id}/conclude")
async def conclude(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Conclude an experiment, with its learning card."""
    given = visit.texts(*CARD)
    async with asking(session, Conflict) as answer:
        if given["kind"] not in set(ConclusionKind):
            raise problem("kind", "no_choice", mark("Choose what you conclude."))
        words = {name: given[name] for name in ("reason", "observed", "learned", "therefore")}
        concluding = Concluding(
            ConclusionKind(given["kind"]), **words, tags=given["tags"].split(","), language=visit.locale
        )
        made = await experiments.conclude(
            session, visit.actor, experiment_id, concluding, translate=i18n.translator(visit.locale)
        )
        said = mark("Concluded. Everybody who took part hears it.")
        if made.is_waiting:
            said = mark("This goes against the advice, so it waits for a second person.")
        return see_other(visit, f"/experiments/{experiment_id}", said)
    return await _conclusion(visit, session, experiment_id, given, answer)


@router.post("/experiments/{experiment_id}/confirm")
async def confirm(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Stand for a conclusion against the advice."""
    said = mark("Confirmed. The conclusion counts.")
    translate = i18n.translator(visit.locale)
    return await _act(visit, session, experiment_id, experiments.confirm, said, translate=translate)


@router.post("/experiments/{experiment_id}/withdraw")
async def withdraw(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Give up a conclusion that waits."""
    return await _act(visit, session, experiment_id, experiments.withdraw, mark("The conclusion is withdrawn."))


async def _act(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    use_case: Callable[..., Awaitable[object]],
    said: str,
    *,
    form: str = "",
    **given: Any,
) -> Response:
    """Do one thing to an experiment and go on to its page; what is refused is said there."""
    async with asking(session, Conflict) as answer:
        await use_case(session, visit.actor, experiment_id, **given)
        return see_other(visit, f"/experiments/{experiment_id}", said)
    return await experiment_page(visit, session, experiment_id, answer, form)


async def _conclusion(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    values: dict[str, str] | None = None,
    answer: Answer | None = None,
) -> Response:
    actor = visit.actor
    experiment = await led_by(visit, session, experiment_id)
    if answer is None and not experiments.may_conclude(actor, experiment):
        raise OtherPhase
    verdict = await experiments.standing_verdict(session, experiment)
    advice = experiments.standing_advice(experiment.plan, verdict, now(session))
    course = await experiments.history(session, actor, experiment)
    fitting = UNMEASURED if advice is None else FITS[advice]
    against = i18n.gettext("Against the advice: a second person has to confirm it.")
    possible = [kind for kind in ConclusionKind if advice is not None or kind in UNMEASURED]
    return page(
        visit,
        "experiments/conclude.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        experiment=experiment,
        sentences=pictured(course, session)["sentences"] if course and course.latest else [],
        kinds=[(kind, i18n.gettext(CONCLUSIONS[kind]), "" if kind in fitting else against) for kind in possible],
        hypothesis=experiments.hypothesis(experiment.plan, i18n.gettext),
        values=values or {"kind": next((kind for kind in possible if kind in fitting), "")},
        errors=answer.errors if answer else {},
    )


def _number(given: str) -> int:
    """Return a member's or a team's number, 0 for what is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
