"""Searching everything: ideas with the words, ideas with nearly these, what is said below them, what was learned."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import comments, community, search, votes
from domain.clock import now
from domain.ideas import IdeaOrder
from domain.paging import Page, Slice
from web.front import votable, whys
from web.render import page
from web.visit import Inside, Session

router = APIRouter()
Words = Annotated[str, Query(max_length=400)]


@router.get("/search")
async def search_everything(visit: Inside, session: Session, q: Words = "", after: str | None = None) -> Response:
    """Show what words find, the best match first."""
    found = await search.found(session, visit.actor, q, Slice(20, after=after))
    shown = [*found.ideas.items, *found.near]
    return page(
        visit,
        "search/show.html",
        "results" if visit.by_script else None,
        q=q,
        found=found,
        passages=await search.idea_passages(session, q, shown),
        said=await search.comment_passages(session, q, found.comments.items),
        voted=await votes.given(session, visit.actor, [idea.id for idea in shown]),
        votable=votable(visit, shown),
        whys=whys(found.ideas.items, IdeaOrder.RELEVANT, now(session)),
        first=after is None,
        cards=await search.cards(session, visit.actor, q, Slice(search.FEW)) if after is None else Page([]),
    )


@router.get("/search/comments")
async def search_comments(visit: Inside, session: Session, q: Words = "", after: str | None = None) -> Response:
    """Show all the comments that words find, the best match first."""
    synonyms = await community.synonyms(session)
    found = await comments.found(session, visit.actor, q, Slice(20, after=after), synonyms=synonyms)
    said = await search.comment_passages(session, q, found.items)
    return page(visit, "search/comments.html", "results" if visit.by_script else None, q=q, page=found, said=said)
