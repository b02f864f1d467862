"""A member's own pages: what they did and follow, their drafts, and what they should hear."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import HTMLResponse, Response

from domain import comments, follows, ideas, members, moderation, notifications, offers, votes
from domain.errors import _ as mark
from domain.ideas import Idea, Status
from domain.members import Member
from domain.notifications import Notice
from domain.paging import Page, Slice
from web.forms import whole
from web.front import votable
from web.render import page, piece, see_other
from web.statuses import told
from web.visit import Inside, Session

router = APIRouter()
SHOWN = 20
# A number past every notice: all that there are.
ALL = 2**63 - 1


@router.get("/me")
async def my_page(
    visit: Inside, session: Session, show: str = "ideas", status: str = "", after: str | None = None
) -> Response:
    """Show the member’s drafts, ideas and what became of them, votes, offers, comments, or what they follow."""
    member = members.require_self(visit.actor)
    show = show if show in ("votes", "offers", "comments", "following") else "ideas"
    stands = Status(status) if status in set(Status) - {Status.DRAFT} else None
    standing = await ideas.count_by_status(session, member)
    shown: dict[str, Any] = {
        "show": show,
        "status_shown": stands or "",
        "standing": standing,
        "counts": {
            "ideas": sum(standing.values()),
            "votes": await votes.count_voted(session, member),
            "offers": await offers.count_made(session, member),
            "comments": await comments.count_written(session, member),
            "following": await follows.count_followed(session, member),
        },
        "drafts": await ideas.drafts(session, member) if after is None else [],
        "discarded": await ideas.discarded(session, member) if after is None else [],
    }
    wanted = Slice(SHOWN, after=after)
    if show == "comments":
        said = await comments.written(session, member, member, wanted)
        return page(visit, "me/home.html", **shown, page=said, voted=set(), votable=set())
    if show == "offers":
        made = await offers.made(session, member, member, wanted)
        unseen = [each.id for each in made.items if each.hidden_at]
        hidings = await moderation.standing_on_offers(session, unseen)
        shown |= {"hidings": hidings, "reasons": moderation.REASONS}
        return page(visit, "me/home.html", **shown, page=made, voted=set(), votable=set())
    found = await _ideas(session, member, show, stands, wanted)
    return page(
        visit,
        "me/home.html",
        **shown,
        page=found,
        voted=await votes.given(session, member, [idea.id for idea in found.items]),
        votable=votable(visit, found.items),
    )


@router.get("/me/notices")
async def my_notices(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show what the member should hear, newest first."""
    member = members.require_self(visit.actor)
    found = await notifications.listed(session, member, Slice(SHOWN, after=after))
    by_idea: dict[Idea | str, list[Notice]] = {}
    for notice in found.items:
        about = "cards" if notice.recognition_id else "challenges" if notice.challenge_id else ""
        by_idea.setdefault(notice.idea or about, []).append(notice)
    groups = list(by_idea.items())
    said = {notice.id: told(notice, visit.community) for notice in found.items}
    return page(visit, "me/notices.html", page=found, groups=groups, said=said)


@router.get("/me/notices/unread")
async def count_unread(visit: Inside) -> Response:
    """Say how many notices aren't read yet, for the bell of a page that stays open."""
    members.require_self(visit.actor)
    return HTMLResponse(piece(visit, "me/_unread.html"))


@router.post("/me/notices/read")
async def read_notices(visit: Inside, session: Session) -> Response:
    """Mark as read what was on the page, of one idea or of all, so that what came since stays new."""
    shown, idea = visit.text("up_to"), visit.text("idea")
    up_to, idea_id = whole(shown), (whole(idea) or 0) if idea else None
    await notifications.mark_read(session, visit.actor, up_to=ALL if up_to is None else up_to, idea_id=idea_id)
    return see_other(visit, "/me/notices", mark("Read.") if idea else mark("All read."))


async def _ideas(session: AsyncSession, member: Member, show: str, status: Status | None, wanted: Slice) -> Page[Idea]:
    if show == "ideas":
        return await ideas.proposed(session, member, wanted, status=status)
    if show == "votes":
        given = await votes.voted(session, member, member, wanted)
        return Page([vote.idea for vote in given.items], given.cursors, given.has_next, given.has_previous)
    followed = await follows.followed(session, member, wanted)
    return Page([follow.idea for follow in followed.items], followed.cursors, followed.has_next, followed.has_previous)
