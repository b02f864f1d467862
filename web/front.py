"""The front page, the quadrants, how it works, and what isn't about one thing."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain import challenges, community, ideas, votes
from domain.clock import now
from domain.community import LANGUAGES
from domain.errors import NotFound
from domain.ideas import Explanation, Idea, IdeaFilter, IdeaOrder, Quadrant
from domain.paging import Slice
from web.assets import brand_css
from web.quadrants import QUADRANTS
from web.render import YEAR, page, safe_path
from web.visit import Here, Inside, Session, Visit

router = APIRouter()
NEWEST, LOVED = 4, 6


@router.get("/")
async def front(visit: Inside, session: Session) -> Response:
    """Show what this is: the map, the figures, what is new and what is loved."""
    actor = visit.actor
    newest = (await ideas.listed(session, actor, Slice(NEWEST), only=IdeaFilter(), order=IdeaOrder.NEW)).items
    loved = await ideas.listed(session, actor, Slice(LOVED), only=IdeaFilter(), order=IdeaOrder.SUPPORTED)
    return page(
        visit,
        "front.html",
        counts=await visit.figures.quadrants(session, actor),
        members=await visit.figures.members(session, actor),
        supports=await visit.figures.supports(session, actor),
        newest=newest,
        challenges=await challenges.calls(session, actor),
        loved=[idea for idea in loved.items if idea.supporters],
        whys=whys(newest, IdeaOrder.NEW, now(session)),
        voted=await votes.given(session, actor, [idea.id for idea in newest]),
        votable=votable(visit, newest),
    )


@router.get("/quadrants")
async def quadrant_map(visit: Inside, session: Session) -> Response:
    """Show the four quadrants side by side."""
    return page(visit, "quadrants/map.html", counts=await visit.figures.quadrants(session, visit.actor))


@router.get("/quadrants/{slug}")
async def quadrant(visit: Inside, session: Session, slug: str) -> Response:
    """Show one quadrant: what belongs there, and the ideas in it."""
    found = next((known for known in Quadrant if known.slug == slug), None)
    if found is None:
        raise NotFound
    only = IdeaFilter(quadrant=found)
    shown = (await ideas.listed(session, visit.actor, Slice(8), only=only, order=IdeaOrder.SUPPORTED)).items
    return page(
        visit,
        "quadrants/show.html",
        words=QUADRANTS[found],
        counts=await visit.figures.quadrants(session, visit.actor),
        challenges=await challenges.calls(session, visit.actor, found),
        ideas=shown,
        whys=whys(shown, IdeaOrder.SUPPORTED, now(session)),
        voted=await votes.given(session, visit.actor, [idea.id for idea in shown]),
        votable=votable(visit, shown),
    )


@router.get("/about")
async def about(visit: Here) -> Response:
    """Say how the community works."""
    return page(visit, "about.html")


@router.get("/brand.css")
async def brand(hue: int = 250) -> Response:
    """Give the style sheet of the community's own hue."""
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    return Response(brand_css(hue), media_type="text/css", headers=headers)


@router.post("/looks")
async def looks(visit: Here) -> Response:
    """Remember in this browser which colours and which language its reader likes, and whether keys do things."""
    response = RedirectResponse(safe_path(visit.text("next")), 303)
    theme, language, keys = visit.text("theme"), visit.text("language"), visit.text("keys")
    if "theme" in visit.form and theme in ("", "light", "dark"):
        response.set_cookie("theme", theme, max_age=YEAR if theme else 0, samesite="lax", path="/", httponly=True)
    if language in LANGUAGES:
        response.set_cookie("language", language, max_age=YEAR, samesite="lax", path="/", httponly=True)
    if keys in ("on", "off"):
        most = YEAR if keys == "off" else 0
        response.set_cookie("keys", keys, max_age=most, samesite="lax", path="/", httponly=True)
    return response


@router.get("/robots.txt")
async def robots(request: Request, session: Session) -> Response:
    """Tell machines which pages are for them."""
    here = await community.current(session)
    closed = "/" if here.reading is community.Reading.MEMBERS else "/signin\nDisallow: /join\nDisallow: /links/"
    return Response(f"User-agent: *\nDisallow: {closed}\n", media_type="text/plain")


def whys(shown: Sequence[Idea], order: IdeaOrder, moment: datetime) -> dict[int, Explanation]:
    """Return why each of the ideas stands where it does, by its number."""
    return {idea.id: ideas.explain(idea, order, moment) for idea in shown}


def votable(visit: Visit, shown: Sequence[Idea]) -> set[int]:
    """Return those of the ideas that the visitor may vote on."""
    return {idea.id for idea in shown if votes.may_vote(visit.actor, idea)}
