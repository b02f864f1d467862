"""Is the process turning, and is it ready: for supervisors, not for people."""

import asyncio

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, PlainTextResponse

import migrations
from web import state

router = APIRouter()
PATIENCE = 2


@router.get("/livez")
async def livez() -> PlainTextResponse:
    """Say that the process turns."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Say whether requests can be served: the database answers, at the step this code was written for."""
    own = state.of(request)
    if own.leaving:
        return JSONResponse({"ready": False, "why": "stopping"}, 503)
    try:
        async with asyncio.timeout(PATIENCE), own.sessions() as session:
            step = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except (TimeoutError, SQLAlchemyError, OSError):
        return JSONResponse({"ready": False, "why": "database"}, 503)
    if step != migrations.head():
        return JSONResponse({"ready": False, "why": "migration", "step": step}, 503)
    return JSONResponse({"ready": True, "step": step})
