"""WebSockets: graphql-transport-ws as a real client speaks it to a real server."""

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from api import sockets
from tests.api.transport.sample import COOKIE, ORIGIN, Witness
from tests.api.transport.talking import INIT, closed_with, greeted, hear, opened, say, subscribe
from tests.api.transport.test_leaving import listeners

WAITING = 'subscription { counting(to: 1, then: "wait") }'


async def test_a_subscription_sends_its_events_and_completes(port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", "subscription { counting(to: 2) }"))
        found = [await hear(socket) for _ in range(3)]
    assert [(each["id"], each["type"]) for each in found] == [("a", "next"), ("a", "next"), ("a", "complete")]
    assert found[1]["payload"] == {
        "data": {"counting": 2},
        "extensions": {"cost": {"requested": 0, "limit": 10_000}},
    }
    assert (witness.listening, witness.renewals) == (0, 2)


async def test_the_token_of_the_greeting_speaks_for_every_operation(port: int) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("q", "{ whoami }"))
        assert (await hear(socket))["payload"]["data"] == {"whoami": 1}


async def test_a_visitor_may_speak_too(port: int) -> None:
    async with opened(port) as socket:
        await say(socket, {"type": "connection_init"}, subscribe("q", "{ whoami }"))
        assert (await hear(socket))["type"] == "connection_ack"
        assert (await hear(socket))["payload"]["data"] == {"whoami": None}


async def test_the_cookie_counts_for_our_own_pages(port: int) -> None:
    async with opened(port, cookie=f"{COOKIE}=ann", origin=ORIGIN) as socket:
        await say(socket, {"type": "connection_init"}, subscribe("q", "{ whoami }"))
        await hear(socket)
        assert (await hear(socket))["payload"]["data"] == {"whoami": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": f"{COOKIE}=ann", "origin": "https://evil.example"},
        {"cookie": f"{COOKIE}=ann", "origin": "null"},
        {"cookie": f"{COOKIE}=ann"},
        {"origin": "https://evil.example"},
    ],
)
async def test_another_sites_page_is_refused_at_the_handshake(headers: dict[str, str], port: int) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with opened(port, **headers):
            pass
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize("protocol", ["graphql-ws", "soap"])
async def test_another_protocol_is_not_spoken(protocol: str, port: int) -> None:
    async with opened(port, protocol) as socket:
        assert socket.subprotocol is None
        assert await closed_with(socket) == sockets.NO_SUCH_PROTOCOL


