"""The 61 checks of the GraphQL over HTTP audit (graphql-http 1.23.1), each by its id there, in our own words."""

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.api.transport.sample import TOKEN

JSON = "application/json"
NEWER = "application/graphql-response+json"
NAME = "{ __typename }"
BY_NAME = "query Type($name: String!) { __type(name: $name) { name } }"
MALFORMED = "{"
INVALID = "{ 8f31403dfe404bccbb0e835f2629c6a7 }"
NOT_COERCED = {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}
REFUSED = range(400, 500)
FAILED = range(400, 600)


@dataclass(frozen=True)
class Check:
    """A request, and what its answer must be: a status, a type, and which entries it must not have."""

    id: str
    status: range | int = 200
    body: Any = field(default_factory=lambda: {"query": NAME})
    params: dict[str, str] | None = None
    accept: str | None = None
    content_type: str | None = JSON
    answers_with: str = ""
    lacks: str | None = None


def by_get(id: str, params: dict[str, str], **rest: Any) -> Check:
    return Check(id, body=None, params=params, content_type=None, **rest)


def wrong(prefix: str, name: str, values: list[Any]) -> list[Check]:
    return [Check(f"{prefix}{place}", 400, {"query": NAME, name: value}) for place, value in enumerate(values)]


NOT_A_TEXT = [{"obj": "ect"}, 0, False, ["array"]]
NOT_AN_OBJECT = ["string", 0, False, ["array"]]
NULLABLE = ["variables", "operationName", "extensions"]
VARIABLES = {"query": BY_NAME, "variables": {"name": "sometype"}}
URL_VARIABLES = {"query": BY_NAME, "variables": '{"name": "sometype"}'}
NAMED = {"query": "query Query { __typename }", "operationName": "Query"}
EXTENDED = {"query": NAME, "extensions": {"some": "value"}}

CHECKS = [
    Check("22EB", accept=NEWER, answers_with=NEWER),
    Check("4655", accept=JSON, answers_with=JSON),
    Check("47DE", accept="*/*", answers_with=JSON),
    Check("80D8", answers_with=JSON),
    Check("82A3"),
    Check("BF61", body={"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, content_type=f"{JSON}; charset=utf-8"),
    Check("78D5"),
    Check("2C94"),
    by_get("5A70", {"query": NAME}),
    by_get("9C48", {"query": "mutation { __typename }"}, accept=NEWER, status=REFUSED),
    Check("9ABE", REFUSED, content_type=None),
    Check("03D4"),
    Check("A5BF", 400, body=None),
    Check("423L", 400, {"notquery": NAME}, accept=NEWER),
    *wrong("LKJ", "query", NOT_A_TEXT),
    Check("34A2", accept=NEWER),
    Check("13EE", accept=JSON, lacks="errors"),
    *wrong("6C0", "operationName", NOT_A_TEXT),
    Check("8161", body=NAMED, accept=NEWER),
    Check("B8B3", body=NAMED, accept=JSON, lacks="errors"),
    *(
        Check(f"{prefix}{place}", body={"query": NAME, name: None}, accept=accept, lacks="errors")
        for prefix, accept in (("94B", NEWER), ("022", JSON))
        for place, name in enumerate(NULLABLE)
    ),
    *wrong("476", "variables", NOT_AN_OBJECT),
    Check("2EA1", body=VARIABLES, accept=NEWER),
    Check("28B9", body=VARIABLES, accept=JSON, lacks="errors"),
    by_get("D6D5", URL_VARIABLES, accept=NEWER),
    by_get("6A70", URL_VARIABLES, accept=JSON, lacks="errors"),
    *wrong("58B", "extensions", NOT_AN_OBJECT),
    Check("428F", body=EXTENDED, accept=NEWER),
    Check("1B7A", body=EXTENDED, accept=JSON, lacks="errors"),
    Check("B6DC", range(200, 600), b'{ "not a JSON', accept=JSON),
    Check("BCF8", 400, b'{ "not a JSON', accept=JSON),
    Check("B7N8", 400, b'{ "not a JSON', accept=NEWER),
    Check("8764", FAILED, {"qeury": NAME}),
    Check("3E3A", 400, {"qeury": NAME}),
    Check("572B", 200, {"query": MALFORMED}, accept=JSON),
    Check("FDE2", 200, {"query": INVALID}, accept=JSON),
    Check("7B9B", 200, NOT_COERCED, accept=JSON),
    Check("865D", FAILED, {"query": MALFORMED}, accept=NEWER),
    Check("556A", 400, {"query": MALFORMED}, accept=NEWER),
    Check("D586", FAILED, {"query": MALFORMED}, accept=NEWER, lacks="data"),
    Check("51FE", FAILED, {"query": INVALID}, accept=NEWER),
    Check("74FF", 400, {"query": INVALID}, accept=NEWER),
    Check("5E5B", FAILED, {"query": INVALID}, accept=NEWER, lacks="data"),
    Check("86EE", 400, NOT_COERCED, accept=NEWER),
]


def test_there_are_as_many_checks_as_in_the_audit() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS) == 61


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
async def test_the_audit_check_holds(check: Check, client: httpx.AsyncClient) -> None:
    headers = {"accept": check.accept, "content-type": check.content_type} | TOKEN
    if check.accept is None:
        del client.headers["accept"]
    request = client.build_request(
        "POST" if check.params is None else "GET",
        "/graphql",
        params=check.params,
        headers={name: value for name, value in headers.items() if value is not None},
        content=check.body if isinstance(check.body, bytes) else _encoded(check.body),
    )
    answer = await client.send(request)
    assert answer.status_code in (check.status if isinstance(check.status, range) else [check.status]), answer.text
    assert answer.headers["content-type"].startswith(check.answers_with)
    body = answer.json()
    assert isinstance(body, dict)
    assert body.keys() <= {"data", "errors", "extensions"}
    assert check.lacks is None or check.lacks not in body, body


def _encoded(body: Any) -> bytes:
    return b"" if body is None else httpx.Request("POST", "https://x", json=body).content
