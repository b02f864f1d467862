"""The language of criteria: what a member must have done for a badge, as data that is checked against a schema.

A criterion looks at one member's deeds, which are the ledger's entries that nothing took back. It holds at a moment, by
all deeds until then, those of that very moment among them; a badge is earned at the first moment at which it holds.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from domain.errors import FieldProblem, Invalid, _, problem
from domain.ideas import Quadrant

LEAST_MOST = 10_000
DAYS_MOST = 1_096  # three years
PARTS_MOST = 6
LEAVES_MOST = 12
DEEP_MOST = 4
TEXT_MOST = 8_000


class Kind(StrEnum):
    """What tells deeds apart when different ones are counted."""

    IDEA = "idea"
    QUADRANT = "quadrant"
    SEASON = "season"
    TEAM = "team"  # of who credited a comment; customers are one


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Deeds(_Part):
    """Which deeds a part of a criterion counts: of these codes, in these quadrants (in all if none is named).

    `days` is how far back it looks, from a moment less so many days until that moment; without it from the beginning.
    """

    of: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    quadrants: tuple[Quadrant, ...] = ()
    points_least: Annotated[int, Field(ge=0, le=LEAST_MOST)] = 0
    days: Annotated[int, Field(ge=1, le=DAYS_MOST)] | None = None


class Count(Deeds):
    """There are at least so many deeds."""

    kind: Literal["count"]
    least: Annotated[int, Field(ge=1, le=LEAST_MOST)] = 1


class Different(Deeds):
    """The deeds are of at least so many different ideas, quadrants, seasons or teams; those of none don't count."""

    kind: Literal["different"]
    what: Kind
    least: Annotated[int, Field(ge=2, le=LEAST_MOST)]


class Points(Deeds):
    """The deeds were granted at least so many points in all."""

    kind: Literal["points"]
    least: Annotated[int, Field(ge=1, le=LEAST_MOST)]


class Share(Deeds):
    """At least such a share, 0 to 1, of at least so many deeds of the codes `among` is also of the codes `of`."""

    kind: Literal["share"]
    among: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]
    share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    least: Annotated[int, Field(ge=1, le=LEAST_MOST)]


class All(_Part):
    """All of these hold."""

    kind: Literal["all"]
    of: Annotated[tuple["Criterion", ...], Field(min_length=1, max_length=PARTS_MOST)]


class Either(_Part):
    """At least one of these holds."""

    kind: Literal["any"]
    of: Annotated[tuple["Criterion", ...], Field(min_length=1, max_length=PARTS_MOST)]


class Not(_Part):
    """This doesn't hold."""

    kind: Literal["not"]
    of: "Criterion"


Leaf = Count | Different | Points | Share
Criterion = Annotated[Leaf | All | Either | Not, Field(discriminator="kind")]
for _each in (All, Either, Not):
    _each.model_rebuild()
_ADAPTER: TypeAdapter[Leaf | All | Either | Not] = TypeAdapter(Criterion)


def parsed(given: Mapping[str, Any], codes: Collection[str]) -> Leaf | All | Either | Not:
    """Return the criterion that data say, which may count deeds of these codes.

    Raises Invalid, with the place in the data of all that is wrong.
    """
    if _depth(given) > DEEP_MOST:
        raise problem("criterion", "too_deep", _("Put criteria into each other at most %(most)s deep."), most=DEEP_MOST)
    try:
        criterion = _ADAPTER.validate_python(given)
    except ValidationError as refused:
        raise Invalid(*(_told(each) for each in refused.errors(include_url=False, include_context=False))) from None
    found = list(leaves(criterion))
    if len(found) > LEAVES_MOST:
        raise problem("criterion", "too_many", _("A criterion counts at most %(most)s things."), most=LEAVES_MOST)
    if unknown := sorted({code for each in found for code in wanted(each)} - set(codes)):
        message = _("There is nothing called “%(names)s” to count.")
        raise problem("criterion", "unknown_code", message, names=", ".join(unknown))
    return criterion


def read(text: str, codes: Collection[str]) -> Leaf | All | Either | Not:
    """Return the criterion that JSON says; raises Invalid, as for `parsed`, and for what is no JSON."""
    try:
        given = json.loads(text[: TEXT_MOST + 1]) if len(text) <= TEXT_MOST else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise problem("criterion", "not_json", _("This can't be read. It has to be one object of JSON."))
    return parsed(given, codes)


def said(criterion: Leaf | All | Either | Not) -> dict[str, Any]:
    """Return a criterion as the data it is kept as."""
    return criterion.model_dump(mode="json", exclude_defaults=True)


def leaves(criterion: Leaf | All | Either | Not) -> Iterator[Leaf]:
    """Yield the parts that count something, in the order in which they stand."""
    match criterion:
        case All(of=parts) | Either(of=parts):
            for part in parts:
                yield from leaves(part)
        case Not(of=part):
            yield from leaves(part)
        case _:
            yield criterion


def wanted(leaf: Leaf) -> frozenset[str]:
    """Return the codes of the deeds that a part looks at."""
    return frozenset(leaf.among if isinstance(leaf, Share) else leaf.of)


def _depth(given: object) -> int:
    """Return how deep data are put into each other, not reading on beyond what is allowed anyway."""
    deep, level = 0, [given]
    while deep <= DEEP_MOST and (inner := [each["of"] for each in level if isinstance(each, Mapping) and "of" in each]):
        deep += 1
        level = [part for each in inner for part in (each if isinstance(each, list) else [each])]
    return deep


def _told(error: Mapping[str, Any]) -> FieldProblem:
    place = ".".join(_named(error["loc"]))
    match error["type"]:
        case "extra_forbidden":
            message = _("“%(place)s” is nothing that a criterion knows.")
        case "missing":
            message = _("“%(place)s” is missing.")
        case "union_tag_invalid" | "union_tag_not_found":
            message = _("“kind” has to be count, different, points, share, all, any or not.")
        case _:
            message = _("“%(place)s” can't be this.")
    return FieldProblem("criterion", error["type"], message, {"place": place or "criterion"})


def _named(place: Sequence[str | int]) -> Iterator[str]:
    """Yield the steps to a place in the data, without the kinds that the steps into a criterion are named for."""
    for before, step in zip([0, *place], place, strict=False):
        if isinstance(before, str) and not (before == "of" and isinstance(step, str)):
            yield str(step)
