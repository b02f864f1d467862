"""Refusals and failures as pages: a status, a title, what happened, and what to do next."""

from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import OperationalError as DriverError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain import database
from domain.community import Community, Joining, Reading
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, SignInNeeded, TooMany, Unavailable, _
from domain.members import Visitor
from web import i18n, state, tokens
from web.render import page
from web.uploads import form_of
from web.visit import SAFE, OldForm, Visit, comes_from_here, cookie_name

FAMILIES: tuple[tuple[type[Refused], int, str], ...] = (
    (NotFound, 404, _("Not found")),
    (NotAllowed, 403, _("That isn't yours to do")),
    (Invalid, 422, _("Something needs another look")),
    (Conflict, 409, _("That doesn't fit any more")),
    (TooMany, 429, _("One moment")),
    (Unavailable, 503, _("Not available right now")),
)
WAYS: dict[int, str] = {
    400: _("The browser sent something we couldn't read."),
    404: NotFound.message,
    405: _("This address can't be used like that."),
    408: _("The rest of what you sent didn't come in time. Please try again."),
    413: _("That was more than fits. Please shorten it; your browser's back button brings your text back."),
    415: _("The browser sent something we couldn't read."),
    503: Unavailable.message,
}
_FAILED = _("That was our mistake, not yours. It has been noted. Please try again.")
log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Let every refusal of the page face, and a database that doesn't answer, end in a page."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(PoolTimeout, _unavailable)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(DriverError, _unavailable)
    app.add_exception_handler(DBAPIError, _database)


def status_of(refused: Refused) -> int:
    """Return the HTTP status that a refusal is answered with."""
    return _family(refused)[0]


def retry_after(refused: Refused | None) -> dict[str, str]:
    """Return the header that says when it is worth trying again, if the refusal knows."""
    return {"Retry-After": str(refused.retry_after)} if isinstance(refused, (TooMany, Unavailable)) else {}


def _token(visit: Visit) -> dict[str, str]:
    """Return the header that gives the page's script a form token for the browser as it is now."""
    return {"X-CSRF-Token": tokens.issue(state.of(visit.request).settings.key, visit.browser)}


def _family(refused: Refused) -> tuple[int, str]:
    return next((status, title) for family, status, title in FAMILIES if isinstance(refused, family))


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    visit = _visit(request)
    if isinstance(error, SignInNeeded) and not visit.by_script and request.method in SAFE:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/signin?next={quote(request.url.path + query, safe='/')}", 303)
    status, title = _family(error)
    fresh = _token(visit) if isinstance(error, OldForm) and visit.by_script else {}
    next_step = (i18n.gettext(_("Sign in")), "/signin") if isinstance(error, SignInNeeded) else None
    return await _answer(
        visit,
        status,
        title,
        error.text(i18n.gettext),
        next_step=next_step,
        headers=retry_after(error) | fresh,
        again=isinstance(error, (OldForm, SignInNeeded, TooMany, Unavailable)),
    )


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    sentence = WAYS.get(error.status_code, WAYS[400])
    status, headers = error.status_code, dict(error.headers or {})
    return await _answer(_visit(request), status, _title(status), i18n.gettext(sentence), headers=headers)


async def _unreadable(request: Request, error: Exception) -> Response:
    # A path or query that isn't of its kind names nothing we have.
    return await _answer(_visit(request), 404, _title(404), i18n.gettext(NotFound.message))


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("database_unavailable", error=repr(error)[:300])
    visit = _visit(request)
    sentence = i18n.gettext(Unavailable.message)
    return await _answer(visit, 503, _title(503), sentence, headers=retry_after(Unavailable()), again=True)


async def _database(request: Request, error: Exception) -> Response:
    if database.is_away(error):
        return await _unavailable(request, error)
    return await failed(request, error)


async def failed(request: Request, error: Exception) -> Response:
    """Return the page for a mistake of ours, which goes to the log with the request's number."""
    number = getattr(request.state, "request_id", "")
    log.error("request_failed", path=request.url.path, exc_info=error)
    visit = _visit(request)
    sentence = i18n.gettext(_FAILED)
    return await _answer(visit, 500, _("Something went wrong"), sentence, request_id=number, again=True)


def _title(status: int) -> str:
    return next((title for _family, known, title in FAMILIES if known == status), _("That didn't work"))


async def _answer(
    visit: Visit,
    status: int,
    title: str,
    sentence: str,
    *,
    next_step: tuple[str, str] | None = None,
    request_id: str = "",
    headers: dict[str, str] | None = None,
    again: bool = False,
) -> HTMLResponse:
    context: dict[str, Any] = {
        "status": status,
        "title": i18n.gettext(title),
        "sentence": sentence,
        "next_step": next_step,
        "request_id": request_id,
        "typed": await _typed(visit),
        "again": again,
    }
    response = page(visit, "error.html", "notice" if visit.by_script else None, **context)
    response.headers.update(headers or {})
    return response


async def _typed(visit: Visit) -> list[tuple[str, str]]:
    """Return the fields of the form that could not be taken, so that its words aren't lost; none with a password."""
    request = visit.request
    if request.method in SAFE or visit.by_script or not comes_from_here(request):
        return []
    if not visit.form:
        try:
            visit.form = await form_of(request)
        except (HTTPException, RuntimeError):  # not a form, or the part of it that came is gone
            return []
    if any("password" in name for name in visit.form):
        return []
    return [(name, value) for name, value in visit.fields() if name != "csrf"]


def _visit(request: Request) -> Visit:
    known: Visit | None = getattr(request.state, "visit", None)
    if known is not None:
        return known
    # Before or without the database: nobody is known, and the page must still look like ours.
    locale = i18n.negotiated(request.headers.get("accept-language", ""), "en")
    i18n.reader.set(locale)
    here = Community(
        name="Fourfold",
        tagline="",
        zone="UTC",
        hue=250,
        language=locale,
        reading=Reading.EVERYONE,
        joining=Joining.EVERYONE,
        join_domains=[],
        status_labels={},
        created_at=state.of(request).clock(),
    )
    secure = state.of(request).settings.secure
    known_by = (request.cookies.get(cookie_name(name, secure), "") for name in ("session", "visitor"))
    return Visit(request, Visitor(), here, None, 0, locale, "", next(filter(None, known_by), ""))
