"""The short way to plain fields says what the long way says, also where something goes wrong."""

from enum import Enum
from typing import Any

import pytest
import strawberry
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.plain import Executor, plain_fields
from api.schema import schema as ours


@strawberry.enum
class Colour(Enum):
    """Colours."""

    RED = "r"


async def later() -> str:
    return "later"


class Row:
    """What stands behind a thing; `broken` can't be read."""

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)

    @property
    def broken(self) -> str:
        raise ValueError("broken")


@strawberry.type
class Thing:
    """A thing with plain fields, and some that aren't."""

    name: str
    nick: str | None
    size: int
    share: float
    colour: Colour
    broken: str | None
    names: list[str]

    @strawberry.field
    def twice(self) -> str:
        """Return what no attribute says."""
        return f"{self.name} {self.name}"


SAID: dict[str, Any] = {"name": "a", "nick": None, "size": 1, "share": 0.5, "colour": Colour.RED, "names": ["a"]}
EVERYTHING = "name nick size share colour names __typename"


async def asked(question: str, said: dict[str, Any], executor: type[Any]) -> tuple[Any, list[dict[str, Any]]]:
    @strawberry.type
    class Query:
        @strawberry.field
        def thing(self) -> Thing | None:
            return Row(**said)  # type: ignore[return-value]

    schema = strawberry.Schema(Query, execution_context_class=executor)
    found = await schema.execute(f"{{ thing {{ {question} }} }}")
    return found.data, [dict(error.formatted) for error in found.errors or []]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (EVERYTHING, SAID),
        ("n: name name @skip(if: true) name", SAID),
        (EVERYTHING, SAID | {"name": None}),
        (EVERYTHING, SAID | {"size": "many"}),
        (EVERYTHING, SAID | {"size": 2**40}),
        (EVERYTHING, SAID | {"share": float("nan")}),
        (EVERYTHING, SAID | {"colour": "red"}),
        (EVERYTHING, SAID | {"nick": ["a"]}),
        (EVERYTHING, SAID | {"nick": ValueError("said")}),
        ("name nick broken", SAID),
        ("name size", {"name": "a"}),
    ],
)
async def test_a_plain_field_says_the_same_by_either_way(question: str, said: dict[str, Any]) -> None:
    long = await asked(question, said, StrawberryGraphQLCoreExecutionContext)
    assert await asked(question, said, Executor) == long


async def test_what_is_awaited_is_awaited() -> None:
    assert await asked("name", {"name": later()}, Executor) == ({"thing": {"name": "later"}}, [])


def test_what_has_a_resolver_or_takes_arguments_is_not_plain() -> None:
    found = plain_fields(ours._schema)
    assert {("Idea", "title"), ("Idea", "commentCount"), ("Member", "role")} <= set(found)
    assert not {("Idea", "viewerHasVoted"), ("Idea", "author"), ("Idea", "problemHtml"), ("Query", "ideas")} & set(
        found
    )
