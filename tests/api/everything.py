"""Questions made from the schema: for every field of a type, and of all types below it."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    build_schema,
    get_named_type,
    is_required_argument,
    parse,
    print_ast,
    visit,
)

from api import cost, limits
from api.schema import contract, schema

SCHEMA: GraphQLSchema = build_schema(contract())
DEEPEST = 5
ROWS = 3
LARGE = {"Viewer"}  # asked for field by field: all at once, it would be more than one question may hold
_TYPENAME = FieldNode(name=NameNode(value="__typename"))

Arguments = dict[str, list[str]]  # what to ask a field for, each a text in GraphQL; one question for each


def questions(name: str, arguments: Arguments) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the questions for all that lies below a field of a query, each with its variables.

    A field with a required argument must be in `arguments`, as in `{"idea": ['id: "…"']}`.
    """
    assert SCHEMA.query_type
    field = SCHEMA.query_type.fields[name]
    for given in arguments.get(name, [""]):
        for question in _all_below(name, field, given):
            yield from map(_with_variables, _cut(question))


def _all_below(name: str, field: GraphQLField, given: str) -> Iterator[str]:
    kind = get_named_type(field.type)
    for part in SCHEMA.get_possible_types(kind) if isinstance(kind, GraphQLInterfaceType) else [kind]:
        narrowed = "" if part is kind else f"... on {part.name}"
        if part.name in LARGE and isinstance(part, GraphQLObjectType):
            for inner, what in part.fields.items():
                # A list without pages is dear, and asked for less deep.
                above = (part.name,) if "first" in what.args else ("", "", part.name)
                yield f"{{ {name} {{ __typename {_asked(inner, what, get_named_type(what.type), above)} }} }}"
        else:
            yield f"{{ {_asked(name, field, part, (), given, narrowed)} }}"


@cache
def _cut(question: str) -> list[str]:
    """Return a question, or as many as together ask for the same, each within the limits of a document and of cost."""
    document = parse(question)
    if _fits(document):
        return [question]
    return [part for half in _halves(document) for part in _cut(print_ast(half))]


def _fits(document: DocumentNode) -> bool:
    try:
        limits.check(document)
    except GraphQLError:
        return False
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return cost.total(cost.plan(schema._schema, operation, {}), {}) <= cost.BUDGET


def _halves(document: DocumentNode) -> Iterator[DocumentNode]:
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    within = operation.selection_set
    while len(asked := [each for each in within.selections if _asks(each)]) == 1:
        (only,) = asked
        assert isinstance(only, FieldNode | InlineFragmentNode)
        assert only.selection_set, "What is asked for here alone is more than one question may ask for."
        within = only.selection_set
    for half in (asked[::2], asked[1::2]):
        yield visit(document, _Only(within, half))


def _asks(selection: SelectionNode) -> bool:
    return not (isinstance(selection, FieldNode) and selection.name.value == _TYPENAME.name.value)


class _Only(Visitor):
    """Leaves some selections of those of one place."""

    def __init__(self, within: SelectionSetNode, kept: Sequence[SelectionNode]) -> None:
        super().__init__()
        self.within, self.kept = within, kept

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        return SelectionSetNode(selections=(_TYPENAME, *self.kept)) if node is self.within else None


class _Variables(Visitor):
    """Puts variables where texts are, so that a question is the same whatever it is about."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.kinds, self.values = info, list[str](), dict[str, str]()

    def enter_string_value(self, node: StringValueNode, *_: Any) -> VariableNode:
        name = f"v{len(self.values)}"
        self.kinds.append(f"${name}: {self.info.get_input_type()}")
        self.values[name] = node.value
        return VariableNode(name=NameNode(value=name))


@cache
def _with_variables(question: str) -> tuple[str, dict[str, Any]]:
    if '"' not in question:
        return question, {}
    info = TypeInfo(SCHEMA)
    variables = _Variables(info)
    varied = print_ast(visit(parse(question), TypeInfoVisitor(info, variables)))
    return f"query ({', '.join(variables.kinds)}) {varied}", variables.values


def _asked(
    name: str,
    field: GraphQLField,
    kind: GraphQLNamedType,
    above: tuple[str, ...],
    given: str = "",
    narrowed: str = "",
) -> str:
    needed = [argument for argument, what in field.args.items() if is_required_argument(what)]
    assert all(f"{argument}:" in given for argument in needed), f"Say what to ask {name} for."
    paged = f"first: {ROWS}" if "first" in field.args else ""
    arguments = ", ".join(part for part in (given, paged) if part)
    below = _all_of(kind, above) if isinstance(kind, GraphQLObjectType) else ""
    below = f"{{ __typename {narrowed} {below} }}" if narrowed else below
    return f"{name}{f'({arguments})' if arguments else ''} {below}"


def _all_of(kind: GraphQLObjectType, above: tuple[str, ...]) -> str:
    """Return a selection of all fields, but for those of a type that is asked for above already."""
    here = (*above, kind.name)
    fields = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        assert not isinstance(inner, GraphQLUnionType | GraphQLInterfaceType)
        if inner.name in here or len(here) >= DEEPEST or (name == "edges" and "nodes" in kind.fields):
            continue  # edges hold the same rows as nodes
        fields.append(_asked(name, field, inner, here))
    return f"{{ __typename {' '.join(fields)} }}"
