"""Who is looking, in which language and colours, and whether what they send came from our own pages."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData
from starlette.requests import HTTPConnection

from domain import arrivals, database, members, moderation, triage
from domain.community import LANGUAGES, Community
from domain.errors import NotAllowed, _
from domain.members import Actor, SignIn
from web import celebrating, i18n, state, tokens, uploads
from web.celebrating import News
from web.figures import Figures
from web.middleware import UPLOADS

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# The address itself is the proof: it is sent to one person, whose mail program may send the form without our cookie.
PROVED = re.compile(r"/leave/[^/]+")


class ForeignForm(NotAllowed):
    """What was sent came from a page of somebody else's."""

    code = "foreign_form"
    message = _("This was sent from another site, so we did nothing. If it was you, please do it here.")


class OldForm(NotAllowed):
    """What was sent came from a page of ours that was opened before the sign-in changed."""

    code = "old_form"
    message = _("This page was open for a while, so we want to be sure that it was you. Please send it again.")


@dataclass
class Visit:
    """One request by one person: who they are, how they read, and the cookies they shall get.

    `owed` is how many ideas wait for an answer, 0 for all but who reads the queue; `waiting` how many texts wait for a
    moderator, 0 for all others; `moment` is what is new for them, for a whole page alone.
    """

    request: Request
    actor: Actor
    community: Community
    sign_in: SignIn | None
    unread: int
    locale: str
    theme: str
    browser: str
    owed: int = 0
    waiting: int = 0
    moment: News | None = None
    form: FormData = field(default_factory=FormData)
    new_browser: bool = False
    renewed: bool = False

    @property
    def by_script(self) -> bool:
        """Return whether the page's script asks for a piece of it."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def figures(self) -> Figures:
        """Return the figures about the whole community."""
        return state.of(self.request).figures

    def text(self, name: str) -> str:
        """Return one field of the form sent, '' when it is missing or a file; only what a database can hold."""
        return next((value for known, value in self.fields() if known == name), "")

    def fields(self) -> list[tuple[str, str]]:
        """Return all fields of the form sent but files, in order."""
        return [(name, _storable(value)) for name, value in self.form.multi_items() if isinstance(value, str)]

    def texts(self, *names: str) -> dict[str, str]:
        """Return several fields of the form sent, to show them again."""
        return {name: self.text(name) for name in names}


def _storable(value: str) -> str:
    return value.replace("\0", "").encode(errors="replace").decode()


def cookie_name(name: str, secure: bool) -> str:
    """Return a cookie's name; over https it carries the prefix that ties it to this host."""
    return f"__Host-{name}" if secure else name


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions = state.of(request).sessions
    if request.method in SAFE:
        async with database.reading(sessions) as session:
            yield session
    else:
        if UPLOADS.fullmatch(request.url.path) and comes_from_here(request):
            await uploads.receive(request, _session_token(request))
        async with database.transaction(sessions) as session:
            yield session


# The commit comes before the answer leaves: without this scope it would come after.
Session = Annotated[AsyncSession, Depends(_session, scope="function")]


async def _visit(request: Request, session: Session) -> Visit:
    own = state.of(request)
    token = _session_token(request)
    arrival = await arrivals.arrive(session, token)
    sign_in, here, actor = arrival.sign_in, arrival.community, arrival.actor
    browser = token if sign_in else request.cookies.get(cookie_name("visitor", own.settings.secure), "")
    visit = Visit(
        request=request,
        actor=actor,
        community=here,
        sign_in=sign_in,
        unread=arrival.unread,
        locale=_locale(request, actor, here),
        theme=_theme(request),
        browser=browser or secrets.token_urlsafe(24),
        new_browser=not browser,
    )
    if triage.may_read_triage(actor) and request.method in SAFE:
        visit.owed = await visit.figures.owed(session)
    if moderation.may_moderate(actor) and request.method in SAFE:
        visit.waiting = await visit.figures.texts(session)
    i18n.reader.set(visit.locale)
    if arrival.some_new and sign_in and request.method in SAFE and not visit.by_script:
        visit.moment = await celebrating.news(session, sign_in.member)
    request.state.visit = visit
    if request.method not in SAFE:
        visit.form = await uploads.form_of(request)
        if not PROVED.fullmatch(request.url.path):
            _require_ours(visit)
    if sign_in and members.is_due_to_be_seen(sign_in, own.clock()):
        # A transaction of its own, since reading is being here too, and a page that is read commits nothing.
        async with database.transaction(own.sessions) as noting:
            await members.stay_signed_in(noting, sign_in)
        # The sign-in goes on for longer, so its cookie shall.
        visit.renewed = True
    return visit


Here = Annotated[Visit, Depends(_visit, scope="function")]


def comes_from_here(request: Request) -> bool:
    """Return whether nothing says that another site made the browser send this."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin in (None, "null") or urlsplit(origin).netloc == request.headers.get("host")


def _require_ours(visit: Visit) -> None:
    if not comes_from_here(visit.request):
        raise ForeignForm
    token = visit.text("csrf") or visit.request.headers.get("x-csrf-token", "")
    if not tokens.accepts(state.of(visit.request).settings.key, visit.browser, token):
        raise OldForm


def _session_token(request: Request) -> str:
    return request.cookies.get(cookie_name("session", state.of(request).settings.secure), "")


def _locale(request: Request, actor: Actor, here: Community) -> str:
    if not request.cookies.get("language") and isinstance(actor, members.Member):
        return actor.language
    return language_of(request, here.language)


def language_of(connection: HTTPConnection, fallback: str = "en") -> str:
    """Return the language chosen in this browser, else the one it asks for."""
    chosen = connection.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else i18n.negotiated(connection.headers.get("accept-language", ""), fallback)


def _theme(request: Request) -> str:
    theme = request.cookies.get("theme", "")
    return theme if theme in ("light", "dark") else ""


async def _reader(visit: Here) -> Visit:
    members.require_may_read(visit.actor)
    return visit


# For every page inside: a community for members asks visitors to sign in first.
Inside = Annotated[Visit, Depends(_reader, scope="function")]
