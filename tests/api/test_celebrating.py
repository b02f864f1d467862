"""What is new over GraphQL: one's own alone, marked as seen, switched off."""

from typing import Any

from domain.members import Member
from domain.triage import DecisionKind
from tests import carrying
from tests.api.conftest import As
from tests.people import People

ASKED = "{ rewardMoment { upTo impact learning entries { amount why idea { title } } awards { name because } } }"
SEEN = "mutation($input: SeeRewardMomentInput!) { seeRewardMoment(input: $input) { __typename } }"
OFF = """mutation { reviseRewardHabit(input: {shown: true, tells: false, celebrates: false}) {
  ... on RewardHabit { celebrates } } }"""


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    return (await (await by_token(reader)).ask(question, variables)).body["data"]


async def test_what_is_new_is_told_with_its_reasons_until_it_was_seen(
    people: People, by_token: As, pia: Member
) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await carrying.given(people, ann)
    await people.hear()
    found = (await _asked(by_token, ann, ASKED))["rewardMoment"]
    assert (found["impact"], found["learning"]) == (150, 0)
    assert [(each["amount"], each["idea"]["title"]) for each in found["entries"]] == [(150, idea.title)]
    assert found["awards"][0] == {"name": "First Spark", "because": carrying.WHY}
    assert (await _asked(by_token, pia, ASKED))["rewardMoment"] is None
    seen = await _asked(by_token, pia, SEEN, input={"upTo": found["upTo"]})
    assert seen == {"seeRewardMoment": {"__typename": "Done"}}
    assert (await _asked(by_token, ann, ASKED))["rewardMoment"] == found  # only one's own are marked
    await _asked(by_token, ann, SEEN, input={"upTo": found["upTo"]})
    assert (await _asked(by_token, ann, ASKED))["rewardMoment"] is None


async def test_who_switched_it_off_is_told_nothing(people: People, by_token: As, pia: Member) -> None:
    ann = await people.member("Ann")
    assert (await _asked(by_token, ann, OFF))["reviseRewardHabit"] == {"celebrates": False}
    await people.decide(DecisionKind.ADOPT, by=pia, on=await people.idea(by=ann))
    await people.hear()
    assert (await _asked(by_token, ann, ASKED))["rewardMoment"] is None
