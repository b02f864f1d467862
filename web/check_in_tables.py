"""Totals of an experiment as a table: looked at first, then entered, all of it or nothing."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import experiments, tables
from domain.errors import Invalid
from domain.experiments import Course, Import
from web import i18n, uploads
from web.check_ins import ExperimentId, advised, done, figure, opened
from web.errors import status_of
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()


@router.get("/experiments/{experiment_id}/check-ins/import")
async def ask_for_table(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Ask for a table of totals."""
    return await _table(visit, session, experiment_id, "", None, Answer())


@router.post("/experiments/{experiment_id}/check-ins/import")
async def import_table(visit: Inside, session: Session, experiment_id: ExperimentId) -> Response:
    """Show what a table would enter, or enter it with `do=save`."""
    _course, experiment = await opened(visit, session, experiment_id)
    csv, found = visit.text("csv"), None
    async with asking(session) as answer:
        if file := uploads.table_of(visit.request):
            csv = tables.text_of(file)
        if visit.text("do") == "save":
            found = await experiments.check_in_many(session, visit.actor, experiment_id, csv)
            return see_other(visit, experiment.path, done(found.before, found.after))
        found = await experiments.preview_check_ins(session, visit.actor, experiment_id, csv)
    return await _table(visit, session, experiment_id, csv, found, answer)


async def _table(
    visit: Visit, session: AsyncSession, experiment_id: int, csv: str, found: Import | None, answer: Answer
) -> Response:
    course, experiment = await opened(visit, session, experiment_id)
    needed, may = experiments.columns(course.plan)
    refused = answer.refused
    problems = [each.text(i18n.gettext) for each in refused.problems] if isinstance(refused, Invalid) else []
    return page(
        visit,
        "experiments/check_ins/import.html",
        status=status_of(refused) if refused else 200,
        experiment=experiment,
        plan=course.plan,
        course=course,
        needed=needed,
        may=may,
        example=_example(course, needed),
        found=found,
        problems=problems,
        values={"csv": csv},
        errors=answer.errors,
        advised=advised,
        figure=figure,
    )


def _example(course: Course, needed: list[str]) -> str:
    """Return the first rows of a table for this plan, as they may be copied."""
    sign = ";" if i18n.reader.get() == "de" else ","
    rows = [sign.join(needed)]
    for arm in course.plan.arms:
        known = {"day": course.began_on.isoformat(), "arm": f'"{arm}"' if sign in arm else arm}
        rows.append(sign.join(known.get(name, "…") for name in needed))
    return "\n".join(rows)
