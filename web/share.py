"""What stands for an idea where somebody shares its address: an image, drawn once and kept for a while."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from domain import community, ideas, members
from domain.community import Community
from domain.ideas import Idea
from domain.permissions import Permission
from web import drawing, i18n
from web.quadrants import QUADRANTS
from web.visit import Session

router = APIRouter()
IdeaId = Annotated[int, Path(ge=1, lt=2**63)]
KEPT = 64
DRAWN = "1"  # raised whenever the drawing changes, so that kept copies are drawn anew
HEADERS = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
_kept: OrderedDict[str, bytes] = OrderedDict()
_one_at_a_time = CapacityLimiter(1)


def version(idea: Idea, here: Community) -> str:
    """Return what names an idea's image as it is now, for its address and as its ETag."""
    return _digest(idea.title, idea.quadrant or "", idea.language, here.name)


@router.get("/share.png")
async def share_community(request: Request, session: Session) -> Response:
    """Give the community's own image."""
    return await _community(request, await community.current(session))


@router.get("/ideas/{idea_id}/share.png")
async def share_idea(request: Request, session: Session, idea_id: IdeaId) -> Response:
    """Give an idea's image as far as visitors may see the idea, whoever asks; it is kept by others."""
    here = await community.current(session)
    visitor = members.visitor(here)
    if not visitor.may(Permission.READ):
        return await _community(request, here)
    idea = await ideas.visible(session, visitor, idea_id)
    quadrant = idea.quadrant
    if quadrant is None:
        return await _community(request, here)
    words, say = QUADRANTS[quadrant], i18n.translator(idea.language)
    return await _answer(
        request,
        version(idea, here),
        lambda: drawing.share(idea.title, say(words.prompt), say(words.name), quadrant, here.name),
    )


async def _community(request: Request, here: Community) -> Response:
    return await _answer(request, _digest(here.name), lambda: drawing.share(here.name, "", "", None, here.name))


async def _answer(request: Request, tag: str, draw: Callable[[], bytes]) -> Response:
    headers = HEADERS | {"ETag": f'"{tag}"'}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if tag not in _kept:
        _kept[tag] = await to_thread.run_sync(draw, limiter=_one_at_a_time)
    _kept.move_to_end(tag)
    picture = _kept[tag]
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return Response(picture, media_type="image/png", headers=headers)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join((DRAWN, *parts)).encode("utf-8", "replace")).hexdigest()[:20]
