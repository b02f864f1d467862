"""Finding and reading ideas over GraphQL."""

from uuid import uuid4

import pytest

from api import ids
from domain import ideas
from domain.ideas import Quadrant, Writing
from domain.members import Role
from tests.api.asking import Client, names
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People, writing

LIST = """query($filter: IdeaFilter, $order: IdeaOrder) {
  ideas(first: 20, filter: $filter, order: $order) { nodes { title } }
}"""


async def titles(client: Client, filter: dict[str, object] | None = None, order: str | None = None) -> list[str]:
    return names(await client.get(LIST, filter=filter, order=order))


async def test_an_idea_is_read_whole(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann, tags="Docks,Wet days")
    await people.vote(by=ben, on=bench)
    await people.comment(by=ben, on=bench)
    idea = await (await by_token(ben)).get(
        """query($id: ID!) { idea(id: $id) {
          id title problem proposal problemHtml proposalHtml quadrant status language tags { name slug }
          author { handle } supporters commentCount createdAt submittedAt editUntil editedAt withdrawnReason page key
          viewerHasVoted viewerMayVote viewerFollows viewerMayEdit viewerMayWithdraw viewerMayComment
        } }""",
        id=ids.encode("Idea", bench.id),
    )
    assert idea == {
        "id": ids.encode("Idea", bench.id),
        "title": "Benches at every station",
        "problem": "There is nowhere to sit while waiting for a bike.",
        "proposal": "Put a **bench** beside each station, from old cargo boxes.",
        "problemHtml": "<p>There is nowhere to sit while waiting for a bike.</p>\n",
        "proposalHtml": "<p>Put a <strong>bench</strong> beside each station, from old cargo boxes.</p>\n",
        "quadrant": "PARTICIPATION_FOR_SELF",
        "status": "SUBMITTED",
        "language": "en",
        "tags": [{"name": "Docks", "slug": "docks"}, {"name": "Wet days", "slug": "wet-days"}],
        "author": {"handle": "ann"},
        "supporters": 1,
        "commentCount": 1,
        "createdAt": "2026-02-02T11:00:00+00:00",
        "submittedAt": "2026-02-02T11:00:00+00:00",
        "editUntil": "2026-02-03T11:00:00+00:00",
        "editedAt": None,
        "withdrawnReason": None,
        "page": f"/ideas/{bench.id}-benches-at-every-station",
        "key": None,
        "viewerHasVoted": True,
        "viewerMayVote": True,
        "viewerFollows": False,
        "viewerMayEdit": False,
        "viewerMayWithdraw": False,
        "viewerMayComment": True,
    }


async def test_an_author_sees_what_they_may_do_and_their_key(people: People, by_token: As) -> None:
    ann, key = await people.member("Ann"), uuid4()
    bench = await people.does(ideas.submit, ann, writing(), key=key)
    idea = await (await by_token(ann)).get(
        "query($id: ID!) { idea(id: $id) { key viewerMayVote viewerMayEdit viewerMayWithdraw viewerMayComment } }",
        id=ids.encode("Idea", bench.id),
    )
    assert idea == {
        "key": str(key),
        "viewerMayVote": False,
        "viewerMayEdit": True,
        "viewerMayWithdraw": True,
        "viewerMayComment": True,
    }


async def test_markup_in_an_idea_comes_out_harmless(people: People, by_token: As) -> None:
    bench = await people.idea(
        by=await people.member(), proposal="<script>alert(1)</script> [x](javascript:alert(1)) **ok** and more"
    )
    idea = await (await by_token()).get(
        "query($id: ID!) { idea(id: $id) { proposal proposalHtml } }", id=ids.encode("Idea", bench.id)
    )
    assert idea["proposal"].startswith("<script>")
    assert "<script" not in idea["proposalHtml"]
    assert "href" not in idea["proposalHtml"]
    assert "<strong>ok</strong>" in idea["proposalHtml"]


async def test_ideas_are_narrowed_by_each_part_of_a_filter(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann, title="A bell on each bike", tags="Bells")
    lamp = await people.idea(by=ben, title="Lamps in the tunnel", quadrant=Quadrant.CREATION_WITH_OTHERS)
    await people.does(ideas.withdraw, ben, lamp.id, "Somebody is faster")
    await people.idea(by=ben, title="Repair evenings", quadrant=Quadrant.CREATION_WITH_OTHERS)
    client = await by_token()
    assert await titles(client) == ["Repair evenings", "A bell on each bike"]
    assert await titles(client, {"quadrant": "CREATION_WITH_OTHERS"}) == ["Repair evenings"]
    assert await titles(client, {"status": "WITHDRAWN"}) == ["Lamps in the tunnel"]
    assert await titles(client, {"status": "DRAFT"}) == []
    assert await titles(client, {"tag": "bells"}) == ["A bell on each bike"]
    assert await titles(client, {"tag": "no-such"}) == []
    assert await titles(client, {"author": "ben"}) == ["Repair evenings"]
    assert await titles(client, {"author": "nobody"}) == []
    assert await titles(client, {"words": "repairing even"}) == ["Repair evenings"]
    assert await titles(client, {"words": "'; DROP TABLE ideas --"}) == []


