"""Drafting, submitting, revising and withdrawing ideas over GraphQL."""

from typing import Any
from uuid import uuid4

from api import ids
from domain import ideas
from domain.members import Role
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

IDEA = "... on Idea { id title status quadrant tags { name } editedAt withdrawnReason supporters key }"
BENCH: dict[str, Any] = {
    "title": "A bench at every station",
    "problem": "There is nowhere to sit.",
    "proposal": "Put a bench beside each station, built from old cargo boxes.",
    "quadrant": "PARTICIPATION_FOR_SELF",
    "tags": ["stations"],
    "language": "en",
}


async def test_an_idea_is_submitted(people: People, by_token: As) -> None:
    idea = await (await by_token(await people.member())).do("submitIdea", BENCH, IDEA)
    assert idea["__typename"] == "Idea"
    assert (idea["title"], idea["status"], idea["supporters"]) == (BENCH["title"], "SUBMITTED", 0)
    assert idea["tags"] == [{"name": "stations"}]


async def test_the_same_key_makes_no_second_idea(people: People, by_token: As) -> None:
    client, key = await by_token(await people.member()), str(uuid4())
    first = await client.do("submitIdea", BENCH | {"key": key}, IDEA)
    second = await client.do("submitIdea", BENCH | {"key": key, "title": "Something else"}, IDEA)
    assert second == first
    assert first["key"] == key


async def test_all_that_is_wrong_is_said_at_once_each_at_its_place(people: People, by_token: As) -> None:
    wrong = {"title": "", "proposal": "Too short", "language": "tlh", "tags": ["a", "b", "c", "d", "e", "f"]}
    refused = await (await by_token(await people.member())).do("submitIdea", wrong)
    assert (refused["__typename"], refused["code"], refused["path"]) == ("Invalid", "INVALID", None)
    assert {problem["path"][-1]: problem["code"] for problem in refused["problems"]} == {
        "title": "MISSING",
        "proposal": "TOO_SHORT",
        "language": "UNKNOWN",
        "tags": "TOO_MANY",
        "quadrant": "MISSING",
    }
    assert all(problem["path"][0] == "input" and problem["message"] for problem in refused["problems"])


async def test_more_ideas_than_anybody_has_in_an_hour_are_too_many(
    people: People, by_token: As, clock: HeldClock
) -> None:
    ann = await people.member()
    client = await by_token(ann)
    for number in range(20):
        await people.idea(by=ann, title=f"Idea number {number}")
    refused = await client.do("submitIdea", BENCH)
    assert (refused["__typename"], refused["code"], refused["retryAfter"]) == ("TooMany", "TOO_MANY", 3600)
    clock.forward(seconds=refused["retryAfter"])
    assert (await client.do("submitIdea", BENCH))["__typename"] == "Idea"


async def test_a_draft_is_kept_changed_and_submitted(people: People, by_token: As) -> None:
    client, key = await by_token(await people.member()), str(uuid4())
    draft = await client.do("saveDraft", {"key": key, "title": "A be", "proposal": ""}, IDEA)
    assert (draft["status"], draft["quadrant"], draft["key"]) == ("DRAFT", None, key)
    again = await client.do("saveDraft", {"key": key, "title": "A bench", "proposal": ""}, IDEA)
    assert (again["id"], again["title"]) == (draft["id"], "A bench")
    assert await client.get("{ viewer { drafts { id title key } } }") == {
        "drafts": [{"id": draft["id"], "title": "A bench", "key": key}]
    }
    idea = await client.do("submitIdea", BENCH | {"key": key}, IDEA)
    assert (idea["id"], idea["status"]) == (draft["id"], "SUBMITTED")
    assert await client.get("{ viewer { drafts { id } } }") == {"drafts": []}


