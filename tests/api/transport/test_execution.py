"""Execution: time, absence, masking, and who may ask about the schema."""

from collections.abc import MutableMapping
from typing import Any

import pytest
import structlog
from graphql import get_introspection_query

from api import ids
from api.execution import Engine, Question
from tests.api.transport.conftest import Ask
from tests.api.transport.sample import TOKEN, Asker, Witness, make_schema

Logged = list[MutableMapping[str, Any]]


async def test_a_query_that_takes_too_long_is_stopped(witness: Witness) -> None:
    engine = Engine(make_schema(), deadline=0.05)
    answer = await engine.answer(Question("{ hello slow }"), Asker(1, witness), {})
    assert [error["extensions"]["code"] for error in answer.errors] == ["TIMEOUT"]
    assert "data" not in answer.body()
    assert witness.cancelled.is_set()


async def test_an_event_that_takes_too_long_ends_its_subscription(witness: Witness) -> None:
    engine = Engine(make_schema(), deadline=0.05)
    question = Question("subscription { voted { title slowTitle } }")
    answers = [answer async for answer in engine.answers(question, Asker(1, witness), {})]
    assert [answer.errors[0]["extensions"]["code"] for answer in answers] == ["TIMEOUT"]


async def test_what_is_not_found_in_a_query_is_null_without_an_error(ask: Ask) -> None:
    answer = (await ask("query($id: ID!) { idea(id: $id) { id } hello }", {"id": ids.encode("Idea", 8)})).json()
    assert answer["data"] == {"idea": None, "hello": "hello"}
    assert "errors" not in answer


async def test_what_must_be_there_and_is_not_found_is_an_error(ask: Ask) -> None:
    answer = (await ask("{ surely { id } }")).json()
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert answer["errors"][0]["path"] == ["surely"]


async def test_a_forged_id_is_an_error_that_names_the_argument(ask: Ask) -> None:
    answer = (await ask("query($id: ID!) { idea(id: $id) { id } }", {"id": ids.encode("Member", 7)})).json()
    assert answer["data"] == {"idea": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer["errors"][0]["extensions"]["problems"][0]["path"] == ["id"]


@pytest.mark.parametrize("field", ["broken", "wrong", "double(number: 2000000000)", "strange { name }"])
async def test_what_nobody_foresaw_is_masked_and_logged_under_its_request_id(
    field: str, ask: Ask, logged: Logged
) -> None:
    response = await ask("{ it: " + field + " }")
    error = response.json()["errors"][0]
    assert error["path"] == ["it"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert [entry["request"] for entry in logged] == [error["extensions"]["requestId"]]
    assert logged[0]["exc_info"] is not None
    for secret in ("hunter2", "secret.py", "not a number", "4000000000", "Named", "Traceback"):
        assert secret not in response.text


async def test_an_answer_that_cannot_be_written_is_masked(ask: Ask) -> None:
    answer = await ask("{ odd }")
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_the_request_id_is_that_of_the_request_where_there_is_one(ask: Ask) -> None:
    with structlog.contextvars.bound_contextvars(request="r-17"):
        error = (await ask("{ broken }")).json()["errors"][0]
    assert error["extensions"]["requestId"] == "r-17"


async def test_a_variable_that_turns_out_null_is_the_senders_mistake(ask: Ask) -> None:
    answer = (await ask("query($n: Int = 3) { double(number: $n) }", {"n": None})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_variables_that_do_not_fit_are_refused_without_suggestions(ask: Ask) -> None:
    mutation = "mutation($input: VoteInput!) { castVote(input: $input) { __typename } }"
    answer = (await ask(mutation, {"input": {"ideaIdd": "1"}}, **TOKEN)).json()
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}
    assert "mean" not in str(answer)
    assert "data" not in answer


async def test_a_long_mistake_is_not_sent_back_whole(ask: Ask) -> None:
    answer = await ask("{ " + "a" * 50_000 + " }")
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert len(answer.content) < 2_000


@pytest.mark.parametrize(
    "query",
    [
        get_introspection_query(),
        '{ __type(name: "Idea") { name } }',
        "{ ...F } fragment F on Query { ... { a: __schema { queryType { name } } } }",
    ],
)
async def test_the_schema_is_shown_to_members_only(query: str, ask: Ask) -> None:
    for accept, status in (("application/json", 200), ("application/graphql-response+json", 401)):
        refused = await ask(query, accept=accept)
        assert refused.status_code == status
        assert refused.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_NEEDS_SIGN_IN"
        assert "data" not in refused.json()
    shown = (await ask(query, **TOKEN)).json()
    assert shown["data"]
    assert "errors" not in shown


async def test_everyone_may_ask_for_the_name_of_a_type(ask: Ask) -> None:
    assert (await ask("{ __typename }")).json()["data"] == {"__typename": "Query"}
