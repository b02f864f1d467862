"""Coming in and going out: by a link in a mail or by password; the answers never tell who is a member."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import members
from domain.errors import Conflict, NotAllowed, Refused, TooMany
from domain.errors import _ as mark
from domain.members import LinkSpent, Opened, SignedIn
from web import browsers, state, tokens
from web.errors import retry_after, status_of
from web.forms import Answer, asking, sentences
from web.render import MONTH, clear_cookie, page, safe_path, see_other, set_cookie
from web.visit import Here, Session, Visit, cookie_name

router = APIRouter()
SENT_COOKIE = "sent"
_NO_PASSWORD = mark(
    "You are in. To be safe, the password wasn't kept, as it was typed in another browser. You can set one in Settings."
)
Token = Annotated[str, Path(max_length=100)]


@router.get("/join")
async def join(visit: Here, next: str = "/") -> Response:
    """Ask for an address to become a member."""
    return _onward(visit, next) or _door(visit, "signin/join.html", next)


@router.post("/join")
async def ask_to_join(visit: Here, session: Session) -> Response:
    """Send a link to join."""
    return await _send_link(visit, session, "signin/join.html")


@router.post("/join/password")
async def join_with_password(visit: Here, session: Session) -> Response:
    """Send a link to join that brings a name and a password along."""
    async with asking(session, TooMany) as answer:
        await members.request_link(
            session,
            email=visit.text("email"),
            language=visit.locale,
            client=client(visit),
            next_path=safe_path(visit.text("next")),
            name=visit.text("name"),
            password=visit.text("password"),
            asked_by=visit.browser,
        )
        return _sent(visit)
    return _door(visit, "signin/join.html", visit.text("next"), answer, by_password=True)


@router.get("/signin")
async def sign_in(visit: Here, next: str = "/") -> Response:
    """Ask who it is."""
    return _onward(visit, next) or _door(visit, "signin/signin.html", next)


@router.post("/signin")
async def ask_for_link(visit: Here, session: Session) -> Response:
    """Send a link that signs in."""
    return await _send_link(visit, session, "signin/signin.html")


@router.post("/signin/password")
async def sign_in_by_password(visit: Here, session: Session) -> Response:
    """Sign in by address and password."""
    async with asking(session, TooMany, NotAllowed) as answer:
        signed_in = await members.sign_in(
            session,
            email=visit.text("email"),
            password=visit.text("password"),
            client=client(visit),
            browser=_browser(visit),
            next_path=safe_path(visit.text("next")),
        )
        return await enter(visit, session, signed_in)
    return _door(visit, "signin/signin.html", visit.text("next"), answer, by_password=True)


@router.get("/signin/sent")
async def link_sent(visit: Here) -> Response:
    """Say where to look for the link."""
    sealed = visit.request.cookies.get(cookie_name(SENT_COOKIE, state.of(visit.request).settings.secure), "")
    email = tokens.unsealed(state.of(visit.request).settings.key, sealed) if sealed else None
    return page(visit, "signin/sent.html", email=email or "")


@router.get("/links/{token}")
async def open_link(visit: Here, session: Session, token: Token) -> Response:
    """Show what a link does, and the button that does it: mail scanners open links, they don't press buttons."""
    try:
        opened = await members.open_link(session, token)
    except LinkSpent as spent:
        return _onward(visit, "/") or _spent(visit, spent)
    return _link(visit, token, opened)


@router.post("/links/{token}")
async def use_link(visit: Here, session: Session, token: Token) -> Response:
    """Do what the link is for, and sign in."""
    try:
        opened = await members.open_link(session, token)
    except LinkSpent as spent:
        return _onward(visit, "/") or _spent(visit, spent)
    async with asking(session, Conflict) as answer:
        signed_in = await members.use_link(
            session,
            token,
            name=visit.text("name"),
            browser=_browser(visit),
            used_by=visit.browser,
            actor=visit.actor,
        )
        return await enter(visit, session, signed_in)
    if isinstance(answer.refused, LinkSpent):
        return _spent(visit, answer.refused)
    return _link(visit, token, opened, answer)


@router.post("/signout")
async def sign_out(visit: Here, session: Session) -> Response:
    """End this browser's sign-in."""
    if visit.sign_in:
        await members.sign_out(session, visit.browser)
    return leave(visit, mark("You are signed out."))


@router.post("/signout/everywhere")
async def sign_out_everywhere(visit: Here, session: Session) -> Response:
    """End all sign-ins of the member."""
    await members.sign_out_everywhere(session, visit.actor)
    return leave(visit, mark("You are signed out everywhere."))


async def enter(visit: Visit, session: AsyncSession, signed_in: SignedIn) -> Response:
    """Let somebody in with a new cookie; what the browser held before is worth nothing from now on."""
    if visit.sign_in:
        await members.sign_out(session, visit.browser)
    response = see_other(visit, safe_path(signed_in.next_path), _NO_PASSWORD if signed_in.without_password else "")
    set_cookie(response, visit.request, "session", signed_in.token, MONTH)
    clear_cookie(response, visit.request, "visitor")
    clear_cookie(response, visit.request, SENT_COOKIE)
    return response


def leave(visit: Visit, message: str) -> Response:
    """Send somebody out, with nothing of theirs left in the browser's cookies."""
    response = see_other(visit, "/", message)
    for name in ("session", "visitor", SENT_COOKIE):
        clear_cookie(response, visit.request, name)
    return response


def client(visit: Visit) -> str:
    """Return the network address the request came from, for the limits."""
    return visit.request.client.host if visit.request.client else ""


async def _send_link(visit: Visit, session: AsyncSession, template: str) -> Response:
    async with asking(session, TooMany) as answer:
        await members.request_link(
            session,
            email=visit.text("email"),
            language=visit.locale,
            client=client(visit),
            next_path=safe_path(visit.text("next")),
        )
        return _sent(visit)
    return _door(visit, template, visit.text("next"), answer)


def _sent(visit: Visit) -> Response:
    response = see_other(visit, "/signin/sent")
    sealed = tokens.sealed(state.of(visit.request).settings.key, visit.text("email").strip())
    set_cookie(response, visit.request, SENT_COOKIE, sealed, 900)
    return response


def _door(
    visit: Visit, template: str, next_path: str, answer: Answer | None = None, *, by_password: bool = False
) -> Response:
    response = page(
        visit,
        template,
        status=status_of(answer.refused) if answer and answer.refused else 200,
        values=visit.texts("email", "name"),
        errors=answer.errors if answer else {},
        next=safe_path(next_path),
        by_password=by_password,
    )
    response.headers.update(retry_after(answer.refused if answer else None))
    return response


def _link(visit: Visit, token: str, opened: Opened, answer: Answer | None = None) -> Response:
    return page(
        visit,
        "signin/link.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        does=opened.does,
        email=opened.email,
        token=token,
        ask_name=opened.does in ("join", "set_up") and not opened.name,
        values=visit.texts("name"),
        errors=answer.errors if answer else {},
    )


def _spent(visit: Visit, spent: Refused) -> Response:
    return _door(visit, "signin/signin.html", "/", Answer(sentences(spent), spent))


def _onward(visit: Visit, next_path: str) -> Response | None:
    return RedirectResponse(safe_path(next_path), 303) if visit.sign_in else None


def _browser(visit: Visit) -> str:
    return browsers.name(visit.request.headers.get("user-agent", ""))
