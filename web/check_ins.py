"""Totals of an experiment: entered by form, corrected, and the list of all with what each of them changed."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import experiments
from domain.clock import now
from domain.errors import NotFound, problem
from domain.errors import _ as mark
from domain.experiments import (
    FIELDS,
    LABELS,
    Advice,
    Amount,
    AmountKind,
    CheckIn,
    CheckInSource,
    CorrectedMeanwhile,
    Course,
    Experiment,
    Figures,
    KeptVerdict,
    KeyUsed,
    MetricKind,
    PlanOver,
    field_of,
)
from domain.paging import Slice
from web import amounts, i18n, stamps, state, typed
from web.errors import status_of
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit
from web.written import key_of

router = APIRouter()
ExperimentId = Annotated[int, Path(ge=1, lt=2**63)]
CheckInId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 30
HINTS = {
    "units": mark("How many were in this arm by then, each counted once."),
    "conversions": mark("How many of them have done it: %(metric)s."),
    "mean": mark("The average of one of them, in the plan’s unit."),
    "deviation": mark("How far the values lie apart: the sample’s standard deviation, STDEV.S in a spreadsheet."),
    "promoters": mark("How many answered 9 or 10."),
    "passives": mark("How many answered 7 or 8."),
    "detractors": mark("How many answered 0 to 6."),
}
SOURCES = {
    CheckInSource.FORM: mark("by form"),
    CheckInSource.CSV: mark("by table"),
    CheckInSource.API: mark("by a program"),
    CheckInSource.COMMAND: mark("by command"),
}
FELL = {
    Advice.SCALE: mark("Saved. A verdict fell: scale."),
    Advice.STOP: mark("Saved. A verdict fell: stop."),
    Advice.UNDECIDED: mark("Saved. The time is over, and the data don’t decide."),
    Advice.INVALID: mark("Saved. A verdict fell: the data can’t be trusted."),
}
STANDS = {
    Advice.SCALE: mark("Saved. The verdict stands: scale."),
    Advice.STOP: mark("Saved. The verdict stands: stop."),
    Advice.UNDECIDED: mark("Saved. The time is over, and the data don’t decide."),
    Advice.INVALID: mark("Saved. Until the totals are corrected, nothing is judged."),
    Advice.CONTINUE: mark("Saved. The advice is to continue."),
}
TAKEN_BACK = mark("Saved. The verdict that had fallen is taken back.")
ABOUT = mark("about %(effect)s")
NO_VERDICT = mark("Saved. It is one of the first days, which are left out.")


@router.get("/experiments/{experiment_id}/check-ins")
async def list_check_ins(
    visit: Inside, session: Session, experiment_id: ExperimentId, after: str | None = None
) -> Response:
    """Show what was entered, latest first, and what each check-in changed."""
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    found = await experiments.check_ins_of(session, visit.actor, experiment, Slice(SHOWN, after=after))
    course = await experiments.history(session, visit.actor, experiment)
    return page(
        visit,
        "experiments/check_ins/list.html",
        experiment=experiment,
        page=found,
        may_enter=experiment.phase in experiments.UNDER_WAY
        and await experiments.may_check_in(session, visit.actor, experiment),
        says=[each.text(i18n.gettext, amounts.said) for each in course.says] if course else [],
        course=course,
        labels=LABELS,
        sources=SOURCES,
        remarks=experiments.REMARKS,
        advised=advised,
        figure=figure,
    )


@router.get("/experiments/{experiment_id}/check-ins/new")
async def ask_for_totals(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask for the totals up to the end of a day."""
    own = state.of(visit.request)
    course, _experiment = await opened(visit, session, experiment_id)
    yesterday = _today(session, course) - timedelta(days=1)
    values = {"as_of": max(yesterday, course.began_on).isoformat()}
    values["key"] = str(stamps.issued(own.settings.key, own.clock()))
    return await _form(visit, session, experiment_id, values, Answer())


