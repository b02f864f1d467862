"""Over GraphQL from any entry back to what it came from, and forward to what took it back and paid it again."""

from typing import Any

import pytest

from api import ids
from domain import comments
from domain.members import Member
from domain.rewards import Code
from tests.api.conftest import As, Counting
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import BECAUSE
from tests.tracing import IDEA, TEST, told

HIDDEN = "What this came from can’t be shown."
THINGS = """idea { title } decision { idea { title } } experiment { title } conclusion { experimentId }
  benefit { experimentId days verified } comment { idea { title } } recognitionCard { because about { title } }"""
CAUSE = "code cause { says at page " + THINGS + " }"
ONE = "query($id: ID!) { node(id: $id) { ... on RewardEntry { " + CAUSE + " } } }"
LIST = (
    "query($of: String) { rewardEntries(first: 30, handle: $of) { nodes { "
    + CAUSE
    + " topUps { id } paidAgain { id } reversal { paidAgain { id } } } } }"
)
KINDS = {
    **dict.fromkeys((Code.PUBLISHED, Code.SUPPORTED), "idea"),
    **dict.fromkeys((Code.ADOPTED, Code.SUPPORTED_EARLY), "decision"),
    **dict.fromkeys((Code.CHOSEN, Code.PLAN_APPROVED, Code.CARD_REUSED), "experiment"),
    **dict.fromkeys((Code.TESTED, Code.LEARNED, Code.ACTED_ON_VERDICT), "conclusion"),
    Code.BENEFIT_VERIFIED: "benefit",
    Code.CREDITED: "comment",
    Code.THANKED: "recognitionCard",
}


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    answer = (await (await by_token(reader)).ask(question, variables)).body
    assert "errors" not in answer, answer
    return answer["data"]


async def test_every_kind_of_entry_leads_to_its_cause(people: People, clock: HeldClock, by_token: As) -> None:
    story = await told(people, clock)
    led, entries = await story.led(), await story.entries()
    assert set(KINDS) == set(entries) == set(Code)
    test_id = ids.encode("Experiment", story.test.id)
    things = {
        "idea": {"title": IDEA},
        "decision": {"idea": {"title": IDEA}},
        "conclusion": {"experimentId": test_id},
        "benefit": {"experimentId": test_id, "days": 90, "verified": True},
        "comment": {"idea": {"title": IDEA}},
        "recognitionCard": {"because": BECAUSE, "about": None},
    }
    for code, entry in entries.items():
        thing = things.get(KINDS[code], {"title": story.building.title if code is Code.CARD_REUSED else TEST})
        readers = [story.member(entry.member_id), *([story.pia, None] if code is not Code.THANKED else [])]
        for reader in readers:
            found = (await _asked(by_token, reader, ONE, id=ids.encode("RewardEntry", entry.id)))["node"]["cause"]
            assert (found.pop("says"), found.pop("page")) == led[code]
            assert found.pop("at")
            assert found == dict.fromkeys(KINDS.values(), None) | {KINDS[code]: thing}, code


@pytest.mark.parametrize("who", ["ben", "pia", "a passer-by"])
async def test_what_is_hidden_reads_as_if_it_were_gone(
    who: str, people: People, clock: HeldClock, by_token: As
) -> None:
    story = await told(people, clock)
    await people.hide(story.idea)
    reader = None if who == "a passer-by" else getattr(story, who)
    for code, entry in (await story.entries()).items():
        if code in (Code.THANKED, Code.CARD_REUSED):
            continue
        found = (await _asked(by_token, reader, ONE, id=ids.encode("RewardEntry", entry.id)))["node"]
        if who == "pia":
            assert found["cause"][KINDS[code]]
        else:
            assert found["cause"] == {"says": HIDDEN, "at": None, "page": None} | dict.fromkeys(KINDS.values(), None)


async def test_a_closed_community_shows_a_passer_by_no_entry(people: People, clock: HeldClock, by_token: As) -> None:
    story = await told(people, clock)
    await people.shape(await people.admin(), reading="members")
    for code, entry in (await story.entries()).items():
        assert (await _asked(by_token, None, ONE, id=ids.encode("RewardEntry", entry.id)))["node"] is None, code


async def test_what_was_taken_back_leads_on_to_what_was_paid_again(
    people: People, clock: HeldClock, by_token: As
) -> None:
    story = await told(people, clock)
    first = await story.entry(Code.CREDITED)
    await people.does(comments.take_credit_back, story.ann, first.cause_id)
    await people.hear()
    await people.does(comments.credit, story.ann, first.cause_id)
    await people.hear()
    nodes = (await _asked(by_token, story.dan, LIST))["rewardEntries"]["nodes"]
    again = [each["paidAgain"] for each in nodes if each["code"] == "CREDITED" and each["paidAgain"]]
    assert len(again) == 2  # of the award and of what took it back
    assert again[0] == again[1]
    (award,) = [each for each in nodes if each["reversal"]]
    assert award["reversal"]["paidAgain"] == award["paidAgain"]


async def test_many_causes_ask_as_little_as_few(
    people: People, clock: HeldClock, by_token: As, counting_app: Counting
) -> None:
    story = await told(people, clock)
    client = await by_token(story.ann)
    await client.ask(LIST, {})
    with counting_app() as few:
        await client.ask(LIST, {})
    for number in range(4):
        idea = await people.idea(by=story.ann, title=f"Bench number {number}")
        await people.vote(by=story.ben, on=idea)
    await people.hear()
    with counting_app() as many:
        answer = await client.ask(LIST, {})
    assert "errors" not in answer.body
    assert len(answer.body["data"]["rewardEntries"]["nodes"]) > 12
    assert len(many) == len(few) <= 30, "\n\n".join(many.statements)
