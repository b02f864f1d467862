"""Looking at a badge that anybody brings, ours or a stranger's: what holds, what doesn't, what can't be known here."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain import credentials
from domain.credentials import Look, Outcome, Seen
from web import i18n, state, uploads
from web.render import page
from web.signin import client
from web.visit import Here, Session

router = APIRouter()
ICONS = {Outcome.GOOD: "check", Outcome.BAD: "x", Outcome.UNKNOWN: "info"}


@router.get("/verify")
async def ask_for_badge(visit: Here) -> Response:
    """Ask for a badge to look at."""
    return page(visit, "badges/verify.html", **_words(None))


@router.post("/verify")
async def look_at_badge(visit: Here, session: Session) -> Response:
    """Look at a badge, and say what holds."""
    own = state.of(visit.request)
    await session.commit()  # looking has transactions of its own, and takes a while between them
    body = uploads.table_of(visit.request) or visit.text("credential").encode()
    seen = await credentials.look_at(own.sessions, own.desk, own.settings.address, body, client=client(visit))
    return page(visit, "badges/verify.html", status=422 if seen.refused else 200, **_words(seen))


def _words(seen: Seen | None) -> dict[str, Any]:
    return {
        "seen": seen,
        "refused": credentials.refusal(seen) if seen else "",
        "holds": credentials.HOLDS,
        "about": credentials.ABOUT,
        "outcomes": credentials.OUTCOMES,
        "icons": ICONS,
        "told": _told,
        "dated": _dated,
        "errors": {},
        "values": {},
    }


def _told(look: Look) -> str:
    return credentials.told(look, i18n.gettext, _dated)


def _dated(said: str) -> str:
    """Return a time that a document gives as the reader writes a day; what is none as it stands there."""
    try:
        return i18n.calendar_day(datetime.fromisoformat(said).astimezone(i18n.zone.get()).date())
    except (ValueError, OverflowError):
        return said
