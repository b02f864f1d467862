"""Badges as an admin keeps them: new ones and new versions by form, looked at before they count; retired, brought back.

Most criteria are a few rows: so many of something, perhaps in one quadrant, perhaps within some days. What rows can't
say is written as JSON, which goes before them.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import badges
from domain.badges import Badge, BadgePreview, BadgeWording, Family, Frame, Repeats
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.ideas import Quadrant
from domain.paging import Page, Slice
from web.badges import FAMILIES, SHOWN, Slug
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.i18n import gettext
from web.quadrants import QUADRANTS
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
HERE = "/admin/badges"
ROWS = 4
WORDS = ("name", "says", "criteria", "art", "criterion", "joined")
FRAME = ("family", "quadrant", "repeats")
PARTS = ("of", "least", "in", "days")
REPEATS = {
    Repeats.ONCE: mark("Once"),
    Repeats.EACH: mark("Once for each idea"),
    Repeats.MONTH: mark("Once a month, given by people"),
}
JOINED = {"all": mark("All of these"), "any": mark("At least one of these")}
CHANGED = {
    "name": mark("Name"),
    "says": mark("What it says"),
    "criteria": mark("What it is given for"),
    "art": mark("Drawing"),
    "criterion": mark("What has to have happened"),
    "kept": mark("Whether it stays"),
}


@router.get("/admin/badges")
async def keep_badges(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show every badge, those that are retired last; these go on after a cursor."""
    retired = await badges.retired(session, visit.actor, Slice(SHOWN, after=after))
    offered = await badges.catalogue(session, visit.actor)
    counts = await badges.count_carried(session, [each.id for each in offered])
    return page(visit, "admin/badges.html", offered=offered, retired=retired, counts=counts, open=after is not None)


@router.get("/admin/badges/new")
async def ask_for_badge(visit: Inside, session: Session) -> Response:
    """Ask for a new badge."""
    badges.require_may_keep(visit.actor)
    values = {"family": Family.COMMUNITY.value, "kept": "yes", "joined": "all", "art": badges.DRAWINGS[0]}
    return await _form(visit, session, None, values)


@router.post("/admin/badges/new")
async def make_badge(visit: Inside, session: Session) -> Response:
    """Show what a new badge would bring, or put it into the catalogue."""
    badges.require_may_keep(visit.actor)
    preview, values = None, _typed(visit)
    async with asking(session, Conflict) as answer:
        frame, wording = _frame(values), _wording(values)
        preview = await badges.preview_badge(session, visit.actor, frame, wording)
        if visit.text("do") == "save":
            made = await badges.make_badge(session, visit.actor, frame, wording)
            return see_other(visit, made.path, mark("The badge is there. Whoever has earned it gets it in a moment."))
    return await _form(visit, session, None, values, answer, preview)


@router.get("/admin/badges/{badge}")
async def ask_for_version(visit: Inside, session: Session, badge: Slug, after: str | None = None) -> Response:
    """Ask what a badge shall say from now on; all that it said goes on after a cursor."""
    badges.require_may_keep(visit.actor)
    found = await badges.by_slug(session, visit.actor, badge)
    return await _form(visit, session, found, _said(found), after=after)


@router.post("/admin/badges/{badge}")
async def revise_badge(visit: Inside, session: Session, badge: Slug) -> Response:
    """Show what a new version would bring and take, or write it."""
    badges.require_may_keep(visit.actor)
    found, values = await badges.by_slug(session, visit.actor, badge), _typed(visit)
    preview = None
    async with asking(session, Conflict) as answer:
        wording = _meant(_wording(values), found)
        preview = await badges.preview_version(session, visit.actor, badge, wording)
        if visit.text("do") == "save":
            based_on = whole(visit.text("based_on"), 6) or 0
            await badges.revise_badge(session, visit.actor, badge, wording, based_on=based_on)
            return see_other(visit, found.path, mark("The new version counts. What was given stays as it was."))
    return await _form(visit, session, found, values, answer, preview)


@router.post("/admin/badges/{badge}/retire")
async def retire_badge(visit: Inside, session: Session, badge: Slug) -> Response:
    """Give a badge no longer."""
    await badges.retire_badge(session, visit.actor, badge)
    done = mark("The badge is retired. Whoever carries it goes on carrying it.")
    return see_other(visit, HERE, done, f"{HERE}/{badge}/bring-back")


@router.post("/admin/badges/{badge}/bring-back")
async def bring_back_badge(visit: Inside, session: Session, badge: Slug) -> Response:
    """Give a retired badge again."""
    await badges.bring_back_badge(session, visit.actor, badge)
    done = mark("The badge is given again, also for what happened meanwhile.")
    return see_other(visit, HERE, done, f"{HERE}/{badge}/retire")


