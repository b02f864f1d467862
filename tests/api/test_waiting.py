"""What a vote or a question meets when the database lets it wait too long: words, and a time to come back."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api import ids
from domain.settings import Settings
from tests.api.asking import ADDRESS
from tests.api.conftest import SECRET, As
from tests.conftest import HeldClock
from tests.people import People
from web.app import create_app

LISTED = "{ ideas(first: 1) { nodes { title } } }"


@pytest.fixture
async def app(database_url: str, clock: HeldClock, people: People) -> AsyncIterator[FastAPI]:
    """Return the app as patient as a site is, and no more."""
    app = create_app(Settings(database_url=database_url, base_url=ADDRESS, secret_key=SECRET, log_level="error"), clock)
    yield app
    await app.state.fourfold.engine.dispose()


@pytest.mark.parametrize("kind", ["a mutation", "a query"])
async def test_who_waits_too_long_for_a_lock_is_asked_to_come_again(people: People, by_token: As, kind: str) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"))
    vote = f'mutation {{ castVote(input: {{ideaId: "{ids.encode("Idea", idea.id)}"}}) {{ __typename }} }}'
    table = "idea_counters" if kind == "a mutation" else "ideas"
    async with people.sessions() as session:
        await session.execute(text(f"LOCK TABLE {table}"))
        asked = vote if kind == "a mutation" else LISTED
        answer: httpx.Response = await client.http.post("/graphql", json={"query": asked})
        await session.rollback()
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 5}
    assert "try again in a moment" in error["message"]
    assert (await client.ask(vote)).only["__typename"] == "Idea"
