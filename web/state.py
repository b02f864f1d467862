"""What one process holds for all its requests: settings, database, assets, templates."""

from dataclasses import dataclass
from typing import cast

from fastapi import Request
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from domain.clock import Clock
from domain.database import Sessions
from domain.settings import Settings
from web.assets import Assets


@dataclass
class State:
    """The process's own things; `leaving` turns true when it has been asked to stop."""

    settings: Settings
    engine: AsyncEngine
    sessions: Sessions
    clock: Clock
    assets: Assets
    templates: Environment
    leaving: bool = False


def of(request: Request | HTTPConnection) -> State:
    """Return the state of the process that serves this request."""
    return cast(State, request.app.state.fourfold)
