"""What is measured, for staff: all metrics at a glance, one with its line and its readings, and entering figures."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, metrics, tables
from domain.errors import Conflict, Invalid, NotAllowed, problem
from domain.errors import _ as mark
from domain.metrics import Line, Metric, Reading, ReadingThere
from domain.paging import Slice
from web import quantities, uploads
from web.admin import RowId
from web.charts import lines
from web.errors import status_of
from web.forms import Answer, asking
from web.i18n import gettext
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN, READINGS_SHOWN = 30, 60
YEAR = timedelta(days=366)
CARD_FIGURES = 12
Key = Annotated[str, Path(max_length=60)]
ENTRY = ("day", "value", "source")


@router.get("/metrics")
async def show_metrics(
    visit: Inside, session: Session, after: str | None = None, show: Annotated[str, Query(max_length=9)] = ""
) -> Response:
    """Show every metric with its latest figure and how it moved; with `show=retired` those given up."""
    metrics.require_may_read(visit.actor)
    retired = show == "retired"
    found = await metrics.listed(session, visit.actor, Slice(SHOWN, after=after), retired=retired)
    trends = await metrics.trends(session, [metric.id for metric in found.items])
    return page(
        visit,
        "metrics/list.html",
        page=found,
        trends=trends,
        sparks={number: lines.spark(_points(trend.points)) for number, trend in trends.items() if trend.points},
        retired=retired,
        figures=CARD_FIGURES,
        may_keep=metrics.may_keep(visit.actor),
        may_enter=any(metrics.may_enter(visit.actor, each) for each in found.items),
        said=quantities.said,
        moved=quantities.moved,
        spoken=quantities.spoken,
        better=quantities.BETTER,
    )


@router.get("/metrics/readings")
async def ask_for_readings(
    visit: Inside, session: Session, metric: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """Ask for a table of readings."""
    return await _list_form(visit, session, {"metric": metric})


@router.post("/metrics/readings")
async def enter_readings(visit: Inside, session: Session) -> Response:
    """Show what a table of readings would enter, or enter it."""
    values = visit.texts("metric", "csv")
    preview, found = visit.text("do") != "save", list[Line]()
    async with asking(session, Conflict) as answer:
        if file := uploads.table_of(visit.request):
            values["csv"] = tables.text_of(file)
        only = await metrics.by_key(session, visit.actor, values["metric"]) if values["metric"] else None
        found = await metrics.enter_list(
            session, visit.actor, values["csv"], metric_id=only.id if only else None, preview=preview
        )
        if not preview:
            return see_other(visit, only.path if only else "/metrics", mark("The readings are entered."))
    return await _list_form(visit, session, values, found, answer)


@router.get("/metrics/{key}")
async def show_metric(
    visit: Inside, session: Session, key: Key, after: str | None = None, span: Annotated[str, Query(max_length=9)] = ""
) -> Response:
    """Show a metric with its line over a year, or with `span=all` over all time, and its readings."""
    metrics.require_may_read(visit.actor)
    metric = await metrics.by_key(session, visit.actor, key)
    return await _metric(visit, session, metric, after=after, whole=span == "all")


@router.post("/metrics/{key}/readings")
async def enter_reading(visit: Inside, session: Session, key: Key) -> Response:
    """Enter a figure."""
    metric = await metrics.by_key(session, visit.actor, key)
    async with asking(session, ReadingThere) as answer:
        day, value = _day(visit.text("day")), tables.figure(visit.text("value"), quantities.decimal_sign())
        await metrics.enter(session, visit.actor, metric.id, day=day, value=value, source=visit.text("source"))
        return see_other(visit, f"{metric.path}#readings", mark("The reading is entered."))
    return await _metric(visit, session, metric, answer)


@router.get("/readings/{reading_id}/correct")
async def ask_for_correction(visit: Inside, session: Session, reading_id: RowId) -> Response:
    """Ask what the figure should be, and why."""
    metrics.require_may_read(visit.actor)
    reading = await metrics.reading(session, visit.actor, reading_id)
    values = {"value": quantities.typed(reading.value), "source": reading.source}
    return _correction(visit, reading, values, Answer())


@router.post("/readings/{reading_id}/correct")
async def correct_reading(visit: Inside, session: Session, reading_id: RowId) -> Response:
    """Put another figure in the place of one, or with `do=withdraw` none."""
    reading = await metrics.reading(session, visit.actor, reading_id)
    withdraws = visit.text("do") == "withdraw"
    async with asking(session, Conflict) as answer:
        value = None if withdraws else tables.figure(visit.text("value"), quantities.decimal_sign())
        said = {"reason": visit.text("reason"), "source": visit.text("source")}
        await metrics.correct(session, visit.actor, reading.id, value=value, **said)
        done = mark("The reading is withdrawn.") if withdraws else mark("The reading is corrected.")
        return see_other(visit, f"{reading.metric.path}#readings", done)
    return _correction(visit, reading, visit.texts("value", "source", "reason"), answer)


async def _metric(
    visit: Visit,
    session: AsyncSession,
    metric: Metric,
    answer: Answer | None = None,
    *,
    after: str | None = None,
    whole: bool = False,
) -> Response:
    today = await community.today(session)
    shown = await metrics.readings_between(session, metric, date.min if whole else today - YEAR, today)
    found = await metrics.readings(session, visit.actor, metric, Slice(READINGS_SHOWN, after=after))
    trend = (await metrics.trends(session, [metric.id]))[metric.id]

    def beside(value: float, decimals: int) -> str:
        return quantities.beside(metric, value, decimals)

    return page(
        visit,
        "metrics/show.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        metric=metric,
        trend=trend,
        chart=lines.line(_points(shown), beside) if shown else None,
        caption=quantities.spoken(metric, shown) if shown else "",
        whole=whole,
        page=found,
        earlier=await metrics.earlier(session, metric, [each.day for each in found.items]),
        may_keep=metrics.may_keep(visit.actor),
        may_enter=metrics.may_enter(visit.actor, metric),
        values=visit.texts(*ENTRY) if answer else {"day": today.isoformat()},
        errors=answer.errors if answer else {},
        today=today.isoformat(),
        kinds=quantities.KINDS,
        better=quantities.BETTER,
        said=quantities.said,
        moved=quantities.moved,
    )


async def _list_form(
    visit: Visit,
    session: AsyncSession,
    values: dict[str, str],
    found: list[Line] | None = None,
    answer: Answer | None = None,
) -> Response:
    mine = [each for each in await metrics.choices(session, visit.actor) if metrics.may_enter(visit.actor, each)]
    if not mine:
        metrics.require_may_read(visit.actor)
        raise NotAllowed
    refused = answer.refused if answer else None
    problems = [each.text(gettext) for each in refused.problems] if isinstance(refused, Invalid) else []
    return page(
        visit,
        "metrics/readings.html",
        status=status_of(refused) if refused else 200,
        choices=[("", gettext(mark("The table names them itself"))), *((one.key, gettext(one.name)) for one in mine)],
        found=found or [],
        problems=problems,
        values=values,
        errors=answer.errors if answer else {},
        said=quantities.said,
    )


def _correction(visit: Visit, reading: Reading, values: dict[str, Any], answer: Answer) -> Response:
    if not metrics.may_enter(visit.actor, reading.metric):
        raise NotAllowed
    return page(
        visit,
        "metrics/correct.html",
        status=status_of(answer.refused) if answer.refused else 200,
        reading=reading,
        values=values,
        errors=answer.errors,
        said=quantities.said,
    )


def _points(readings: Sequence[Reading]) -> list[tuple[date, float]]:
    return [(each.day, float(each.value or Decimal(0))) for each in readings]


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise problem("day", "not_a_day", mark("Please choose a day.")) from None
