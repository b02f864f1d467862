"""Refusals of mutations: data, one type per family, the same interface for all."""

from collections.abc import MutableMapping
from typing import Any

import pytest
import strawberry
from strawberry.types.field import StrawberryField

from api import refusals
from api.refusals import FAMILIES
from domain import errors
from tests.api.transport.conftest import Ask
from tests.api.transport.sample import TOKEN, Mutation, make_schema

VOTE = """mutation($id: ID!) { castVote(input: {ideaId: $id}) {
    __typename
    ... on Idea { title }
    ... on Problem { message code path }
    ... on Invalid { problems { message code path } }
    ... on TooMany { retryAfter }
} }"""


async def voted(ask: Ask, id: str, **headers: str) -> dict[str, Any]:
    answer = (await ask(VOTE, {"id": id}, **(TOKEN | headers))).json()
    assert "errors" not in answer
    result: dict[str, Any] = answer["data"]["castVote"]
    return result


async def test_what_was_done_is_the_thing_itself(ask: Ask) -> None:
    assert await voted(ask, "1") == {"__typename": "Idea", "title": "voted"}


@pytest.mark.parametrize(
    ("id", "kind", "code"),
    [("gone", "NotFound", "NOT_FOUND"), ("forbidden", "NotAllowed", "NOT_ALLOWED")],
)
async def test_a_refusal_is_data_of_its_family(id: str, kind: str, code: str, ask: Ask) -> None:
    found = await voted(ask, id)
    assert (found["__typename"], found["code"], found["path"]) == (kind, code, None)
    assert found["message"]


async def test_a_named_refusal_keeps_its_code_its_values_and_its_argument(ask: Ask) -> None:
    assert await voted(ask, "closed") == {
        "__typename": "Conflict",
        "message": "The vote on Bench is closed.",
        "code": "SHUT_DOWN",
        "path": ["input", "ideaId"],
    }


async def test_all_problems_of_the_input_come_at_once(ask: Ask) -> None:
    found = await voted(ask, "bad")
    assert found["__typename"] == "Invalid"
    assert found["problems"] == [
        {"message": "Say which.", "code": "BLANK", "path": ["input", "ideaId"]},
        {"message": "At most 9 letters.", "code": "TOO_LONG", "path": ["input", "note"]},
    ]


async def test_too_many_says_when_to_come_back(ask: Ask) -> None:
    found = await voted(ask, "often")
    assert (found["__typename"], found["retryAfter"]) == ("TooMany", 90)


async def test_a_refusal_speaks_the_language_of_whoever_asks(ask: Ask) -> None:
    found = await voted(ask, "gone", authorization="Bearer loud")
    assert found["message"].isupper()


async def test_what_no_type_stands_for_is_an_error_with_its_code(ask: Ask) -> None:
    answer = (await ask(VOTE, {"id": "down"}, **TOKEN)).json()
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


async def test_a_bug_in_a_mutation_is_masked_not_turned_into_data(
    ask: Ask, logged: list[MutableMapping[str, Any]]
) -> None:
    answer = await ask(VOTE, {"id": "boom"}, **TOKEN)
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "ann@example.org" not in answer.text
    assert len(logged) == 1


async def test_one_refused_mutation_leaves_the_others(ask: Ask) -> None:
    query = """mutation {
        a: castVote(input: {ideaId: "1"}) { __typename }
        b: castVote(input: {ideaId: "gone"}) { __typename }
        c: castVote(input: {ideaId: "3"}) { __typename }
    }"""
    data = (await ask(query, **TOKEN)).json()["data"]
    assert [data[name]["__typename"] for name in "abc"] == ["Idea", "NotFound", "Idea"]


def test_a_family_of_the_domain_has_its_type_or_is_an_error_on_purpose() -> None:
    families = {family.__name__ for family in errors.Refused.__subclasses__() if family.__module__ == "domain.errors"}
    assert families == {family.__name__ for family in FAMILIES} | {"Unavailable"}


def test_each_mutation_has_a_union_of_its_own_with_every_family() -> None:
    schema = str(make_schema())
    assert "union CastVoteResult = Idea | NotFound | NotAllowed | Invalid | Conflict | TooMany" in schema
    assert str(make_schema()) == schema
    (field,) = Mutation.__strawberry_definition__.fields  # type: ignore[attr-defined]
    assert len(field.type.types) == 1 + len(FAMILIES), "a second schema of the same types widens nothing again"


def test_two_mutations_have_two_unions() -> None:
    @strawberry.type
    class Vote:
        id: int

    @strawberry.type
    class Changes:
        @refusals.mutation(description="One.")
        async def take_back(self) -> Vote:
            return Vote(id=1)

        @refusals.mutation(description="Two.")
        async def give(self) -> Vote:
            return Vote(id=1)

    fields: list[StrawberryField] = Changes.__strawberry_definition__.fields  # type: ignore[attr-defined]
    assert len(fields) == 2
    schema = str(strawberry.Schema(Query, Changes))
    assert "giveResult" not in schema
    assert "takeBack: TakeBackResult!" in schema
    assert "give: GiveResult!" in schema


@strawberry.type
class Query:
    """Something."""

    id: int
