"""What a machine can hold about the contract: it is current, described, of one shape, and as able as the pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_list_type,
    is_specified_directive,
    is_specified_scalar_type,
)

import api
from api.refusals import FAMILIES
from api.schema import contract, schema
from domain.answers import ClockState
from domain.behalf import Source
from domain.challenges import ChallengeKind, ChallengeState, Much, TieRule, Well, Which
from domain.community import Joining, Reading, ReasonKind
from domain.experiments import (
    Advice,
    CheckInSource,
    ChecklistItem,
    ConclusionKind,
    MetricKind,
    Phase,
    PromiseKind,
    Reason,
    RemarkKind,
    Risk,
)
from domain.heroes import HeroKind
from domain.ideas import IdeaOrder, Quadrant, Status, Turn
from domain.members import Role, Scope
from domain.metrics import Better, FigureKind
from domain.moderation import ReportOutcome, ReportReason, SignKind
from domain.notifications import NoticeKind, NoticeTopic, Pace
from domain.offers import OfferKind
from domain.recognition import CardVisibility
from domain.rollouts import Felt
from domain.triage import BulkKind, DecisionKind, QueueSort, QueueView, Standing, StepKind, Welcome
from tests.architecture.deeds import PAGES, PAGES_ONLY
from tests.web.routes import routes

COMMITTED = (Path(api.__file__).parent / "schema.graphql").read_text()
SCHEMA = build_schema(COMMITTED)
POINTS_WRITTEN = {"reviseRewardRule.input.tiers.amount", "reviseRewardRule.input.capPoints"}
TYPES = {
    name: kind
    for name, kind in SCHEMA.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(kind)
}
assert SCHEMA.query_type
assert SCHEMA.mutation_type
MUTATIONS = SCHEMA.mutation_type.fields
MADE: dict[str, Any] = dict(schema._schema.type_map)


def test_the_committed_contract_is_current() -> None:
    assert contract() + "\n" == COMMITTED, "Run make schema."


def described() -> Iterator[tuple[str, str | None]]:
    """Yield everything in the contract that needs a sentence, with its sentence."""
    for name, kind in TYPES.items():
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{value}", what.description) for value, what in kind.values.items())
        for field, what in getattr(kind, "fields", {}).items():
            yield f"{name}.{field}", what.description
            for argument, sent in getattr(what, "args", {}).items():
                yield f"{name}.{field}({argument})", sent.description
    for directive in SCHEMA.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description


def test_everything_is_described_in_one_sentence() -> None:
    wrong = [
        place
        for place, sentence in described()
        if not sentence or not sentence[0].isupper() or not sentence.endswith(".") or sentence.count(". ") > 0
    ]
    assert wrong == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_takes_one_input_and_answers_with_a_thing_or_a_refusal(name: str) -> None:
    mutation, capitalised = MUTATIONS[name], name[0].upper() + name[1:]
    if mutation.args:
        assert list(mutation.args) == ["input"]
        assert str(mutation.args["input"].type) == f"{capitalised}Input!"
    answer = get_named_type(mutation.type)
    assert isinstance(answer, GraphQLUnionType)
    assert answer.name == f"{capitalised}Result"
    refusals = {family.__name__ for family in FAMILIES}
    assert {part.name for part in answer.types} > refusals
    assert len(answer.types) == len(refusals) + 1


def test_what_a_union_holds_can_be_asked_for_in_one_question() -> None:
    conflicting = []
    for union in TYPES.values():
        if isinstance(union, GraphQLUnionType):
            for part in union.types:
                for other in union.types:
                    for name in part.fields.keys() & other.fields.keys():
                        if str(part.fields[name].type) != str(other.fields[name].type):
                            conflicting.append(f"{union.name}: {part.name}.{name}, {other.name}.{name}")
    assert conflicting == []


ENUMERATIONS = (
    Felt,
    Quadrant,
    Status,
    IdeaOrder,
    Role,
    Scope,
    NoticeKind,
    NoticeTopic,
    Pace,
    OfferKind,
    Reading,
    Joining,
    ReportReason,
    ReportOutcome,
    SignKind,
    Source,
    Turn,
    ClockState,
    DecisionKind,
    StepKind,
    Welcome,
    ReasonKind,
    QueueSort,
    QueueView,
    Standing,
    BulkKind,
    Advice,
    CheckInSource,
    Reason,
    RemarkKind,
    ConclusionKind,
    Phase,
    MetricKind,
    PromiseKind,
    Risk,
    ChecklistItem,
    Better,
    FigureKind,
    CardVisibility,
    HeroKind,
    ChallengeKind,
    ChallengeState,
    Much,
    TieRule,
    Well,
    Which,
)


@pytest.mark.parametrize("kind", ENUMERATIONS)
def test_an_enumeration_shows_all_that_the_domain_knows(kind: type) -> None:
    shown = SCHEMA.type_map[kind.__strawberry_definition__.name]  # type: ignore[attr-defined]
    assert isinstance(shown, GraphQLEnumType)
    assert set(shown.values) == {value.name for value in kind} - {"VISITOR"}  # type: ignore[attr-defined]


def test_every_list_has_pages_or_is_known_to_be_short() -> None:
    """A list of things that is neither a page nor sized by its ids must say how many there can be, for its cost."""
    lists = []
    for name, kind in TYPES.items():
        if isinstance(kind, GraphQLObjectType) and not name.endswith("Connection"):
            for field, what in kind.fields.items():
                if _is_list(what) and isinstance(get_named_type(what.type), GraphQLObjectType):
                    shown = MADE[name].fields[field].extensions["strawberry-definition"]
                    if "at_most" not in shown.metadata:
                        lists.append(f"{name}.{field}")
    assert lists == []


def test_what_can_be_done_on_a_page_can_be_done_over_graphql() -> None:
    posts = {route.path for route in routes("POST")}
    assert posts == PAGES.keys() | PAGES_ONLY.keys()
    assert set(PAGES.values()) == set(MUTATIONS)


def test_inputs_and_answers_are_kept_apart() -> None:
    asked = {name for name, kind in TYPES.items() if isinstance(kind, GraphQLInputObjectType)}
    assert {name for name in asked if not name.endswith("Input")} == {"IdeaFilter"}


def _is_list(field: GraphQLField) -> bool:
    kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return is_list_type(kind)


def test_nobody_writes_points_but_admins_what_a_rule_shall_pay() -> None:
    def fields(kind: Any, way: str, within: tuple[str, ...] = ()) -> Iterator[str]:
        named = get_named_type(kind)
        if isinstance(named, GraphQLInputObjectType) and named.name not in within:
            for name, field in named.fields.items():
                yield f"{way}.{name}"
                yield from fields(field.type, f"{way}.{name}", (*within, named.name))

    mutations = SCHEMA.mutation_type
    assert mutations
    taken = [
        place
        for name, field in mutations.fields.items()
        for argument, each in field.args.items()
        for place in (f"{name}.{argument}", *fields(each.type, f"{name}.{argument}"))
    ]
    of_points = re.compile(r"points|amount|balance|ledger|granted|wanted|entry", re.IGNORECASE)
    found = {place for place in taken if of_points.search(place.rpartition(".")[2])}
    assert found == POINTS_WRITTEN
