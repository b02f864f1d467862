"""Lists of ideas, by quadrant, status, tag and words."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import ideas, votes
from domain.clock import now
from domain.ideas import IdeaFilter, IdeaOrder, Quadrant, Status
from domain.paging import Slice
from web.front import votable, whys
from web.render import page
from web.visit import Inside, Session

router = APIRouter()


@router.get("/ideas")
async def list_ideas(
    visit: Inside,
    session: Session,
    order: str = "",
    quadrant: str = "",
    status: str = "",
    tag: str = "",
    q: Annotated[str, Query(max_length=400)] = "",
    after: str | None = None,
) -> Response:
    """List ideas by quadrant, status, tag and words, in one of the orders, each with why it stands there."""
    chosen = Quadrant(quadrant) if quadrant in set(Quadrant) else None
    stands = Status(status) if status in set(Status) - {Status.DRAFT} else None
    only = IdeaFilter(quadrant=chosen, status=stands, tag=tag or None, words=q)
    sorted_by = IdeaOrder(order) if order in set(IdeaOrder) else None if q.strip() else IdeaOrder.BEST
    shown_by = sorted_by or IdeaOrder.RELEVANT
    found = await ideas.listed(session, visit.actor, Slice(20, after=after), only=only, order=sorted_by)
    near = []
    if q.strip() and not found.items and after is None:
        near = await ideas.near(session, visit.actor, only, spelt=await ideas.spellings(session, q))
    shown = [*found.items, *near]
    tags = await visit.figures.tags(session, visit.actor)
    return page(
        visit,
        "ideas/list.html",
        "results" if visit.by_script else None,
        page=found,
        near=near,
        whys=whys(found.items, shown_by, now(session)),
        voted=await votes.given(session, visit.actor, [idea.id for idea in shown]),
        votable=votable(visit, shown),
        filters={
            "order": sorted_by or "",
            "quadrant": chosen or "",
            "status": stands or "",
            "tag": tag,
            "q": q,
        },
        tag_name=visit.community.kept_tags.get(tag) or next((known.name for known in tags if known.slug == tag), tag),
        tags=tags,
        first=after is None,
    )
