"""Programs of others ask the app: the GraphQL over HTTP audit, the clients of both kinds of stream, and verifiers.

Needs Node and npm, which fetches the packages of the lock file into a temporary folder: `make interop`.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api import ids
from domain import members, votes
from domain.ideas import Idea
from domain.members import Member
from tests.conftest import HeldClock
from tests.interop.others import said_by, serving
from tests.people import People

CHECKS = 61


@pytest.fixture
async def address(database_url: str, clock: HeldClock, people: People) -> AsyncIterator[str]:
    """Return the address of the API of an app behind a real server."""
    async with serving(database_url, clock) as port:
        yield f"http://127.0.0.1:{port}/graphql"


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
