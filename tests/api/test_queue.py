"""The queue over GraphQL: its pages, the views of it, and the same done to several ideas."""

from typing import Any

from api import ids
from domain import scores
from domain.members import Role
from tests.api.conftest import As
from tests.people import People

CARED = "... on Idea { assignee { name } }"
OUTCOMES = "... on BulkAction { id kind undoneAt outcomes { ideaId done code message } }"


async def test_the_queue_comes_in_pages_by_the_time_left(people: People, by_token: As) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    made = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(3)]
    await people.hear()
    await people.answer(by=pia, on=made[0])
    client = await by_token(pia)
    asked = """query($after: String) { triageQueue(first: 2, after: $after) {
      nodes { title answerClock { state } } pageInfo { hasNextPage endCursor } } }"""
    first = await client.get(asked, after=None)
    rest = await client.get(asked, after=first["pageInfo"]["endCursor"])
    titles = [node["title"] for node in first["nodes"] + rest["nodes"]]
    assert titles == ["Bench number 1", "Bench number 2", "Bench number 0"]
    assert rest["nodes"][0]["answerClock"] == {"state": "ANSWERED"}
    counts = await client.get("{ triageCounts { mine dueToday overdue } }")
    assert counts == {"mine": 0, "dueToday": 0, "overdue": 0}


async def test_the_queue_is_sorted_by_score_over_pages(people: People, by_token: As) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    made = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(3)]
    await people.hear()
    for idea, reach in ((made[1], 5), (made[2], 80)):
        await people.does(scores.score, pia, idea.id, reach=reach, impact=1.0, confidence=1.0, effort=1.0)
    client = await by_token(pia)
    asked = """query($after: String) { triageQueue(sort: SCORE, first: 1, after: $after) {
      nodes { title } pageInfo { hasNextPage endCursor } } }"""
    titles, after = [], None
    for _ in range(3):
        found = await client.get(asked, after=after)
        titles += [node["title"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
    assert titles == ["Bench number 2", "Bench number 1", "Bench number 0"]
    assert not found["pageInfo"]["hasNextPage"]


async def test_an_idea_that_was_given_away_is_taken_back_once(people: People, by_token: As) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    pia, paul = await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT)
    client, number = await by_token(pia), {"ideaId": ids.encode("Idea", idea.id)}
    given = await client.do("assignIdea", number | {"memberId": ids.encode("Member", paul.id)}, CARED)
    assert given["assignee"] == {"name": "Paul"}
    assert (await client.do("undoAssignment", number, CARED))["assignee"] is None
    again = await client.do("undoAssignment", number, "... on Conflict { code }")
    assert again["code"] == "NOTHING_TO_UNDO"
    await client.do("assignIdea", number | {"memberId": ids.encode("Member", paul.id)})
    await (await by_token(paul)).do("releaseIdea", number)
    late = await client.do("undoAssignment", number, "... on Conflict { code }")
    assert late["code"] == "GIVEN_ON_MEANWHILE"


async def test_the_board_stands_in_columns_for_the_team_alone(people: People, by_token: As) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    made = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(2)]
    await people.does(scores.score, pia, made[0].id, reach=9, impact=1.0, confidence=1.0, effort=1.0)
    client = await by_token(pia)
    for by_score, order in ((False, (1, 0)), (True, (0, 1))):
        asked = "query($by: Boolean!) { triageBoard(byScore: $by) { status ideaIds hasMore } }"
        columns = await client.get(asked, by=by_score)
        assert columns[0] == {
            "status": "SUBMITTED",
            "ideaIds": [ids.encode("Idea", made[number].id) for number in order],
            "hasMore": False,
        }
        assert len(columns) == 8
    refused = await (await by_token(ann)).ask("{ triageBoard { status } }")
    assert refused.body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_views_are_kept_and_dropped(people: People, by_token: As) -> None:
    client = await by_token(await people.member("Pia", Role.PRODUCT))
    wanted = {"name": "Late", "shared": True, "filter": {"view": "OVERDUE", "quadrant": "CREATION_FOR_SELF"}}
    wanted["sort"] = "SCORE"
    kept = await client.do("saveView", wanted, "... on SavedView { id name shared view quadrant sort owner { name } }")
    assert kept["sort"] == "SCORE"
    assert (kept["view"], kept["quadrant"], kept["owner"]["name"]) == ("OVERDUE", "CREATION_FOR_SELF", "Pia")
    assert [view["name"] for view in await client.get("{ savedViews { name } }")] == ["Late"]
    assert (await client.do("dropView", {"id": kept["id"]}))["__typename"] == "Done"
    assert await client.get("{ savedViews { name } }") == []


async def test_several_are_claimed_at_once_with_what_became_of_each(people: People, by_token: As) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    paul = await people.member("Paul", Role.PRODUCT)
    made = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(2)]
    client, other = await by_token(pia), await by_token(paul)
    seen: list[dict[str, Any]] = [{"ideaId": ids.encode("Idea", idea.id), "seen": "SUBMITTED"} for idea in made]
    await other.do("claimIdea", {"ideaId": seen[1]["ideaId"]})
    asked = "query($ideas: [SeenIdeaInput!]!) { foreseeAtOnce(kind: CLAIM, ideas: $ideas) { done code } }"
    foreseen = await client.get(asked, ideas=seen)
    assert foreseen == [{"done": True, "code": None}, {"done": False, "code": "CLAIMED_MEANWHILE"}]
    done = await client.do("actAtOnce", {"kind": "CLAIM", "ideas": seen}, OUTCOMES)
    assert [each["code"] for each in done["outcomes"]] == [None, "CLAIMED_MEANWHILE"]
    assert done["outcomes"][1]["message"] == "Paul takes care of this idea already."
    undone = await client.do("undoAtOnce", {"id": done["id"]}, OUTCOMES)
    assert undone["undoneAt"]
    again = await client.do("undoAtOnce", {"id": done["id"]}, "... on Conflict { code }")
    assert again["code"] == "NOTHING_TO_UNDO"


async def test_a_decision_about_several_that_lacks_something_is_refused_whole(people: People, by_token: As) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Pia", Role.PRODUCT))
    wanted = {"kind": "DECLINE", "ideas": [{"ideaId": ids.encode("Idea", idea.id), "seen": "SUBMITTED"}]}
    refused = await client.do("actAtOnce", wanted, "... on Invalid { problems { code path } }")
    assert refused["__typename"] == "Invalid"
    assert {problem["path"][-1] for problem in refused["problems"]} == {"answer", "reason", "bestCustomersWords"}


async def test_what_nearly_has_the_words_is_found_in_the_queue_by_who_reads_it(people: People, by_token: As) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    await people.idea(by=ann, title="Lanterns on the quay")
    await people.hear()
    ask = "query($filter: TriageFilterInput!) { nearTriageQueue(filter: $filter) { title } }"
    client = await by_token(pia)
    for filter, titles in (
        ({"words": "lantrens"}, ["Lanterns on the quay"]),
        ({"words": "lantrens", "view": "MINE"}, []),
        ({"words": "zeppelin"}, []),
        ({}, []),
    ):
        found = await client.get(ask, filter=filter)
        assert [idea["title"] for idea in found] == titles
    refused = await (await by_token(ann)).ask(ask, {"filter": {"words": "lantrens"}})
    assert "errors" in refused.body
