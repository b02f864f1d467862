"""The HTTP process, put together: pages, the API, static files, health; the one module that knows both faces."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette_compress import CompressMiddleware

from domain import database
from domain.clock import Clock, system_clock
from domain.settings import Settings
from web import (
    admin,
    comments,
    demo_doors,
    developers,
    errors,
    front,
    health,
    ideas,
    logs,
    me,
    members,
    signin,
    votes,
)
from web.assets import Assets
from web.middleware import Guard
from web.render import environment
from web.state import State


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> FastAPI:
    """Return the application; its database must have been migrated."""
    settings = settings or Settings()
    logs.set_up(settings)
    engine = database.connect(settings.database_url or "", pool_size=settings.pool_size)
    sessions = database.sessionmaker(engine, clock)
    assets = Assets()
    state = State(settings, engine, sessions, clock, assets, environment(assets, clock))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # What was made at start lives as long as the process: keep the collector from looking at it again and again.
        gc.collect()
        gc.freeze()
        yield
        state.leaving = True
        await engine.dispose()

    app = FastAPI(title="Fourfold", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.fourfold = state
    errors.install(app)
    for module in (front, ideas, votes, comments, members, signin, me, admin, developers, health):
        app.include_router(module.router)
    if settings.demo:
        app.include_router(demo_doors.router)
    app.mount("/static", assets)
    app.add_middleware(CompressMiddleware, minimum_size=1000)
    app.add_middleware(
        Guard,
        max_in_flight=settings.max_in_flight,
        secure=settings.secure,
        hosts=_hosts(settings),
        proxies=settings.trusted_proxies,
    )
    return app


def _hosts(settings: Settings) -> frozenset[str]:
    """Return the Host headers we answer to; all of them when we listen everywhere without a BASE_URL."""
    if settings.base_url:
        return frozenset({urlsplit(settings.base_url).netloc.lower(), f"127.0.0.1:{settings.port}"})
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        return frozenset()
    return frozenset(f"{name}:{settings.port}" for name in ("localhost", "127.0.0.1", "[::1]"))
