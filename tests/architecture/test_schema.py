"""What a machine can hold about the contract: it is current, described, of one shape, and as able as the pages."""

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
from domain.ideas import IdeaOrder, Quadrant, Status, Turn
from domain.members import Role, Scope
from domain.moderation import ReportOutcome, ReportReason, SignKind
from domain.notifications import NoticeKind, NoticeTopic, Pace
from domain.offers import OfferKind
from domain.triage import BulkKind, DecisionKind, QueueSort, QueueView, Standing, StepKind, Welcome
from tests.web.routes import routes

COMMITTED = (Path(api.__file__).parent / "schema.graphql").read_text()
SCHEMA = build_schema(COMMITTED)
TYPES = {
    name: kind
    for name, kind in SCHEMA.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(kind)
}
assert SCHEMA.query_type
assert SCHEMA.mutation_type
MUTATIONS = SCHEMA.mutation_type.fields
MADE: dict[str, Any] = dict(schema._schema.type_map)

# What one can do on a page is one of these mutations, or stays with the pages for a reason.
PAGES = {
    "/ideas/new": "submitIdea",
    "/ideas/drafts": "saveDraft",
    "/ideas/drafts/{idea_id}/discard": "discardDraft",
    "/ideas/{idea_id}/edit": "reviseIdea",
    "/ideas/{idea_id}/withdraw": "withdrawIdea",
    "/ideas/{idea_id}/vote": "castVote",
    "/ideas/{idea_id}/unvote": "withdrawVote",
    "/ideas/{idea_id}/back": "castVote",
    "/exposures": "recordExposures",
    "/ideas/{idea_id}/follow": "followIdea",
    "/ideas/{idea_id}/unfollow": "unfollowIdea",
    "/ideas/{idea_id}/offers": "makeOffer",
    "/offers/{offer_id}/take-back": "takeBackOffer",
    "/offers/{offer_id}/accept": "acceptCoAuthor",
    "/offers/{offer_id}/decline": "declineCoAuthor",
    "/ideas/{idea_id}/co-authors/{co_author_id}/remove": "removeCoAuthor",
    "/ideas/{idea_id}/step-down": "stepDown",
    "/ideas/{idea_id}/claim": "claimIdea",
    "/ideas/{idea_id}/assign": "assignIdea",
    "/ideas/{idea_id}/assign/undo": "undoAssignment",
    "/ideas/{idea_id}/release": "releaseIdea",
    "/ideas/{idea_id}/answer": "answerIdea",
    "/ideas/{idea_id}/answer/draft": "saveAnswerDraft",
    "/ideas/{idea_id}/answer/discard": "discardAnswerDraft",
    "/answers/{answer_id}/review": "reviewAnswer",
    "/ideas/{idea_id}/ask": "askAuthor",
    "/ideas/{idea_id}/resume": "resumeClock",
    "/ideas/{idea_id}/decide/{kind}": "decideIdea",
    "/triage/board/move": "claimIdea",  # or leads on to the form of decideIdea
    "/ideas/{idea_id}/score": "scoreIdea",
    "/triage/weights": "reviseScoreWeights",
    "/triage/tags": "addTag",
    "/triage/tags/{tag}/rename": "renameTag",
    "/triage/tags/{tag}/retire": "retireTag",
    "/ideas/{idea_id}/tags": "fileIdea",
    "/changelog": "draftChangelogEntry",
    "/changelog/{entry_id}": "reviseChangelogEntry",
    "/changelog/{entry_id}/publish": "publishChangelogEntry",
    "/changelog/{entry_id}/discard": "discardChangelogEntry",
    "/decisions/{decision_id}/confirm": "confirmDecision",
    "/decisions/{decision_id}/withdraw": "withdrawDecision",
    "/triage/views": "saveView",
    "/triage/views/{view_id}/drop": "dropView",
    "/triage/at-once": "actAtOnce",
    "/triage/at-once/{bulk_id}/undo": "undoAtOnce",
    "/ideas/{idea_id}/merge": "mergeIdea",
    "/ideas/{idea_id}/merge/undo": "undoMerge",
    "/ideas/{idea_id}/merge/step-out": "stepOutOfMerge",
    "/ideas/{idea_id}/merge/step-back-in": "stepBackIn",
    "/ideas/{idea_id}/comments": "writeComment",
    "/comments/{comment_id}/edit": "reviseComment",
    "/comments/{comment_id}/remove": "removeComment",
    "/ideas/{idea_id}/notes": "writeNote",
    "/notes/{note_id}/remove": "removeNote",
    "/ideas/{idea_id}/behalf": "recordVote",
    "/recordings/{recording_id}/take-back": "takeBackRecording",
    "/edits/{edit_id}/let-through": "letEditThrough",
    "/edits/{edit_id}/turn-down": "turnEditDown",
    "/experiments/{experiment_id}/check-ins/new": "checkIn",
    "/experiments/{experiment_id}/check-ins/{check_in_id}/correct": "correctCheckIn",
    "/experiments/{experiment_id}/check-ins/import": "importCheckIns",
    "/behalf": "recordIdea",
    "/behalf/{idea_id}/take-back": "takeBackRecordedIdea",
    "/moderation/members/{member_id}/suspend": "suspendMember",
    "/moderation/members/{member_id}/lift": "liftSuspension",
    "/ideas/{idea_id}/report": "reportText",
    "/comments/{comment_id}/report": "reportText",
    "/ideas/{idea_id}/keep": "keepText",
    "/comments/{comment_id}/keep": "keepText",
    "/ideas/{idea_id}/hide": "hideText",
    "/comments/{comment_id}/hide": "hideText",
    "/ideas/{idea_id}/restore": "restoreText",
    "/comments/{comment_id}/restore": "restoreText",
    "/me/settings": "reviseProfile",
    "/me/email": "requestNewEmail",
    "/me/password": "setPassword",
    "/me/sign-ins/{sign_in_id}/end": "endSignIn",
    "/me/tokens": "createAccessToken",
    "/me/tokens/{token_id}/revoke": "revokeAccessToken",
    "/me/notices/read": "markNoticesRead",
    "/me/mail": "reviseMailHabits",
    "/ideas/{idea_id}/mail": "setIdeaPace",
    "/me/delete": "deleteAccount",
    "/signout/everywhere": "signOutEverywhere",
    "/admin": "reviseCommunity",
    "/admin/labels": "relabelStatuses",
    "/admin/synonyms": "reviseSynonyms",
    "/admin/members/{member_id}/role": "changeRole",
    "/admin/members/{member_id}/sponsor": "nameSponsor",
    "/admin/answers": "reviseCommunity",
    "/admin/holidays": "addHolidays",
    "/admin/holidays/remove": "removeHoliday",
    "/admin/reasons": "addReason",
    "/admin/reasons/{reason_id}": "renameReason",
    "/admin/reasons/{reason_id}/retire": "retireReason",
    "/admin/reasons/{reason_id}/bring-back": "bringBackReason",
    "/admin/duty": "nameOnDuty",
    "/admin/members/{member_id}/best": "markBestCustomer",
    "/admin/best-customers": "nameBestCustomers",
    "/admin/teams": "saveTeam",
    "/admin/teams/{team_id}": "saveTeam",
    "/admin/teams/{team_id}/close": "closeTeam",
    "/admin/parked": "retryParked",
}
PAGES_ONLY = {
    "/images": "takes a file in a form; programs send it as it is to /graphql/images",
    "/join": "a door: programs come by token",
    "/join/password": "a door",
    "/signin": "a door",
    "/signin/password": "a door",
    "/links/{token}": "a door",
    "/leave/{token}": "a door: the link in a mail",
    "/signout": "ends the session of the browser that asks",
    "/demo/{handle}": "a door of the demo",
    "/looks": "colours and language of a browser",
    "/developers": "runs a query",
    "/ideas/similar": "asks similarIdeas",
}


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
