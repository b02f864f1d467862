"""GraphQL over HTTP beyond the audit: media types, sizes, forgeries of type, and what failures look like."""

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.types import Message

from api import http
from tests.api.transport.conftest import Ask
from tests.api.transport.sample import SIGNED_IN, TOKEN, Sample, Witness

JSON, NEWER, EVENTS = http.JSON, http.RESPONSE_JSON, http.EVENTS


def code_of(answer: httpx.Response) -> str:
    """Return the code of the first error, after checking that the answer is an error as JSON."""
    assert answer.headers["content-type"].split(";")[0] in (JSON, NEWER)
    error = answer.json()["errors"][0]
    assert error["message"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", EVENTS),
        ("text/html, */*;q=0.8", JSON),
        (f"{NEWER}, {JSON}", NEWER),
        (f"{JSON}, {NEWER}", JSON),
        (f"{JSON};q=0.8, {NEWER};q=0.9", NEWER),
        (f"{JSON};q=0, {NEWER};q=0.1", NEWER),
        (f"*/*, {NEWER}", NEWER),
        (f"{NEWER}; charset=utf-8; q=0.5, */*;q=0.1", NEWER),
        (f"{JSON}; Q=0.5, {EVENTS}; q=1.0", EVENTS),
        (f"{NEWER.upper()}", NEWER),
        (f"{NEWER};q=nonsense, {JSON}", JSON),
    ],
)
def test_the_best_liked_media_type_is_chosen(accept: str | None, expected: str) -> None:
    assert http.negotiated(accept) == expected


@pytest.mark.parametrize("accept", ["text/html", "image/*", f"{JSON};q=0", "multipart/mixed", ";;,,="])
async def test_a_type_that_is_not_offered_is_answered_with_406_as_json(accept: str, ask: Ask) -> None:
    answer = await ask("{ hello }", accept=accept)
    assert (answer.status_code, code_of(answer)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("accept", [JSON, NEWER, "text/html"])
async def test_caches_are_told_that_the_type_varies_and_to_keep_nothing(accept: str, ask: Ask) -> None:
    answer = await ask("{ hello }", accept=accept)
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=iso-8859-1",
        "text/plain; application/json",
        "application/json-patch+json",
        "",
    ],
)
async def test_a_mutation_in_a_type_that_forms_can_send_is_refused(
    content_type: str, client: httpx.AsyncClient
) -> None:
    body = orjson.dumps({"query": 'mutation { castVote(input: {ideaId: "1"}) { __typename } }'})
    answer = await client.post("/graphql", content=body, headers={"content-type": content_type} | TOKEN)
    assert (answer.status_code, code_of(answer)) == (415, "UNSUPPORTED_TYPE")


async def test_a_body_that_says_it_is_too_large_is_refused(ask: Ask) -> None:
    answer = await ask("{ hello }" + " " * http.LONGEST_BODY)
    assert (answer.status_code, code_of(answer)) == (413, "TOO_LARGE")


