"""Members as others see them, and their pictures."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from domain import badges, heroes, ideas, members, moderation, rewards, trust, votes
from domain.errors import NotFound
from domain.ideas import IdeaFilter
from domain.paging import Slice
from web import avatars
from web.front import votable
from web.render import page
from web.visit import Here, Inside, Session

router = APIRouter()
SHOWN, BADGES, STORIES = 20, 24, 6
# A day, and for a month the old one while the new one is fetched: a name changes seldom.
KEPT = "private, max-age=86400, stale-while-revalidate=2592000"


@router.get("/members/{handle}")
async def member(
    visit: Inside, session: Session, handle: Annotated[str, Path(max_length=40)], after: str | None = None
) -> Response:
    """Show a member and their ideas."""
    found = await members.by_handle(session, visit.actor, handle)
    only = IdeaFilter(author_id=found.id)
    theirs = await ideas.listed(session, visit.actor, Slice(SHOWN, after=after), only=only)
    return page(
        visit,
        "members/show.html",
        member=found,
        may_suspend=moderation.may_suspend(visit.actor, found),
        sees_trust=moderation.may_moderate(visit.actor) and trust.has_level(found),
        page=theirs,
        earned=await rewards.is_open(session, visit.actor, found),
        stories=(await heroes.wall(session, visit.actor, Slice(STORIES), of=found)).items,
        badges=(await badges.of_member(session, visit.actor, found, Slice(BADGES))).items,
        ideas_count=await ideas.count(session, visit.actor, only),
        voted=await votes.given(session, visit.actor, [idea.id for idea in theirs.items]),
        votable=votable(visit, theirs.items),
    )


@router.get("/avatars/{member_id}.svg")
async def avatar(visit: Here, session: Session, member_id: Annotated[int, Path(ge=0, lt=2**63)]) -> Response:
    """Draw a member's picture; one and the same for everybody who left or can't be seen."""
    try:
        found = await members.visible(session, visit.actor, member_id)
        picture = avatars.svg(found.id, found.initials)
    except NotFound:
        picture = avatars.svg(0, "")
    return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": KEPT})
