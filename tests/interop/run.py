"""Checks this face with programs of others: the GraphQL over HTTP audit and the reference streaming clients.

Needs Node and npm, which fetches the pinned packages into a temporary folder; `python -m tests.interop.run`.
"""

import asyncio
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from tests.api.transport.sample import Sample

HERE = Path(__file__).parent
PACKAGES = ("graphql-http@1.23.1", "graphql@16.15.0", "graphql-ws@6.4.2", "graphql-sse@2.6.1", "ws@8.23.0")
CHECKS = "61"
TOKEN = "good"


async def ran(*command: str, folder: Path) -> bool:
    """Run a program in a folder and return whether it succeeded."""
    process = await asyncio.create_subprocess_exec(*command, cwd=folder)
    return await process.wait() == 0


async def checked(folder: Path) -> bool:
    """Serve the sample application and let the programs ask it; return whether all were content."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(Sample().app(), "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    await asyncio.sleep(1)
    url = f"http://127.0.0.1:{port}/graphql"
    try:
        audited = await ran("node", "audit.mjs", url, TOKEN, CHECKS, folder=folder)
        return await ran("node", "clients.mjs", url, TOKEN, folder=folder) and audited
    finally:
        server.stop()  # type: ignore[no-untyped-call]
        await serving


async def main() -> int:
    """Return 0 if every check holds."""
    if shutil.which("npm") is None:
        print("Node and npm are needed for this; nothing was checked.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="fourfold-interop-") as name:
        folder = Path(name)
        for script in HERE.glob("*.mjs"):
            shutil.copy(script, folder)
        install = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES)
        if not await ran(*install, folder=folder):
            print("npm could not fetch the packages; nothing was checked.", file=sys.stderr)
            return 2
        return 0 if await checked(folder) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
