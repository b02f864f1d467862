"""Limits on a document's shape, counted with fragments spread out and before costlier validation starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import GraphQLError
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TokenKind,
)

from api.failures import Code, failure

CHARACTERS = 64_000
TOKENS = 1_000
DEPTH = 15
FIELDS = 500
ALIASES = 30
ROOT_ALIASES = 10
DIRECTIVES = 20
REPEATS = 20  # comparing fields that answer under one name takes time by the square of their number
NESTING = 60  # braces and spreads within each other; well below the interpreter's stack

_TEXTS = {TokenKind.STRING, TokenKind.BLOCK_STRING}


class Shape(NamedTuple):
    """How deep and wide a selection is with fragments spread out; `root_aliases` are those of its first level."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    root_aliases: int = 0


@dataclass
class _Measure:
    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[str, Shape] = field(default_factory=dict)
    repeats: int = 0

    def of(self, selection_set: SelectionSetNode | None, nesting: int = 0) -> Shape:
        if selection_set is None:
            return Shape()
        if nesting > NESTING:
            raise failure(Code.TOO_COMPLEX, f"This is nested too deeply; {DEPTH} levels of fields are the limit.")
        depth = fields = aliases = root_aliases = 0
        names = set[str]()
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                inner = self.of(selection.selection_set, nesting + 1)
                named = selection.alias or selection.name
                self.repeats += named.value in names
                names.add(named.value)
                aliased = selection.alias is not None
                introspects = selection.name.value.startswith("__")
                depth = max(depth, 1 if introspects else inner.depth + 1)
                fields += inner.fields + 1
                aliases += inner.aliases + aliased
                root_aliases += aliased
            else:
                inner = self._spread(selection, nesting)
                depth = max(depth, inner.depth)
                fields += inner.fields
                aliases += inner.aliases
                root_aliases += inner.root_aliases
        return Shape(depth, fields, aliases, root_aliases)

    def _spread(self, selection: object, nesting: int) -> Shape:
        if isinstance(selection, FragmentSpreadNode):
            return self.named(selection.name.value, nesting)
        return self.of(selection.selection_set if isinstance(selection, InlineFragmentNode) else None, nesting + 1)

    def named(self, name: str, nesting: int = 0) -> Shape:
        if name not in self.known and name in self.fragments:
            self.known[name] = Shape()  # a circle adds nothing here; validation names it
            self.known[name] = self.of(self.fragments[name].selection_set, nesting + 1)
        return self.known.get(name, Shape())


def check(document: DocumentNode) -> int:
    """Return a document's length in tokens; raises a GraphQLError for the first limit it breaks."""
    tokens = _read_words(document)
    fragments = {part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)}
    measure = _Measure(fragments)
    for name in fragments:
        measure.named(name)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        shape = measure.of(operation.selection_set)
        _hold(shape.depth, DEPTH, "levels of fields", operation)
        _hold(shape.fields, FIELDS, "fields", operation)
        _hold(shape.aliases, ALIASES, "aliases", operation)
        _hold(shape.root_aliases, ROOT_ALIASES, "aliases on the first level", operation)
    _hold(measure.repeats, REPEATS, "fields asked for twice", None)
    return tokens


def _read_words(document: DocumentNode) -> int:
    tokens = directives = 0
    token = document.loc.start_token if document.loc else None
    while token is not None:
        tokens += 1
        directives += token.kind is TokenKind.AT
        if token.kind in _TEXTS and "\0" in (token.value or ""):
            raise failure(Code.BAD_USER_INPUT, "A text can't contain the character U+0000.")
        token = token.next
    _hold(directives, DIRECTIVES, "directives", None)
    return tokens


def _hold(found: int, most: int, what: str, node: OperationDefinitionNode | None) -> None:
    if found > most:
        raise GraphQLError(
            f"This has {found:,} {what}; {most} are the limit.", node, extensions={"code": Code.TOO_COMPLEX}
        )