def _typed(visit: Visit) -> dict[str, str]:
    rows = [f"{part}_{n}" for n in range(1, ROWS + 1) for part in PARTS]
    return visit.texts(*WORDS, *FRAME, "kept", *rows)


def _frame(values: Mapping[str, str]) -> Frame:
    return Frame(
        family=next((each for each in Family if each == values["family"]), Family.COMMUNITY),
        quadrant=next((each for each in Quadrant if each == values["quadrant"]), None),
        repeats=next((each for each in Repeats if each == values["repeats"]), Repeats.ONCE),
    )


def _wording(values: Mapping[str, str]) -> BadgeWording:
    criterion = values["criterion"].strip() or _by_rows(values)
    kept = bool(values["kept"])
    return BadgeWording(values["name"], values["says"], values["criteria"], values["art"], criterion, kept)


def _by_rows(values: Mapping[str, str]) -> str:
    """Return what the rows say as JSON, '' where they say nothing."""
    parts: list[dict[str, Any]] = []
    for n in range(1, ROWS + 1):
        of, least, where, days = (values[f"{part}_{n}"].strip() for part in PARTS)
        if of:
            parts.append(
                {"kind": "count", "of": [of], "least": _figure(least or "1")}
                | ({"quadrants": [where]} if where else {})
                | ({"days": _figure(days)} if days else {})
            )
    if len(parts) < 2:
        return json.dumps(parts[0]) if parts else ""
    return json.dumps({"kind": "any" if values["joined"] == "any" else "all", "of": parts})


def _figure(given: str) -> int:
    """Return a number; -1, which no criterion may hold, for what is none."""
    found = whole(given, digits=6)
    return -1 if found is None else found


def _meant(wording: BadgeWording, badge: Badge) -> BadgeWording:
    """Return what is meant where words of ours were read in another language, and left as they were."""
    now = badge.version
    ours = {gettext(said): said for said in (now.name, now.says, now.criteria)}
    name, says, criteria = (ours.get(said, said) for said in (wording.name, wording.says, wording.criteria))
    return replace(wording, name=name, says=says, criteria=criteria)


def _said(badge: Badge) -> dict[str, str]:
    """Return what a badge says today, as the form holds it."""
    version = badge.version
    values = {"name": gettext(version.name), "says": gettext(version.says), "criteria": gettext(version.criteria)}
    values |= {"art": version.art, "joined": "all", "kept": "yes" if version.kept else ""}
    if version.criterion is None:
        return values
    rows = _as_rows(version.criterion)
    return values | (rows or {"criterion": badges.as_text(version.criterion)})


def _as_rows(criterion: Mapping[str, Any]) -> dict[str, str]:
    """Return a criterion as rows of the form, nothing for one that they can't say."""
    joined = criterion["kind"] if criterion["kind"] in JOINED else ""
    parts = criterion["of"] if joined else [criterion]
    values = {"joined": joined or "all"}
    for n, part in enumerate(parts, 1):
        quadrants = part.get("quadrants", ())
        plain = part["kind"] == "count" and set(part) <= {"kind", "of", "least", "quadrants", "days"}
        if not plain or len(part["of"]) > 1 or len(quadrants) > 1 or n > ROWS:
            return {}
        values |= {f"of_{n}": part["of"][0], f"least_{n}": str(part.get("least", 1))}
        values |= {f"in_{n}": quadrants[0] if quadrants else "", f"days_{n}": str(part.get("days", ""))}
    return values


async def _form(
    visit: Visit,
    session: AsyncSession,
    badge: Badge | None,
    values: dict[str, str],
    answer: Answer | None = None,
    preview: BadgePreview | None = None,
    *,
    after: str | None = None,
) -> Response:
    refused = answer.refused if answer else None
    nothing = ("", gettext(mark("Any quadrant")))
    fields = [nothing, *((each.value, gettext(QUADRANTS[each].name)) for each in Quadrant)]
    return page(
        visit,
        "admin/badge.html",
        status=status_of(refused) if refused else 200,
        badge=badge,
        versions=await badges.versions(session, badge, Slice(SHOWN, after=after)) if badge else Page([]),
        after=after,
        values=values,
        errors=answer.errors if answer else {},
        preview=None if refused else preview,
        rows=range(1, ROWS + 1),
        changed=CHANGED,
        fields=fields,
        causes=[("", "–"), *((code, gettext(name)) for code, name in badges.NAMES.items())],
        families=[(each.value, gettext(says)) for each, says in FAMILIES.items()],
        repeats=[(each.value, gettext(says)) for each, says in REPEATS.items()],
        joined=[(value, gettext(says)) for value, says in JOINED.items()],
        drawings=badges.DRAWINGS,
    )