async def test_ideas_come_new_most_supported_or_best_match_first(
    people: People, by_token: As, clock: HeldClock
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    loved = await people.idea(by=ann, title="A bell on each bike")
    clock.forward(hours=1)
    await people.idea(by=ann, title="Racks", proposal="Racks for a bike at every second corner.")
    await people.vote(by=ben, on=loved)
    client = await by_token()
    assert await titles(client, order="NEW") == ["Racks", "A bell on each bike"]
    assert await titles(client, order="SUPPORTED") == ["A bell on each bike", "Racks"]
    assert await titles(client, {"words": "bike"}) == ["A bell on each bike", "Racks"]
    assert await titles(client, {"words": "bike"}, "NEW") == ["Racks", "A bell on each bike"]
    assert await titles(client, order="RELEVANT") == ["Racks", "A bell on each bike"]


async def test_the_map_and_the_common_tags_count_what_is_listed(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, tags="Docks,Bells")
    gone = await people.idea(by=ann, title="Lamps in the tunnel", tags="Lamps")
    await people.does(ideas.withdraw, ann, gone.id, "Somebody is faster")
    client = await by_token()
    counts = await client.get("{ quadrants { quadrant ideas } }")
    assert {row["quadrant"]: row["ideas"] for row in counts} == {
        "PARTICIPATION_FOR_SELF": 1,
        "CREATION_FOR_SELF": 0,
        "PARTICIPATION_FOR_OTHERS": 0,
        "CREATION_WITH_OTHERS": 0,
    }
    assert await client.get("{ tags { name } }") == [{"name": "Bells"}, {"name": "Docks"}]


async def test_the_history_is_public_and_comes_newest_first(people: People, by_token: As, clock: HeldClock) -> None:
    ann, cleo = await people.member("Ann"), await people.member("Cleo", Role.PRODUCT)
    bench = await people.idea(by=ann, tags="Docks")
    clock.forward(hours=2)
    change = Writing("Benches, everywhere", "", "Put a bench beside each station and stop.", bench.quadrant)
    await people.does(ideas.revise, cleo, bench.id, change, based_on=1, note="A clearer title")
    query = """query($id: ID!, $after: String) { idea(id: $id) { revisions(first: 1, after: $after) {
      nodes { number title problem proposal quadrant tags note editor { handle } editedAt }
      pageInfo { hasNextPage endCursor }
    } } }"""
    client, id = await by_token(), ids.encode("Idea", bench.id)
    first = (await client.get(query, id=id))["revisions"]
    assert first["nodes"] == [
        {
            "number": 2,
            "title": "Benches, everywhere",
            "problem": "",
            "proposal": "Put a bench beside each station and stop.",
            "quadrant": "PARTICIPATION_FOR_SELF",
            "tags": [],
            "note": "A clearer title",
            "editor": {"handle": "cleo"},
            "editedAt": "2026-02-02T13:00:00+00:00",
        }
    ]
    assert first["pageInfo"]["hasNextPage"] is True
    second = (await client.get(query, id=id, after=first["pageInfo"]["endCursor"]))["revisions"]
    assert [(node["number"], node["tags"]) for node in second["nodes"]] == [(1, ["Docks"])]
    assert second["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    "id", ["", "x", "SWRlYTow", "SWRlYTo5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "a" * 5000, "💡", ids.encode("Member", 1)]
)
async def test_an_id_that_is_no_ideas_is_refused_in_words(id: str, by_token: As) -> None:
    answer = await (await by_token()).ask("query($id: ID!) { idea(id: $id) { title } }", {"id": id})
    assert answer.code == "BAD_USER_INPUT"
    assert answer.body["data"] == {"idea": None}
    assert answer.body["errors"][0]["extensions"]["problems"][0]["path"] == ["id"]


@pytest.mark.parametrize("number", [999_999, 2**63 - 1])
async def test_an_idea_that_is_not_there_is_null(number: int, by_token: As) -> None:
    client = await by_token()
    id = ids.encode("Idea", number)
    assert await client.get("query($id: ID!) { idea(id: $id) { title } }", id=id) is None
    assert await client.get("query($id: ID!) { node(id: $id) { id } }", id=id) is None
    assert await client.get("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[id, id]) == [None, None]
