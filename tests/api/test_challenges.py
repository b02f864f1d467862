"""Challenges over GraphQL: what pages let people do, with the same refusals, and no more shown than they show."""

from datetime import timedelta
from typing import Any

import pytest

from api import ids
from domain import challenges, community
from domain.members import Member, Role
from tests.api.conftest import As
from tests.challenging import WHY, began, called, ended
from tests.people import People

STATE = "... on Challenge { id state joined }"
FAR = """query($id: ID!) { challenge(id: $id) { joined progress { much well metAt } ownReadings { week well reason } }
  challengeMet(challenge: $id, first: 5) { nodes { name } }
  challengeParticipants(challenge: $id, first: 5) { nodes { name } } }"""
ALL = """query($id: ID!) { challengeStandings(challenge: $id, first: 5) {
  nodes { member { name } progress { much well } missingWeeks } } }"""
RESULTS = (
    "query($id: ID!) { challengeResults(challenge: $id, first: 5) { nodes { place won reason member { name } } } }"
)


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


async def test_a_call_is_drafted_with_both_thresholds_or_not_at_all(people: People, by_token: As, pia: Member) -> None:
    today = await people.reads(community.today)
    call: dict[str, Any] = {
        "kind": "IDEAS",
        "question": "How could waiting be shorter?",
        "startsOn": str(today + timedelta(days=1)),
        "lastDay": str(today + timedelta(days=14)),
        "much": "IMPACT",
        "muchLeast": "20",
        "well": "OUTCOMES",
        "wellLeast": "0",
        "tie": "EARLIER",
        "perk": "Lunch with the people who build it",
        "winners": 1,
    }
    keeper, ann = await by_token(pia), await by_token(await people.member("Ann"))
    one_only = await keeper.do("draftChallenge", call, STATE)
    assert [each["path"] for each in one_only["problems"]] == [["input", "wellLeast"]]
    call["wellLeast"] = "1"
    assert (await ann.do("draftChallenge", call))["__typename"] == "NotAllowed"
    made = await keeper.do("draftChallenge", call, STATE)
    assert made["state"] == "DRAFT"
    hidden = "query($id: ID!) { challenge(id: $id) { question } }"
    assert (await ann.ask(hidden, {"id": made["id"]})).data["challenge"] is None
    assert (await ann.do("announceChallenge", {"id": made["id"]}))["__typename"] in ("NotAllowed", "NotFound")
    assert (await keeper.do("announceChallenge", {"id": made["id"]}, STATE))["state"] == "ANNOUNCED"
    assert (await keeper.do("announceChallenge", {"id": made["id"]}))["__typename"] == "Conflict"
    assert (await ann.ask(hidden, {"id": made["id"]})).data["challenge"] == {"question": call["question"]}


async def test_staff_join_are_read_and_win_by_both(people: People, by_token: As, pia: Member) -> None:
    emil, olga = await people.member("Emil", Role.EMPLOYEE), await people.member("Olga", Role.EMPLOYEE)
    made = await called(people, by=pia, staff=True)
    challenge = {"id": ids.encode("Challenge", made.id)}
    keeper, joins, looks = await by_token(pia), await by_token(emil), await by_token(olga)
    ann = await by_token(await people.member("Ann"))
    assert (await ann.do("joinChallenge", challenge))["__typename"] == "NotAllowed"
    assert (await joins.do("joinChallenge", challenge, STATE))["joined"] is True
    await began(people, made)
    reading = {**challenge, "memberId": ids.encode("Member", emil.id), "week": 1, "much": "120", "well": "79.5"}
    assert (await joins.do("enterChallengeReading", reading))["__typename"] == "NotAllowed"
    assert (await keeper.do("enterChallengeReading", reading))["__typename"] == "ChallengeReading"
    again = await keeper.do("enterChallengeReading", {**reading, "well": "91"})
    assert again["__typename"] in ("Conflict", "Invalid")
    mended = {**reading, "well": "91", "reason": "Forms came in late."}
    assert (await keeper.do("enterChallengeReading", mended))["__typename"] == "ChallengeReading"
    own = (await joins.ask(FAR, challenge)).data
    assert (own["challenge"]["progress"]["much"], own["challenge"]["progress"]["well"]) == ("120.00", "91.00")
    assert [each["reason"] for each in own["challenge"]["ownReadings"]][-1] == "Forms came in late."
    assert own["challengeMet"] == own["challengeParticipants"] == {"nodes": [{"name": "Emil"}]}
    assert (await joins.ask(ALL, challenge)).body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
    (standing,) = (await keeper.ask(ALL, challenge)).data["challengeStandings"]["nodes"]
    far = {"progress": {"much": "120.00", "well": "91.00"}, "missingWeeks": []}
    assert standing == {"member": {"name": "Emil"}, **far}
    other = (await looks.ask(FAR, challenge)).data
    assert other["challengeMet"] == other["challengeParticipants"] == {"nodes": []}
    assert other["challenge"]["progress"] is None
    decision = {**challenge, "winnerIds": [reading["memberId"]], "why": WHY}
    assert (await keeper.do("decideChallenge", decision))["__typename"] == "Conflict"
    await ended(people, made)
    assert (await joins.do("decideChallenge", decision))["__typename"] == "NotAllowed"
    assert (await keeper.do("decideChallenge", decision, STATE))["state"] == "DECIDED"
    assert (await keeper.do("decideChallenge", decision))["__typename"] == "Conflict"
    (won,) = (await looks.ask(RESULTS, challenge)).data["challengeResults"]["nodes"]
    assert (won["place"], won["won"], won["member"]) == (1, True, {"name": "Emil"})


async def test_ideas_say_which_call_they_answer(people: People, by_token: As, pia: Member) -> None:
    call, ann = await began(people, await called(people, by=pia)), await people.member("Ann")
    answers = await people.idea(by=ann)
    await people.idea(by=ann, title="One for itself")
    await people.does(challenges.answer, ann, call.id, answers.id)
    visitor = await by_token()
    asked = "{ ideas(first: 5) { nodes { title challenge { question state lastDay decidedBy { name } } } } }"
    found = {each["title"]: each["challenge"] for each in (await visitor.ask(asked)).only["nodes"]}
    stands = {"state": "RUNNING", "lastDay": str(call.last_day), "decidedBy": None}
    assert found == {answers.title: {"question": call.question, **stands}, "One for itself": None}
