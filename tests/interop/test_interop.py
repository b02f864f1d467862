"""Programs of others ask the app: the GraphQL over HTTP audit and the reference clients of both kinds of stream.

Needs Node and npm, which fetches the pinned packages into a temporary folder: `make interop`.
"""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from granian.constants import Interfaces
from granian.server.embed import Server

from api import ids
from domain import members, votes
from domain.ideas import Idea
from domain.members import Member
from domain.settings import Settings
from tests.conftest import HeldClock
from tests.people import People
from web.app import create_app

HERE = Path(__file__).parent
PACKAGES = ("graphql-http@1.23.1", "graphql@16.15.0", "graphql-ws@6.4.2", "graphql-sse@2.6.1", "ws@8.23.0")
CHECKS = 61


@pytest.fixture(scope="session")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our scripts and the packages they need."""
    if shutil.which("npm") is None:
        pytest.fail("Node and npm are needed for this.")
    folder = tmp_path_factory.mktemp("interop")
    for script in HERE.glob("*.mjs"):
        shutil.copy(script, folder)
    await said_by("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES, folder=folder)
    return folder


@pytest.fixture
async def address(database_url: str, clock: HeldClock, people: People) -> AsyncIterator[str]:
    """Return the address of the API of an app behind a real server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    app = create_app(Settings(database_url=database_url, base_url=base, secret_key="k", log_level="error"), clock)
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.02)
    writer.close()
    yield f"{base}/graphql"
    server.stop()  # type: ignore[no-untyped-call]
    await serving
    await app.state.fourfold.engine.dispose()


async def said_by(*command: str, folder: Path) -> str:
    """Return what a program says that must succeed."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def token_of(people: People, member: Member) -> str:
    """Return an access token for reading."""
    _token, secret = await people.does(members.create_access_token, member, name="Programs of others")
    return secret


async def vote_and_withdraw(people: People, member: Member, idea: Idea) -> None:
    """Vote and take the vote back, again and again, slowly enough for each to be heard."""
    while True:
        await people.vote(by=member, on=idea)
        await asyncio.sleep(1)
        await people.does(votes.withdraw, member, idea.id)
        await asyncio.sleep(1)


async def test_every_check_of_the_audit_holds(address: str, folder: Path, people: People) -> None:
    token = await token_of(people, await people.member())
    assert f"{CHECKS} of {CHECKS} checks hold." in await said_by("node", "audit.mjs", address, token, folder=folder)


async def test_the_reference_clients_ask_and_hear_votes(address: str, folder: Path, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann)
    voting = asyncio.create_task(vote_and_withdraw(people, ben, bench))
    try:
        token, id = await token_of(people, ann), ids.encode("Idea", bench.id)
        said = await asyncio.wait_for(said_by("node", "clients.mjs", address, token, id, folder=folder), 30)
    finally:
        voting.cancel()
        await asyncio.wait({voting})
    assert said.splitlines() == [
        "graphql-ws: heard a vote and asked a question.",
        "graphql-sse: heard a vote and asked a question.",
    ]
