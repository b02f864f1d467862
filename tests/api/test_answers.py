"""Answers, decisions and what admins keep for them, over GraphQL: as on the pages, and with the same refusals."""

import asyncio
from typing import Any

import pytest

from api import ids
from domain import answers, community, members, triage
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from tests.api.asking import names
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

SAYS = "Thank you. We look into it this week."
THOUGHT = {"bestCustomers": "ACCEPT", "bestCustomersWords": "They asked for it."}


@pytest.fixture
async def idea(people: People) -> Idea:
    """Return Ann's idea, which is owed an answer."""
    made = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return made


async def test_a_draft_is_reviewed_by_another_and_published(
    idea: Idea, people: People, pia: Member, by_token: As
) -> None:
    hers, his = await by_token(pia), await by_token(await people.member("Paul", Role.PRODUCT))
    number = ids.encode("Idea", idea.id)
    draft = await hers.do("saveAnswerDraft", {"ideaId": number, "answer": SAYS}, "... on Answer { id publishedAt }")
    assert draft["publishedAt"] is None
    own = await hers.do("reviewAnswer", {"id": draft["id"]})
    assert own["code"] == "OWN_DRAFT"
    shown = "... on Answer { reviewedBy { name } }"
    assert (await his.do("reviewAnswer", {"id": draft["id"]}, shown))["reviewedBy"]["name"] == "Paul"
    said = await hers.do("answerIdea", {"ideaId": number, "answer": SAYS}, "... on Answer { id reviewedBy { name } }")
    assert (said["id"], said["reviewedBy"]["name"]) == (draft["id"], "Paul")
    assert (await his.do("reviewAnswer", {"id": draft["id"]}))["code"] == "ANSWER_PUBLISHED_ALREADY"


async def test_a_question_holds_the_clock(idea: Idea, people: People, pia: Member, by_token: As) -> None:
    hers, number = await by_token(pia), ids.encode("Idea", idea.id)
    for question, fields in (("", ["question"]), ("x" * 401, ["question"])):
        refused = await hers.do("askAuthor", {"ideaId": number, "question": question})
        assert [problem["path"][1] for problem in refused["problems"]] == fields
    asked = {"ideaId": number, "question": "Which stations do you mean?"}
    assert (await hers.do("askAuthor", asked))["__typename"] == "Idea"
    assert (await hers.do("askAuthor", asked))["code"] == "CLOCK_PAUSED_ALREADY"
    assert (await hers.do("resumeClock", {"ideaId": number}))["__typename"] == "Idea"
    assert (await people.reads(answers.runs, idea))[0].paused_at is None


def ruling(kind: str, **more: Any) -> dict[str, Any]:
    """Return what somebody decides."""
    return {"kind": kind, "seen": "SUBMITTED", "answer": SAYS, **THOUGHT, **more}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        (ruling("ADOPT", answer=""), {"answer"}),
        (ruling("DECLINE"), {"reasonId"}),
        (ruling("NOT_NOW"), {"reasonId", "wouldChange", "lookAgainOn"}),
        (ruling("ADOPT", bestCustomersWords=""), {"bestCustomersWords"}),
        (ruling("DELIVER"), "CANNOT_DECIDE"),
        (ruling("REOPEN"), "CANNOT_DECIDE"),
        (ruling("ADOPT", seen="IN_REVIEW"), "DECIDED_MEANWHILE"),
    ],
)
async def test_what_a_decision_lacks_is_refused_and_nothing_moves(
    given: dict[str, Any], refused: set[str] | str, idea: Idea, people: People, pia: Member, by_token: As
) -> None:
    answer = await (await by_token(pia)).do("decideIdea", {"ideaId": ids.encode("Idea", idea.id), **given})
    if isinstance(refused, str):
        assert answer["code"] == refused
    else:
        assert {problem["path"][1] for problem in answer["problems"]} == refused
    assert await people.reads(triage.decisions, pia, [idea.id]) == {}
    assert await people.reads(answers.published, Visitor(), [idea.id]) == {}


async def test_what_best_customers_support_stands_beside_the_question_for_the_team(
    idea: Idea, people: People, pia: Member, by_token: As
) -> None:
    ben = await people.member("Ben")
    await people.vote(by=ben, on=idea)
    await people.does(members.mark_best_customer, await people.admin(), ben.id, best=True)
    asked = f'{{ bestCustomerSupport(idea: "{ids.encode("Idea", idea.id)}") {{ backing bestCustomers }} }}'
    for who, told in ((pia, {"backing": 1, "bestCustomers": 1}), (ben, None)):
        assert await (await by_token(who)).get(asked) == told


