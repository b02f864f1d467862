"""The sample application in this process, and behind a real Granian."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from typing import Any

import httpx
import pytest
import structlog
from granian.constants import Interfaces
from granian.server.embed import Server
from structlog.testing import capture_logs

from api import failures
from tests.api.transport.sample import Sample, Witness

Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture(autouse=True)
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[MutableMapping[str, Any]]]:
    """Return what is logged meanwhile."""
    # A logger that was used before keeps to what was set up then, by the real app of other tests.
    monkeypatch.setattr(failures, "log", structlog.get_logger())
    with capture_logs() as logged:
        yield logged


@pytest.fixture
def sample() -> Sample:
    """Return the sample application's parts."""
    return Sample()


@pytest.fixture
def witness(sample: Sample) -> Witness:
    """Return what resolvers saw."""
    return sample.witness


@pytest.fixture
async def client(sample: Sample) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application in this process."""
    transport = httpx.ASGITransport(sample.app())
    async with httpx.AsyncClient(transport=transport, base_url="https://ideas.example") as client:
        yield client


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Ask:
    """Return a function that asks one question by POST."""

    async def ask(query: str, variables: dict[str, object] | None = None, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.post("/graphql", json={"query": query, "variables": variables}, headers=named)

    return ask


@pytest.fixture
async def port(sample: Sample) -> AsyncIterator[int]:
    """Return the port of a Granian that serves the application from this loop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = Server(sample.app(), "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.02)
    writer.close()
    yield port
    server.stop()  # type: ignore[no-untyped-call]
    await serving
