"""What machines read of badges: who issues, with which keys, each badge and credential, and what was taken back."""

import hashlib
from collections import OrderedDict
from typing import Annotated, Any
from uuid import UUID

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import badges, community, credentials
from domain.badges import Award, BadgeVersion
from domain.credentials import Issuer, KeyKind
from domain.errors import NotFound, Unavailable
from web import badge_art, i18n, state
from web.visit import Session

router = APIRouter()
Slug = Annotated[str, Path(max_length=60)]
KeyName = Annotated[str, Path(max_length=80)]
Number = Annotated[int, Path(ge=1, lt=2**63)]
JSON, LINKED, CREDENTIAL = "application/json", "application/ld+json", "application/vc+ld+json"
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
A_MINUTE, A_DAY = "public, max-age=60", "public, max-age=86400"
KEPT = 32
_lists: OrderedDict[str, bytes] = OrderedDict()
_one_at_a_time = CapacityLimiter(1)


@router.get("/.well-known/did.json")
async def show_did(request: Request, session: Session) -> Response:
    """Give the document behind the site's did:web."""
    issuer = await _issuer(request, session)
    names = [key.name for key in await credentials.published(session, KeyKind.ED25519)]
    return _json(credentials.did_document(issuer, names), "application/did+json")


@router.get("/ob/issuer")
async def show_issuer(request: Request, session: Session) -> Response:
    """Give who issues."""
    return _json(credentials.issuer_profile(await _issuer(request, session)), LINKED)


@router.get("/ob/keys/{key_name}")
async def show_key(request: Request, session: Session, key_name: KeyName) -> Response:
    """Give one of the keys of Data Integrity proofs."""
    key = await credentials.key(session, KeyKind.ED25519, key_name)
    return _json(credentials.multikey_document(await _issuer(request, session), key.name), LINKED)


@router.get("/ob/jwk/{jwk_name}")
async def show_jwk(session: Session, jwk_name: KeyName) -> Response:
    """Give one of the keys of JWTs, as a bare JWK."""
    return _json((await credentials.key(session, KeyKind.RSA, jwk_name)).jwk, "application/jwk+json")


@router.get("/ob/achievements/{badge}/{edition}.png")
async def draw_badge(session: Session, badge: Slug, edition: Number) -> Response:
    """Draw a version of a badge as PNG."""
    version = await badges.version(session, badge, edition)
    picture = await to_thread.run_sync(badge_art.png, version, limiter=_one_at_a_time)
    return Response(picture, media_type="image/png", headers=OPEN | {"Cache-Control": A_DAY})


@router.get("/ob/drawings/{drawing}.svg")
async def show_drawing(drawing: Slug) -> Response:
    """Show what can stand in the middle of a badge, for whoever chooses one."""
    if drawing not in badges.DRAWINGS:
        raise NotFound
    return Response(badge_art.drawn(drawing), media_type="image/svg+xml", headers=OPEN | {"Cache-Control": A_DAY})


@router.get("/ob/achievements/{badge}/{edition}.svg")
async def draw_badge_in_lines(session: Session, badge: Slug, edition: Number) -> Response:
    """Draw a version of a badge as SVG."""
    version = await badges.version(session, badge, edition)
    drawn = badge_art.svg(version, await _title(session, version))
    return Response(drawn, media_type="image/svg+xml", headers=OPEN | {"Cache-Control": A_DAY})


@router.get("/ob/achievements/{badge}/{edition}")
async def show_achievement(request: Request, session: Session, badge: Slug, edition: Number) -> Response:
    """Give what a version of a badge stands for."""
    version = await badges.version(session, badge, edition)
    issuer = await _issuer(request, session)
    say = i18n.translator((await community.current(session)).language)
    document = credentials.achievement(issuer, credentials.said(version, version.badge.slug, say))
    return _json({"@context": credentials.issuer_profile(issuer)["@context"], **document}, LINKED)


@router.get("/ob/status/{list_number}")
async def show_status(request: Request, session: Session, list_number: Number) -> Response:
    """Give a list that says which credentials were taken back, signed as it stands now."""
    own = state.of(request)
    places, since = await credentials.revoked(session, list_number)
    make = await credentials.status_list(session, list_number, own.settings.address, own.settings.key)
    name = f"{own.settings.address} {list_number} {since} {places}"
    newest = (await credentials.published(session, KeyKind.ED25519))[0].name
    tag = hashlib.sha256(f"{name} {newest}".encode()).hexdigest()[:20]
    headers = OPEN | {"Cache-Control": A_MINUTE, "ETag": f'"{tag}"'}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if tag not in _lists:
        _lists[tag] = await to_thread.run_sync(make, limiter=_one_at_a_time)
    _lists.move_to_end(tag)
    while len(_lists) > KEPT:
        _lists.popitem(last=False)
    return Response(_lists.get(tag) or make(), media_type=CREDENTIAL, headers=headers)


@router.get("/ob/credentials/{award}.{form}")
async def take_badge(request: Request, session: Session, award: UUID, form: str) -> Response:
    """Give a badge to take away: as json, jwt, or baked into a png or svg."""
    found = await badges.named(session, award)
    return await carried(request, session, found, form)


async def carried(request: Request, session: AsyncSession, award: Award, form: str) -> Response:
    """Return a badge in one of its forms; raises NotFound for others, Unavailable before it is signed.

    It is gone once its member left, and its pictures once it was taken back.
    """
    if form not in ("json", "jwt", "png", "svg"):
        raise NotFound
    credential = await credentials.of_award(session, award)
    if credential is None:
        if award.revocation is None and award.member.left_at is None:
            raise Unavailable
        return Response(status_code=410)
    if credential.document is None or credential.jwt is None or (award.revocation and form in ("png", "svg")):
        return Response(status_code=410)
    if form == "json":
        return _json(credential.document.encode(), CREDENTIAL)
    if form == "jwt":
        return Response(credential.jwt, media_type="text/plain", headers=OPEN)
    name = f"{award.badge.slug}.{form}"
    headers = OPEN | {"Content-Disposition": f'attachment; filename="{name}"'}
    award.version.badge = award.badge
    if form == "png":
        picture = await to_thread.run_sync(badge_art.png, award.version, limiter=_one_at_a_time)
        return Response(credentials.bake_png(picture, credential.document), media_type="image/png", headers=headers)
    drawn = badge_art.svg(award.version, await _title(session, award.version))
    return Response(credentials.bake_svg(drawn, credential.document), media_type="image/svg+xml", headers=headers)


def wants_json(request: Request) -> bool:
    """Return whether whoever asks would rather have the document than the page."""
    accepted = request.headers.get("accept", "")[:500].lower()
    kinds = [part.split(";")[0].strip() for part in accepted.split(",")]
    known = (CREDENTIAL, "application/vc", LINKED, JSON)
    return next((kind in known for kind in kinds if kind in (*known, "text/html", "application/xhtml+xml")), False)


async def _issuer(request: Request, session: AsyncSession) -> Issuer:
    return await credentials.issuer(session, state.of(request).settings.address)


async def _title(session: AsyncSession, version: BadgeVersion) -> str:
    return i18n.translator((await community.current(session)).language)(version.name)


def _json(document: Any, media_type: str) -> Response:
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    return Response(body, media_type=media_type, headers=OPEN)
