"""What makes the site installable: its manifest, its icons, and the note that is shown without a connection."""

from functools import cache
from math import cos, radians, sin

import orjson
from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from domain import community
from domain.community import LANGUAGES
from domain.errors import NotFound, _
from web import drawing, i18n, state
from web.render import page
from web.visit import Here, Session

router = APIRouter()
# By name: the side in pixels, and the room around the mark as a share of it; a mask may cut off a fifth on each side.
ICONS = {"any-192": (192, 0.0), "any-512": (512, 0.0), "maskable-512": (512, 0.22), "touch-180": (180, 0.12)}
FONT = "vendor/atkinson-hyperlegible-next-5.3.0/atkinson-hyperlegible-next-latin-wght-normal.woff2"
DAY = {"Cache-Control": "public, max-age=86400"}
_icon = cache(drawing.mark)


@router.get("/manifest.webmanifest")
async def manifest(session: Session) -> Response:
    """Say how the site is called and looks when it is installed."""
    here = await community.current(session)
    say = i18n.translator(here.language)
    icons = [
        {"src": f"/icons/{name}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": name.partition("-")[0]}
        for name, (side, _around) in ICONS.items()
        if not name.startswith("touch")
    ]
    told = {
        "id": "/",
        "name": here.name,
        "short_name": here.name[:12].strip(),
        "description": here.tagline,
        "lang": here.language,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": accent(here.hue),
        "background_color": drawing.PAPER,
        "icons": icons,
        "shortcuts": [
            {"name": say(_("New idea")), "url": "/ideas/new"},
            {"name": say(_("My page")), "url": "/me"},
        ],
    }
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(orjson.dumps(told), media_type="application/manifest+json", headers=headers)


@router.get("/icons/{icon}.png")
async def give_icon(icon: str) -> Response:
    """Give the mark in one of the sizes that devices ask for."""
    if icon not in ICONS:
        raise NotFound
    side, around = ICONS[icon]
    picture = await to_thread.run_sync(lambda: _icon(side, around=around))
    return Response(picture, media_type="image/png", headers=DAY)


@router.get("/offline")
async def offline(visit: Here, language: str = "") -> Response:
    """Say that there is no connection, in a page that anybody may keep."""
    if language in LANGUAGES:
        visit.locale = language
        i18n.reader.set(language)
    return page(visit, "offline.html")


@router.get("/offline-worker.js")
async def offline_worker(visit: Here, language: str = "") -> Response:
    """Give the script that keeps the offline page, naming what to keep, so that a new style is a new script."""
    assets = state.of(visit.request).assets
    said = language if language in LANGUAGES else visit.locale
    keep = [f"/offline?language={said}", *(assets.url(name) for name in ("app.css", FONT, "motifs.svg", "favicon.svg"))]
    script = b"const KEEP = " + orjson.dumps(keep) + b";\n" + assets["offline-worker.js"].body
    return Response(script, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def accent(hue: int) -> str:
    """Return the style sheet's light accent, oklch(0.43 0.13 hue), as #rrggbb."""
    a, b = 0.13 * cos(radians(hue)), 0.13 * sin(radians(hue))
    long = (0.43 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (0.43 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (0.43 - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, part)))):02x}" for part in linear)


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
