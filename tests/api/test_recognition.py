"""Recognition cards over GraphQL: the same as on the pages, and for the same readers."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from api import ids
from domain import community, members
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import BECAUSE, about, thanks
from tests.weighing import opened

SEND = """mutation($input: SendRecognitionCardInput!) { sendRecognitionCard(input: $input) {
  ... on RecognitionCard { id because page visibility motif senderRole about { title }
    value { name } sender { name } recipients { name } }
  ... on Invalid { problems { path code } } ... on Conflict { code } ... on NotAllowed { code } } }"""
WALL = """query($value: ID) { recognitionCards(first: 5, valueId: $value) { nodes { id because about { title } } } }"""
MINE = """{ receivedCards(first: 5) { nodes { id publicationDeclined } } sentCards(first: 5) { nodes { id } }
  cardBudget { most sent left } }"""
SPREAD = """{ teamThanks { team { name } people received sent } thankfulPairs { one { name } }
  lateVoteCases { count since days }
  overlookedMembers(first: 5) { nodes { member { name } ideaId experimentId } } }"""


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    return (await (await by_token(reader)).ask(question, variables)).body


async def test_a_card_is_sent_once_and_read_on_the_wall(people: People, by_token: As) -> None:
    eve, ann = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann")
    bench = await people.idea(by=ann)
    value = ids.encode("CompanyValue", (await people.reads(community.values))[0].id)
    given = {
        "to": [ids.encode("Member", ann.id)],
        "valueId": value,
        "because": BECAUSE,
        "aboutId": ids.encode("Idea", bench.id),
        "motif": "CREATION_WITH_OTHERS",
        "key": str(uuid4()),
    }
    first = (await _asked(by_token, eve, SEND, input=given))["data"]["sendRecognitionCard"]
    assert (await _asked(by_token, eve, SEND, input=given))["data"]["sendRecognitionCard"] == first
    assert (first["because"], first["value"]) == (BECAUSE, {"name": "Listening"})
    assert (first["recipients"], first["senderRole"]) == ([{"name": "Ann"}], "EMPLOYEE")
    assert (first["about"], first["visibility"]) == ({"title": bench.title}, "EVERYONE")
    for reader in (None, ann):
        found = (await _asked(by_token, reader, WALL, value=value))["data"]["recognitionCards"]["nodes"]
        assert found == [{"id": first["id"], "because": BECAUSE, "about": {"title": bench.title}}]
    await people.hide(bench)
    (found,) = (await _asked(by_token, None, WALL))["data"]["recognitionCards"]["nodes"]
    assert found["about"] is None
    mine = (await _asked(by_token, eve, MINE))["data"]
    assert mine["cardBudget"] == {"most": 3, "sent": 1, "left": 2}
    assert mine["sentCards"]["nodes"] == [{"id": first["id"]}]
    theirs = (await _asked(by_token, ann, MINE))["data"]
    assert theirs["cardBudget"] is None
    assert theirs["receivedCards"]["nodes"] == [{"id": first["id"], "publicationDeclined": False}]


async def test_what_does_not_fit_is_named(people: People, by_token: As) -> None:
    eve, ann = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann")
    value = ids.encode("CompanyValue", (await people.reads(community.values))[0].id)
    six = [ids.encode("Member", (await people.member(f"F {number}")).id) for number in range(6)]
    good = {"to": [ids.encode("Member", ann.id)], "valueId": value, "because": BECAUSE}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"to": six}, "TOO_MANY"),
        ({"to": [ids.encode("Member", eve.id)]}, "ONESELF"),
        ({"because": "x" * 39}, "TOO_SHORT"),
        ({"aboutId": ids.encode("Idea", 999_999)}, "UNSEEN"),
        ({"aboutId": ids.encode("Member", ann.id)}, "BAD_ID"),
        ({"valueId": ids.encode("CompanyValue", 999_999)}, "UNKNOWN"),
    ]
    for fields, code in wrong:
        answer = (await _asked(by_token, eve, SEND, input=good | fields))["data"]["sendRecognitionCard"]
        assert [each["code"] for each in answer["problems"]] == [code], fields


async def test_how_thanks_are_spread_is_for_admins_and_the_sponsor(people: People, pia: Member, by_token: As) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    bench = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=bench)
    found = (await _asked(by_token, cleo, SPREAD))["data"]
    assert [each["member"]["name"] for each in found["overlookedMembers"]["nodes"]] == ["Ann"]
    await thanks(people, by=pia, to=[ann], about=about(bench))
    assert (await _asked(by_token, cleo, SPREAD))["data"]["overlookedMembers"]["nodes"] == []
    rex = await people.member("Rex", Role.EXECUTIVE)
    assert (await _asked(by_token, rex, SPREAD))["errors"]
    await people.does(members.name_sponsor, cleo, rex.id)
    assert "errors" not in await _asked(by_token, await people.again(rex), SPREAD)


async def test_what_waits_too_long_for_moderators_is_counted(
    people: People, pia: Member, clock: HeldClock, by_token: As
) -> None:
    rex, due = await people.member("Rex", Role.EXECUTIVE), clock.time
    await opened(people, [await people.member("Ben")], [await people.idea(by=await people.member("Ann"))])
    await people.does(members.name_sponsor, await people.admin(), rex.id)
    none = {"count": 0, "since": None, "days": 0}
    assert (await _asked(by_token, await people.again(rex), SPREAD))["data"]["lateVoteCases"] == none
    clock.forward(days=9, hours=1)
    for reader in (await people.again(rex), await people.admin("Amy")):
        found = (await _asked(by_token, reader, SPREAD))["data"]["lateVoteCases"]
        assert (found["count"], datetime.fromisoformat(found["since"]), found["days"]) == (1, due, 9)
    for other in (pia, None):
        answer = await (await by_token(other)).ask("{ lateVoteCases { count } }")
        assert answer.code == ("SIGN_IN_NEEDED" if other is None else "NOT_ALLOWED")
