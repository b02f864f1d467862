"""Hearing of one's own points as they come: each entry once, the oldest first, and nobody else's."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from api import rewarding
from api.context import Contexts
from api.execution import Engine, Question
from api.schema import schema
from domain import members
from domain.database import Sessions
from domain.members import Member, Scope
from tests.people import People

ASKED = "subscription { rewardEntryAdded { amount why idea { title } } }"
Heard = AsyncGenerator[dict[str, Any], None]


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewarding, "LOOK_EVERY", 0.02)


async def hears(sessions: Sessions, secret: str | None) -> Heard:
    """Yield what the owner of a token hears."""
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, lambda _: str, str, lambda _: str)
    context = await contexts(HTTPConnection({"type": "http", "headers": []}), secret)
    async with aclosing(Engine(schema).answers(Question(ASKED, {}), context, {})) as answers:
        async for answer in answers:
            yield answer.body()


async def token(people: People, member: Member) -> tuple[int, str]:
    """Return the number and the secret of a new token."""
    made, secret = await people.does(members.create_access_token, member, name="Ears", scope=Scope.READ)
    return made.id, secret


async def listening(heard: Heard) -> "asyncio.Task[dict[str, Any]]":
    """Begin to wait for what is next, until it is sure that what was there before is known."""
    waiting = asyncio.ensure_future(anext(heard))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    return waiting


def titles(*heard: dict[str, Any]) -> list[str]:
    return [each["data"]["rewardEntryAdded"]["idea"]["title"] for each in heard]


async def test_new_entries_are_heard_once_the_oldest_first_and_nobody_else_s(
    people: People, sessions: Sessions
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann, title="Told before")
    await people.hear()
    _number, secret = await token(people, ann)
    async with aclosing(hears(sessions, secret)) as heard:
        first = await listening(heard)
        await people.idea(by=ben, title="Somebody else's")
        for title in ("The first", "The second"):
            await people.idea(by=ann, title=title)
        await people.hear()
        assert titles(await first, await anext(heard)) == ["The first", "The second"]
        more = await listening(heard)
        more.cancel()
        with suppress(asyncio.CancelledError):
            await more


async def test_whoever_takes_the_token_back_hears_no_more(people: People, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    number, secret = await token(people, ann)
    async with aclosing(hears(sessions, secret)) as heard:
        waiting = await listening(heard)
        await people.does(members.revoke_access_token, ann, number)
        await people.idea(by=ann)
        await people.hear()
        said = await waiting
        assert said["errors"]
        assert not said.get("data")


async def test_visitors_hear_of_no_points(sessions: Sessions, people: People) -> None:
    async with aclosing(hears(sessions, None)) as heard:
        (error,) = (await anext(heard))["errors"]
    assert error["extensions"]["code"] == "SIGN_IN_NEEDED"
