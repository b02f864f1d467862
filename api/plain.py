"""The short way to a plain field: one that says what stands in an attribute of its object, as text, number or word.

Most of an answer is made of these. The long way, with its path, its resolver and all that may be awaited, is for all
other fields, and for whatever doesn't go smoothly.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, Undefined, get_nullable_type, is_leaf_type, is_non_null_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain field: the attribute, what makes of it what is sent, and whether it may be null."""

    attribute: str
    sent: Callable[[Any], Any]
    nullable: bool


@cache
def plain_fields(schema: GraphQLSchema) -> Mapping[tuple[str, str], Plain]:
    """Return the plain fields of a schema by their type's name and their own."""
    found = {}
    for kind in schema.type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            leaf, own = get_nullable_type(field.type), field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if own is not None and own.is_basic_field and is_leaf_type(leaf) and not field.args:
                nullable = not is_non_null_type(field.type)
                found[kind.name, name] = Plain(own.python_name, leaf.coerce_output_value, nullable)
    return found


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Runs an operation as GraphQL says, and takes the short way to what is plain."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain = plain_fields(self.schema)

    def execute_field(self, parent_type: GraphQLObjectType, source: Any, details: Any, *where: Any) -> Any:
        """Return what a field says, or what will say it."""
        plain = self._plain.get((parent_type.name, details[0].node.name.value))
        if plain is not None:
            try:
                value = getattr(source, plain.attribute)
                sent = None if value is None else plain.sent(value)
            except Exception:
                sent = Undefined
            if sent is not Undefined and (sent is not None or (plain.nullable and value is None)):
                return sent
        return super().execute_field(parent_type, source, details, *where)
