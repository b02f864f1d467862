"""Merges over GraphQL."""

import pytest

from api import ids
from domain import triage
from domain.ideas import Idea
from domain.members import Member, Role
from tests.api.conftest import As
from tests.people import People

PREVIEW = """query($one: ID!, $other: ID!) {
  mergePreview(duplicateId: $one, targetId: $other) {
    supporters newSupporters supportersAfter told coAuthor { name }
  }
}"""
SAYS = """query($id: ID!) { idea(id: $id) {
  status supporters viewerHasVoted coAuthors { name } likelyDuplicates { title }
  mergedInto { title } mergedIdeas { title }
  story(first: 9) { nodes { kind other { title } } }
} }"""


async def pair(people: People) -> tuple[Member, Member, Idea, Idea]:
    ben, pia = await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    duplicate = await people.idea(by=await people.member("Dan"), title="A bench at each station")
    target = await people.idea(by=await people.member("Ann"), title="Benches at every station")
    await people.vote(by=ben, on=duplicate)
    return ben, pia, duplicate, target


async def test_a_merge_is_seen_before_made_read_left_and_undone(people: People, by_token: As) -> None:
    ben, pia, duplicate, target = await pair(people)
    one, other = (ids.encode("Idea", idea.id) for idea in (duplicate, target))
    team, voter = await by_token(pia), await by_token(ben)
    seen = (await team.ask(PREVIEW, {"one": one, "other": other})).data["mergePreview"]
    assert seen == {
        "supporters": 1,
        "newSupporters": 1,
        "supportersAfter": 1,
        "told": 2,
        "coAuthor": {"name": "Dan"},
    }
    assert (await voter.ask(PREVIEW, {"one": one, "other": other})).data == {"mergePreview": None}
    before = (await team.ask(SAYS, {"id": one})).data["idea"]
    assert before["likelyDuplicates"] == [{"title": target.title}]
    made = await team.do("mergeIdea", {"duplicateId": one, "targetId": other}, "... on Merge { target { title } }")
    assert made["target"] == {"title": target.title}
    after = (await voter.ask(SAYS, {"id": one})).data["idea"]
    assert (after["status"], after["mergedInto"]) == ("MERGED", {"title": target.title})
    assert {"kind": "MERGED", "other": {"title": target.title}} in after["story"]["nodes"]
    stays = (await voter.ask(SAYS, {"id": other})).data["idea"]
    assert (stays["supporters"], stays["viewerHasVoted"], stays["coAuthors"]) == (1, True, [{"name": "Dan"}])
    assert stays["mergedIdeas"] == [{"title": duplicate.title}]
    assert {"kind": "TOOK_IN", "other": {"title": duplicate.title}} in stays["story"]["nodes"]
    left = await voter.do("stepOutOfMerge", {"duplicateId": one}, "... on Merge { viewerSteppedOut }")
    assert left["viewerSteppedOut"] is True
    assert (await voter.ask(SAYS, {"id": other})).data["idea"]["supporters"] == 0
    assert (await team.do("undoMerge", {"duplicateId": one}))["__typename"] == "Merge"
    again = await team.do("undoMerge", {"duplicateId": one})
    assert (again["__typename"], again["code"]) == ("Conflict", "NOT_MERGED")
    assert (await voter.ask(SAYS, {"id": one})).data["idea"]["mergedInto"] is None


async def test_what_speaks_against_a_merge_has_a_code(people: People, by_token: As) -> None:
    _ben, pia, duplicate, target = await pair(people)
    one, other = (ids.encode("Idea", idea.id) for idea in (duplicate, target))
    team = await by_token(pia)

    async def refused(duplicate_id: str, target_id: str) -> str:
        answer = await team.do("mergeIdea", {"duplicateId": duplicate_id, "targetId": target_id})
        assert answer["__typename"] in ("Conflict", "NotFound", "Invalid")
        return str(answer["code"])

    assert await refused(one, one) == "MERGE_INTO_ITSELF"
    assert await refused(one, ids.encode("Idea", 2**62)) == "NOT_FOUND"
    await people.does(triage.merge, pia, duplicate.id, target.id)
    assert await refused(other, one) == "MERGE_IN_CIRCLE"
    assert await refused(one, other) == "MERGED_ALREADY"
    answer = await team.ask(PREVIEW, {"one": one, "other": other})
    assert answer.body["errors"][0]["extensions"]["code"] == "MERGED_ALREADY"


@pytest.mark.parametrize("hidden", ["duplicate", "target"])
async def test_a_hidden_half_of_a_merge_is_not_named(hidden: str, people: People, by_token: As) -> None:
    ben, pia, duplicate, target = await pair(people)
    await people.does(triage.merge, pia, duplicate.id, target.id)
    gone, there = (duplicate, target) if hidden == "duplicate" else (target, duplicate)
    await people.hide(gone)
    answer = await (await by_token(ben)).ask(SAYS, {"id": ids.encode("Idea", there.id)})
    assert gone.title not in str(answer.data)
