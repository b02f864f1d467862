"""Choosing the month's heroes: who could be one, what people tell, and the form with the story."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import heroes
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.heroes import DEEDS, KINDS, Choice, HeroKind, Nomination, Story
from domain.paging import Slice
from web.card_faces import about_at
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.heroes import STORY, AHero
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN = 20
FIELDS = ("to", "month", "because", "about", "failure", "nomination", *STORY)


@router.get("/heroes/choosing")
async def show_choosing(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show whose turn it is, who is asked, who could be a hero by the facts, and what people tell."""
    heroes.require_chooser(visit.actor)
    told = await heroes.nominations(session, visit.actor, Slice(SHOWN, after=after))
    taken = await heroes.taken(session)
    return page(
        visit,
        "heroes/choosing.html",
        page=told,
        about=await heroes.evidence_of(session, visit.actor, list(told.items)),
        turns=[(month, kind, (month, kind) in taken) for month in await heroes.choosable(session) for kind in HeroKind],
        asked=await heroes.asked(session, visit.actor),
        candidates=await heroes.candidates(session, visit.actor),
        deeds=DEEDS,
        kinds=KINDS,
        failure_due=await heroes.failure_due(session),
    )


@router.get("/heroes/choosing/new")
async def ask_for_choice(
    visit: Inside,
    session: Session,
    to: Annotated[str, Query(max_length=40)] = "",
    nomination: Annotated[str, Query(max_length=20)] = "",
    about: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """Ask whom to choose and for what story; `to` is a handle, `nomination` what somebody told."""
    heroes.require_chooser(visit.actor)
    values = {"to": to, "nomination": nomination, "about": about}
    told = await _told(visit, session, nomination)
    if told is not None:
        seen = await heroes.evidence_of(session, visit.actor, [told])
        values |= {"to": told.nominee.handle, "about": seen[told.id].path if told.id in seen else ""}
    if await heroes.failure_due(session):
        values["failure"] = "yes"
    return await _form(visit, session, values, Answer())


@router.post("/heroes/choosing/new")
async def choose_hero(visit: Inside, session: Session) -> Response:
    """Choose a hero, who is asked."""
    values = visit.texts(*FIELDS)
    async with asking(session, Conflict, heroes.OwnStory) as answer:
        choice = Choice(
            to=values["to"],
            month=_month(values["month"]),
            because=values["because"],
            story=Story(**{name: values[name] for name in STORY}),
            about=about_at(values["about"]),
            failure=bool(values["failure"]),
            nomination_id=whole(values["nomination"]),
        )
        hero = await heroes.choose(session, visit.actor, choice)
        return see_other(visit, hero.path, mark("They are asked now. Nobody else reads it until they agree."))
    return await _form(visit, session, values, answer)


@router.post("/heroes/{hero}/take-back")
async def take_back_hero(visit: Inside, session: Session, hero: AHero) -> Response:
    """Take a choice back while nothing was said."""
    heroes.require_chooser(visit.actor)
    found = await heroes.at(session, visit.actor, hero)
    await heroes.take_back(session, visit.actor, found.id)
    return see_other(visit, "/heroes/choosing", mark("Taken back. Nothing of it is kept."))


def _month(given: str) -> date | None:
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        return None


async def _told(visit: Visit, session: AsyncSession, number: str) -> Nomination | None:
    try:
        return await heroes.nomination(session, visit.actor, whole(number) or 0)
    except NotFound:
        return None


async def _form(visit: Visit, session: AsyncSession, values: dict[str, str], answer: Answer) -> Response:
    heroes.require_chooser(visit.actor)
    return page(
        visit,
        "heroes/choose.html",
        status=status_of(answer.refused) if answer.refused else 200,
        values=values,
        errors=answer.errors,
        months=await heroes.choosable(session),
        told=await _told(visit, session, values.get("nomination", "")),
        failure_due=await heroes.failure_due(session),
    )
