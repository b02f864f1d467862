"""Who is looking, in which language and colours, and whether what they send came from our own pages."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from domain import community, database, members, notifications
from domain.community import LANGUAGES, Community
from domain.errors import NotAllowed, _
from domain.members import Actor, SignIn
from web import i18n, state, tokens

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELDS_MOST = 60


class ForeignForm(NotAllowed):
    """What was sent didn't come from a page of ours in this browser, or the page was too old."""

    code = "foreign_form"
    message = _("This page was open for a while, so we made sure it was really you. Please send it again.")


@dataclass
class Visit:
    """One request by one person: who they are, how they read, and the cookies they shall get."""

    request: Request
    actor: Actor
    community: Community
    sign_in: SignIn | None
    unread: int
    locale: str
    theme: str
    browser: str
    form: FormData = field(default_factory=FormData)
    new_browser: bool = False

    @property
    def by_script(self) -> bool:
        """Return whether the page's script asks for a piece of it."""
        return self.request.headers.get("hx-request") == "true"

    def text(self, name: str) -> str:
        """Return one field of the form sent, '' when it is missing or a file."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, *names: str) -> dict[str, str]:
        """Return several fields of the form sent, to show them again."""
        return {name: self.text(name) for name in names}


def cookie_name(name: str, secure: bool) -> str:
    """Return a cookie's name; over https it carries the prefix that ties it to this host."""
    return f"__Host-{name}" if secure else name


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions = state.of(request).sessions
    if request.method in SAFE:
        async with sessions() as session:
            yield session
    else:
        async with database.transaction(sessions) as session:
            yield session


# The commit comes before the answer leaves: without this scope it would come after.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]


async def _visit(request: Request, session: Session) -> Visit:
    own = state.of(request)
    name = cookie_name("session", own.settings.secure)
    token = request.cookies.get(name, "")
    sign_in = await members.signed_in(session, token) if token else None
    here = await community.current(session)
    actor: Actor = sign_in.member if sign_in else members.visitor(here)
    browser = token if sign_in else request.cookies.get(cookie_name("visitor", own.settings.secure), "")
    visit = Visit(
        request=request,
        actor=actor,
        community=here,
        sign_in=sign_in,
        unread=await notifications.unread(session, actor),
        locale=_locale(request, actor, here),
        theme=_theme(request),
        browser=browser or secrets.token_urlsafe(24),
        new_browser=not browser,
    )
    i18n.reader.set(visit.locale)
    request.state.visit = visit
    if request.method not in SAFE:
        visit.form = await request.form(max_files=5, max_fields=FIELDS_MOST, max_part_size=1_000_000)
        _require_ours(visit)
        if sign_in:
            await members.stay_signed_in(session, sign_in)
    return visit


Here = Annotated[Visit, Depends(_visit, scope="function")]


def _require_ours(visit: Visit) -> None:
    own = state.of(visit.request)
    headers = visit.request.headers
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm
    origin = headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin).netloc != headers.get("host"):
        raise ForeignForm
    token = visit.text("csrf") or headers.get("x-csrf-token", "")
    if not tokens.accepts(own.settings.key, visit.browser, token):
        raise ForeignForm


def _locale(request: Request, actor: Actor, here: Community) -> str:
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    if isinstance(actor, members.Member):
        return actor.language
    return i18n.negotiated(request.headers.get("accept-language", ""), here.language)


def _theme(request: Request) -> str:
    theme = request.cookies.get("theme", "")
    return theme if theme in ("light", "dark") else ""


async def _reader(visit: Here) -> Visit:
    members.require_may_read(visit.actor)
    return visit


# For every page inside: a community for members asks visitors to sign in first.
Inside = Annotated[Visit, Depends(_reader, scope="function")]
