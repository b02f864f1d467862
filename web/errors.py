"""Refusals and failures as pages: a status, a title, what happened, and what to do next."""

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from psycopg import OperationalError as DriverError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.community import Community, Joining, Reading
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, SignInNeeded, TooMany, Unavailable, _
from domain.members import Visitor
from web import i18n, state
from web.render import page
from web.visit import SAFE, Visit

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
    413: _("That was more than fits. Please shorten it; your browser's back button brings your text back."),
    415: _("The browser sent something we couldn't read."),
    503: Unavailable.message,
}
_FAILED = _("That was our mistake, not yours. It has been noted. Please try again.")
log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Let every refusal and failure of the page face end in a page."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(PoolTimeout, _unavailable)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(DriverError, _unavailable)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _failed)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    visit = _visit(request)
    if isinstance(error, SignInNeeded) and not visit.by_script and request.method in SAFE:
        return RedirectResponse(f"/signin?next={request.url.path}", 303)
    status, title = next((status, title) for family, status, title in FAMILIES if isinstance(error, family))
    next_step = (i18n.gettext(_("Sign in")), "/signin") if isinstance(error, SignInNeeded) else None
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return _answer(visit, status, title, error.text(i18n.gettext), next_step=next_step, headers=headers)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    sentence = WAYS.get(error.status_code, WAYS[400])
    return _answer(_visit(request), error.status_code, _title(error.status_code), i18n.gettext(sentence), headers=dict(error.headers or {}))


async def _unreadable(request: Request, error: Exception) -> Response:
    # A path or query that isn't of its kind names nothing we have.
    return _answer(_visit(request), 404, _title(404), i18n.gettext(NotFound.message))


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("database_unavailable", error=repr(error)[:300])
    sentence = i18n.gettext(Unavailable.message)
    return _answer(_visit(request), 503, _title(503), sentence, headers={"Retry-After": "5"})


async def _database(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return await _unavailable(request, error)
    return await _failed(request, error)


async def _failed(request: Request, error: Exception) -> Response:
    number = getattr(request.state, "request_id", "")
    log.error("request_failed", path=request.url.path, exc_info=error)
    return _answer(_visit(request), 500, _("Something went wrong"), i18n.gettext(_FAILED), request_id=number)


def _title(status: int) -> str:
    return next((title for _family, known, title in FAMILIES if known == status), _("That didn't work"))


def _answer(
    visit: Visit,
    status: int,
    title: str,
    sentence: str,
    *,
    next_step: tuple[str, str] | None = None,
    request_id: str = "",
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    context: dict[str, Any] = {
        "status": status,
        "title": i18n.gettext(title),
        "sentence": sentence,
        "next_step": next_step,
        "request_id": request_id,
    }
    response = page(visit, "error.html", "notice" if visit.by_script else None, **context)
    response.status_code = status
    response.headers.update(headers or {})
    return response


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
    return Visit(request, Visitor(), here, None, 0, locale, "", "")