@router.post("/experiments/{experiment_id}/check-ins/new")
async def check_in(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Enter totals."""
    course, experiment = await opened(visit, session, experiment_id)
    arms, guardrails = _given(visit, course)
    async with asking(session, KeyUsed) as answer:
        as_of = _day(visit.text("as_of"))
        change = await experiments.check_in(
            session, visit.actor, experiment_id, as_of, arms, guardrails, key=key_of(visit)
        )
        return see_other(visit, experiment.path, done(change.before, change.after))
    return await _form(visit, session, experiment_id, dict(visit.fields()), answer)


@router.get("/experiments/{experiment_id}/check-ins/{check_in_id}/correct")
async def ask_for_correction(
    visit: Inside, session: Session, experiment_id: ExperimentId, check_in_id: CheckInId
) -> Response:
    """Show totals that were entered, to be corrected."""
    await opened(visit, session, experiment_id)
    wrong = await _check_in(visit, session, experiment_id, check_in_id)
    values = {
        field_of(name, place): _plain(value) for place, arm in enumerate(wrong.arms) for name, value in arm.items()
    }
    for number, totals in enumerate(wrong.guardrails):
        for place, arm in enumerate(totals):
            own = wrong.arms[place].get("units")
            kept = {name: value for name, value in arm.items() if name != "units" or value != own}
            values |= {field_of(name, place, number): _plain(value) for name, value in kept.items()}
    return await _form(visit, session, experiment_id, values, Answer(), wrong)


@router.post("/experiments/{experiment_id}/check-ins/{check_in_id}/correct")
async def correct(visit: Inside, session: Session, experiment_id: ExperimentId, check_in_id: CheckInId) -> Response:
    """Put other totals in the place of these."""
    course, experiment = await opened(visit, session, experiment_id)
    wrong = await _check_in(visit, session, experiment_id, check_in_id)
    arms, guardrails = _given(visit, course)
    async with asking(session, CorrectedMeanwhile, PlanOver, KeyUsed) as answer:
        why = visit.text("why")
        change = await experiments.correct(session, visit.actor, wrong.id, arms, guardrails, why, key=key_of(visit))
        return see_other(visit, experiment.path, done(change.before, change.after))
    return await _form(visit, session, experiment_id, dict(visit.fields()), answer, wrong)


async def _form(
    visit: Visit,
    session: AsyncSession,
    experiment_id: int,
    values: dict[str, str],
    answer: Answer,
    wrong: CheckIn | None = None,
) -> Response:
    course, experiment = await opened(visit, session, experiment_id)
    plan = course.plan
    last = course.days[-1] if course.days else None
    groups = [(arm, _fields(course, plan.kind, place)) for place, arm in enumerate(plan.arms)]
    beside = [
        (
            guardrail,
            [
                (arm, _fields(course, MetricKind(guardrail["kind"]), place, number))
                for place, arm in enumerate(plan.arms)
            ],
        )
        for number, guardrail in enumerate(plan.guardrails)
    ]
    return page(
        visit,
        "experiments/check_ins/form.html",
        status=status_of(answer.refused) if answer.refused else 200,
        experiment=experiment,
        plan=plan,
        wrong=wrong,
        last=last,
        groups=groups,
        guardrails=beside,
        began_on=course.began_on,
        today=_today(session, course),
        ramp_in_until=course.began_on + timedelta(days=plan.ramp_in_days - 1) if plan.ramp_in_days else None,
        ripe_until=_ripe_until(course, wrong.as_of if wrong else _today(session, course) - timedelta(days=1)),
        values=values,
        errors=answer.errors,
    )


def _ripe_until(course: Course, day: date) -> date | None:
    """Return until when units must have come in to be counted up to a day, None where they count at once."""
    days = course.plan.ripe_after_days
    return day - timedelta(days=days) if days else None


def _fields(
    course: Course, kind: MetricKind, place: int, number: int | None = None
) -> list[tuple[str, str, str, bool]]:
    """Return an arm's fields: name, label, what it means, and whether the arm's own count stands in for it."""
    say, metric = i18n.gettext, course.plan.metric if number is None else course.plan.guardrails[number]["name"]
    return [
        (
            field_of(name, place, number),
            say(LABELS[name]),
            say(HINTS[name]) % {"metric": metric},
            number is not None and name == "units" and course.plan.kind is not MetricKind.SCORE,
        )
        for name in FIELDS[kind]
    ]


async def opened(visit: Visit, session: AsyncSession, experiment_id: int) -> tuple[Course, Experiment]:
    """Return an experiment with what counts of it, for who may enter totals now."""
    experiment = await experiments.visible(session, visit.actor, experiment_id)
    await experiments.require_open(session, visit.actor, experiment)
    course = await experiments.history(session, visit.actor, experiment)
    if course is None:
        raise NotFound
    return course, experiment


async def _check_in(visit: Visit, session: AsyncSession, experiment_id: int, check_in_id: int) -> CheckIn:
    found = await experiments.visible_check_in(session, visit.actor, check_in_id)
    if found.experiment_id != experiment_id:
        raise NotFound
    return found


def _given(visit: Visit, course: Course) -> tuple[list[Figures], list[list[Figures]]]:
    plan = course.plan
    arms: list[Figures] = [
        {name: _number(visit.text(field_of(name, place))) for name in FIELDS[plan.kind]}
        for place in range(len(plan.arms))
    ]
    guardrails: list[list[Figures]] = [
        [
            {name: _number(visit.text(field_of(name, place, number))) for name in FIELDS[MetricKind(each["kind"])]}
            for place in range(len(plan.arms))
        ]
        for number, each in enumerate(plan.guardrails)
    ]
    return arms, guardrails


def _number(given: str) -> float | None:
    return typed.number(given) if given.strip() else None


def _plain(value: float) -> str:
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text.replace(".", ",") if i18n.reader.get() == "de" else text


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise problem("as_of", "missing", mark("Please say up to the end of which day you counted.")) from error


def _today(session: AsyncSession, course: Course) -> date:
    return now(session).astimezone(course.zone).date()


def done(before: KeptVerdict | None, after: KeptVerdict | None) -> str:
    """Return what a page says after totals were saved, as a catalogue id."""
    if after is None:
        return NO_VERDICT
    if experiments.has_fallen(after):
        news = before is None or before.advice is not after.advice
        return (FELL if news else STANDS)[after.advice]
    return TAKEN_BACK if before is not None and experiments.has_fallen(before) else STANDS[after.advice]


def advised(verdict: KeptVerdict, course: Course | None = None) -> str:
    """Return what was advised, with its odds and, where the `course` is known, the cautious estimate."""
    advice, figures = i18n.gettext(experiments.ADVICES[verdict.advice]), []
    if verdict.evidence is not None:
        figures.append(amounts.said(Amount(AmountKind.ODDS, verdict.evidence)))
    if verdict.cautious is not None and course:
        effect = amounts.said(course.yardstick.change(course.terms.promise, verdict.cautious))
        figures.append(i18n.gettext(ABOUT) % {"effect": effect})
    return f"{advice} ({', '.join(figures)})" if figures else advice


def figure(value: float) -> str:
    """Return a total as the reader of this page reads it."""
    return amounts.plain(value, i18n.reader.get())
