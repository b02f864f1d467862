"""Who may do what: every mutation of the schema, as everybody. A new mutation without a row here fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from api import ids
from domain import ideas
from domain.members import Role
from domain.permissions import STAFF
from tests.api.challenge_scene import CHALLENGES
from tests.api.conftest import As
from tests.api.everything import SCHEMA
from tests.api.experiment_scene import EXPERIMENTS
from tests.api.hero_scene import HEROES
from tests.api.offer_scene import OFFERS
from tests.api.recognition_scene import RECOGNITION
from tests.api.reward_scene import REWARDS
from tests.api.rollout_scene import ROLLOUTS
from tests.api.scene import ENTRY, IDEA, SAYS, Scene
from tests.api.weighing_scene import WEIGHING
from tests.people import People

RULING = {
    "kind": "ADOPT",
    "seen": "SUBMITTED",
    "answer": SAYS,
    "bestCustomers": "ACCEPT",
    "bestCustomersWords": "They asked for it.",
}
MEMBERS = frozenset(Role) - {Role.VISITOR}
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})
READING = TENDING | {Role.EXECUTIVE}
ADMINS = frozenset({Role.ADMIN})
JO = {"source": "FAIR", "name": "Jo"}
NOBODY: frozenset[Role] = frozenset()
Input = Callable[[Scene], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True)
class Row:
    """Something to try: what, with which input, who may, and what those get."""

    mutation: str
    case: str
    may: frozenset[Role]
    answers: str
    input: Input


async def _nothing(_scene: Scene) -> None:
    return None


def _plain(**input: Any) -> Input:
    async def made(_scene: Scene) -> dict[str, Any]:
        return input

    return made


def _with(make: Callable[[Scene], Awaitable[str]], place: str = "id", /, **more: Any) -> Input:
    async def made(scene: Scene) -> dict[str, Any]:
        return {place: await make(scene), **more}

    return made


async def _told(_scene: Scene) -> dict[str, Any]:
    return {**IDEA, **JO, "name": f"Jo {uuid4()}"}


async def _draft(_scene: Scene) -> dict[str, Any]:
    return {**IDEA, "key": str(uuid4())}


async def _discarded(scene: Scene) -> str:
    await scene.people.does(ideas.discard_draft, scene.actor, ids.decode("Idea", draft := await scene.draft()))
    return draft


async def _naming(_scene: Scene) -> dict[str, Any]:
    return {**METRIC, "name": f"Rides {uuid4()}"}


async def _revising(scene: Scene) -> dict[str, Any]:
    return {**await _naming(scene), "id": await scene.metric(), "basedOn": 1}


async def _own_handle(scene: Scene) -> dict[str, Any]:
    return {"confirmHandle": scene.actor.handle}


async def _stepping_down(scene: Scene) -> dict[str, Any]:
    return {"ideaId": (await scene.shared(scene.other, scene.actor))["ideaId"]}


async def _assigning(scene: Scene) -> dict[str, Any]:
    return {"ideaId": await scene.others_idea(), "memberId": await scene.decider()}


async def _merging(scene: Scene) -> dict[str, Any]:
    return {"duplicateId": await scene.others_idea(), "targetId": await scene.others_idea()}


async def _shown(scene: Scene) -> dict[str, Any]:
    return {"ideaIds": [await scene.others_idea(), await scene.own_idea()]}


METRIC = {"name": "Churn", "says": "Who left us in a month.", "kind": "PERCENT", "better": "LOWER"}
READ, WHY = {"day": "2026-01-31", "value": "2.5"}, {"reason": "Counted anew"}
READINGS = "day,value\n2026-01-30,2.4"
TERMS = {"reach": 120, "impact": 2.0, "confidence": 0.5, "effort": 4.0}
ONES = dict.fromkeys(TERMS, 1.0)
BREAK, RUDE = {"days": 3, "reason": "Names were called."}, {"reason": "RUDE"}
REVISION = {**IDEA, "basedOn": 1, "note": "A typo"}
TOTALS = {"arms": [{"units": 100, "conversions": 10}, {"units": 100, "conversions": 13}]}
CHECK_INS = "day,arm,units,conversions\n2026-02-02,As it is,100,10\n2026-02-02,With benches,100,13"
TABLE = [
    Row("submitIdea", "a new one", MEMBERS, "Idea", _plain(**IDEA)),
    Row("saveDraft", "a new one", MEMBERS, "Idea", _draft),
    Row("discardDraft", "their own", MEMBERS, "Done", _with(Scene.draft)),
    Row("undoDiscardDraft", "their own", MEMBERS, "Idea", _with(_discarded)),
    Row("reviseIdea", "their own", MEMBERS, "Idea", _with(Scene.own_idea, **REVISION)),
    Row("reviseIdea", "somebody else's", TENDING, "Idea", _with(Scene.others_idea, **REVISION)),
    Row("withdrawIdea", "their own", MEMBERS, "Idea", _with(Scene.own_idea, reason="Done already")),
    Row("withdrawIdea", "somebody else's", NOBODY, "Idea", _with(Scene.others_idea, reason="Done already")),
    Row("castVote", "somebody else's idea", MEMBERS, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("withdrawVote", "somebody else's idea", MEMBERS, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("recordExposures", "any idea", MEMBERS, "ExposuresRecorded", _shown),
    Row("followIdea", "any", MEMBERS, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("unfollowIdea", "any", MEMBERS, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("makeOffer", "somebody else's idea", MEMBERS, "Offer", _with(Scene.others_idea, "ideaId", kind="TEST")),
    Row("removeCoAuthor", "of their idea", MEMBERS, "Idea", lambda it: it.shared(it.actor, it.other)),
    Row("removeCoAuthor", "of another's", NOBODY, "Idea", lambda it: it.shared(it.other, it.actor)),
    Row("stepDown", "from another's idea", MEMBERS, "Idea", _stepping_down),
    Row("writeComment", "any idea", MEMBERS, "Comment", _with(Scene.others_idea, "ideaId", body="I agree.")),
    Row("reviseComment", "their own", MEMBERS, "Comment", _with(lambda it: it.comment(it.actor), body="Better.")),
    Row(
        "reviseComment", "somebody else's", frozenset(), "Comment", _with(lambda it: it.comment(it.other), body="Mine.")
    ),
    Row("removeComment", "their own", MEMBERS, "Comment", _with(lambda it: it.comment(it.actor))),
    Row("removeComment", "somebody else's", TENDING, "Comment", _with(lambda it: it.comment(it.other), reason="Rude")),
    Row("suspendMember", "a customer", TENDING, "Member", _with(Scene.customer, "memberId", **BREAK)),
    Row("liftSuspension", "a customer", TENDING, "Member", _with(Scene.customer, "memberId")),
    Row("writeNote", "any idea", STAFF, "Note", _with(Scene.others_idea, "ideaId", body="Ask Priya.")),
    Row("recordVote", "somebody else's", STAFF, "Recording", _with(Scene.others_idea, "ideaId", **JO)),
    Row("takeBackRecording", "of their own making", STAFF, "Done", _with(Scene.own_recording)),
    Row("takeBackRecording", "of somebody else's", TENDING, "Done", _with(Scene.others_recording)),
    Row("letEditThrough", "of somebody else", TENDING, "Idea", _with(Scene.edited)),
    Row("turnEditDown", "of somebody else", TENDING, "Idea", _with(Scene.edited, reason="SPAM")),
    Row("recordIdea", "of a customer", STAFF, "RecordedIdea", _told),
    Row("takeBackRecordedIdea", "of their own making", STAFF, "Done", _with(Scene.own_told, "ideaId", reason="Amiss")),
    Row("takeBackRecordedIdea", "of another", TENDING, "Done", _with(Scene.others_told, "ideaId", reason="Amiss")),
    Row("removeNote", "their own", STAFF, "Note", _with(Scene.own_note)),
    Row("reportText", "somebody else's idea", MEMBERS, "Report", _with(Scene.others_idea, reason="RUDE")),
    Row("reportText", "somebody else's comment", MEMBERS, "Report", _with(lambda it: it.comment(it.other), **RUDE)),
    Row("reportText", "their own", NOBODY, "Report", _with(Scene.own_idea, reason="RUDE")),
    Row("keepText", "a reported one", TENDING, "Idea", _with(Scene.reported)),
    Row("hideText", "somebody else's idea", TENDING, "Idea", _with(Scene.others_idea, **RUDE)),
    Row("hideText", "somebody else's comment", TENDING, "Idea", _with(lambda it: it.comment(it.other), **RUDE)),
    Row("restoreText", "somebody else's comment", TENDING, "Idea", _with(lambda it: it.comment(it.other))),
    Row("restoreText", "a waiting one", TENDING, "Idea", _with(Scene.waiting)),
    Row("claimIdea", "any", TENDING, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("assignIdea", "any", TENDING, "Idea", _assigning),
    Row("undoAssignment", "their own", TENDING, "Idea", _with(Scene.given, "ideaId")),
    Row("releaseIdea", "any", TENDING, "Idea", _with(Scene.others_idea, "ideaId")),
    Row("mergeIdea", "any", TENDING, "Merge", _merging),
    Row("undoMerge", "any", TENDING, "Merge", Scene.merged),
    Row("stepOutOfMerge", "that of an idea they back", MEMBERS, "Merge", Scene.merged),
    Row("stepBackIn", "that of an idea they back", MEMBERS, "Merge", Scene.merged),
    Row("answerIdea", "any", TENDING, "Answer", _with(Scene.others_idea, "ideaId", answer=SAYS)),
    Row("saveAnswerDraft", "any", TENDING, "Answer", _with(Scene.others_idea, "ideaId", answer=SAYS)),
    Row("discardAnswerDraft", "any", TENDING, "Done", _with(Scene.drafted, "ideaId")),
    Row("reviewAnswer", "somebody else's", TENDING, "Answer", _with(Scene.answered)),
    Row("confirmDecision", "somebody else's", TENDING, "Decision", _with(Scene.doubted)),
    Row("withdrawDecision", "somebody else's", TENDING, "Decision", _with(Scene.doubted, words="Not yet.")),
    Row("scoreIdea", "any", TENDING, "Score", _with(Scene.others_idea, "ideaId", **TERMS)),
    Row("reviseScoreWeights", "as they are", ADMINS, "ScoreWeights", _plain(**ONES, basedOn=1)),
    Row("addTag", "a new one", TENDING, "Community", lambda it: it.new_tag()),
    Row("renameTag", "one there is", TENDING, "Community", _with(Scene.tag, "slug", name="Elsewhere")),
    Row("retireTag", "one there is", TENDING, "Community", _with(Scene.tag, "slug")),
    Row("fileIdea", "any", TENDING, "Idea", _with(Scene.others_idea, "ideaId", tags=[])),
    Row("giveBadge", "to somebody else", TENDING, "Award", Scene.gift),
    Row("revokeBadge", "somebody else's", TENDING, "Award", Scene.mistaken),
    Row("showBadge", "their own", MEMBERS, "Award", _with(Scene.own_badge, "awardId")),
    Row("hideBadge", "their own", MEMBERS, "Award", _with(Scene.own_badge, "awardId")),
    Row("rotateIssuerKeys", "all", ADMINS, "IssuerKeys", _plain(confirm=True)),
    Row("addMetric", "a new one", TENDING, "Metric", _naming),
    Row("reviseMetric", "one there is", TENDING, "Metric", _revising),
    Row("retireMetric", "one there is", TENDING, "Metric", _with(Scene.metric)),
    Row("bringBackMetric", "one there is", TENDING, "Metric", _with(Scene.metric)),
    Row("enterReading", "a first one", READING, "MetricReading", _with(Scene.metric, "metricId", **READ)),
    Row("enterReadings", "a table", READING, "ReadingTable", _with(Scene.metric, "metricId", csv=READINGS)),
    Row("correctReading", "somebody else's", READING, "MetricReading", _with(Scene.reading, value="2", **WHY)),
    Row("draftChangelogEntry", "a new one", TENDING, "ChangelogEntry", _plain(**ENTRY, ideaIds=[])),
    Row(
        "reviseChangelogEntry",
        "somebody else's",
        TENDING,
        "ChangelogEntry",
        _with(Scene.entry, **ENTRY, ideaIds=[], basedOn=1),
    ),
    Row("publishChangelogEntry", "somebody else's", TENDING, "ChangelogEntry", _with(Scene.entry)),
    Row("discardChangelogEntry", "somebody else's", TENDING, "Done", _with(Scene.entry)),
    Row(
        "checkIn", "their own", STAFF, "CheckIn", _with(Scene.own_running, "experimentId", **TOTALS, asOf="2026-02-02")
    ),
    Row(
        "checkIn",
        "somebody else's",
        TENDING,
        "CheckIn",
        _with(Scene.others_running, "experimentId", **TOTALS, asOf="2026-02-02"),
    ),
    Row("correctCheckIn", "somebody else's", TENDING, "CheckIn", _with(Scene.checked_in, **TOTALS, why="A typo.")),
    Row(
        "importCheckIns",
        "their own",
        STAFF,
        "ImportedCheckIns",
        _with(Scene.own_running, "experimentId", csv=CHECK_INS),
    ),
    Row(
        "importCheckIns",
        "somebody else's",
        TENDING,
        "ImportedCheckIns",
        _with(Scene.others_running, "experimentId", csv=CHECK_INS, preview=True),
    ),
    Row("reuseLearningCard", "any", STAFF, "LearningCard", Scene.of_use),
    Row("askAuthor", "any", TENDING, "Idea", _with(Scene.owed, "ideaId", question="Which stations?")),
    Row("resumeClock", "any", TENDING, "Idea", _with(Scene.owed, "ideaId")),
    Row("decideIdea", "any", TENDING, "Decision", _with(Scene.others_idea, "ideaId", **RULING)),
    Row("actAtOnce", "any", TENDING, "BulkAction", Scene.at_once),
    Row("undoAtOnce", "their own", TENDING, "BulkAction", _with(Scene.own_bulk)),
    Row("saveView", "a new one", READING, "SavedView", _plain(name="Late", filter={"view": "OVERDUE"})),
    Row("dropView", "their own", READING, "Done", _with(Scene.own_view)),
    Row("reviseProfile", "their own", MEMBERS, "Member", _plain(name="Else", about="", language="en")),
    Row("requestNewEmail", "their own", MEMBERS, "Done", _plain(email="new@people.example")),
    Row("setPassword", "their own", MEMBERS, "Done", _plain(newPassword="a bench in the evening sun")),
    Row("endSignIn", "their own", MEMBERS, "Done", _with(Scene.sign_in)),
    Row("signOutEverywhere", "their own", MEMBERS, "Done", _nothing),
    Row("createAccessToken", "their own", MEMBERS, "NewAccessToken", _plain(name="Script", scope="WRITE", days=1)),
    Row("revokeAccessToken", "their own", MEMBERS, "Done", _with(Scene.token)),
    Row("markNoticesRead", "their own", MEMBERS, "Done", _with(Scene.notice, "upTo")),
    Row("reviseMailHabits", "their own", MEMBERS, "Done", _plain(paces=[{"topic": "REPLIES", "pace": "DAILY"}])),
    Row("setIdeaPace", "any idea", MEMBERS, "Idea", _with(Scene.others_idea, "ideaId", pace="NEVER")),
    Row("deleteAccount", "their own", MEMBERS, "Done", _own_handle),
    Row("reviseCommunity", "", ADMINS, "Community", _plain(hue=1, reading="EVERYONE")),
    Row("relabelStatuses", "", ADMINS, "Community", _plain(labels=[{"status": "NOT_NOW", "label": "Later"}])),
    Row(
        "reviseSynonyms",
        "",
        ADMINS,
        "Community",
        _plain(synonyms=[["offline map", "maps without network"]], basedOn=[]),
    ),
    Row("addHolidays", "", ADMINS, "Community", _plain(holidays=["2027-05-01"])),
    Row("removeHoliday", "", ADMINS, "Community", _plain(holiday="2027-05-01")),
    Row("addReason", "", ADMINS, "Reason", _plain(kind="DECLINE", label="We tried it.")),
    Row("renameReason", "one there is", ADMINS, "Reason", _with(Scene.reason, label="We tried it in May.")),
    Row("retireReason", "one there is", ADMINS, "Reason", _with(Scene.reason)),
    Row("bringBackReason", "one there is", ADMINS, "Reason", _with(Scene.reason)),
    Row("nameOnDuty", "a product member", ADMINS, "Member", _with(Scene.decider, "memberId")),
    Row("markBestCustomer", "a customer", ADMINS, "Member", _with(Scene.customer, "memberId", best=True)),
    Row("nameBestCustomers", "a list", ADMINS, "BestCustomers", _plain(bestCustomers=["ann@people.example"])),
    Row("changeRole", "somebody else's", ADMINS, "Member", _with(Scene.staff, "memberId", role="CUSTOMER")),
    Row("nameSponsor", "one of the staff", ADMINS, "Member", _with(Scene.staff, "memberId")),
    Row("saveTeam", "a new one", ADMINS, "Team", _plain(name="Docks", memberIds=[])),
    Row("saveTeam", "one there is", ADMINS, "Team", _with(Scene.team, name="Stations", memberIds=[])),
    Row("closeTeam", "one there is", ADMINS, "Done", _with(Scene.team)),
    Row("retryParked", "all there is", ADMINS, "Done", _plain()),
    *(Row(name, case, may, "Experiment", made) for name, case, may, made in EXPERIMENTS),
    Row("lookAtTrust", "their own", frozenset({Role.CUSTOMER}), "Trust", _nothing),
    Row("lookAtVotes", "", TENDING, "VotesLookedAt", _nothing),
    *(Row(*each) for each in RECOGNITION + HEROES + OFFERS + REWARDS + CHALLENGES + WEIGHING),
    *(Row(name, case, may, "Rollout", made) for name, case, may, made in ROLLOUTS),
]


def test_every_mutation_has_a_row() -> None:
    assert SCHEMA.mutation_type
    assert {row.mutation for row in TABLE} == set(SCHEMA.mutation_type.fields)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.mutation}, {row.case}")
async def test_everybody_may_do_what_the_table_says_and_nothing_else(row: Row, people: People, by_cookie: As) -> None:
    other = await people.member("Other")
    await people.admin("Another admin")  # so that no admin is the last
    for role in Role:
        actor = await people.member(f"A {role}", Role.CUSTOMER if role is Role.VISITOR else role)
        client = await by_cookie(None if role is Role.VISITOR else actor)
        answer = await client.do(row.mutation, await row.input(Scene(people, actor, other)))
        expected = row.answers if role in row.may else "NotAllowed"
        assert answer["__typename"] == expected, (role, answer)
        assert role is not Role.VISITOR or answer["code"] == "SIGN_IN_NEEDED"
