"""Searching everything: ideas with the words, ideas with nearly these, what is said below them, what was learned."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import comments, community, search, votes
from domain.clock import now
from domain.ideas import IdeaOrder
from domain.paging import Slice
from web.front import votable, whys
from web.render import page
from web.visit import Inside, Session

router = APIRouter()
Words = Annotated[str, Query(max_length=400)]


@router.get("/search")
async def search_everything(visit: Inside, session: Session, q: Words = "", after: str | None = None) -> Response:
    """Show what words find, the best match first."""
    found = await search.found(session, visit.actor, q, Slice(20, after=after))
    shown, below = [*found.ideas.items, *found.near], [*found.comments.items, *found.near_comments]
    return page(
        visit,
        "search/show.html",
        "results" if visit.by_script else None,
        q=q,
        found=found,
        passages=await search.idea_passages(session, q, shown, found.spelt),
        said=await search.comment_passages(session, q, below, found.spelt_below),
        voted=await votes.given(session, visit.actor, [idea.id for idea in shown]),
        votable=votable(visit, shown),
        whys=whys(found.ideas.items, IdeaOrder.RELEVANT, now(session)),
        first=after is None,
    )


@router.get("/search/comments")
async def search_comments(visit: Inside, session: Session, q: Words = "", after: str | None = None) -> Response:
    """Show all the comments that words find, the best match first."""
    synonyms = await community.synonyms(session)
    found = await comments.found(session, visit.actor, q, Slice(20, after=after), synonyms=synonyms)
    nothing = not found.items and after is None
    near, spelt = await search.near_comments(session, visit.actor, q) if nothing else ([], ())
    said = await search.comment_passages(session, q, [*found.items, *near], spelt)
    block = "results" if visit.by_script else None
    return page(visit, "search/comments.html", block, q=q, page=found, near=near, said=said)
