"""The database of a command: opened, brought up to date, and asked."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from domain import checks, database, images, postgres
from domain.settings import Settings
from web.terminal import remark

T = TypeVar("T")


@dataclass(frozen=True)
class Ready:
    """A database that can be used: settings that name it, and our own server when it is embedded."""

    settings: Settings
    server: postgres.Server | None

    @property
    def owner_url(self) -> str:
        """Return the address of the role that owns the tables, as programs of PostgreSQL read it."""
        return self.server.owner_url if self.server else database.plain(self.settings.database_url or "")


@contextmanager
def opened(settings: Settings, *, migrate: bool = True) -> Iterator[Ready]:
    """Have the database during the block, brought to this version's form unless told not to."""
    if settings.database_url:
        ready = Ready(settings, None)
        if migrate:
            migrations.upgrade(ready.owner_url)
        yield ready
        return
    with postgres.running(settings.data_dir, remark) as server:
        if migrate:
            migrations.upgrade(server.owner_url)
        yield Ready(settings.model_copy(update={"database_url": server.url}), server)


def recounted(ready: Ready) -> list[checks.Finding]:
    """Return where the books don't agree, and which files of images aren't there."""
    kept_in = ready.settings.images_folder

    async def recount(engine: AsyncEngine) -> list[checks.Finding]:
        async with database.sessionmaker(engine)() as session:
            return await checks.recount(session, images.Folder(kept_in) if kept_in else None)

    return run(ready, recount)


def run(ready: Ready, what: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    """Do something with an engine and return what it gives."""

    async def with_engine() -> T:
        engine = database.connect(ready.settings.database_url or "", pool_size=2, statement_seconds=300)
        try:
            return await what(engine)
        finally:
            await engine.dispose()

    return asyncio.run(with_engine())
