"""What one process holds for all its requests: settings, database, assets, templates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from fastapi import Request
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from domain.clock import Clock
from domain.credentials import Desk
from domain.database import Sessions
from domain.images import Folder, Workshop
from domain.settings import Settings
from web.assets import Assets
from web.figures import Figures

if TYPE_CHECKING:
    from web.exposures import Looks
    from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Ran:
    """What a query gave: the answer as indented JSON, and its cost when one was reckoned."""

    answer: str
    cost: int | None = None


RunQuery = Callable[["Visit", str, str], Awaitable[Ran]]


@dataclass
class State:
    """The process's own things; `leaving` is set when it has been asked to stop, `replaced` when another one is there.

    `run_query` runs a query with variables (a text of JSON) as a visitor, and `schema_text` is the schema it runs in:
    the API is put beside the pages by the app, since neither face knows the other.
    """

    settings: Settings
    engine: AsyncEngine
    sessions: Sessions
    clock: Clock
    assets: Assets
    templates: Environment
    figures: Figures
    looks: Looks
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    replaced: bool = False
    run_query: RunQuery | None = None
    schema_text: str = ""
    workshop: Workshop = field(default_factory=Workshop)
    desk: Desk = field(default_factory=Desk)

    @property
    def folder(self) -> Folder | None:
        """Return the folder that keeps images, None when the database does."""
        return Folder(self.settings.images_folder) if self.settings.images_folder else None


def of(request: Request | HTTPConnection) -> State:
    """Return the state of the process that serves this request."""
    return cast(State, request.app.state.fourfold)