async def test_a_draft_is_thrown_away_by_its_author_only(people: People, by_token: As) -> None:
    ann, ben = await by_token(await people.member("Ann")), await by_token(await people.member("Ben"))
    draft = await ann.do("saveDraft", {"key": str(uuid4()), "title": "A", "proposal": ""}, IDEA)
    refused = await ben.do("discardDraft", {"id": draft["id"]})
    assert (refused["__typename"], refused["code"]) == ("NotFound", "NOT_FOUND")
    done = await ann.do("discardDraft", {"id": draft["id"]}, "... on Done { viewer { member { handle } } }")
    assert done == {"__typename": "Done", "viewer": {"member": {"handle": "ann"}}}
    assert (await ann.do("discardDraft", {"id": draft["id"]}))["__typename"] == "NotFound"
    kept = "{ viewer { drafts { id } discardedDrafts { id title } } }"
    assert await ann.get(kept) == {"drafts": [], "discardedDrafts": [{"id": draft["id"], "title": "A"}]}
    assert await ben.get(kept) == {"drafts": [], "discardedDrafts": []}
    assert (await ben.do("undoDiscardDraft", {"id": draft["id"]}))["code"] == "NOT_FOUND"
    back = await ann.do("undoDiscardDraft", {"id": draft["id"]}, IDEA)
    assert (back["id"], back["title"], back["status"]) == (draft["id"], "A", "DRAFT")
    assert await ann.get(kept) == {"drafts": [{"id": draft["id"]}], "discardedDrafts": []}
    assert (await ann.do("undoDiscardDraft", {"id": draft["id"]}))["code"] == "NOTHING_TO_UNDO"


async def test_an_idea_is_revised_on_the_revision_that_was_seen(people: People, by_token: As) -> None:
    ann = await people.member()
    bench = await people.idea(by=ann)
    client, id = await by_token(ann), ids.encode("Idea", bench.id)
    idea = await client.do("reviseIdea", BENCH | {"id": id, "basedOn": 1}, IDEA)
    assert (idea["title"], idea["editedAt"]) == (BENCH["title"], "2026-02-02T11:00:00+00:00")
    late = await client.do("reviseIdea", BENCH | {"id": id, "basedOn": 1, "title": "From another tab"})
    assert (late["__typename"], late["code"]) == ("Conflict", "EDITED_MEANWHILE")


async def test_after_the_edit_window_a_revision_says_why(people: People, by_token: As, clock: HeldClock) -> None:
    ann = await people.member()
    bench = await people.idea(by=ann)
    clock.forward(hours=25)
    client, change = await by_token(ann), BENCH | {"id": ids.encode("Idea", bench.id), "basedOn": 1}
    refused = await client.do("reviseIdea", change)
    assert refused["problems"][0]["path"] == ["input", "note"]
    assert (await client.do("reviseIdea", change | {"note": "Clearer"}))["__typename"] == "Idea"


async def test_the_product_team_revises_others_ideas_and_customers_do_not(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    change = BENCH | {"id": ids.encode("Idea", bench.id), "basedOn": 1, "note": "A typo"}
    refused = await (await by_token(await people.member("Ben"))).do("reviseIdea", change)
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_THE_AUTHOR")
    cleo = await people.member("Cleo", Role.PRODUCT)
    assert (await (await by_token(cleo)).do("reviseIdea", change))["__typename"] == "Idea"


async def test_an_idea_is_withdrawn_with_a_reason(people: People, by_token: As) -> None:
    ann = await people.member()
    bench = await people.idea(by=ann)
    client, id = await by_token(ann), ids.encode("Idea", bench.id)
    refused = await client.do("withdrawIdea", {"id": id, "reason": ""})
    assert refused["problems"][0]["path"] == ["input", "reason"]
    idea = await client.do("withdrawIdea", {"id": id, "reason": "Somebody is faster"}, IDEA)
    assert (idea["status"], idea["withdrawnReason"]) == ("WITHDRAWN", "Somebody is faster")
    closed = await client.do("reviseIdea", BENCH | {"id": id, "basedOn": 1})
    assert (closed["__typename"], closed["code"]) == ("Conflict", "IDEA_CLOSED")


async def test_an_input_that_does_not_fit_its_type_is_the_askers_mistake(people: People, by_token: As) -> None:
    client = await by_token(await people.member())
    query = "mutation($input: SubmitIdeaInput!) { submitIdea(input: $input) { __typename } }"
    for wrong in (BENCH | {"key": "no uuid"}, BENCH | {"quadrant": "FIFTH"}, {"title": "x"}, BENCH | {"extra": 1}):
        assert (await client.ask(query, {"input": wrong})).code == "BAD_USER_INPUT"
    assert await people.reads(ideas.count, await people.admin(), ideas.IdeaFilter()) == 0
