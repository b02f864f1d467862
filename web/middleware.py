"""Around every request: a number, a log line, safe headers, a limit on size and on how many are worked on at once."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MOST = 1_500_000
BODY_MAY_TAKE = 10.0  # seconds, and one more for each
BODY_RATE = 20_000  # bytes
# Where images may come along; there a body may be longer by as much as they take.
UPLOADS = re.compile(
    r"/images|/graphql/images|/ideas/new|/ideas/\d+/(edit|comments|offers|back)|/comments/\d+/edit|/heroes/[\d-]+[a-z]+/answer"
)
# Where a table, or a badge to be looked at, may come along as a file, in a body no longer than others.
TABLES = re.compile(r"/verify|/metrics/readings|/experiments/\d+/check-ins/import")
PROBES = ("/livez", "/readyz")
OPEN_DOORS = (*PROBES, "/static/")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
EVENTS = "text/event-stream"
FILES = ("multipart/form-data", "image/")
Failed = Callable[[Request, Exception], Awaitable[Response]]
log = structlog.get_logger("web.access")


class Guard:
    """The outermost layer of the site; what goes wrong inside it ends in the page that `failed` makes."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        failed: Failed,
        max_in_flight: int,
        upload_most: int,
        secure: bool,
        hosts: frozenset[str],
        proxies: int,
        leaving: asyncio.Event,
    ) -> None:
        self.app = app
        self.failed = failed
        self.max_in_flight = max_in_flight
        self.upload_most = upload_most
        self.in_flight = 0
        self.hosts = hosts
        self.proxies = proxies
        self.leaving = leaving
        self.headers = dict(HEADERS)
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or turn it away at the door."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        _name_client(scope, headers, self.proxies)
        if scope["type"] == "websocket":
            await self.app(scope, self._until_leaving(receive, {"type": "websocket.disconnect", "code": 1012}), send)
            return
        await self._http(scope, receive, send, headers)

    async def _http(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        request_id = uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request=request_id)
        started, status, method = time.perf_counter(), 0, scope["method"]
        counted, asks_for_stream = not scope["path"].startswith(OPEN_DOORS), EVENTS in headers.get("accept", "")
        if bodiless := method == "HEAD" and not asks_for_stream:
            scope["method"] = "GET"

        async def answer(message: Message) -> None:
            nonlocal status, counted
            if message["type"] == "http.response.start":
                status = message["status"]
                # It lasts as long as somebody listens, and must not use up the places of short requests. What was only
                # asked for as one has a place as anything else.
                if Headers(raw=message["headers"]).get("content-type", "").startswith(EVENTS):
                    self.in_flight -= counted
                    counted = False
                self._dress(message, request_id)
                if self.leaving.is_set() and scope.get("http_version", "").startswith("1"):
                    message["headers"] = [*message["headers"], (b"connection", b"close")]
            elif bodiless:
                message["body"] = b""
            await send(message)

        if asks_for_stream:
            receive = self._until_leaving(receive, {"type": "http.disconnect"})
        uploads = UPLOADS.fullmatch(scope["path"]) and headers.get("content-type", "").startswith(FILES)
        body_most = BODY_MOST + (self.upload_most if uploads else 0)
        refusal = self._refusal(scope, headers, counted, body_most)
        self.in_flight += counted
        try:
            if refusal is not None:
                await refusal(scope, receive, answer)
            else:
                await self.app(scope, _measured(receive, body_most), answer)
        except Exception as error:
            response = await self.failed(Request(scope, receive), error)
            if status:  # the answer had begun; the connection must end, so that it isn't taken for whole
                raise
            await response(scope, receive, answer)
        finally:
            self.in_flight -= counted
            took = round((time.perf_counter() - started) * 1000, 1)
            note = log.debug if scope["path"] in PROBES else log.info
            note("request", method=method, path=scope["path"], status=status, ms=took)
            structlog.contextvars.clear_contextvars()

    def _refusal(self, scope: Scope, headers: Headers, counted: bool, body_most: int) -> PlainTextResponse | None:
        if self.hosts and headers.get("host", "").rpartition("@")[2].lower() not in self.hosts:
            return PlainTextResponse("This site has another address.\n", 400)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return PlainTextResponse("This address can't be read.\n", 400)
        if counted and self.in_flight >= self.max_in_flight:
            return PlainTextResponse("Many people are here right now. Please try again.\n", 503, {"Retry-After": "1"})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > body_most:
            return PlainTextResponse("This is more than fits into one request.\n", 413)
        return None

    def _until_leaving(self, receive: Receive, last: Message) -> Receive:
        """Let what would last for ever hear that the other side has gone, as soon as we are asked to stop."""

        async def received() -> Message:
            waiting = [asyncio.ensure_future(each) for each in (receive(), self.leaving.wait())]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                return last if self.leaving.is_set() else cast(Message, waiting[0].result())
            finally:
                for each in waiting:
                    each.cancel()

        return received

    def _dress(self, message: MutableMapping[str, Any], request_id: str) -> None:
        headers = MutableHeaders(raw=message["headers"])
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = request_id
        headers.setdefault("Cache-Control", "no-store")
        message["headers"] = headers.raw


def _measured(receive: Receive, body_most: int) -> Callable[[], Any]:
    """Read no body that is too long or comes too slowly."""
    received, whole, until = 0, False, time.monotonic() + BODY_MAY_TAKE

    async def measured() -> Message:
        nonlocal received, whole
        left = None if whole else until + received / BODY_RATE - time.monotonic()
        try:
            async with asyncio.timeout(left):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408) from None
        whole = not message.get("more_body", False)
        received += len(message.get("body", b""))
        if received > body_most:
            raise HTTPException(413)
        return message

    return measured


def _name_client(scope: Scope, headers: Headers, proxies: int) -> None:
    if proxies:
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
        if len(hops) >= proxies:
            scope["client"] = (hops[-proxies][:64], 0)
