"""Points over GraphQL: for whoever may read them, with the titles that the reader may see, in steady statements."""

from datetime import timedelta
from typing import Any

import pytest

from api import ids
from domain import fairness, recognition, rewards
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests import experimenting
from tests.api.conftest import As, Counting
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after
from tests.thanking import thanks
from tests.weighing import opened

TITLE = "A bench that nobody may see"
LIST = """query($of: String) { rewardEntries(first: 10, handle: $of) {
  nodes { id amount why terms idea { title } rule { version } season { key } member { name } } } }"""
ONE = """query($id: ID!) { node(id: $id) { ... on RewardEntry { why idea { title } } } }"""
BOARD = """{ rewardBoard { people own { rank } top { rank points member { name } } around { member { name } } } }"""
KEPT = """query($season: String, $of: Quadrant) { rewardBoard(season: $season, quadrant: $of) {
  kept { rank points member { name } } keptOwn { rank points } keptAround { rank } adjusted season { hash } } }"""
WHY_NOT = "query($idea: ID!) { whyNoPoints(idea: $idea) { code says entryId } }"
BACK = "{ rewardEntries(first: 10) { nodes { reversal { why } } } }"
THREE = (("Ann", Role.CUSTOMER), ("Ben", Role.CUSTOMER), ("Pia", Role.PRODUCT))
PREVIEW = """query($cap: Int) {
  rewardRulePreview(rule: {code: PUBLISHED, basedOn: 1, tiers: [{upTo: 1, amount: 7}], capPoints: $cap,
                           capPeriod: DAY, why: "Ideas are what we live on."}) {
    gain lose points shifts { member { name } before after } } }"""


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    return (await (await by_token(reader)).ask(question, variables)).body["data"]


async def test_an_entry_keeps_the_title_of_an_idea_out_of_sight(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, title=TITLE)
    await people.hear()
    (seen,) = (await _asked(by_token, ben, LIST, of=ann.handle))["rewardEntries"]["nodes"]
    assert (seen["idea"], TITLE in seen["why"]) == ({"title": TITLE}, True)
    await people.hide(idea)
    (one,) = (await _asked(by_token, ben, LIST, of=ann.handle))["rewardEntries"]["nodes"]
    alone = (await _asked(by_token, ben, ONE, id=seen["id"]))["node"]
    for found in (one, alone):
        assert (found["idea"], TITLE in found["why"]) == (None, False)


