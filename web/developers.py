"""The pages for developers: examples that run, and the schema to read, type by type."""

from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
)
from starlette.responses import Response

from domain.errors import NotFound, Unavailable
from web import state
from web.examples import EXAMPLES
from web.i18n import gettext
from web.render import page
from web.state import Ran
from web.visit import Inside, Session, Visit

router = APIRouter()
LONGEST = 20_000
ROOTS = 3  # what to ask, what to do, and what to hear of
_KINDS: tuple[tuple[type[GraphQLNamedType], str], ...] = (
    (GraphQLInterfaceType, "interface"),
    (GraphQLUnionType, "union"),
    (GraphQLEnumType, "enum"),
    (GraphQLInputObjectType, "input"),
    (GraphQLScalarType, "scalar"),
    (GraphQLObjectType, "type"),
)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as the page shows it; what a union holds and an enum's values have no type.

    `leads_to` names the type that has a page of its own, empty for none.
    """

    name: str
    type: str
    description: str
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class ShownType:
    """A type as the page shows it."""

    kind: str
    name: str
    description: str
    fields: tuple[ShownField, ...]


@router.get("/developers")
async def developers(visit: Inside, example: str = "") -> Response:
    """Show how to use the API, an example ready to run, and the schema."""
    chosen = next((known for known in EXAMPLES if known.slug == example), EXAMPLES[0])
    return _page(visit, chosen.query, chosen.variables)


@router.get("/developers/schema")
async def schema(visit: Inside) -> Response:
    """List what the API knows, roots first."""
    return page(visit, "developers/schema.html", types=list(_types(state.of(visit.request).schema_text).values()))


@router.get("/developers/schema/{type_name}")
async def schema_type(visit: Inside, type_name: str) -> Response:
    """Show one type of the API, each field leading on to its own."""
    shown = _types(state.of(visit.request).schema_text).get(type_name)
    if shown is None:
        raise NotFound
    return page(visit, "developers/type.html", type=shown)


@router.post("/developers")
async def run(visit: Inside, session: Session) -> Response:
    """Run a query as whoever is signed in, and show what it gives and costs."""
    query, variables = visit.text("query"), visit.text("variables")
    run_query = state.of(visit.request).run_query
    if run_query is None:
        raise Unavailable
    # The query opens transactions of its own; whoever holds two connections at once lets others wait for ever.
    await session.commit()
    ran = await run_query(visit, query[:LONGEST], variables[:LONGEST])
    return _page(visit, query, variables, ran)


def _page(visit: Visit, query: str, variables: str, ran: Ran | None = None) -> Response:
    return page(
        visit,
        "developers/console.html",
        "result" if visit.by_script else None,
        examples=[
            {
                "slug": known.slug,
                "title": gettext(known.title),
                "explanation": gettext(known.explanation),
                "query": known.query,
                "variables": known.variables,
            }
            for known in EXAMPLES
        ],
        address=state.of(visit.request).settings.address,
        query=query,
        variables=variables,
        result=ran.answer if ran else "",
        cost=ran.cost if ran else None,
        roots=[] if visit.by_script else list(_types(state.of(visit.request).schema_text).values())[:ROOTS],
    )


@lru_cache(maxsize=4)
def _types(schema_text: str) -> dict[str, ShownType]:
    if not schema_text:
        return {}
    schema = build_schema(schema_text)
    first = [root for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]
    rest = sorted(
        (known for known in schema.type_map.values() if known not in first and _has_a_page(known)),
        key=lambda known: known.name,
    )
    return {known.name: _shown(known) for known in [*first, *rest]}


def _has_a_page(known: GraphQLNamedType) -> bool:
    return not known.name.startswith("__") and not is_specified_scalar_type(known)


def _shown(known: GraphQLNamedType) -> ShownType:
    kind = next(name for class_, name in _KINDS if isinstance(known, class_))
    fields: tuple[ShownField, ...] = ()
    if isinstance(known, GraphQLEnumType):
        fields = tuple(ShownField(name, "", value.description or "") for name, value in known.values.items())
    elif isinstance(known, GraphQLUnionType):
        fields = tuple(ShownField(part.name, "", part.description or "", part.name) for part in known.types)
    elif isinstance(known, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
        fields = tuple(_field(name, field) for name, field in known.fields.items())
    return ShownType(kind, known.name, known.description or "", fields)


def _field(name: str, field: GraphQLField | GraphQLInputField) -> ShownField:
    named = get_named_type(field.type)
    return ShownField(name, str(field.type), field.description or "", named.name if _has_a_page(named) else "")
