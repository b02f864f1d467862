"""The app behind a real server, and programs of others that ask it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from domain.settings import Settings
from tests.conftest import HeldClock
from web.app import create_app


@asynccontextmanager
async def serving(database_url: str, clock: HeldClock, base_url: str = "") -> AsyncIterator[int]:
    """Serve the app by a real server that calls itself by this address, and return its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    base = base_url or f"http://127.0.0.1:{port}"
    app = create_app(Settings(database_url=database_url, base_url=base, secret_key="k", log_level="error"), clock)
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    running = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.02)
    writer.close()
    yield port
    server.stop()  # type: ignore[no-untyped-call]
    await running
    await app.state.fourfold.engine.dispose()


async def said_by(*command: str, folder: Path, given: str | None = None) -> str:
    """Return what a program says that must succeed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate((given or "").encode())
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, said.decode()
    return said.decode()
