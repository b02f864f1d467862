"""Subscriptions over WebSocket, after the graphql-transport-ws protocol; the older graphql-ws isn't spoken."""

import asyncio
from contextlib import aclosing, suppress
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from api import failures
from api.execution import Engine, GetContext
from api.failures import Code, Shown, failure
from api.http import LONGEST_BODY, BadRequest, as_question
from api.origins import BY_SOCKET, bearer
from domain import errors

PROTOCOL = "graphql-transport-ws"
MOST_OPERATIONS = 10
WAIT_FOR_INIT = 10.0  # seconds
HEARTBEAT = 25.0  # seconds between pings, so that proxies keep a silent conversation open

BAD_MESSAGE = 4400
NOT_INITIALISED = 4401
FORBIDDEN = 4403
NO_SUCH_PROTOCOL = 4406
INIT_TOO_LATE = 4408
ID_IN_USE = 4409
INIT_TWICE = 4429
TOO_LARGE = 1009
SERVER_ERROR = 1011


class Closed(Exception):
    """The conversation ends, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Conversation:
    """One WebSocket: who speaks, and the operations under way, each a task that frees its place when it ends."""

    def __init__(self, socket: WebSocket, engine: Engine, get_context: GetContext) -> None:
        self._socket = socket
        self._engine = engine
        self._get_context = get_context
        self._token: str | None = None
        self._acknowledged = False
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def hold(self) -> None:
        """Talk until one side closes; what is under way then is cancelled, and has ended on return."""
        if PROTOCOL not in self._socket.scope.get("subprotocols", ()):
            await self._socket.accept()
            await self._close(NO_SUCH_PROTOCOL, "Subprotocol not acceptable")
            return
        await self._socket.accept(PROTOCOL)
        heart = asyncio.create_task(self._beat())
        try:
            await self._initialise()
            while True:
                await self._hear(await self._next_message())
        except WebSocketDisconnect:
            pass
        except Closed as closed:
            await self._close(closed.code, closed.reason)
        except Exception as error:  # the last resort: a bug is logged and ends the conversation
            failures.internal(error)
            await self._close(SERVER_ERROR, "Something went wrong on our side")
        finally:
            under_way = [heart, *self._operations.values()]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _initialise(self) -> None:
        """Hear who speaks; until then nothing but pings is answered, and not for long."""
        try:
            async with asyncio.timeout(WAIT_FOR_INIT):
                while (message := await self._next_message()).get("type") != "connection_init":
                    await self._hear(message)
        except TimeoutError:
            raise Closed(INIT_TOO_LATE, "Connection initialisation timeout") from None
        match message.get("payload"):
            case None:
                authorization = None
            case {"authorization": str(authorization)}:
                pass
            case dict() as payload if "authorization" not in payload:
                authorization = None
            case _:
                raise Closed(BAD_MESSAGE, "Invalid payload")
        self._token = bearer(authorization)
        if authorization and self._token is None:
            raise Closed(FORBIDDEN, "Forbidden")
        try:
            await self._get_context(self._socket, self._token)
        except errors.Refused:
            raise Closed(FORBIDDEN, "Forbidden") from None
        self._acknowledged = True
        await self._say(type="connection_ack")

    async def _next_message(self) -> dict[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1005)
        text = received.get("text")
        if text is None:
            raise Closed(BAD_MESSAGE, "Messages are texts")
        if len(text) > LONGEST_BODY:
            raise Closed(TOO_LARGE, "Message too large")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closed(BAD_MESSAGE, "Messages are JSON") from None
        if not isinstance(message, dict):
            raise Closed(BAD_MESSAGE, "Messages are objects")
        return message

    async def _hear(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "ping"}:
                await self._say(type="pong")
            case {"type": "pong"}:
                pass
            case {"type": "connection_init"}:
                raise Closed(INIT_TWICE, "Too many initialisation requests")
            case {"type": "subscribe"} if not self._acknowledged:
                raise Closed(NOT_INITIALISED, "Unauthorized")
            case {"type": "subscribe", "id": str(name), "payload": dict(asked)} if name:
                await self._start(name, asked)
            case {"type": "complete", "id": str(name)}:
                await self._stop(name)
            case _:
                raise Closed(BAD_MESSAGE, "Invalid message")

    async def _start(self, name: str, asked: dict[str, Any]) -> None:
        if name in self._operations:
            raise Closed(ID_IN_USE, f"Subscriber for {name[:40]} already exists")
        if len(self._operations) >= MOST_OPERATIONS:
            message = f"{MOST_OPERATIONS} operations at a time are the limit of a connection."
            found = failures.shown(failure(Code.TOO_MANY_SUBSCRIPTIONS, message))
            await self._say(id=name, type="error", payload=[found])
            return
        self._operations[name] = asyncio.create_task(self._operate(name, asked))

    async def _stop(self, name: str) -> None:
        task = self._operations.get(name)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _operate(self, name: str, asked: dict[str, Any]) -> None:
        try:
            found = await self._answer(name, asked)
        finally:
            del self._operations[name]  # before the last word, so that the id can be used again
        if found:
            await self._say(id=name, type="error", payload=found)
        else:
            await self._say(id=name, type="complete")

    async def _answer(self, name: str, asked: dict[str, Any]) -> tuple[Shown, ...]:
        """Send each answer of one operation; return the errors that ended it, if any did."""
        try:
            context = await self._get_context(self._socket, self._token)
            async with aclosing(self._engine.answers(as_question(asked), context, BY_SOCKET)) as answers:
                async for answer in answers:
                    if not answer.ran:
                        return answer.errors
                    await self._say(id=name, type="next", payload=answer.body())
        except BadRequest as problem:
            return (failures.shown(failure(problem.code, problem.message)),)
        except errors.Refused as refusal:
            return ({"message": refusal.text(), "extensions": failures.refused(refusal)},)
        except Exception as error:  # the last resort: a bug ends this operation alone
            return (failures.internal(error),)
        return ()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            await self._say(type="ping")

    async def _say(self, **message: Any) -> None:
        async with self._turn:
            if self._socket.application_state is not WebSocketState.CONNECTED:
                return
            with suppress(WebSocketDisconnect):  # whoever listens for messages hears of it as well
                await self._socket.send_text(orjson.dumps(message).decode())

    async def _close(self, code: int, reason: str) -> None:
        async with self._turn:
            if self._socket.application_state is WebSocketState.CONNECTED:
                await self._socket.close(code, reason)
