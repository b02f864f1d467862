"""Origins: a cookie counts on our own pages only, since a browser sends it along for any page that asks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus

from graphql import OperationType
from starlette.requests import HTTPConnection, Request

from api.execution import Refusing
from api.failures import Code, failure
from api.http import BadRequest

BY_GET: Refusing = {
    OperationType.MUTATION: failure(Code.METHOD_NOT_ALLOWED, "A mutation is sent by POST."),
}
BY_SOCKET: Refusing = {
    OperationType.MUTATION: failure(Code.OPERATION_NOT_ALLOWED, "A mutation is sent by POST."),
}
WITHOUT_CSRF_TOKEN: Refusing = {
    OperationType.MUTATION: failure(
        Code.FORGED_REQUEST, "With a session cookie, a mutation needs this session's X-CSRF-Token as well."
    ),
}


@dataclass(frozen=True)
class Gate:
    """Whom one installation believes: pages of its own origins ("https://ideas.example"), by its session cookie's
    name and a check of the X-CSRF-Token that they send with every change."""

    origins: Collection[str]
    cookie: str
    check_csrf: Callable[[Request], bool]

    def refusing(self, request: Request) -> Refusing:
        """Return the kinds of operation a request may not ask for; raises BadRequest for another site's page."""
        by_method = BY_GET if request.method == "GET" else {}
        if bearer(request.headers.get("authorization")) or self.cookie not in request.cookies:
            return by_method
        site = request.headers.get("sec-fetch-site")
        ours = site in ("same-origin", "none") if site else request.headers.get("origin") in self.origins
        if not ours:
            message = "A session cookie counts on this site's own pages only. Programs send a token."
            raise BadRequest(HTTPStatus.FORBIDDEN, Code.FORGED_REQUEST, message)
        return by_method or ({} if self.check_csrf(request) else WITHOUT_CSRF_TOKEN)

    def welcomes(self, connection: HTTPConnection) -> bool:
        """Say whether a WebSocket may be opened: by our own pages, and by programs, which bring no cookie."""
        origin = connection.headers.get("origin")
        return origin in self.origins if origin else self.cookie not in connection.cookies


def bearer(authorization: str | None) -> str | None:
    """Return the token that speaks for the sender; unlike a cookie or Basic, no browser adds one by itself."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
