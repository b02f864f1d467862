"""Cost: what a question could bring, multiplied out before it runs, in every way of writing page sizes."""

from typing import Any

import pytest

from api.cost import BUDGET
from api.execution import Answer, Engine, Question
from tests.api.transport.conftest import Ask
from tests.api.transport.sample import TOKEN, Asker, Witness, make_schema

ENGINE = Engine(make_schema())


async def answered(text: str, variables: dict[str, Any] | None = None) -> Answer:
    return await ENGINE.answer(Question(text, variables or {}), Asker(1, Witness()), {})


@pytest.mark.parametrize(
    ("text", "variables", "price"),
    [
        ("{ hello __typename }", {}, 0),
        ("{ ideas(first: 10) { nodes { id title } } }", {}, 1 + 10),
        ("{ ideas(first: 1) { nodes { id } } }", {}, 1 + 1),
        ("{ ideas(last: 10) { edges { cursor node { id } } } }", {}, 1 + 10 * 2),
        ("{ ideas(first: 10) { pageInfo { hasNextPage } } }", {}, 1 + 1),
        ("{ ideas(first: 10) { nodes { author { id } } } }", {}, 1 + 10 * 2),
        ("{ ideas(first: 10) { nodes { ideas(first: 5) { nodes { id } } } } }", {}, 1 + 10 * (1 + 1 + 5)),
        ("query($n: Int) { ideas(first: $n) { nodes { id } } }", {"n": 7}, 1 + 7),
        ("query($n: Int) { ideas(first: $n) { nodes { id } } }", {"n": 1_000_000}, 1 + 100),
        ("query($n: Int) { ideas(first: $n) { nodes { id } } }", {"n": -5}, 1 + 0),
        ("query($n: Int = 9) { ideas(first: $n) { nodes { id } } }", {}, 1 + 9),
        ("query($a: Int, $b: Int) { ideas(first: $a, last: $b) { nodes { id } } }", {"b": 4}, 1 + 4),
        ("query($a: Int, $b: Int) { ideas(first: $a, last: $b) { nodes { id } } }", {}, 1 + 100),
        ("{ ideas { nodes { id } } }", {}, 1 + 100),
        ("{ ideas(first: 1000000) { nodes { id } } }", {}, 1 + 100),
        ("{ ideas(first: -5) { nodes { id } } }", {}, 1 + 0),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 12}, 12),
        ("{ ideas(first: 10) { nodes { tags { name } } } }", {}, 1 + 10 * (1 + 10)),
        ("{ ideas(first: 10) { nodes { quadrants { name } } } }", {}, 1 + 10 * (1 + 4)),
        ("{ ideas(first: 10) { nodes { bodyHtml } } }", {}, 1 + 10 * (1 + 5)),
        ("{ ideas(first: 2) { nodes { id } } ideas(first: 2) { nodes { title } } }", {}, 1 + 2),
        ("{ a: ideas(first: 2) { nodes { id } } b: ideas(first: 2) { nodes { id } } }", {}, 2 * (1 + 2)),
        ("{ ...F ...F } fragment F on Query { ideas(first: 2) { nodes { id } } }", {}, 1 + 2),
        ("{ ... on Query { ideas(first: 2) { nodes { ... { author { id } } } } } }", {}, 1 + 2 * 2),
        ("{ latest(first: 7) { id } }", {}, 7),
        ("{ latest { id } }", {}, 100),
        ("{ __schema { types { name } } }", {}, 1_000),
        ('mutation { castVote(input: {ideaId: "1"}) { ... on Idea { author { id } } } }', {}, 1 + 1),
    ],
)
async def test_a_question_costs_the_objects_it_could_bring(text: str, variables: dict[str, Any], price: int) -> None:
    assert (await answered(text, variables)).price == price


MULTIPLIED = "{ideas(first:100){nodes{author{ideas(first:100){nodes{author{ideas(first:100){nodes{title}}}}}}}}}"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (MULTIPLIED, {}),
        ("query($n: Int!) " + MULTIPLIED.replace("100", "$n"), {"n": 100}),
        ("query($n: Int! = 100) " + MULTIPLIED.replace("100", "$n"), {}),
        ("{ideas(first:100){edges{node{ideas(first:100){edges{node{id}}}}}}}", {}),
        ("{ideas(first:100){...F}} fragment F on IdeaConnection{nodes{ideas(first:100){nodes{id}}}}", {}),
    ],
)
async def test_multiplied_lists_are_refused_before_they_run(text: str, variables: dict[str, Any]) -> None:
    answer = await answered(text, variables)
    assert not answer.ran
    assert answer.errors[0]["extensions"]["code"] == "COST_TOO_HIGH"
    assert (answer.price or 0) > BUDGET
    assert answer.body()["extensions"]["cost"] == {"requested": answer.price, "limit": BUDGET}


async def test_the_same_document_runs_with_smaller_pages() -> None:
    text = "query($n: Int!) " + MULTIPLIED.replace("100", "$n")
    assert not (await answered(text, {"n": 100})).ran
    assert (await answered(text, {"n": 5})).ran


@pytest.mark.parametrize(
    "arguments", ["", "first: 0", "first: 101", "last: -1", "first: 1, last: 1", 'first: 1, before: "x"']
)
async def test_a_page_size_is_required_and_at_most_a_hundred(arguments: str, ask: Ask) -> None:
    page = f"({arguments})" if arguments else ""
    answer = (await ask(f"{{ ideas{page} {{ nodes {{ id }} }} }}", **TOKEN)).json()
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer["errors"][0]["extensions"]["problems"][0]["message"]
