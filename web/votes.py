"""Voting and following from a page: one button each, given and taken back."""

from fastapi import APIRouter
from starlette.responses import Response

from domain import follows, votes
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.permissions import Permission
from web.render import page, safe_path, see_other
from web.share import IdeaId
from web.visit import Inside, Session, Visit

router = APIRouter()


@router.post("/ideas/{idea_id}/vote")
async def cast_vote(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give one's vote."""
    return _vote_button(visit, await votes.cast(session, visit.actor, idea_id), voted=True)


@router.post("/ideas/{idea_id}/unvote")
async def withdraw_vote(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Take one's vote back."""
    return _vote_button(visit, await votes.withdraw(session, visit.actor, idea_id), voted=False)


@router.post("/ideas/{idea_id}/follow")
async def follow_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Begin to hear of an idea."""
    return _follow_button(visit, await follows.follow(session, visit.actor, idea_id), following=True)


@router.post("/ideas/{idea_id}/unfollow")
async def unfollow_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Hear no more of an idea."""
    return _follow_button(visit, await follows.unfollow(session, visit.actor, idea_id), following=False)


def _vote_button(visit: Visit, idea: Idea, *, voted: bool) -> Response:
    if not visit.by_script:
        said = mark("You support this idea.") if voted else mark("You no longer support this idea.")
        undo = f"/ideas/{idea.id}/{'unvote' if voted else 'vote'}"
        return see_other(visit, safe_path(visit.text("next") or idea.path), said, undo)
    return page(visit, "ideas/_vote.html", idea=idea, voted=voted, may_vote=votes.may_vote(visit.actor, idea))


def _follow_button(visit: Visit, idea: Idea, *, following: bool) -> Response:
    if not visit.by_script:
        said = mark("You follow this idea.") if following else mark("You no longer follow this idea.")
        undo = f"/ideas/{idea.id}/{'unfollow' if following else 'follow'}"
        return see_other(visit, safe_path(visit.text("next") or idea.path), said, undo)
    may_follow = visit.actor.may(Permission.FOLLOW_IDEA)
    return page(visit, "ideas/show.html", "follow", idea=idea, following=following, may_follow=may_follow)
