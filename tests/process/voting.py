"""Voting at a site from outside, and holding votes up from inside."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from api import ids
from domain import database, ideas, members
from domain.database import Sessions
from domain.members import Scope
from tests.people import writing
from tests.process.site import Site, becoming

CAST = "mutation ($idea: ID!) { castVote(input: {ideaId: $idea}) { __typename ... on Idea { supporters } } }"
Vote = Callable[[], Coroutine[Any, Any, httpx.Response]]


@asynccontextmanager
async def voting(site: Site) -> AsyncIterator[tuple[Vote, Sessions, int]]:
    """Return the vote of somebody new, a way to the database, and the number of the new idea to vote for."""
    async with site.sessions() as sessions:
        async with database.transaction(sessions) as session:
            name = uuid4().hex[:12]
            ann = await members.add_member(session, name=f"Ann {name}", email=f"ann.{name}@velora.example")
            ben = await members.add_member(session, name=f"Ben {name}", email=f"ben.{name}@velora.example")
            idea = await ideas.submit(session, ann, writing())
            _token, secret = await members.create_access_token(session, ben, name="tests", scope=Scope.WRITE)
        async with httpx.AsyncClient(base_url=site.url, timeout=30, trust_env=False) as client:
            body = {"query": CAST, "variables": {"idea": ids.encode("Idea", idea.id)}}

            async def vote() -> httpx.Response:
                return await client.post("/graphql", json=body, headers={"Authorization": f"Bearer {secret}"})

            yield vote, sessions, idea.id


@asynccontextmanager
async def held(sessions: Sessions, idea: int) -> AsyncIterator[None]:
    """Keep everybody from voting for an idea during the block."""
    async with sessions() as session:
        # We hold on for as long as a busy machine takes, which the site itself never would.
        await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        await session.execute(text("SELECT FROM ideas WHERE id = :idea FOR UPDATE"), {"idea": idea})
        yield
        await session.rollback()


async def votes_waiting(sessions: Sessions, count: int) -> None:
    """Wait until so many votes wait for an idea that is held."""

    async def waiting() -> bool:
        async with sessions() as session:
            return (await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) or 0) >= count

    await becoming(waiting, f"{count} requests to wait for the idea")
