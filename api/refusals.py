"""Refusals: what the domain turns down becomes data, one more member of each mutation's result.

Write `@refusals.mutation(description="…")` over a resolver that returns the thing itself and lets `Refused` pass; its
field then answers with a union named after it, as in `CastVoteResult = Idea | NotFound | …`. Every family implements
`Problem`, so a client may match on the interface alone. `HANDLERS` must be given to the schema.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.types.union import StrawberryUnion
from strawberry.utils.str_converters import capitalize_first, to_camel_case

from api.failures import code_of
from domain import errors


@strawberry.interface(description="Why something wasn't done.")
class Problem:
    """Why something wasn't done."""

    message: str = strawberry.field(description="A sentence for the person who asked, in their language.")
    code: str = strawberry.field(description="What is wrong, for programs; stays the same in every language.")
    path: list[str] | None = strawberry.field(
        default=None, description="The argument that this is about, from the outside in; null for the whole."
    )


@strawberry.type(description="What is wrong with one part of the input.")
class FieldProblem(Problem):
    """What is wrong with one part of the input."""


@strawberry.type(description="It isn't there, or you may not know that it is.")
class NotFound(Problem):
    """It isn't there, or whoever asks may not know that it is."""


@strawberry.type(description="You see it, and may not do this with it.")
class NotAllowed(Problem):
    """Whoever asks sees it, and may not do this with it."""


@strawberry.type(description="What was entered doesn't fit.")
class Invalid(Problem):
    """What was entered doesn't fit."""

    problems: list[FieldProblem] = strawberry.field(
        description="Everything that is wrong, all at once.", metadata={"at_most": 20}
    )


@strawberry.type(description="It doesn't fit what is there already.")
class Conflict(Problem):
    """It doesn't fit what is there already."""


@strawberry.type(description="Too often in too short a time.")
class TooMany(Problem):
    """Too often in too short a time."""

    retry_after: int = strawberry.field(description="In how many seconds it is worth trying again.")


FAMILIES: tuple[type[Problem], ...] = (NotFound, NotAllowed, Invalid, Conflict, TooMany)


@dataclass(frozen=True)
class Turned:
    """Turns one family of the domain's refusals into its type."""

    exception_type: type[errors.Refused]
    error_type: type[Problem]

    def handle(self, exception: errors.Refused, *, field: StrawberryField, info: strawberry.Info) -> Problem:
        """Return the refusal as data, in the language of whoever asks."""
        outside = ["input"] if any(each.python_name == "input" for each in field.arguments) else []
        translate: errors.Translate = info.context.gettext
        more: dict[str, Any] = {}
        if isinstance(exception, errors.Invalid):
            more["problems"] = [
                FieldProblem(
                    message=found.text(translate), code=found.code.upper(), path=[*outside, to_camel_case(found.field)]
                )
                for found in exception.problems
            ]
        if isinstance(exception, errors.TooMany):
            more["retry_after"] = exception.retry_after
        path = [*outside, to_camel_case(exception.field)] if exception.field else None
        return self.error_type(message=exception.text(translate), code=code_of(exception), path=path, **more)


HANDLERS: Sequence[Turned] = tuple(Turned(getattr(errors, family.__name__), family) for family in FAMILIES)


class Refusable(FieldExtension):
    """Widens a field's answer by the families of refusals."""

    def apply(self, field: StrawberryField) -> None:
        """Give the field its union, named after it, and its input a sentence; a second schema finds both there."""
        if isinstance(field.type, StrawberryUnion):
            return
        for argument in field.arguments:
            if argument.python_name == "input" and not argument.description:
                argument.description = "What it needs to know."
        name = capitalize_first(to_camel_case(field.python_name)) + "Result"
        members = tuple(StrawberryAnnotation(member) for member in (field.type, *FAMILIES))
        field.type = StrawberryUnion(name, members, f"What {to_camel_case(field.python_name)} answers.")


def mutation(*, description: str) -> Callable[[Callable[..., Any]], Any]:
    """Decorate a resolver as a mutation whose refusals are data."""
    decorated: Callable[[Callable[..., Any]], Any]
    decorated = strawberry.mutation(description=description, extensions=[Refusable()])
    return decorated