async def test_of_two_who_decide_at_once_one_is_told(idea: Idea, people: People, pia: Member, by_token: As) -> None:
    hers, his = await by_token(pia), await by_token(await people.member("Paul", Role.PRODUCT))
    number = ids.encode("Idea", idea.id)
    made = await asyncio.gather(
        hers.do("decideIdea", {"ideaId": number, **ruling("ADOPT")}),
        his.do("decideIdea", {"ideaId": number, **ruling("SHORTLIST")}),
    )
    assert sorted(each["__typename"] for each in made) == ["Conflict", "Decision"]


async def test_what_would_be_disliked_is_confirmed_by_another_or_withdrawn(
    idea: Idea, people: People, pia: Member, by_token: As
) -> None:
    hers, his = await by_token(pia), await by_token(await people.member("Paul", Role.PRODUCT))
    number, shown = ids.encode("Idea", idea.id), "... on Decision { id effectiveAt }"
    dislike = {"ideaId": number, **ruling("ADOPT", bestCustomers="DISLIKE")}
    first = await hers.do("decideIdea", dislike, shown)
    assert first["effectiveAt"] is None
    assert (await hers.do("confirmDecision", {"id": first["id"]}))["code"] == "OWN_DECISION"
    assert (await hers.do("withdrawDecision", {"id": first["id"], "words": ""}))["problems"]
    gone = await hers.do("withdrawDecision", {"id": first["id"], "words": "They told us."})
    assert gone["__typename"] == "Decision"
    second = await hers.do("decideIdea", dislike | {"seen": "IN_REVIEW"}, shown)
    assert (await his.do("confirmDecision", {"id": second["id"]}, shown))["effectiveAt"]
    assert (await his.do("confirmDecision", {"id": second["id"]}))["code"] == "DECISION_SETTLED"


PROMISE = """{ promise { waiting overdue whole { owed kept halfWithinMinutes }
  weeks { monday answers { owed } } quadrants { quadrant answers { owed kept } } } }"""
LATE = "{ lateAnswers(first: 5) { nodes { lateByMinutes owner { name } idea { title statusLabel } } } }"


async def test_the_promise_is_for_all_and_whose_it_is_for_the_team(
    idea: Idea, people: People, pia: Member, clock: HeldClock, by_token: As
) -> None:
    quick = await people.idea(by=pia, title="A bin at every station")
    await people.hear()
    clock.forward(hours=1)
    await people.answer(by=pia, on=quick)
    await people.does(triage.claim, pia, idea.id)
    clock.forward(hours=25)
    found = await (await by_token(None)).get(PROMISE)
    assert (found["waiting"], found["overdue"]) == (1, 1)
    assert found["whole"] == {"owed": 2, "kept": 1, "halfWithinMinutes": 60}
    assert [week["answers"]["owed"] for week in found["weeks"]] == [0] * 11 + [2]
    assert sum(each["answers"]["owed"] for each in found["quadrants"]) == 2
    eve = await by_token(await people.member("Eve", Role.EXECUTIVE))
    (late,) = (await eve.get(LATE))["nodes"]
    assert (late["lateByMinutes"], late["owner"]["name"]) == (120, "Pia")
    assert late["idea"] == {"title": idea.title, "statusLabel": "In review"}


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.EMPLOYEE])
async def test_nobody_else_learns_whose_it_is(role: Role | None, idea: Idea, people: People, by_token: As) -> None:
    somebody = await by_token(await people.member("Dan", role) if role else None)
    assert (await somebody.ask(LATE)).code == ("NOT_ALLOWED" if role else "SIGN_IN_NEEDED")


