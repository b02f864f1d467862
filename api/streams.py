"""Server-sent events: each answer is an event, on a connection of its own ("distinct connections" mode)."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import failures
from api.execution import Answer
from api.http import EVENTS

HEARTBEAT = 15.0  # seconds; proxies close what is silent for longer
FIRST_SIGN = 1.0  # seconds; the server keeps the headers back until something follows them


class EventStream(Response):
    """Sends answers as they come, and a comment when none does; ends as soon as the client has left."""

    media_type = EVENTS

    def __init__(self, answers: AsyncGenerator[Answer, None]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "Vary": "Accept", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._answers = answers
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream over one connection until it ends on either side."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send_all(send))
        left = asyncio.create_task(gone(receive))
        patience = min(FIRST_SIGN, HEARTBEAT)
        try:
            while not sending.done() and not left.done():
                await asyncio.wait({sending, left}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                patience = HEARTBEAT
                if not sending.done() and not left.done():
                    await self._send(send, b": still here\n\n")
        finally:
            sending.cancel()
            left.cancel()
            await asyncio.gather(sending, left, return_exceptions=True)

    async def _send_all(self, send: Send) -> None:
        try:
            async for answer in self._answers:
                await self._send(send, _next(answer.body()))
        except Exception as error:  # the last resort: a bug ends the stream, as one more event
            await self._send(send, _next({"errors": [failures.internal(error)]}))
        finally:
            await self._answers.aclose()
        await self._send(send, b"event: complete\ndata: \n\n", more=False)

    async def _send(self, send: Send, text: bytes, *, more: bool = True) -> None:
        async with self._turn:
            await send({"type": "http.response.body", "body": text, "more_body": more})


def _next(body: dict[str, Any]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(body) + b"\n\n"


async def gone(receive: Receive) -> None:
    """Return when the client has left; its request must have been read whole."""
    while (await receive())["type"] != "http.disconnect":
        pass
