"""Pages: a whole template, or one block of it for the script; with what every page shows."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.experiments import CONCLUSIONS
from web import i18n, keeping, markdown, stamps, state, tokens
from web.assets import Assets
from web.calls import CALLS
from web.excerpt import excerpt
from web.keeping import Keeping
from web.pieces import Pieces
from web.quadrants import QUADRANTS
from web.statuses import STATUSES, label, labels
from web.visit import Visit, cookie_name

TEMPLATES = Path(__file__).parent / "templates"
MESSAGE_COOKIE = "message"
YEAR = 365 * 24 * 3600
MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Message:
    """What was done, said on the next page, and where the form that takes it back is sent to ('' for nowhere)."""

    text: str
    undo: str = ""


def environment(assets: Assets) -> Environment:
    """Return the templates' environment: escaping always on, unknown names an error, words translated."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", Keeping],
    )
    install: Callable[..., None] = made.install_gettext_callables  # type: ignore[attr-defined]
    install(i18n.gettext, i18n.ngettext, newstyle=True)
    made.globals["_"] = i18n.said
    made.filters.update(
        ago=keeping.ago,
        called=i18n.name_of,
        day=_day,
        date=i18n.calendar_day,
        dated=_dated,
        month=i18n.whole_month,
        number=i18n.number,
        words=i18n.gettext,  # of what an admin may have written, which is text and no sentence of ours
        markdown=markdown.rendered,
        excerpt=excerpt,
    )
    made.globals.update(asset=assets.url, quadrants=QUADRANTS, statuses=STATUSES, status_label=label, calls=CALLS)
    made.globals["status_labels"] = labels
    made.globals["conclusions"] = CONCLUSIONS
    made.globals["ui"] = Pieces(made)
    return made


def _day(moment: datetime) -> str:
    return i18n.day(moment, i18n.zone.get())


def _dated(moment: datetime) -> str:
    return i18n.calendar_day(moment.astimezone(i18n.zone.get()).date())


def page(visit: Visit, template: str, block: str | None = None, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a template filled in, whole or only one of its blocks (a piece the script asked for)."""
    own = state.of(visit.request)
    message = None if block else _message(visit.request)
    full = _given(visit) | {"message": message, "status": status} | context
    found = own.templates.get_template(template)
    text = found.render(full) if block is None else "".join(found.blocks[block](found.new_context(full)))
    text = keeping.filled(
        text,
        tokens.issue(own.settings.key, visit.browser),
        str(stamps.issued(own.settings.key, own.clock())),
        own.clock(),
    )
    response = HTMLResponse(text, status, {"Vary": "HX-Request, Cookie"})
    if visit.new_browser:
        set_cookie(response, visit.request, "visitor", visit.browser)
    if visit.renewed:
        set_cookie(response, visit.request, "session", visit.browser, MONTH)
    if message:
        response.delete_cookie(MESSAGE_COOKIE, path="/")
    return response


def piece(visit: Visit, template: str, **context: Any) -> Markup:
    """Return a template filled in, to be put into a page."""
    found = state.of(visit.request).templates.get_template(template)
    return Markup(found.render(_given(visit) | context))  # noqa: S704 - a template of ours


async def kept(
    visit: Visit, template: str, key: tuple[Hashable, ...], load: Callable[[], Awaitable[dict[str, Any]]]
) -> Markup:
    """Return a piece that is kept ready by its key; only to make it anew, its context is loaded."""
    ready = keeping.ready(state.of(visit.request).templates)
    i18n.zone.set(ZoneInfo(visit.community.zone))
    found = ready.get((template, *key))
    if found is None:
        made = piece(visit, template, **await load())
        found = ready.look_up((template, *key), lambda: made)
    return found


def _given(visit: Visit) -> dict[str, Any]:
    """Return what every template may use."""
    own = state.of(visit.request)
    i18n.zone.set(ZoneInfo(visit.community.zone))
    return {
        "viewer": visit.actor,
        "community": visit.community,
        "address": own.settings.address,
        "csrf": keeping.TOKEN,
        "form_key": keeping.FORM,
        "path": visit.request.scope["path"],
        "locale": visit.locale,
        "theme": visit.theme,
        "unread": visit.unread,
        "celebrated": visit.moment,
        "stays": "",
        "owed": visit.owed,
        "texts": visit.waiting,
        "demo": own.settings.demo,
        "keys": visit.request.cookies.get("keys") != "off",
    }


def see_other(visit: Visit, path: str, message: str = "", undo: str = "") -> Response:
    """Send the browser on to a page of ours, to say there what was done; `undo` is the address of the way back."""
    response = RedirectResponse(path, 303)
    if message:
        sealed = tokens.sealed(state.of(visit.request).settings.key, f"{undo}\n{message}")
        response.set_cookie(MESSAGE_COOKIE, sealed, max_age=60, httponly=True, samesite="lax", path="/")
    return response


def set_cookie(response: Response, request: Request, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie that scripts can't read and that over https no other host can set."""
    secure = state.of(request).settings.secure
    response.set_cookie(
        cookie_name(name, secure), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax"
    )


def clear_cookie(response: Response, request: Request, name: str) -> None:
    """Take a cookie back."""
    secure = state.of(request).settings.secure
    response.delete_cookie(cookie_name(name, secure), path="/", secure=secure, httponly=True, samesite="lax")


def safe_path(path: str) -> str:
    """Return a path on this site to go on to; anything else becomes the front page."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if plain else "/"


def back_to(visit: Visit) -> str:
    """Return the page of ours that a form or an address says to go on to, '' if it says nothing."""
    wanted = visit.text("next") or visit.request.query_params.get("next", "")[:500]
    return safe_path(wanted) if wanted else ""


def _message(request: Request) -> Message | None:
    value = request.cookies.get(MESSAGE_COOKIE)
    text = tokens.unsealed(state.of(request).settings.key, value) if value else None
    undo, _, said = (text or "").partition("\n")
    return Message(i18n.gettext(said), undo) if said else None
