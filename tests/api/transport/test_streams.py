"""Server-sent events: answers as they come, on a real server, read raw."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.types import Message

from api import streams
from tests.api.transport.sample import SIGNED_IN, TOKEN, Sample, Witness

Event = tuple[str, dict[str, object] | None]


async def events(port: int, query: str, method: str = "POST", **headers: str) -> list[Event]:
    """Return all events of a stream that ends by itself."""
    return [event async for event in streamed(port, query, method, **headers)]


async def streamed(port: int, query: str, method: str = "POST", **headers: str) -> AsyncIterator[Event]:
    headers = TOKEN | {"accept": "text/event-stream"} | headers
    sent = {"json": {"query": query}} if method == "POST" else {"params": {"query": query}}
    url = f"http://127.0.0.1:{port}/graphql"
    async with httpx.AsyncClient() as client, client.stream(method, url, headers=headers, **sent) as answer:  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        kind = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                data = line.removeprefix("data: ")
                yield kind, orjson.loads(data) if data else None
            elif line.startswith(":"):
                yield "comment", None


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_streams_its_events_and_completes(method: str, port: int, witness: Witness) -> None:
    found = await events(port, "subscription { counting(to: 2) }", method)
    cost = {"cost": {"requested": 0, "limit": 10_000}}
    assert found == [
        ("next", {"data": {"counting": 1}, "extensions": cost}),
        ("next", {"data": {"counting": 2}, "extensions": cost}),
        ("complete", None),
    ]
    assert (witness.listening, witness.renewals) == (0, 2)


async def test_a_query_streams_its_one_answer(port: int) -> None:
    found = await events(port, "{ hello }")
    assert [kind for kind, _ in found] == ["next", "complete"]
    assert found[0][1] is not None
    assert found[0][1]["data"] == {"hello": "hello"}


async def test_a_query_is_answered_before_its_stream_begins_since_only_what_lasts_needs_no_place(
    sample: Sample,
) -> None:
    begun = asyncio.Event()
    app = sample.app()

    async def ask(query: str) -> asyncio.Task[None]:
        body = orjson.dumps({"query": query})
        heads = {b"accept": b"text/event-stream", b"content-type": b"application/json"}
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "scheme": "https"}
        scope |= {"headers": [*heads.items(), (b"authorization", TOKEN["authorization"].encode())]}
        told: list[Message] = [{"type": "http.request", "body": body}]

        async def receive() -> Message:
            return told.pop() if told else await asyncio.Future()

        async def send(message: Message) -> None:
            begun.set()

        return asyncio.create_task(app(scope, receive, send))

    asking = await ask("{ hello slow }")
    await asyncio.wait_for(sample.witness.started.wait(), 5)
    assert not begun.is_set()
    asking.cancel()
    listening = await ask('subscription { counting(to: 1, then: "wait") }')
    await asyncio.wait_for(begun.wait(), 5)
    listening.cancel()
    await asyncio.gather(asking, listening, return_exceptions=True)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        (
            "subscription { voted { ideas(first: 100) { nodes { ideas(first: 100) { nodes { id } } } } } }",
            "COST_TOO_HIGH",
        ),
        (
            "subscription { voted { " + "author { ideas(first: 1) { nodes { " * 5 + "id" + "}}}" * 5 + "} }",
            "TOO_COMPLEX",
        ),
    ],
)
async def test_limits_hold_on_streams(query: str, code: str, port: int, witness: Witness) -> None:
    found = await events(port, query)
    assert [kind for kind, _ in found] == ["next", "complete"]
    body = found[0][1]
    assert body is not None
    assert "data" not in body
    assert body["errors"][0]["extensions"]["code"] == code  # type: ignore[index]


async def test_a_stream_that_breaks_ends_with_a_masked_error(port: int) -> None:
    *good, broken, end = await events(port, 'subscription { counting(then: "break") }')
    assert len(good) == 3
    assert "INTERNAL" in str(broken)
    assert "hunter2" not in str(broken)
    assert end == ("complete", None)


async def test_an_answer_that_cannot_be_written_is_masked(port: int) -> None:
    broken, end = await events(port, "{ odd }")
    assert "INTERNAL" in str(broken)
    assert end == ("complete", None)


async def test_a_stream_that_is_refused_says_why(port: int) -> None:
    *_, refused, end = await events(port, 'subscription { counting(then: "refuse") }')
    assert "SIGN_IN_NEEDED" in str(refused)
    assert end == ("complete", None)


async def test_a_silent_stream_is_kept_open(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    seen = []
    async for kind, _ in streamed(port, 'subscription { counting(to: 1, then: "wait") }'):
        seen.append(kind)
        if len(seen) == 3:
            break
    assert seen == ["next", "comment", "comment"]


async def test_a_page_of_another_site_gets_no_stream(port: int) -> None:
    headers = SIGNED_IN | {"origin": "https://evil.example", "accept": "text/event-stream"}
    url = f"http://127.0.0.1:{port}/graphql"
    async with httpx.AsyncClient() as client:
        answer = await client.get(url, params={"query": "subscription { counting }"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORGED_REQUEST"
