"""Questions that schemathesis makes up from the schema find no fault of ours, whoever asks them.

Half of them are sent as they are, and half with ids that exist and pages that can be, so that they get further.
"""

import random
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from graphql import (
    ArgumentNode,
    FieldNode,
    IntValueNode,
    NameNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings, strategies

from api import ids
from api.schema import contract
from domain import ideas, members, notifications
from domain.members import Member, Role
from domain.paging import Slice
from tests.api.conftest import As
from tests.api.everything import SCHEMA
from tests.people import People, writing

EACH = 15  # made-up questions for each field of a query, and each mutation
OURS = ("INTERNAL", "TIMEOUT")  # what would be a fault of ours, with whatever status it comes
PAGED = {"first", "after", "last", "before"}
# Numbers as text, infinite ones and those that are none, and text that is no number.
schemathesis.graphql.scalar(
    "Decimal",
    strategies.one_of(strategies.decimals().map(str), strategies.text(max_size=20)).map(
        schemathesis.graphql.nodes.String
    ),
)
Known = list[tuple[str, str]]  # the kind and id of everything there is


def _of(operation: Any) -> list[str]:
    """Return questions for one field, the same ones each time."""
    questions = list[str]()

    @settings(
        max_examples=EACH,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy())
    def collect(case: Any) -> None:
        questions.append(case.body)

    collect()
    return questions


@pytest.fixture(scope="session")
def questions() -> list[tuple[str, str]]:
    """Return all questions, made once."""
    found: list[Any] = list(schemathesis.graphql.from_file(contract()).get_all_operations())
    operations = [each.ok() for each in found]
    return [(made.label.partition(".")[2], question) for made in operations for question in _of(made)]


class _Likely(Visitor):
    """Puts ids that exist and pages that can be into a question."""

    def __init__(self, name: str, known: Known, info: TypeInfo, chance: random.Random) -> None:
        super().__init__()
        self.name, self.known, self.info, self.chance = name, known, info, chance

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        given = [
            argument for argument in node.arguments or () if argument.name.value not in ("last", "before", "after")
        ]
        if len(given) == len(node.arguments or ()):
            return None
        first = ArgumentNode(name=NameNode(value="first"), value=IntValueNode(value=str(self.chance.randint(1, 5))))
        others = [argument for argument in given if argument.name.value != "first"]
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=(first, *others),
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def enter_string_value(self, *_: Any) -> StringValueNode | None:
        return self._an_id()

    def enter_int_value(self, *_: Any) -> StringValueNode | None:
        return self._an_id()

    def _an_id(self) -> StringValueNode | None:
        kind = self.info.get_input_type()
        if kind is None or get_named_type(kind).name != "ID":
            return None
        fitting = [id for name, id in self.known if name in self.name.lower()]
        return StringValueNode(value=self.chance.choice(fitting or [id for _, id in self.known]))


def likely(name: str, question: str, known: Known, chance: random.Random) -> str:
    """Return a question with ids that exist and pages that can be."""
    info = TypeInfo(SCHEMA)
    return print_ast(visit(parse(question), TypeInfoVisitor(info, _Likely(name, known, info, chance))))


async def everything(people: People, asker: Member) -> Known:
    """Make one of everything, for and by the asker; return its ids."""
    other = await people.member("Other")
    mine, theirs = await people.idea(by=asker), await people.idea(by=other, title="Lamps in the tunnel")
    draft = await people.does(ideas.save_draft, asker, UUID(int=1), writing())
    await people.hear()
    said = [await people.comment(by=by, on=mine) for by in (asker, other)]
    await people.hear()
    token, _secret = await people.does(members.create_access_token, asker, name="Script")
    team = await people.does(members.save_team, asker, name="Docks", member_ids=[asker.id])
    await people.does(members.start_sign_in, asker)
    sign_in = (await people.reads(members.sign_ins, asker))[0]
    notice = (await people.reads(notifications.listed, asker, Slice())).items[0]
    return [
        *(("idea", ids.encode("Idea", idea.id)) for idea in (mine, theirs)),
        *(("vote", ids.encode("Idea", theirs.id)) for _ in range(2)),
        ("draft", ids.encode("Idea", draft.id)),
        *(("comment", ids.encode("Comment", comment.id)) for comment in said),
        *(("role", ids.encode("Member", member.id)) for member in (asker, other)),
        ("sponsor", ids.encode("Member", asker.id)),
        ("team", ids.encode("Team", team.id)),
        ("token", ids.encode("AccessToken", token.id)),
        ("signin", ids.encode("SignIn", sign_in.id)),
        ("notice", ids.encode("Notice", notice.id)),
    ]


@pytest.mark.parametrize("role", [Role.VISITOR, Role.ADMIN])
async def test_no_question_finds_a_fault_of_ours(
    role: Role, questions: list[tuple[str, str]], people: People, by_cookie: As
) -> None:
    admin = await people.admin()
    known = await everything(people, admin)
    chance = random.Random(20260202)  # noqa: S311 - the same questions each time
    outcomes = Counter[str]()
    asked_for, client = "", await by_cookie()
    for number, (name, question) in enumerate(questions):
        if name != asked_for and role is Role.ADMIN:
            asked_for, client = name, await by_cookie(admin)  # some of the mutations sign one out
        sent = likely(name, question, known, chance) if number % 2 else question
        response = await client.http.post("/graphql", json={"query": sent})
        assert response.status_code < 500, (sent, response.text)
        body = response.json()
        codes = [error["extensions"]["code"] for error in body.get("errors", ())]
        assert not set(codes) & set(OURS), (sent, body)
        outcomes["answered" if body.get("data") and not codes else codes[0]] += 1
    assert SCHEMA.query_type
    assert SCHEMA.mutation_type
    assert {name for name, _ in questions} == SCHEMA.query_type.fields.keys() | SCHEMA.mutation_type.fields.keys()
    assert len(questions) > len({name for name, _ in questions}) * EACH / 2
    assert outcomes["answered"] > len(questions) / 3, outcomes
