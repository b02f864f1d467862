"""Talking graphql-transport-ws over a real WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from api import sockets
from tests.api.transport.sample import TOKEN

INIT = {"type": "connection_init", "payload": TOKEN}


@asynccontextmanager
async def opened(port: int, protocol: str = sockets.PROTOCOL, **headers: str) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket, with the origin and cookie that a browser would send."""
    url = f"ws://127.0.0.1:{port}/graphql"
    async with connect(url, subprotocols=[Subprotocol(protocol)], additional_headers=headers) as socket:
        yield socket


async def say(socket: ClientConnection, *messages: dict[str, Any]) -> None:
    for message in messages:
        await socket.send(orjson.dumps(message).decode())


async def hear(socket: ClientConnection) -> dict[str, Any]:
    text = await asyncio.wait_for(socket.recv(), 3)
    assert isinstance(text, str), "messages of this protocol are texts"
    message: dict[str, Any] = orjson.loads(text)
    return message


@asynccontextmanager
async def greeted(port: int) -> AsyncIterator[ClientConnection]:
    """Open a WebSocket and say who we are."""
    async with opened(port) as socket:
        await say(socket, INIT)
        assert await hear(socket) == {"type": "connection_ack"}
        yield socket


def subscribe(id: str, query: str) -> dict[str, Any]:
    return {"id": id, "type": "subscribe", "payload": {"query": query}}


async def closed_with(socket: ClientConnection) -> int | None:
    """Return the code with which the server closes."""
    await asyncio.wait_for(socket.wait_closed(), 3)
    return socket.close_code
