"""Hearing votes as they are cast, over both kinds of stream, from the app behind a real server."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.requests import HTTPConnection
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api import ids
from api.context import Contexts, Listeners
from api.execution import Engine, Question
from api.schema import schema
from domain import members, triage, votes
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member, Role, Scope
from domain.paging import Slice
from tests.api.asking import ADDRESS
from tests.people import People

VOTES = "subscription($ids: [ID!]!) { votes(ideaIds: $ids) { title supporters viewerHasVoted viewerMayVote } }"
SOON = 2.0  # seconds within which a vote must be heard

Heard = AsyncGenerator[dict[str, Any], None]
Listen = Callable[[int, str | None, list[str]], Any]


@pytest.fixture
async def port(app: FastAPI) -> AsyncIterator[int]:
    """Return the port of a Granian that serves the app from this loop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.02)
    writer.close()
    yield port
    server.stop()  # type: ignore[no-untyped-call]
    await serving


@asynccontextmanager
async def by_socket(port: int, token: str | None, idea_ids: list[str]) -> AsyncIterator[Heard]:
    """Listen over graphql-transport-ws."""
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as talk:
        payload = {"authorization": f"Bearer {token}"} if token else None
        await talk.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(await talk.recv())["type"] == "connection_ack"
        asked = {"query": VOTES, "variables": {"ids": idea_ids}}
        await talk.send(json.dumps({"id": "1", "type": "subscribe", "payload": asked}))

        async def heard() -> Heard:
            async for text in talk:
                message = json.loads(text)
                if message["type"] == "complete":
                    return
                if message["type"] in ("next", "error"):
                    found = message["payload"]
                    yield found if message["type"] == "next" else {"errors": found}
                    if message["type"] == "error":
                        return

        async with aclosing(heard()) as events:
            yield events


@asynccontextmanager
async def by_events(port: int, token: str | None, idea_ids: list[str], query: str = VOTES) -> AsyncIterator[Heard]:
    """Listen over server-sent events."""
    headers = {"accept": "text/event-stream", "host": ADDRESS.removeprefix("http://")}
    headers |= {"authorization": f"Bearer {token}"} if token else {}
    asked = {"query": query, "variables": {"ids": idea_ids} if query is VOTES else None}
    async with (
        httpx.AsyncClient(headers=headers, timeout=SOON * 3) as client,
        client.stream("POST", f"http://127.0.0.1:{port}/graphql", json=asked) as response,
    ):

        async def heard() -> Heard:
            kind = ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                kind = value if name == "event" else kind
                if kind == "complete":
                    return
                if name == "data":
                    yield json.loads(value)

        async with aclosing(heard()) as events:
            yield events


BOTH = pytest.mark.parametrize("listen", [by_socket, by_events])


async def next_of(heard: Heard) -> dict[str, Any]:
    """Return what is heard next, which must be soon."""
    async with asyncio.timeout(SOON):
        return await anext(heard)


async def silent(heard: Heard) -> bool:
    """Say whether nothing is heard for longer than a vote takes to be heard."""
    waiting = asyncio.ensure_future(anext(heard, None))
    done, _ = await asyncio.wait({waiting}, timeout=1.2)
    waiting.cancel()
    await asyncio.wait({waiting})
    return not done


async def secret_of(people: People, member: Member, scope: Scope = Scope.READ) -> str:
    """Return a token for a member."""
    _token, secret = await people.does(members.create_access_token, member, name="Ears", scope=scope)
    return secret


def numbers(answer: dict[str, Any]) -> tuple[str, int]:
    """Return what an event says of an idea."""
    idea = answer["data"]["votes"]
    return idea["title"], idea["supporters"]


