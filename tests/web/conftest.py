"""Ground of the page tests: one app on the tests' database and clock, and a browser for each person."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from domain import database, members, outbox
from domain.database import Sessions
from domain.members import Member
from domain.settings import Settings
from tests.conftest import Counted, HeldClock
from tests.people import People
from tests.web.browser import ADDRESS, Browser
from tests.web.relay import relay as relay
from tests.web.relay import with_relay as with_relay
from tests.web.relay import work as work
from web import mail, state
from web.app import create_app

Browsing = Callable[..., Awaitable[Browser]]
Newest = Callable[[str], Awaitable[str]]
Counting = Callable[[], AbstractContextManager[Counted]]


class _Clock:
    """Whatever clock the running test holds."""

    held: HeldClock

    def __call__(self) -> datetime:
        return self.held()


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    """Return the settings of the app under test."""
    return Settings(database_url=database_url, base_url=ADDRESS, secret_key="a key for tests", log_level="error")


@pytest.fixture(scope="session")
async def _served(settings: Settings) -> AsyncIterator[tuple[FastAPI, _Clock]]:
    clock = _Clock()
    app = create_app(settings, clock, statement_seconds=60)  # on a busy machine all take turns
    yield app, clock
    await app.state.fourfold.engine.dispose()


@pytest.fixture
def app(_served: tuple[FastAPI, _Clock], clock: HeldClock, people: People) -> FastAPI:
    """Return the app, in a community that has been set up, at the test's time."""
    _served[1].held = clock
    return _served[0]


@pytest.fixture
async def browsing(sessions: Sessions) -> AsyncIterator[Browsing]:
    """Return the maker of browsers: `await browsing(app)` for a visitor, `await browsing(app, ann)` signed in."""
    async with AsyncExitStack() as opened:

        async def browsing(app: FastAPI, member: Member | None = None, address: str = ADDRESS, **more: str) -> Browser:
            browser = Browser(app, address, **more)
            await opened.enter_async_context(browser.client)
            if member is not None:
                async with database.transaction(sessions) as session:
                    signed_in = await members.start_sign_in(session, member, browser="Firefox, Linux")
                browser.client.cookies.set("session", signed_in.token)
            return browser

        yield browsing


@pytest.fixture
def counting_app(app: FastAPI) -> Counting:
    """Return a context manager that counts the statements the app sends in its block."""
    engine = app.state.fourfold.engine.sync_engine

    @contextmanager
    def counting() -> Iterator[Counted]:
        counted = Counted()

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def newest_mail(app: FastAPI, sessions: Sessions, settings: Settings) -> Newest:
    """Return what reads the newest mail to an address as it would leave, as plain text."""

    async def newest(address: str) -> str:
        async with sessions() as session:
            found = next(each for each in await outbox.recent(session) if each.recipient == address)
        own: state.State = app.state.fourfold
        prepared = await mail.prepare(sessions, settings, own.templates, found.id)
        assert prepared
        part = prepared[1].get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    return newest