async def test_a_body_that_turns_out_too_large_is_refused_before_all_of_it_is_read(
    client: httpx.AsyncClient,
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1024 * 1024
            yield b" " * (1024 * 1024)

    answer = await client.post("/graphql", content=chunks(), headers={"content-type": JSON})
    assert (answer.status_code, code_of(answer)) == (413, "TOO_LARGE")
    assert sent <= http.LONGEST_DRAINED + 2 * 1024 * 1024


async def test_an_address_that_is_too_long_is_refused(sample: Sample) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    query_string = b"query=%7Bhello%7D&x=" + b"x" * http.LONGEST_BODY
    scope = {"type": "http", "method": "GET", "path": "/graphql", "query_string": query_string, "headers": []}
    await sample.app()(scope, receive, send)
    assert sent[0]["status"] == 414


async def test_batches_are_off(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=[{"query": "{ hello }"}, {"query": "{ hello }"}])
    assert (answer.status_code, code_of(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused_and_told_which_ones_work(method: str, client: httpx.AsyncClient) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, code_of(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("accept", [JSON, NEWER, EVENTS])
async def test_a_mutation_by_get_is_refused(accept: str, client: httpx.AsyncClient, witness: Witness) -> None:
    query = 'mutation { castVote(input: {ideaId: "1"}) { __typename } }'
    answer = await client.get("/graphql", params={"query": query}, headers={"accept": accept} | TOKEN)
    assert "METHOD_NOT_ALLOWED" in answer.text
    assert witness.votes == []
    if accept != EVENTS:
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "{ hello }", "variables": {"a": "\\u0000"}}',
        b'{"query": "{ hello }", "variables": {"a": [{"\\u0000": 1}]}}',
        b'{"query": "{ idea(id: \\"\\\\u0000\\") { id } }"}',
        b'{"query": "{ idea(id: \\"\\\\u{0}\\") { id } }"}',
    ],
)
async def test_a_text_that_no_database_takes_is_refused_before_anything_runs(
    body: bytes, client: httpx.AsyncClient
) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON, "accept": NEWER})
    assert (answer.status_code, code_of(answer)) == (400, "BAD_USER_INPUT")
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"\xff\xfe",
        b'{"query": "\\ud800"}',
        b"[" * 100_000,
        b'{"query": "{ hello }", "variables": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
        b'{"query": "{ hello }", "variables": {"a": NaN}}',
    ],
)
async def test_a_strange_body_is_answered_with_4xx_or_an_answer(body: bytes, client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON} | TOKEN)
    assert answer.status_code in (200, 400)
    assert answer.json().keys() & {"data", "errors"}


async def test_each_answer_says_what_it_cost(ask: Ask) -> None:
    answer = await ask("{ ideas(first: 3) { nodes { id } } }")
    assert answer.json()["extensions"] == {"cost": {"requested": 4, "limit": 10_000}}


async def test_a_request_error_has_no_data_and_its_status_only_in_the_newer_type(ask: Ask) -> None:
    for accept, status in ((JSON, 200), (NEWER, 400)):
        answer = await ask("{ nothing }", accept=accept)
        assert (answer.status_code, code_of(answer)) == (status, "GRAPHQL_VALIDATION_FAILED")
        assert "data" not in answer.json()


async def test_a_field_error_keeps_the_other_fields_and_status_200(ask: Ask) -> None:
    answer = await ask("{ hello broken }", accept=NEWER)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"hello": "hello", "broken": None}


@pytest.mark.parametrize("headers", [{"authorization": "Bearer forged"}, {"authorization": "bearer  x"}])
async def test_a_bad_token_is_answered_with_401_as_json(headers: dict[str, str], ask: Ask) -> None:
    answer = await ask("{ hello }", **headers)
    assert (answer.status_code, code_of(answer)) == (401, "TOKEN_UNKNOWN")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_one_of_several_operations_is_picked_by_its_name(client: httpx.AsyncClient) -> None:
    body = {"query": "query A { hello } query B { whoami }"}
    for name, expected in (("A", {"hello": "hello"}), ("B", {"whoami": None})):
        answer = await client.post("/graphql", json=body | {"operationName": name})
        assert answer.json()["data"] == expected
    for unclear in (None, "C"):
        answer = await client.post("/graphql", json=body | {"operationName": unclear})
        assert code_of(answer) == "OPERATION_RESOLUTION_FAILURE"


async def test_a_subscription_without_a_stream_is_told_how_to_ask(ask: Ask) -> None:
    answer = await ask("subscription { counting }")
    assert code_of(answer) == "OPERATION_NOT_ALLOWED"
    assert "text/event-stream" in answer.json()["errors"][0]["message"]


async def test_a_signed_in_page_may_ask_by_get(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", params={"query": "{ whoami }"}, headers=SIGNED_IN)
    assert answer.json()["data"] == {"whoami": 1}
