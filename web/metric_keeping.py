"""Saying what is measured: adding a metric, changing what it says, retiring it. For the product team and admins."""

from dataclasses import fields

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import members, metrics
from domain.errors import Conflict, problem
from domain.errors import _ as mark
from domain.metrics import Better, Definition, FigureKind, Metric
from domain.permissions import Permission
from web import quantities
from web.errors import status_of
from web.forms import Answer, asking
from web.i18n import gettext
from web.metrics import Key
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
FIELDS = ("name", "says", "kind", "currency", "better", "decimals", "kpi", "owner_id")
FRESH = {"kind": "percent", "better": "higher", "decimals": "1", "owner_id": ""}


@router.get("/metrics/new")
async def ask_for_metric(visit: Inside, session: Session) -> Response:
    """Ask what is to be measured."""
    return await _form(visit, session, None, FRESH, Answer())


@router.post("/metrics")
async def add_metric(visit: Inside, session: Session) -> Response:
    """Measure something more."""
    async with asking(session) as answer:
        made = await metrics.add(session, visit.actor, _definition(visit))
        return see_other(visit, made.path, mark("The metric is added. Now it wants its first reading."))
    return await _form(visit, session, None, visit.texts(*FIELDS), answer)


@router.get("/metrics/{key}/edit")
async def ask_for_changes(visit: Inside, session: Session, key: Key) -> Response:
    """Show what a metric says, to be changed."""
    members.require_member(visit.actor, Permission.KEEP_METRICS)
    metric = await metrics.by_key(session, visit.actor, key)
    values = {each.name: str(getattr(metric, each.name)) for each in fields(Definition)}
    shown = {"kpi": "yes" if metric.kpi else "", "owner_id": str(metric.owner_id or "")}
    return await _form(visit, session, metric, values | shown, Answer())


@router.post("/metrics/{key}/edit")
async def revise_metric(visit: Inside, session: Session, key: Key) -> Response:
    """Change what a metric says."""
    metric = await metrics.by_key(session, visit.actor, key)
    based_on = visit.text("based_on")
    async with asking(session, Conflict) as answer:
        seen = int(based_on) if based_on.isascii() and based_on.isdecimal() and len(based_on) < 10 else 0
        definition = _definition(visit)
        await metrics.revise(session, visit.actor, metric.id, definition, based_on=seen)
        return see_other(visit, metric.path, mark("Saved."))
    return await _form(visit, session, metric, visit.texts(*FIELDS), answer)


@router.post("/metrics/{key}/retire")
async def retire_metric(visit: Inside, session: Session, key: Key) -> Response:
    """Take in no more readings of a metric."""
    metric = await metrics.by_key(session, visit.actor, key)
    await metrics.retire(session, visit.actor, metric.id)
    undo = f"{metric.path}/bring-back"
    return see_other(visit, metric.path, mark("The metric is retired. Its readings stay."), undo)


@router.post("/metrics/{key}/bring-back")
async def bring_back_metric(visit: Inside, session: Session, key: Key) -> Response:
    """Take in readings of a retired metric again."""
    metric = await metrics.by_key(session, visit.actor, key)
    await metrics.bring_back(session, visit.actor, metric.id)
    return see_other(visit, metric.path, mark("The metric takes in readings again."))


def _definition(visit: Visit) -> Definition:
    given = visit.texts(*FIELDS)
    if given["kind"] not in list(FigureKind) or given["better"] not in list(Better):
        field = "better" if given["kind"] in list(FigureKind) else "kind"
        raise problem(field, "unknown", mark("Choose one of the options."))
    decimals, owner = given["decimals"].strip(), given["owner_id"]
    return Definition(
        name=given["name"],
        says=given["says"],
        kind=FigureKind(given["kind"]),
        better=Better(given["better"]),
        currency=given["currency"],
        decimals=int(decimals) if decimals.isascii() and decimals.isdecimal() and len(decimals) < 4 else -1,
        kpi=bool(given["kpi"]),
        owner_id=int(owner) if owner.isascii() and owner.isdecimal() and len(owner) < 19 else (-1 if owner else None),
    )


async def _form(
    visit: Visit, session: AsyncSession, metric: Metric | None, values: dict[str, str], answer: Answer
) -> Response:
    members.require_member(visit.actor, Permission.KEEP_METRICS)
    staff = [(str(one.id), f"{one.name} (@{one.handle})") for one in await members.staff(session)]
    return page(
        visit,
        "metrics/form.html",
        status=status_of(answer.refused) if answer.refused else 200,
        metric=metric,
        kinds=[(kind.value, gettext(words)) for kind, words in quantities.KINDS.items()],
        betters=[(way.value, gettext(words), "") for way, words in quantities.BETTER.items()],
        staff=[("", gettext(mark("Nobody"))), *staff],
        values=values,
        errors=answer.errors,
    )
