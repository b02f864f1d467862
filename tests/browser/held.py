"""A site on the tests' own database whose clock the test moves, served in the test's process to a real Chromium."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import httpx
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from playwright.async_api import Page

from domain import database, members
from domain.database import Sessions
from domain.members import Member
from domain.settings import Settings
from tests.conftest import HeldClock
from web.app import create_app

if TYPE_CHECKING:
    from tests.browser.conftest import Windows

PATIENCE = 60  # seconds


@asynccontextmanager
async def served(database_url: str, clock: HeldClock) -> AsyncIterator[str]:
    """Serve the pages with this clock, and return their address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = Settings(database_url=database_url, base_url=address, secret_key="a key for tests", log_level="error")
    app = create_app(settings, clock, statement_seconds=60)
    server = Server(app, port=port, interface=Interfaces.ASGI, http=HTTPModes.http1, log_level=LogLevels.error)
    serve: Callable[[], Coroutine[Any, Any, None]] = server.serve
    stop: Callable[[], None] = server.stop
    serving = asyncio.create_task(serve())
    try:
        await _answers(address, serving)
        yield address
    finally:
        stop()
        await asyncio.wait_for(serving, PATIENCE)


async def _answers(address: str, serving: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient() as client:
        while not serving.done():
            with suppress(httpx.TransportError):
                if (await client.get(f"{address}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    serving.result()


class Seats:
    """One window for each person; who takes a seat is signed in by the clock, as weeks pass and sessions end."""

    def __init__(self, windows: "Windows", sessions: Sessions) -> None:
        self.windows, self.sessions = windows, sessions
        self.pages: dict[int, Page] = {}

    async def __call__(self, member: Member | None) -> Page:
        """Return the window of a member, or a visitor's."""
        number = member.id if member else 0
        if number not in self.pages:
            self.pages[number] = await self.windows.open()
        page = self.pages[number]
        if member is not None:
            async with database.transaction(self.sessions) as session:
                signed_in = await members.start_sign_in(session, member, browser="Chromium, Linux")
            await page.context.add_cookies([{"name": "session", "value": signed_in.token, "url": self.windows.site}])
        return page