@BOTH
async def test_a_vote_of_somebody_else_is_heard_soon(listen: Listen, port: int, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench, lamp = await people.idea(by=ann), await people.idea(by=ann, title="Lamps in the tunnel")
    wanted = [ids.encode("Idea", idea.id) for idea in (bench, lamp)]
    async with listen(port, None, wanted) as heard:
        assert [numbers(await next_of(heard)) for _ in range(2)] == [(bench.title, 0), (lamp.title, 0)]
        await people.vote(by=ben, on=lamp)
        assert numbers(await next_of(heard)) == (lamp.title, 1)
        await people.does(votes.withdraw, ben, lamp.id)
        assert numbers(await next_of(heard)) == (lamp.title, 0)


@BOTH
async def test_each_event_says_what_is_so_for_whoever_listens(listen: Listen, port: int, people: People) -> None:
    ben = await people.member("Ben")
    bench = await people.idea(by=await people.member("Ann"))
    async with listen(port, await secret_of(people, ben), [ids.encode("Idea", bench.id)]) as heard:
        assert (await next_of(heard))["data"]["votes"]["viewerHasVoted"] is False
        await people.vote(by=ben, on=bench)
        assert (await next_of(heard))["data"]["votes"]["viewerHasVoted"] is True


@BOTH
async def test_a_revoked_token_ends_the_stream(listen: Listen, port: int, people: People) -> None:
    ben = await people.member("Ben")
    bench = await people.idea(by=await people.member("Ann"))
    async with listen(port, await secret_of(people, ben), [ids.encode("Idea", bench.id)]) as heard:
        await next_of(heard)
        (token,) = await people.reads(members.access_tokens, ben)
        await people.does(members.revoke_access_token, ben, token.id)
        await people.vote(by=ben, on=bench)
        last = await next_of(heard)
        assert last["errors"][0]["extensions"]["code"] == "BAD_TOKEN"
        assert "votes" not in (last.get("data") or {})
        with pytest.raises(StopAsyncIteration):
            await next_of(heard)


@BOTH
async def test_an_idea_that_became_invisible_is_heard_no_more(listen: Listen, port: int, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench, lamp = await people.idea(by=ann), await people.idea(by=ann, title="Lamps in the tunnel")
    async with listen(port, None, [ids.encode("Idea", idea.id) for idea in (bench, lamp)]) as heard:
        for _ in range(2):
            await next_of(heard)
        await people.vote(by=ben, on=bench)
        await people.hide(bench)
        await people.vote(by=ben, on=lamp)
        found = [numbers(await next_of(heard))]
        while found[-1] != (lamp.title, 1):
            found.append(numbers(await next_of(heard)))
        await people.does(votes.withdraw, ben, lamp.id)
        assert numbers(await next_of(heard)) == (lamp.title, 0)
        assert await silent(heard)


@BOTH
async def test_nothing_is_heard_of_a_draft_or_of_what_is_not_there(listen: Listen, port: int, people: People) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    await people.hide(bench)
    wanted = [ids.encode("Idea", bench.id), ids.encode("Idea", 2**63 - 1)]
    async with listen(port, None, wanted) as heard:
        assert await silent(heard)


@BOTH
async def test_a_community_that_closes_its_doors_ends_the_visitors_stream(
    listen: Listen, port: int, people: People
) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    async with listen(port, None, [ids.encode("Idea", bench.id)]) as heard:
        await next_of(heard)
        await people.shape(await people.admin(), reading="members")
        assert (await next_of(heard))["errors"][0]["extensions"]["code"] == "SIGN_IN_NEEDED"


@BOTH
@pytest.mark.parametrize("how_many", [0, 51])
async def test_nobody_hears_of_no_idea_or_of_more_than_fifty(
    how_many: int, listen: Listen, port: int, people: People
) -> None:
    async with listen(port, None, [ids.encode("Idea", number + 1) for number in range(how_many)]) as heard:
        problem = (await next_of(heard))["errors"][0]["extensions"]["problems"][0]
        assert (problem["path"], problem["code"]) == (["ideaIds"], "OUT_OF_RANGE")


async def test_rights_that_end_meanwhile_end_in_the_stream(port: int, people: People) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    bench = await people.idea(by=await people.member("Ann"))
    await people.hide(bench)
    async with by_socket(port, await secret_of(people, pat), [ids.encode("Idea", bench.id)]) as heard:
        assert numbers(await next_of(heard)) == (bench.title, 0)
        await people.does(members.change_role, await people.admin(), pat.id, Role.CUSTOMER)
        assert await silent(heard)


async def test_no_more_listen_than_a_process_can_serve(people: People, sessions: Sessions) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    places = Listeners(most=1)
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, lambda _: str, str, lambda _: str, places)
    question = Question(VOTES, {"ids": [ids.encode("Idea", bench.id)]})

    async def first_event(then: Callable[[], Awaitable[object]]) -> str:
        context = await contexts(HTTPConnection({"type": "http", "headers": []}), None)
        async with aclosing(Engine(schema).answers(question, context, {})) as answers:
            answer = await anext(answers)
            await then()
            return answer.errors[0]["extensions"]["code"] if answer.errors else "heard"

    codes = list[str]()

    async def another() -> None:
        codes.append(await first_event(nothing))

    async def nothing() -> None:
        pass

    codes.append(await first_event(another))
    codes.append(await first_event(nothing))
    assert codes == ["MANY_LISTEN", "heard", "heard"]
    assert places.taken == 0


async def test_an_idea_is_heard_of_once_however_often_it_is_named(port: int, people: People) -> None:
    bench: Idea = await people.idea(by=await people.member("Ann"))
    async with by_socket(port, None, [ids.encode("Idea", bench.id)] * 60) as heard:
        assert numbers(await next_of(heard)) == (bench.title, 0)
        assert await silent(heard)


async def test_a_member_hears_that_there_is_something_to_hear(port: int, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.hear()
    async with by_events(port, await secret_of(people, ann), [], "subscription { noticeCount }") as heard:
        assert (await next_of(heard))["data"] == {"noticeCount": 0}
        await people.comment(by=ben, on=idea)
        await people.hear()
        assert (await next_of(heard))["data"] == {"noticeCount": 1}
    async with by_events(port, None, [], "subscription { noticeCount }") as heard:
        assert (await next_of(heard))["errors"][0]["extensions"]["code"] == "SIGN_IN_NEEDED"


async def test_the_product_team_hears_when_queue_and_board_change(port: int, people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, title="On the page before")
    await people.hear()
    cursor = (await people.reads(triage.places, pia, Slice(1), only=triage.QueueFilter())).end_cursor
    asked = f'subscription {{ triageChanged(first: 5, after: "{cursor}") {{ nodes {{ title assignee {{ name }} }} }} }}'
    async with by_events(port, await secret_of(people, pia), [], asked) as heard:
        assert (await next_of(heard))["data"]["triageChanged"]["nodes"] == []
        row: dict[str, Any] = {"title": (idea := await people.idea(by=ann)).title, "assignee": None}
        assert (await next_of(heard))["data"]["triageChanged"]["nodes"] == [row]
        await people.does(triage.claim, pia, idea.id)
        assert (await next_of(heard))["data"]["triageChanged"]["nodes"] == [row | {"assignee": {"name": "Pia"}}]
    async with by_events(port, await secret_of(people, pia), [], "subscription { boardChanged { ideaIds } }") as heard:
        assert len((await next_of(heard))["data"]["boardChanged"]) == 8
        await people.idea(by=ann, title="Lamps")
        assert len((await next_of(heard))["data"]["boardChanged"][0]["ideaIds"]) == 2
    async with by_events(port, await secret_of(people, ann), [], asked) as heard:
        assert (await next_of(heard))["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
