"""Documents: a query text becomes checked operations once, and is then remembered."""

from collections import OrderedDict
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api import cost, limits
from api.failures import Code, coded, failure

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
MOST_ERRORS = 10
MEMORY = 40_000  # tokens of some 600 bytes each, their nodes included
CHARACTERS_PER_TOKEN = 64  # a long text in a document takes as much memory as this many tokens


class Unanswerable(Exception):
    """A question that won't be run: the errors that say why, each with a code, and its price if known."""

    def __init__(self, *errors: GraphQLError, price: int | None = None) -> None:
        super().__init__(*errors)
        self.errors = errors
        self.price = price


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document, with its cost plan."""

    document: DocumentNode
    node: OperationDefinitionNode
    steps: tuple[cost.Step, ...]
    introspects: bool

    @property
    def kind(self) -> OperationType:
        """Return whether it is a query, a mutation or a subscription."""
        return self.node.operation

    @property
    def name(self) -> str | None:
        """Return its name, if the document gives it one."""
        return self.node.name.value if self.node.name else None


@dataclass(frozen=True)
class Document:
    """A valid document: its operations in order, and the memory it takes in tokens."""

    operations: tuple[Operation, ...]
    weight: int

    def operation(self, name: str | None) -> Operation:
        """Return the operation to run; raises Unanswerable unless the name picks exactly one."""
        found = [each for each in self.operations if name is None or each.name == name]
        if len(found) != 1:
            message = "No operation has this name." if name else "Say by operationName which operation to run."
            raise Unanswerable(failure(Code.OPERATION_RESOLUTION_FAILURE, message))
        return found[0]


class Library:
    """The documents of one schema, read once; lets go of those unused longest when they grow too many."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._weight = 0
        self.hits = 0
        self.misses = 0

    def read(self, text: str) -> Document:
        """Return the document that a text spells; raises Unanswerable if it is too large or not valid."""
        known = self._kept.get(text)
        if known is not None:
            self._kept.move_to_end(text)
            self.hits += 1
            return known
        self.misses += 1
        document = self._checked(text)
        self._kept[text] = document
        self._weight += document.weight
        while self._weight > MEMORY:
            self._weight -= self._kept.popitem(last=False)[1].weight
        return document

    def _checked(self, text: str) -> Document:
        try:
            parsed = parse(
                text, max_lexical_tokens=limits.TOKENS, max_comments=limits.TOKENS, max_source_length=limits.CHARACTERS
            )
        except GraphQLError as error:
            raise Unanswerable(*coded([error], Code.GRAPHQL_PARSE_FAILED)) from None
        try:
            weight = limits.check(parsed) + len(text) // CHARACTERS_PER_TOKEN
        except GraphQLError as error:
            raise Unanswerable(error) from None
        found = validate(self._schema, parsed, RULES, MOST_ERRORS, hide_suggestions=True)
        if found:
            raise Unanswerable(*coded(found, Code.GRAPHQL_VALIDATION_FAILED))
        fragments = {part.name.value: part for part in parsed.definitions if isinstance(part, FragmentDefinitionNode)}
        operations = []
        for node in parsed.definitions:
            if isinstance(node, OperationDefinitionNode):
                steps = cost.plan(self._schema, node, fragments)
                operations.append(Operation(parsed, node, steps, any(step is cost.SCHEMA for step in steps)))
        return Document(tuple(operations), weight)
