"""Ground of the API's tests: the real app on the tests' database and clock, and clients for people."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, contextmanager
from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from domain import members
from domain.members import Member, Scope
from domain.settings import Settings
from tests.api.asking import ADDRESS, Client
from tests.conftest import Counted, HeldClock
from tests.people import People
from web import tokens
from web.app import create_app

SECRET = "a key for the API's tests"
As = Callable[..., Awaitable[Client]]
Counting = Callable[[], AbstractContextManager[Counted]]


class _Clock:
    """Whatever clock the running test holds."""

    held: HeldClock

    def __call__(self) -> datetime:
        return self.held()


@pytest.fixture(scope="session")
async def _served(database_url: str) -> AsyncIterator[tuple[FastAPI, _Clock]]:
    clock = _Clock()
    settings = Settings(database_url=database_url, base_url=ADDRESS, secret_key=SECRET, log_level="error")
    app = create_app(settings, clock, statement_seconds=60)  # on a busy machine all take turns
    yield app, clock
    await app.state.fourfold.engine.dispose()


@pytest.fixture
def app(_served: tuple[FastAPI, _Clock], clock: HeldClock, people: People) -> FastAPI:
    """Return the app, in a community that has been set up, at the test's time."""
    _served[1].held = clock
    return _served[0]


@pytest.fixture
async def by_token(app: FastAPI, people: People) -> AsyncIterator[As]:
    """Return the maker of programs: `await by_token(ann)`, `await by_token(ann, Scope.READ)`, `await by_token()`."""
    async with AsyncExitStack() as opened:

        async def by_token(member: Member | None = None, scope: Scope = Scope.WRITE) -> Client:
            headers = {}
            if member is not None:
                _token, secret = await people.does(members.create_access_token, member, name="Script", scope=scope)
                headers["authorization"] = f"Bearer {secret}"
            client = Client(app, **headers)
            await opened.enter_async_context(client.http)
            return client

        yield by_token


@pytest.fixture
async def by_cookie(app: FastAPI, people: People) -> AsyncIterator[As]:
    """Return the maker of pages' scripts: `await by_cookie(ann)` is signed in, with a good form token."""
    async with AsyncExitStack() as opened:

        async def by_cookie(member: Member | None = None) -> Client:
            client = Client(app, origin=ADDRESS)
            await opened.enter_async_context(client.http)
            if member is not None:
                signed_in = await people.does(members.start_sign_in, member, browser="Firefox, Linux")
                client.http.cookies.set("session", signed_in.token)
                client.http.headers["x-csrf-token"] = tokens.issue(SECRET.encode(), signed_in.token)
            return client

        yield by_cookie


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
