"""A client that leaves: what it asked for is cancelled at once, on a real server."""

import asyncio

import httpx
import orjson
import pytest

from tests.api.transport.sample import TOKEN, Witness

SOON = 2.0  # seconds; far below any deadline, far above what it takes


async def start(port: int, query: str, accept: str = "application/json") -> asyncio.StreamWriter:
    """Send a question over a connection of its own and return what hangs it up."""
    body = orjson.dumps({"query": query})
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
        f"Authorization: {TOKEN['authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    return writer


async def listeners(witness: Witness, count: int) -> None:
    """Wait until so many subscriptions are under way."""
    async with asyncio.timeout(SOON):
        while witness.listening != count:  # noqa: ASYNC110 (a number, nothing that could wake us)
            await asyncio.sleep(0.01)


async def test_a_query_is_cancelled_when_its_client_leaves(port: int, witness: Witness) -> None:
    writer = await start(port, "{ hello slow }")
    await asyncio.wait_for(witness.started.wait(), SOON)
    assert not witness.cancelled.is_set()
    writer.close()
    await asyncio.wait_for(witness.cancelled.wait(), SOON)


async def test_a_stream_ends_when_its_client_leaves(port: int, witness: Witness) -> None:
    writer = await start(port, 'subscription { counting(then: "wait") }', "text/event-stream")
    await listeners(witness, 1)
    writer.close()
    await listeners(witness, 0)


async def test_a_client_that_stays_gets_its_answer_and_the_connection_stays_good(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(3):
            answer = await client.post("/graphql", json={"query": "{ hello }"})
            assert answer.json()["data"] == {"hello": "hello"}


@pytest.mark.parametrize("size", [300 * 1024, 10 * 1024 * 1024])
async def test_a_flood_is_refused_in_words_on_a_real_server(size: int, port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.post("/graphql", json={"query": "{ hello }" + " " * size})
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE"
