"""Boards of a season, and rules; for admins new versions of them, closing seasons, and whether the books agree."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import members, rewards
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Quadrant
from domain.permissions import Permission
from domain.rewards import CAUSES, BoardFilter, BoardScope, CapPeriod, Code, Currency, Preview, Season, Wording
from web import live, state
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.i18n import gettext
from web.points import CURRENCIES
from web.quadrants import QUADRANTS
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
Word = Annotated[str, Query(max_length=40)]
RuleCode = Annotated[str, Path(max_length=40)]
SeasonKey = Annotated[str, Path(max_length=9)]
STEPS = 5
SCOPES = {
    BoardScope.COMMUNITY: mark("Everybody"),
    BoardScope.NEWCOMERS: mark("Who joined this season"),
    BoardScope.TEAM: mark("A team"),
}
PERIODS = {CapPeriod.DAY: mark("a day"), CapPeriod.SEASON: mark("a season")}


@router.get("/points/boards")
async def show_board(
    visit: Inside,
    session: Session,
    season: Word = "",
    currency: Word = "impact",
    scope: Word = "community",
    quadrant: Word = "",
    team: Word = "",
) -> Response:
    """Show the first ten of a season and who stands around the reader; there is no board of all time."""
    members.require_may_read(visit.actor)
    known = await rewards.seasons(session)
    shown = next((each for each in known if each.key == season), None) if season else known[0]
    if shown is None:
        raise NotFound
    staff = visit.actor.may(Permission.RUN_EXPERIMENT)
    only = _filter(currency, scope, quadrant, team)
    return page(
        visit,
        "points/boards.html",
        "results" if visit.by_script else None,
        board=await rewards.board(session, visit.actor, shown, only),
        live=live.standings(shown, only),
        kept=await rewards.frozen(session, visit.actor, shown, only) if shown.closed_at else None,
        values={"season": shown.key, "currency": currency, "scope": scope, "quadrant": quadrant, "team": team},
        seasons=[(each.key, f"{each.year} Q{each.quarter}") for each in known],
        counted=[(each.value, gettext(CURRENCIES[each])) for each in rewards.COUNTED],
        scopes=[(each.value, gettext(says)) for each, says in SCOPES.items() if staff or each is not BoardScope.TEAM],
        fields=[
            ("", gettext(mark("All quadrants"))),
            *((each.value, gettext(QUADRANTS[each].name)) for each in Quadrant),
        ],
        teams=[(str(each.id), each.name) for each in await members.teams(session)] if staff else [],
        may_close=(closes := _closes(visit, shown)) and shown.closable_from <= _now(visit),
        settling_until=rewards.closable_on(shown) if closes else None,
    )


def _closes(visit: Visit, season: Season) -> bool:
    """Return whether closing a season is the reader's, once it can be."""
    return rewards.may_keep_rules(visit.actor) and season.closed_at is None and season.ends_at <= _now(visit)


def _filter(currency: str, scope: str, quadrant: str, team: str) -> BoardFilter:
    try:
        chosen = Quadrant(quadrant) if quadrant else None
        return BoardFilter(Currency(currency), BoardScope(scope), chosen, whole(team) if team else None)
    except ValueError:
        raise NotFound from None


@router.post("/points/seasons/{season}/close")
async def close_season(visit: Inside, session: Session, season: SeasonKey) -> Response:
    """Keep the standing of a season that is over."""
    rewards.require_may_keep_rules(visit.actor)
    found = await rewards.season(session, season)
    await rewards.close_season(session, visit.actor, found.id or 0)
    return see_other(visit, f"/points/boards?season={found.key}", mark("The season is closed. Its standing stays."))


@router.get("/points/rules")
async def show_rules(visit: Inside, session: Session) -> Response:
    """Show what each rule pays, since when, and what it paid before; admins see whether the books agree."""
    members.require_may_read(visit.actor)
    keeps = rewards.may_keep_rules(visit.actor)
    return page(
        visit,
        "points/rules.html",
        book=await rewards.rules(session),
        causes=CAUSES,
        currencies=CURRENCIES,
        periods=PERIODS,
        moment=_now(visit),
        keeps=keeps,
        inspection=await rewards.inspection(session, visit.actor) if keeps else None,
    )


@router.get("/points/rules/{code}")
async def ask_for_rule(visit: Inside, session: Session, code: RuleCode) -> Response:
    """Ask what a rule shall pay from tomorrow on."""
    return await _form(visit, session, code)


@router.post("/points/rules/{code}")
async def revise_rule(visit: Inside, session: Session, code: RuleCode) -> Response:
    """Show who would gain and lose by a new version, or write it."""
    rewards.require_may_keep_rules(visit.actor)
    preview: Preview | None = None
    async with asking(session, Conflict) as answer:
        wording = _wording(visit)
        if visit.text("do") != "save":
            preview = await rewards.preview_rule(session, visit.actor, code, wording)
        else:
            based_on = whole(visit.text("based_on")) or 0
            await rewards.revise_rule(session, visit.actor, code, wording, based_on=based_on)
            said = mark("The new version is written. It counts from tomorrow on, and the past stays as it is.")
            return see_other(visit, "/points/rules", said)
    return await _form(visit, session, code, answer, preview)


def _wording(visit: Visit) -> Wording:
    steps = [(visit.text(f"upto_{n}").strip(), visit.text(f"amount_{n}").strip()) for n in range(1, STEPS + 1)]
    tiers = [(_figure(upto), _figure(amount)) for upto, amount in steps if upto or amount]
    cap, period = visit.text("cap_points").strip(), visit.text("cap_period")
    return Wording(
        tiers=tiers,
        cap_points=_figure(cap) if cap else None,
        cap_period=next((each for each in CapPeriod if each == period), None) if cap else None,
        why=visit.text("why"),
    )


def _figure(given: str) -> int:
    """Return a number; -1, which no rule may hold, for what is none."""
    found = whole(given, digits=9)
    return -1 if found is None else found


async def _form(
    visit: Visit, session: AsyncSession, code: str, answer: Answer | None = None, preview: Preview | None = None
) -> Response:
    rewards.require_may_keep_rules(visit.actor)
    if code not in list(Code):
        raise NotFound
    newest = (await rewards.rules(session)).of(code)[-1]
    names = ["cap_points", "cap_period", "why"]
    names += [f"{part}_{n}" for n in range(1, STEPS + 1) for part in ("upto", "amount")]
    values = {"cap_points": str(newest.cap_points or ""), "cap_period": newest.cap_period or "day", "why": ""}
    for n, tier in enumerate(newest.tiers, 1):
        values |= {f"upto_{n}": str(tier["upto"]), f"amount_{n}": str(tier["amount"])}
    return page(
        visit,
        "points/rule.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        rule=newest,
        moment=_now(visit),
        cause=CAUSES[Code(code)],
        steps=range(1, STEPS + 1),
        values=visit.texts(*names) if answer else values,
        errors=answer.errors if answer else {},
        preview=preview,
        periods=[(each.value, gettext(says)) for each, says in PERIODS.items()],
    )


def _now(visit: Visit) -> datetime:
    return state.of(visit.request).clock()
