"""Is the process turning, and is it ready: for supervisors, not for people."""

import asyncio

from fastapi import APIRouter, Request
from psycopg import AsyncConnection, Error
from psycopg.errors import UndefinedTable
from starlette.responses import JSONResponse, PlainTextResponse

import migrations
from domain.database import plain
from web import state

router = APIRouter()
PATIENCE = 5
_turn = asyncio.Lock()


@router.get("/livez")
async def livez() -> PlainTextResponse:
    """Say that the process turns."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Say whether requests can be served: the database answers, at the step this code was written for."""
    own = state.of(request)
    if own.leaving.is_set() and not own.replaced:
        return JSONResponse({"ready": False, "why": "stopping"}, 503)
    try:
        step = await _step(own.settings.database_url or "")
    except (TimeoutError, Error, OSError):
        return JSONResponse({"ready": False, "why": "database"}, 503)
    if step != migrations.head():
        return JSONResponse({"ready": False, "why": "migration", "step": step}, 503)
    return JSONResponse({"ready": True, "step": step})


async def _step(url: str) -> str | None:
    # A connection of its own, one at a time: it neither waits for busy people nor keeps one from them.
    async with asyncio.timeout(PATIENCE), _turn, await AsyncConnection.connect(plain(url), autocommit=True) as line:
        try:
            found = await (await line.execute("SELECT version_num FROM alembic_version")).fetchone()
        except UndefinedTable:
            return None
    return str(found[0]) if found else None