async def test_labels_speak_the_readers_language(idea: Idea, people: People, by_token: As) -> None:
    hers = await by_token(await people.admin())
    given = [{"status": "SUBMITTED", "label": "Just in"}, {"status": "SUBMITTED", "label": "Eben da", "language": "de"}]
    shown = "... on Community { statusLabels { status label own { language label } } }"
    named = await hers.do("relabelStatuses", {"labels": given}, shown)
    (own,) = [each for each in named["statusLabels"] if each["own"]]
    assert (own["label"], {each["language"]: each["label"] for each in own["own"]}) == (
        "Just in",
        {"en": "Just in", "de": "Eben da"},
    )
    question = f'{{ node(id: "{ids.encode("Idea", idea.id)}") {{ ... on Idea {{ statusLabel }} }} }}'
    german = await by_token(await people.member("Uwe", language="de"))
    assert (await german.get(question))["statusLabel"] == "Eben da"
    odd = await hers.do("relabelStatuses", {"labels": [{"status": "ADOPTED", "label": "x" * 500}]})
    assert {problem["path"][1] for problem in odd["problems"]} == {"labels"}


@pytest.mark.parametrize(
    ("mutation", "given", "field"),
    [
        ("reviseCommunity", {"answerHours": 0}, "answerHours"),
        ("reviseCommunity", {"answerHours": 9999}, "answerHours"),
        ("reviseCommunity", {"workingDays": []}, "workingDays"),
        ("addHolidays", {"holidays": []}, "holidays"),
        ("addHolidays", {"holidays": ["2027-05-01", "2027-05-01"]}, "holidays"),
        ("addHolidays", {"holidays": ["1200-05-01"]}, "holidays"),
        ("addReason", {"kind": "DECLINE", "label": ""}, "label"),
        ("nameBestCustomers", {"bestCustomers": ["ann@people.example"], "least": "500"}, "bestCustomers"),
        ("nameBestCustomers", {"bestCustomers": ["a,1"], "least": "NaN"}, "least"),
        ("nameBestCustomers", {"bestCustomers": ["x"] * 20_001}, "bestCustomers"),
    ],
)
async def test_what_makes_no_sense_to_keep_is_refused_at_its_field(
    mutation: str, given: dict[str, Any], field: str, people: People, by_token: As
) -> None:
    refused = await (await by_token(await people.admin())).do(mutation, given)
    assert field in {problem["path"][1] for problem in refused["problems"]}


async def test_what_is_kept_is_read_back(people: People, by_token: As) -> None:
    hers = await by_token(await people.admin())
    pia = await people.member("Pia", Role.PRODUCT)
    await hers.do("addHolidays", {"holidays": ["2026-12-25"]})
    await hers.do("nameOnDuty", {"memberId": ids.encode("Member", pia.id)})
    await hers.do("reviseCommunity", {"answerHours": 48, "workingDays": [5, 1], "roundTheClock": True})
    question = "{ community { answerHours workingDays roundTheClock holidays onDuty { name } reasons { id } } }"
    here = await hers.get(question)
    assert (here["answerHours"], here["workingDays"], here["roundTheClock"]) == (48, [1, 5], True)
    assert (here["holidays"], here["onDuty"]["name"]) == (["2026-12-25"], "Pia")
    hidden = await (await by_token(None)).get(question)
    assert (hidden["onDuty"], hidden["reasons"], hidden["answerHours"]) == (None, None, 48)
    reasons = await people.reads(community.reasons)
    await hers.do("retireReason", {"id": ids.encode("Reason", reasons[0].id)})
    retired = "{ community { reasons(retired: true) { id retiredAt } } }"
    found = (await hers.get(retired))["reasons"]
    assert [each["id"] for each in found if each["retiredAt"]] == [ids.encode("Reason", reasons[0].id)]


async def test_a_list_is_looked_at_first_and_only_admins_read_the_mark(people: People, by_token: As) -> None:
    ann, hers = await people.member("Ann"), await by_token(await people.admin())
    lines = {"bestCustomers": ["ann@people.example,900", "nobody@else.example,900"], "least": "500"}
    shown = "... on BestCustomers { marked added below unknown { line name } }"
    question = '{ member(handle: "ann") { isBestCustomer } }'
    looked = await hers.do("nameBestCustomers", lines | {"preview": True}, shown)
    assert (looked["marked"], looked["unknown"]) == (1, [{"line": 2, "name": "nobody@else.example"}])
    assert (await hers.get(question))["isBestCustomer"] is False
    await hers.do("nameBestCustomers", lines, shown)
    assert (await hers.get(question))["isBestCustomer"] is True
    assert names(await hers.get("{ members(first: 9, bestCustomers: true) { nodes { name } } }"), "name") == ["Ann"]
    for somebody in (ann, None, await people.member("Pia", Role.PRODUCT)):
        assert (await (await by_token(somebody)).get(question))["isBestCustomer"] is None
