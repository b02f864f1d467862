"""Badges: the catalogue, each with its story and who carries it, one's own, and the page of one that was given."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import badges, credentials, recognition
from domain.badges import Award, Family
from domain.errors import _ as mark
from domain.members import Actor, require_self
from domain.paging import Slice
from domain.permissions import Permission
from web import i18n, open_badges, state
from web.celebrating import MINE
from web.points import put_away
from web.render import page, see_other
from web.visit import Here, Inside, Session, Visit

router = APIRouter()
SHOWN = 24
Slug = Annotated[str, Path(max_length=60)]
FAMILIES = {
    Family.IDEAS: mark("For ideas"),
    Family.EXPERIMENTS: mark("For honest experiments"),
    Family.QUADRANTS: mark("A family for each quadrant"),
    Family.COMMUNITY: mark("For all of us"),
}


@router.get("/badges")
async def show_badges(visit: Inside, session: Session) -> Response:
    """Show every badge there is, by family."""
    found = await badges.catalogue(session, visit.actor)
    counts = await badges.count_carried(session, [badge.id for badge in found])
    groups = [(words, [badge for badge in found if badge.family is family]) for family, words in FAMILIES.items()]
    return page(visit, "badges/list.html", groups=[group for group in groups if group[1]], counts=counts)


@router.get("/badges/{badge}")
async def show_badge(visit: Inside, session: Session, badge: Slug, after: str | None = None) -> Response:
    """Show a badge: its story, what it is given for, and who carries it and lets it be seen."""
    found = await badges.by_slug(session, visit.actor, badge)
    return page(
        visit,
        "badges/show.html",
        badge=found,
        family=FAMILIES[found.family],
        count=(await badges.count_carried(session, [found.id]))[found.id],
        page=await badges.carried(session, visit.actor, found, Slice(SHOWN, after=after)),
        may_give=badges.may_give(visit.actor),
    )


@router.get("/me/badges")
async def my_badges(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show the member’s own badges, those that were taken back too."""
    member = require_self(visit.actor)
    found = await badges.mine(session, member, Slice(SHOWN, after=after))
    near = await badges.nearest(session, member) if after is None else []
    if visit.moment and visit.moment.path == MINE:
        await put_away(visit)
    return page(visit, "badges/mine.html", page=found, near=near)


@router.post("/awards/{award}/show")
async def show_award(visit: Inside, session: Session, award: UUID) -> Response:
    """Let a badge be seen on the member’s page."""
    found = await badges.show(session, visit.actor, award)
    done = mark("Everybody who may read here sees this badge on your page now.")
    return see_other(visit, "/me/badges", done, f"/awards/{found.name}/hide")


@router.post("/awards/{award}/hide")
async def hide_award(visit: Inside, session: Session, award: UUID) -> Response:
    """Let a badge be seen no longer."""
    found = await badges.hide(session, visit.actor, award)
    done = mark("Only who has its address sees this badge now.")
    return see_other(visit, "/me/badges", done, f"/awards/{found.name}/show")


@router.get("/ob/credentials/{award}")
async def show_award_in_public(visit: Here, session: Session, award: UUID) -> Response:
    """Show a badge that somebody was given to whoever has its address; machines get the signed document."""
    found = await badges.named(session, award)
    if open_badges.wants_json(visit.request):
        response = await open_badges.carried(visit.request, session, found, "json")
        response.headers["Vary"] = "Accept"
        return response
    credential = await credentials.of_award(session, found)
    address = f"{state.of(visit.request).settings.address}{found.path}"
    response = page(
        visit,
        "badges/award.html",
        award=found,
        who=i18n.name_of(found.member) if visit.actor.may(Permission.READ) else "",
        evidence=await evidence(session, visit.actor, found),
        ready=credential is not None and credential.document is not None,
        full_address=address,
        may_revoke=badges.may_give(visit.actor) and found.revocation is None,
        is_mine=visit.actor.id == found.member_id,
    )
    response.headers["Vary"] = "Accept, HX-Request, Cookie"
    if found.shown_at is None:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@router.get("/awards/{award}/profile")
async def add_to_profile(visit: Inside, session: Session, award: UUID) -> Response:
    """Lead on to the network that takes a badge into one's profile."""
    require_self(visit.actor)
    found = await badges.named(session, award)
    address = f"{state.of(visit.request).settings.address}{found.path}"
    return RedirectResponse(_profile(visit, found, address), 303)


async def evidence(session: AsyncSession, actor: Actor, award: Award) -> list[tuple[str, str]]:
    """Return the titles and addresses of what shows that a badge was earned, as far as this reader may see it."""
    found = (await recognition.showings(session, actor, [award])).get(award.id, [])
    return [(each.text(i18n.gettext), each.path) for each in found]


def _profile(visit: Visit, award: Award, address: str) -> str:
    """Return the address at which a well-known network takes a badge into one's profile."""
    given = {
        "startTask": "CERTIFICATION_NAME",
        "name": i18n.gettext(award.version.name),
        "organizationName": visit.community.name,
        "issueYear": award.earned_at.year,
        "issueMonth": award.earned_at.month,
        "certUrl": address,
        "certId": str(award.name),
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(given)}"
