"""Reporting a hero's story and what moderators do then."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import heroes, members, moderation
from domain.errors import _ as mark
from domain.heroes import KINDS, HeroReport
from domain.paging import Page, Slice
from web.forms import Answer, asking
from web.heroes import SHOWN, AHero
from web.render import page, safe_path, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
Reason = Annotated[str, Query(max_length=40)]


@router.get("/heroes/{hero}/report")
async def ask_what_is_wrong(visit: Inside, session: Session, hero: AHero) -> Response:
    """Ask what is wrong with a story."""
    return await _report_form(visit, session, hero, {}, Answer())


@router.post("/heroes/{hero}/report")
async def report_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Report a story."""
    given, found = visit.texts("reason", "said"), await heroes.at(session, visit.actor, hero)
    async with asking(session) as answer:
        await heroes.report(session, visit.actor, found.id, **given)
        done = mark("Thank you. A moderator will look at it, and you find what they say among your reports.")
        return see_other(visit, f"/heroes/{hero}", done)
    return await _report_form(visit, session, hero, given, answer, 422)


@router.get("/me/reports/heroes")
async def my_reports(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show which heroes' stories the member reported, and what became of it."""
    member = members.require_self(visit.actor)
    found = await heroes.reports_made(session, member, Slice(SHOWN, after=after))
    return page(visit, "heroes/my_reports.html", page=found, reasons=moderation.REASONS)


@router.get("/moderation/heroes")
async def list_reported(
    visit: Inside, session: Session, show: Annotated[str, Query(max_length=9)] = "", after: str | None = None
) -> Response:
    """List the stories that were reported and that nobody has looked at, or with `show=hidden` those out of sight."""
    moderation.require_moderator(visit.actor)
    wanted, hidden = Slice(SHOWN, after=after), show == "hidden"
    reports: dict[int, list[HeroReport]] = {}
    found: Page[Any]
    if hidden:
        found = await heroes.hidden(session, visit.actor, wanted)
        stories = list(found.items)
    else:
        found = await heroes.reported(session, visit.actor, wanted)
        stories, reports = [each.hero for each in found.items], {each.hero.id: each.reports for each in found.items}
    return page(
        visit,
        "heroes/reported.html",
        page=found,
        stories=stories,
        reports=reports,
        mine={hero.id for hero in stories if not heroes.may_moderate(visit.actor, hero)},
        kinds=KINDS,
        hidden=hidden,
        reasons=moderation.REASONS,
    )


@router.get("/heroes/{hero}/hide")
async def ask_to_hide(visit: Inside, session: Session, hero: AHero, reason: Reason = "") -> Response:
    """Ask why a story shall be hidden."""
    return await _hiding_form(visit, session, hero, {"reason": reason}, Answer())


@router.post("/heroes/{hero}/hide")
async def hide_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Hide a story."""
    given, found = visit.texts("reason", "said"), await heroes.at(session, visit.actor, hero)
    async with asking(session) as answer:
        await heroes.hide(session, visit.actor, found.id, **given)
        done = mark("It is out of sight. Its hero and who chose them read why.")
        return see_other(visit, f"/heroes/{hero}", done)
    return await _hiding_form(visit, session, hero, given, answer, 422)


@router.post("/heroes/{hero}/keep")
async def keep_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Leave a story where it is, whatever was reported."""
    found = await heroes.at(session, visit.actor, hero)
    await heroes.keep(session, visit.actor, found.id, answer=visit.text("answer"))
    return see_other(visit, "/moderation/heroes", mark("It stays where it is. Those who reported it read so."))


@router.post("/heroes/{hero}/restore")
async def restore_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Bring a story back."""
    found = await heroes.at(session, visit.actor, hero)
    done = await heroes.restore(session, visit.actor, found.id)
    return see_other(visit, safe_path(visit.text("next") or done.path), mark("It can be read again."))


async def _report_form(
    visit: Visit, session: AsyncSession, slug: str, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    hero = await heroes.at(session, visit.actor, slug)
    heroes.require_may_report(visit.actor, hero)
    template = "heroes/report.html"
    return page(
        visit, template, status=status, hero=hero, values=values, errors=answer.errors, reasons=moderation.REASONS
    )


async def _hiding_form(
    visit: Visit, session: AsyncSession, slug: str, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    moderation.require_moderator(visit.actor)
    hero = await heroes.at(session, visit.actor, slug)
    heroes.require_may_moderate(visit.actor, hero)
    template = "heroes/hide.html"
    return page(
        visit, template, status=status, hero=hero, values=values, errors=answer.errors, reasons=moderation.REASONS
    )