async def test_who_opts_out_is_on_no_board_and_in_no_list(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    (entry,) = (await _asked(by_token, ben, LIST, of=ann.handle))["rewardEntries"]["nodes"]
    assert [place["member"]["name"] for place in (await _asked(by_token, ben, BOARD))["rewardBoard"]["top"]] == ["Ann"]
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    assert (await _asked(by_token, ben, BOARD))["rewardBoard"]["top"] == []
    assert (await _asked(by_token, ben, ONE, id=entry["id"]))["node"] is None
    assert (await _asked(by_token, ann, BOARD))["rewardBoard"]["own"] == {"rank": 1}
    answer = await (await by_token(ben)).ask(LIST, {"of": ann.handle})
    assert not (answer.body["data"] or {}).get("rewardEntries", {}).get("nodes")


@pytest.mark.parametrize(("question", "most"), [(LIST, 10), (BOARD, 10)])
async def test_points_ask_as_much_for_one_row_as_for_many(
    question: str, most: int, people: People, by_token: As, clock: HeldClock, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    client = await by_token(ann)

    async def grow(times: int) -> None:
        for _ in range(times):
            clock.forward(minutes=1)
            other = await people.member(f"Person at {clock.time:%H %M}")
            for who in (ann, other):
                await people.idea(by=who, title=f"A bench at {clock.time:%H:%M}")
        await people.hear()

    await grow(1)
    await client.ask(question, {})
    with counting_app() as few:
        await client.ask(question, {})
    await grow(3)
    with counting_app() as many:
        answer = await client.ask(question, {})
    assert "errors" not in answer.body
    assert len(many) == len(few) <= most, "\n\n".join(many.statements)


async def test_who_would_gain_and_lose_by_a_rule_is_shown_to_admins_before_it_counts(
    people: People, by_token: As
) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    await people.idea(by=ann)
    await people.hear()
    seen = (await _asked(by_token, cleo, PREVIEW, cap=21))["rewardRulePreview"]
    assert seen == {"gain": 1, "lose": 0, "points": 5, "shifts": [{"member": {"name": "Ann"}, "before": 2, "after": 7}]}
    assert (await _asked(by_token, ann, PREVIEW, cap=21))["rewardRulePreview"] is None
    refused = (await (await by_token(cleo)).ask(PREVIEW, {"cap": 0})).body
    assert [each["path"] for each in refused["errors"][0]["extensions"]["problems"]] == [["capPoints"]]
    assert refused["data"]["rewardRulePreview"] is None


TALLY = "query($of: String) { rewardTally(handle: $of) { thanksEver impactEver } }"
SUPPORT = "query($of: String) { rewardEntries(first: 10, handle: $of) { nodes { code provisionalUntil } } }"
TO_COME = "{ rewardsToCome { code says until idea { title } } }"


async def test_how_often_one_was_thanked_is_for_oneself_alone(people: People, by_token: As, clock: HeldClock) -> None:
    eve, ann, ben = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann"), await people.member("Ben")
    await thanks(people, by=eve, to=[ann])
    clock.forward(minutes=11)
    await people.does(recognition.settle_thanks)
    assert (await _asked(by_token, ann, TALLY))["rewardTally"]["thanksEver"] == 1
    assert (await _asked(by_token, ben, TALLY, of=ann.handle))["rewardTally"]["thanksEver"] is None
    assert (await _asked(by_token, ann, SUPPORT))["rewardEntries"]["nodes"] == [
        {"code": "THANKED", "provisionalUntil": None}
    ]
    assert (await _asked(by_token, ben, SUPPORT, of=ann.handle))["rewardEntries"]["nodes"] == []


async def test_new_support_is_provisional_for_two_days(people: People, by_token: As, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    clock.forward(days=2)
    await people.vote(by=ben, on=idea)
    until = clock.time + timedelta(hours=48)
    await people.hear()
    found = {each["code"]: each["provisionalUntil"] for each in (await _entries(by_token, ann))}
    assert found == {"SUPPORTED": until.isoformat(), "PUBLISHED": None}
    clock.forward(hours=48)
    assert {each["provisionalUntil"] for each in (await _entries(by_token, ann))} == {None}


async def _entries(by_token: As, reader: Member) -> list[dict[str, Any]]:
    return (await _asked(by_token, reader, SUPPORT))["rewardEntries"]["nodes"]  # type: ignore[no-any-return]


async def test_what_is_still_to_come_says_what_it_waits_for(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann, title="A bench for those who wait")
    (coming,) = (await _asked(by_token, ann, TO_COME))["rewardsToCome"]
    assert coming == {
        "code": "ADOPTED",
        "says": "Waiting until the product team decides.",
        "until": None,
        "idea": {"title": "A bench for those who wait"},
    }
    assert (await _asked(by_token, ben, TO_COME))["rewardsToCome"] == []
    assert (await (await by_token()).ask(TO_COME, {})).code == "SIGN_IN_NEEDED"


async def test_what_was_kept_of_a_season_is_told_by_quadrant(people: People, by_token: As, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann, quadrant="creation_for_self")
    await people.idea(by=ben)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    asked = {"season": season.key, "of": "CREATION_FOR_SELF"}
    before = (await _asked(by_token, ben, KEPT, **asked))["rewardBoard"]
    assert before == {"kept": None, "keptOwn": None, "keptAround": [], "adjusted": 0, "season": {"hash": None}}
    await days_after(people, clock, season)
    await people.does(rewards.close_ended)
    found = (await _asked(by_token, ben, KEPT, **asked))["rewardBoard"]
    assert found["kept"] == [{"rank": 1, "points": 2, "member": {"name": "Ann"}}]
    assert (found["keptOwn"], found["keptAround"]) == (None, [])
    own = (await _asked(by_token, ann, KEPT, **asked))["rewardBoard"]
    assert (own["keptOwn"], own["keptAround"]) == ({"rank": 1, "points": 2}, [])
    assert len(found["season"]["hash"]) == 64
    assert len((await _asked(by_token, ben, KEPT, season=season.key))["rewardBoard"]["kept"]) == 2


async def test_what_was_taken_back_says_how_the_look_stands(people: People, by_token: As, clock: HeldClock) -> None:
    ann, ben, pia = [await people.member(name, role) for name, role in THREE]
    idea = await people.idea(by=ann, title="A bench for Ben")
    clock.forward(hours=25)
    await people.vote(by=ben, on=idea)
    await people.hear()
    case = await opened(people, [ben], [idea])

    async def says() -> list[str]:
        await people.hear()
        nodes = (await _asked(by_token, ann, BACK))["rewardEntries"]["nodes"]
        return [each["reversal"]["why"] for each in nodes if each["reversal"]]

    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.hold, pia, case.id, state=state)
    assert await says() == [
        "Held back with support that is looked at: “A bench for Ben”. If all is well, the points come again."
    ]
    await people.does(fairness.uphold, pia, case.id, said="One hand made them.")
    assert await says() == [
        "Taken back with support that doesn’t count: “A bench for Ben”. Somebody looked at it, and decided so."
    ]


async def test_why_an_idea_brought_no_points_is_said_as_pages_say_it(people: People, by_token: As) -> None:
    ann, ben, pia = [await people.member(name, role) for name, role in THREE]
    idea = await people.idea(by=ann)
    await people.hear()
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    asked = {"idea": ids.encode("Idea", idea.id)}
    by_ann = {each["code"]: each for each in (await _asked(by_token, ann, WHY_NOT, **asked))["whyNoPoints"]}
    assert by_ann["ADOPTED"]["says"] == "The product team decided against this idea, so this doesn’t come."
    assert by_ann["PUBLISHED"]["says"] == "You got 2 points for it."
    assert by_ann["PUBLISHED"]["entryId"]
    by_ben = {each["code"]: each["says"] for each in (await _asked(by_token, ben, WHY_NOT, **asked))["whyNoPoints"]}
    assert by_ben["ADOPTED"] == "This is for those who stand for the idea."
    assert (await _asked(by_token, ann, TO_COME))["rewardsToCome"] == []


async def test_what_a_test_that_one_runs_may_bring_is_still_to_come(people: People, by_token: As) -> None:
    emil, pia = await experimenting.crew(people)
    await experimenting.running(people, by=emil, second=pia)
    (coming,) = (await _asked(by_token, emil, TO_COME))["rewardsToCome"]
    assert (coming["code"], coming["says"]) == ("LEARNED", "Waiting until the experiment is concluded with its card.")
    assert coming["idea"] == {"title": "Benches at every station"}


CORRECT = """mutation($seen: Int!, $pays: Int!) { reviseRewardRule(input: {code: ADOPTED, basedOn: $seen,
  tiers: [{upTo: 1, amount: $pays}], why: "A figure was mistyped."}) { ... on RewardRule { version superseded } } }"""
VERSIONS = "{ rewardRules(history: true) { cause version superseded } }"


async def test_a_mistyped_rule_is_corrected_and_its_versions_say_which_never_counted(
    people: People, by_token: As
) -> None:
    cleo = await people.admin()
    for seen, pays in ((1, 15), (2, 160)):
        made = (await _asked(by_token, cleo, CORRECT, seen=seen, pays=pays))["reviseRewardRule"]
        assert made == {"version": seen + 1, "superseded": False}
    rules = (await _asked(by_token, cleo, VERSIONS))["rewardRules"]
    adopted = [(rule["version"], rule["superseded"]) for rule in rules if rule["cause"] == "ADOPTED"]
    assert adopted == [(1, False), (2, True), (3, False)]
