"""Cost: the most objects an answer can hold, worked out from page sizes before anything runs.

An object costs 1 and a plain value nothing. A connection multiplies what its `edges` and `nodes` ask for by the
page size, whether that is written in the document or comes in a variable; `ids` multiply by their number. A field
may say more in its metadata: `{"cost": 5}` for what is dear to make, `{"at_most": 4}` for a list known to be short.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_list_type,
)

BUDGET = 10_000
LARGEST_PAGE = 100
PLAIN_LIST = 10

Variables = Mapping[str, Any]
Fragments = Mapping[str, FragmentDefinitionNode]


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a list can have: what the first variable with a value says, or else a fixed number."""

    fixed: int = 1
    variables: tuple[str, ...] = ()

    def of(self, variables: Variables) -> int:
        """Return the number of rows, 0 to 100 for a page, or the length of a list of ids."""
        for name in self.variables:
            value = variables.get(name)
            if isinstance(value, int):
                return min(max(value, 0), LARGEST_PAGE)
            if isinstance(value, list):
                return len(value)
        return self.fixed


@dataclass(frozen=True, slots=True)
class Step:
    """One field of a cost plan: its own cost, how often it occurs in its parent, and what lies below."""

    own: int
    size: Size
    below: tuple["Step", ...]

    def cost(self, variables: Variables) -> int:
        """Return the most objects this field can add to the answer."""
        return self.size.of(variables) * (self.own + total(self.below, variables))


SCHEMA = Step(1_000, Size(), ())  # what asking about the schema itself costs


def total(steps: Iterable[Step], variables: Variables) -> int:
    """Return what these fields cost together."""
    return sum(step.cost(variables) for step in steps)


def plan(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments) -> tuple[Step, ...]:
    """Return the cost plan of a valid operation, to be totalled with each request's coerced variables."""
    root = schema.get_root_type(operation.operation)
    return _Planner(schema, fragments).steps(root, [operation.selection_set]) if root else ()


@dataclass(frozen=True)
class _Planner:
    schema: GraphQLSchema
    fragments: Fragments

    def steps(
        self, parent: GraphQLCompositeType, selections: Sequence[SelectionSetNode], page: Size | None = None
    ) -> tuple[Step, ...]:
        """Plan what is selected on a type; `page` is the size of the connection whose fields these are."""
        grouped: dict[tuple[str, str], list[FieldNode]] = {}
        owners: dict[str, GraphQLCompositeType] = {}
        for selection_set in selections:
            self._collect(parent, selection_set, grouped, owners)
        found = (self._step(owners[owner], nodes, page) for (owner, _name), nodes in grouped.items())
        return tuple(step for step in found if step is not None)

    def _collect(
        self,
        parent: GraphQLCompositeType,
        selection_set: SelectionSetNode,
        grouped: dict[tuple[str, str], list[FieldNode]],
        owners: dict[str, GraphQLCompositeType],
    ) -> None:
        owners[parent.name] = parent
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                name = (selection.alias or selection.name).value
                grouped.setdefault((parent.name, name), []).append(selection)
                continue
            if isinstance(selection, FragmentSpreadNode):
                inner: FragmentDefinitionNode | InlineFragmentNode = self.fragments[selection.name.value]
            elif isinstance(selection, InlineFragmentNode):
                inner = selection
            narrowed = self.schema.get_type(inner.type_condition.name.value) if inner.type_condition else parent
            if is_composite_type(narrowed):
                self._collect(narrowed, inner.selection_set, grouped, owners)

    def _step(self, parent: GraphQLCompositeType, nodes: list[FieldNode], page: Size | None) -> Step | None:
        name = nodes[0].name.value
        if name in ("__schema", "__type"):
            return SCHEMA
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or name not in parent.fields:
            return None
        definition = parent.fields[name]
        metadata = _metadata(definition)
        answer = get_named_type(definition.type)
        nested = [node.selection_set for node in nodes if node.selection_set is not None]
        below = self.steps(answer, nested, _page(definition, nodes[0])) if is_composite_type(answer) else ()
        own = int(metadata.get("cost", 1 if is_composite_type(answer) else 0))
        return Step(own, _size(definition, nodes[0], metadata, page), below) if own or below else None


def _metadata(definition: GraphQLField) -> Mapping[Any, Any]:
    metadata = getattr(definition.extensions.get("strawberry-definition"), "metadata", None)
    return metadata if isinstance(metadata, Mapping) else {}


def _size(definition: GraphQLField, node: FieldNode, metadata: Mapping[Any, Any], page: Size | None) -> Size:
    answer = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
    if not is_list_type(answer):
        return Size()
    if "at_most" in metadata:
        return Size(int(metadata["at_most"]))
    page = _page(definition, node) or (page if node.name.value in ("edges", "nodes") else None)
    if page is not None:
        return page
    ids = _argument(node, "ids")
    if isinstance(ids, ListValueNode):
        return Size(len(ids.values))
    return Size(LARGEST_PAGE, (ids.name.value,)) if isinstance(ids, VariableNode) else Size(PLAIN_LIST)


def _page(definition: GraphQLField, node: FieldNode) -> Size | None:
    """Return the page size that a connection is asked for; the largest where the document leaves it out."""
    if "first" not in definition.args and "last" not in definition.args:
        return None
    given = [_argument(node, "first"), _argument(node, "last")]
    numbers = [min(max(int(value.value), 0), LARGEST_PAGE) for value in given if isinstance(value, IntValueNode)]
    names = tuple(value.name.value for value in given if isinstance(value, VariableNode))
    return Size(numbers[0] if numbers else LARGEST_PAGE, names)


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    return next((argument.value for argument in node.arguments or () if argument.name.value == name), None)