@pytest.mark.parametrize("authorization", ["Bearer forged", "Basic YW5uOnB3", "good", "Bearer "])
async def test_a_bad_token_closes_the_conversation(authorization: str, port: int) -> None:
    async with opened(port) as socket:
        await say(socket, {"type": "connection_init", "payload": {"authorization": authorization}})
        assert await closed_with(socket) == sockets.FORBIDDEN


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([subscribe("a", "{ hello }")], sockets.NOT_INITIALISED),
        ([INIT, INIT], sockets.INIT_TWICE),
        ([INIT, subscribe("a", WAITING), subscribe("a", WAITING)], sockets.ID_IN_USE),
        ([INIT, subscribe("a" * 5000, WAITING), subscribe("a" * 5000, WAITING)], sockets.ID_IN_USE),
        ([INIT, {"type": "start", "id": "1", "payload": {"query": "{ hello }"}}], sockets.BAD_MESSAGE),
        ([INIT, {"type": "subscribe", "id": "1"}], sockets.BAD_MESSAGE),
        ([INIT, {"type": "subscribe", "id": "1", "payload": "{ hello }"}], sockets.BAD_MESSAGE),
        ([INIT, {"type": "subscribe", "id": ["1"], "payload": {"query": "{ hello }"}}], sockets.BAD_MESSAGE),
        ([INIT, {"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}], sockets.BAD_MESSAGE),
        ([{"type": "connection_init", "payload": ["x"]}], sockets.BAD_MESSAGE),
        ([{"type": "connection_init", "payload": {"authorization": 7}}], sockets.BAD_MESSAGE),
        ([{"no": "type"}], sockets.BAD_MESSAGE),
    ],
)
async def test_a_breach_of_the_protocol_closes_with_its_code(
    messages: list[dict[str, Any]], code: int, port: int, witness: Witness
) -> None:
    async with opened(port) as socket:
        await say(socket, *messages)
        assert await closed_with(socket) == code
    await listeners(witness, 0)


@pytest.mark.parametrize("text", ["{", "[]", "7", "null", '"x"', "[" * 100_000])
async def test_what_is_not_a_message_closes_the_conversation(text: str, port: int) -> None:
    async with opened(port) as socket:
        await socket.send(text)
        assert await closed_with(socket) == sockets.BAD_MESSAGE


async def test_bytes_close_the_conversation(port: int) -> None:
    async with opened(port) as socket:
        await socket.send(b'{"type": "ping"}')
        assert await closed_with(socket) == sockets.BAD_MESSAGE


async def test_a_message_that_is_too_large_closes_the_conversation(port: int) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", "{ hello }" + " " * 300 * 1024))
        assert await closed_with(socket) == sockets.TOO_LARGE


async def test_who_does_not_say_who_they_are_is_sent_away(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "WAIT_FOR_INIT", 0.1)
    async with opened(port) as socket:
        await say(socket, {"type": "ping"})
        assert await hear(socket) == {"type": "pong"}
        assert await closed_with(socket) == sockets.INIT_TOO_LATE


async def test_pings_are_answered_and_sent(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HEARTBEAT", 0.1)
    async with greeted(port) as socket:
        assert await hear(socket) == {"type": "ping"}
        await say(socket, {"type": "pong"}, {"type": "ping", "payload": {"x": 1}})
        assert await hear(socket) == {"type": "pong"}


async def test_ten_operations_at_a_time_are_the_limit_and_a_finished_one_frees_its_place(
    port: int, witness: Witness
) -> None:
    async with greeted(port) as socket:
        for number in range(sockets.MOST_OPERATIONS):
            await say(socket, subscribe(f"w{number}", WAITING))
            assert (await hear(socket))["type"] == "next"
        assert witness.listening == sockets.MOST_OPERATIONS

        await say(socket, subscribe("more", WAITING))
        refused = await hear(socket)
        assert (refused["id"], refused["type"]) == ("more", "error")
        assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"

        await say(socket, {"id": "w3", "type": "complete"}, subscribe("more", WAITING))
        assert (await hear(socket))["id"] == "more"
        assert witness.listening == sockets.MOST_OPERATIONS
    await listeners(witness, 0)


@pytest.mark.parametrize(
    "query",
    [
        "subscription { counting(to: 1) }",
        'subscription { counting(to: 1, then: "break") }',
        "subscription { nothing }",
        "subscription {",
        "{ hello }",
        "{ broken }",
    ],
)
async def test_however_an_operation_ends_it_frees_its_place_and_its_id(query: str, port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        for _ in range(3 * sockets.MOST_OPERATIONS):
            await say(socket, subscribe("same", query))
            while (message := await hear(socket))["type"] == "next":
                pass
            assert message["type"] in ("complete", "error")
            assert "TOO_MANY" not in str(message)
    await listeners(witness, 0)


async def test_a_thousand_subscribes_in_one_breath_stay_within_the_limit(port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        await say(socket, *(subscribe(f"s{number}", WAITING) for number in range(1000)))
        kinds = [(await hear(socket))["type"] for _ in range(1000)]
        assert kinds.count("next") == witness.listening == sockets.MOST_OPERATIONS
    await listeners(witness, 0)


async def test_a_completed_operation_says_nothing_more(port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", WAITING))
        assert (await hear(socket))["type"] == "next"
        await say(socket, {"id": "a", "type": "complete"}, {"type": "ping"})
        assert await hear(socket) == {"type": "pong"}
        assert witness.listening == 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ ideas(first: 100) { nodes { ideas(first: 100) { nodes { id } } } } }", "COST_TOO_HIGH"),
        (
            "subscription { voted { " + "author { ideas(first: 1) { nodes { " * 5 + "id" + "}}}" * 5 + "} }",
            "TOO_COMPLEX",
        ),
        ('mutation { castVote(input: {ideaId: "1"}) { __typename } }', "OPERATION_NOT_ALLOWED"),
        ("", "BAD_REQUEST"),
    ],
)
async def test_what_is_not_run_is_an_error_with_its_code(query: str, code: str, port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", query), {"type": "ping"})
        found = await hear(socket)
        assert (found["id"], found["type"]) == ("a", "error")
        assert found["payload"][0]["extensions"]["code"] == code
        assert await hear(socket) == {"type": "pong"}
    assert witness.votes == []


async def test_a_subscription_that_never_begins_is_an_error(port: int) -> None:
    async with greeted(port) as socket:
        asked = {"query": "subscription($n: Int = 3) { counting(to: $n) }", "variables": {"n": None}}
        await say(socket, {"id": "a", "type": "subscribe", "payload": asked})
        found = await hear(socket)
    assert found["type"] == "error"
    assert found["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_an_answer_that_cannot_be_written_is_masked(port: int) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", "{ odd }"))
        found = await hear(socket)
    assert (found["type"], found["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")


async def test_a_broken_subscription_ends_masked_and_alone(port: int) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", 'subscription { counting(to: 0, then: "break") }'))
        found = await hear(socket)
        assert found["type"] == "error"
        assert found["payload"][0]["extensions"]["code"] == "INTERNAL"
        assert "hunter2" not in str(found)
        await say(socket, subscribe("b", "{ hello }"))
        assert (await hear(socket))["payload"]["data"] == {"hello": "hello"}


@pytest.mark.parametrize("abrupt", [False, True])
async def test_a_client_that_leaves_takes_its_operations_along(abrupt: bool, port: int, witness: Witness) -> None:
    async with greeted(port) as socket:
        await say(socket, subscribe("a", WAITING), subscribe("q", "{ slow }"))
        await listeners(witness, 1)
        await asyncio.wait_for(witness.started.wait(), 3)
        if abrupt:
            socket.transport.abort()
        else:
            await socket.close()
        await listeners(witness, 0)
        await asyncio.wait_for(witness.cancelled.wait(), 3)
