"""The router: one address for questions by GET and POST, for event streams, and for WebSockets."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from api import http
from api.execution import Answer, Engine, GetContext
from api.origins import Gate, bearer
from api.sockets import Conversation
from api.streams import EventStream, gone


def create(
    engine: Engine,
    get_context: GetContext,
    *,
    origins: Collection[str],
    cookie: str,
    check_csrf: Callable[[Request], bool],
    path: str = "/graphql",
) -> list[BaseRoute]:
    """Return this face's routes: HTTP and WebSocket at one path, behind one gate, over one engine."""
    gate = Gate(frozenset(origins), cookie, check_csrf)
    return [
        Route(path, Questions(engine, gate, get_context), name="graphql"),
        WebSocketRoute(path, Conversations(engine, gate, get_context), name="graphql_socket"),
    ]


@dataclass(frozen=True)
class Questions:
    """Answers questions over HTTP; keeps nothing of any request."""

    engine: Engine
    gate: Gate
    get_context: GetContext

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless its sender leaves before."""
        request = Request(scope, receive)
        response = await self._response(request)
        if response is not None:
            await response(scope, receive, send)

    async def _response(self, request: Request) -> Response | None:
        media_type = http.JSON
        try:
            media_type = http.negotiated(request.headers.get("accept"))
            refusing = self.gate.refusing(request)
            question = await http.question(request)
            context = await self.get_context(request, bearer(request.headers.get("authorization")))
            if media_type == http.EVENTS and self.engine.listens(question):
                return EventStream(self.engine.answers(question, context, refusing))
            answer = await _unless_left(request, self.engine.answer(question, context, refusing))
            if answer is not None and media_type == http.EVENTS:
                return EventStream(_only(answer))
            return None if answer is None else http.response(answer, media_type)
        except Exception as problem:  # the last resort of this face: a bug answers as JSON, masked, with 500
            return http.failed(problem, media_type)


async def _only(answer: Answer) -> AsyncGenerator[Answer, None]:
    """Stream an answer that is there already, so that its work was done like anybody's, before the stream began."""
    yield answer


async def _unless_left(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer | None:
    """Return the answer, or None if the sender left first; then the work is cancelled and has ended."""
    working = asyncio.create_task(work)
    left = asyncio.create_task(gone(request.receive))
    try:
        await asyncio.wait({working, left}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        left.cancel()
        await asyncio.gather(working, left, return_exceptions=True)


@dataclass(frozen=True)
class Conversations:
    """Answers questions over WebSockets; keeps nothing of any of them."""

    engine: Engine
    gate: Gate
    get_context: GetContext

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one conversation, unless the gate turns the handshake down (403)."""
        socket = WebSocket(scope, receive, send)
        if not self.gate.welcomes(socket):
            await socket.close(1008)
            return
        await Conversation(socket, self.engine, self.get_context).hold()
