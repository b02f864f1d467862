"""Images as files, for whoever may see what they stand in; and the script's way to hand one in while one writes."""

import re
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import images, members
from domain.errors import NotFound
from domain.images import IMAGES_MOST, Image
from domain.permissions import Permission
from web import state
from web.render import page
from web.slots import OFFER, Slot, chosen
from web.visit import Inside, Session, Visit

router = APIRouter()
NAME = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{16})(-small)?\.webp")
HEADERS = {
    # What an address names never changes, and whether one may see it was asked when it was fetched.
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'",
}


@router.api_route("/images/{name}", methods=["GET", "HEAD"])
async def show_image(visit: Inside, session: Session, name: Annotated[str, Path(max_length=80)]) -> Response:
    """Send one version of an image."""
    asked = NAME.fullmatch(name)
    if asked is None:
        raise NotFound
    return await sent(visit, session, await images.visible(session, visit.actor, int(asked[1])), asked)


async def sent(visit: Visit, session: AsyncSession, image: Image, asked: re.Match[str]) -> Response:
    """Return one version of an image that was loaded for the reader, as its name asks for it; raises NotFound."""
    if not image.digest.startswith(asked[2]):
        raise NotFound
    headers = HEADERS | {"ETag": f'"{image.digest[:32]}{asked[3] or ""}"'}
    if headers["ETag"] in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = await images.content(session, image, state.of(visit.request).folder, small=bool(asked[3]))
    return Response(content, headers=headers, media_type="image/webp")


@router.post("/images")
async def take_image(visit: Inside, session: Session) -> Response:
    """Keep an image for its owner alone, and answer with the place of the form that it is in now."""
    members.require_member(visit.actor, Permission.ADD_IMAGE)
    number = visit.text("slot")
    place = int(number) if number in {str(one) for one in range(1, IMAGES_MOST + 1)} else 1
    here = await chosen(visit, session, OFFER if visit.text("at") == OFFER else "")
    slot: Slot = here.slots[place - 1]
    return page(visit, "images/_slot.html", status=422 if slot.error else 200, slot=slot)
