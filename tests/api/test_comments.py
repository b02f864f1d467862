"""Discussion over GraphQL."""

from typing import Any
from uuid import uuid4

from api import ids
from domain import comments, ideas
from domain.members import Role
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

COMMENT = """... on Comment {
  id body bodyHtml parentId author { handle } createdAt editUntil editedAt removedAt page viewerMayRemove
  idea { title commentCount } replies { body author { handle } }
}"""
DISCUSSION = """query($id: ID!) { idea(id: $id) { commentCount comments(first: 20) { nodes {
  body author { handle } replies { body author { handle } parentId }
} } } }"""


def about(idea: Any, body: str = "I would *sit* there.", **more: str) -> dict[str, str]:
    return {"ideaId": ids.encode("Idea", idea.id), "body": body, **more}


async def test_a_comment_and_a_reply_are_written(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"))
    comment = await client.do("writeComment", about(bench), COMMENT)
    assert {**comment, "id": "", "page": ""} == {
        "__typename": "Comment",
        "id": "",
        "body": "I would *sit* there.",
        "bodyHtml": "<p>I would <em>sit</em> there.</p>\n",
        "parentId": None,
        "author": {"handle": "ben"},
        "createdAt": "2026-02-02T11:00:00+00:00",
        "editUntil": "2026-02-02T11:30:00+00:00",
        "editedAt": None,
        "removedAt": None,
        "page": "",
        "viewerMayRemove": True,
        "idea": {"title": "Benches at every station", "commentCount": 1},
        "replies": [],
    }
    assert comment["page"].startswith(f"/ideas/{bench.id}#comment-")
    reply = await client.do("writeComment", about(bench, "Me too.", parentId=comment["id"]), COMMENT)
    assert reply["parentId"] == comment["id"]
    assert await client.get(DISCUSSION, id=ids.encode("Idea", bench.id)) == {
        "commentCount": 2,
        "comments": {
            "nodes": [
                {
                    "body": "I would *sit* there.",
                    "author": {"handle": "ben"},
                    "replies": [{"body": "Me too.", "author": {"handle": "ben"}, "parentId": comment["id"]}],
                }
            ]
        },
    }


async def test_the_same_key_makes_no_second_comment(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client, key = await by_token(await people.member("Ben")), str(uuid4())
    first = await client.do("writeComment", about(bench, key=key), COMMENT)
    assert await client.do("writeComment", about(bench, "Again", key=key), COMMENT) == first


async def test_a_comment_is_refused_where_there_is_no_place_for_it(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    bench, lamp = await people.idea(by=ann), await people.idea(by=ann, title="Lamps in the tunnel")
    top = await people.comment(by=ann, on=bench)
    reply = await people.comment(by=ann, on=bench, to=top)
    client = await by_token(await people.member("Ben"))

    async def refused(on: Any, body: str = "Yes", **more: str) -> tuple[str, str]:
        found = await client.do("writeComment", about(on, body, **more))
        return found["__typename"], (found["problems"][0] if found["__typename"] == "Invalid" else found)["code"]

    assert await refused(bench, " \u200b") == ("Invalid", "MISSING")
    assert await refused(bench, "x" * 4001) == ("Invalid", "TOO_LONG")
    assert await refused(bench, parentId=ids.encode("Comment", reply.id)) == ("Conflict", "REPLIES_END_HERE")
    assert await refused(lamp, parentId=ids.encode("Comment", top.id)) == ("NotFound", "NOT_FOUND")
    assert await refused(bench, parentId=ids.encode("Idea", bench.id)) == ("Invalid", "BAD_ID")
    await people.does(ideas.withdraw, ann, lamp.id, "Somebody is faster")
    assert await refused(lamp) == ("Conflict", "COMMENTS_CLOSED")


async def test_a_comment_is_revised_by_its_author_for_half_an_hour(
    people: People, by_token: As, clock: HeldClock
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann)
    said = await people.comment(by=ben, on=bench)
    await people.comment(by=ann, on=bench, says="A reply.", to=said)
    client, change = await by_token(ben), {"id": ids.encode("Comment", said.id), "body": "Better said."}
    clock.forward(minutes=29)
    comment = await client.do("reviseComment", change, COMMENT)
    assert (comment["body"], comment["editedAt"]) == ("Better said.", "2026-02-02T11:29:00+00:00")
    assert comment["replies"] == [{"body": "A reply.", "author": {"handle": "ann"}}]
    other = await (await by_token(ann)).do("reviseComment", change)
    assert (other["__typename"], other["code"]) == ("NotAllowed", "NOT_YOURS")
    clock.forward(minutes=1)
    late = await client.do("reviseComment", change)
    assert (late["__typename"], late["code"]) == ("Conflict", "TOO_LATE_TO_EDIT")


async def test_a_removed_comment_leaves_a_stone_and_its_replies(people: People, by_token: As) -> None:
    ben = await people.member("Ben")
    bench = await people.idea(by=ben)
    said = await people.comment(by=ben, on=bench)
    await people.comment(by=ben, on=bench, says="A reply.", to=said)
    id = {"id": ids.encode("Comment", said.id)}
    customer = await (await by_token(await people.member("Dan"))).do("removeComment", id)
    assert (customer["__typename"], customer["code"]) == ("NotAllowed", "NOT_YOURS")
    product = await by_token(await people.member("Cleo", Role.PRODUCT))
    assert (await product.do("removeComment", id))["problems"][0]["path"] == ["input", "reason"]
    stone = await product.do("removeComment", id | {"reason": "Off topic"}, COMMENT)
    assert (stone["body"], stone["bodyHtml"], stone["author"]) == ("", "", None)
    assert stone["removedAt"] == "2026-02-02T11:00:00+00:00"
    assert stone["replies"] == [{"body": "A reply.", "author": {"handle": "ben"}}]
    assert stone["idea"]["commentCount"] == 1
    found = await product.get(f"query($id: ID!) {{ node(id: $id) {{ {COMMENT} }} }}", **id)
    assert {**found, "__typename": "Comment"} == stone
    assert not await people.reads(comments.differences)


async def test_an_author_credits_a_comment_and_takes_it_back(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann)
    said = {"id": ids.encode("Comment", (await people.comment(by=ben, on=bench)).id)}
    shown = "... on Comment { creditedAt }"
    author, other = await by_token(ann), await by_token(ben)
    assert (await author.do("creditComment", said, shown))["creditedAt"] == "2026-02-02T11:00:00+00:00"
    assert (await author.do("takeCreditBack", said, shown))["creditedAt"] is None
    for mutation in ("creditComment", "takeCreditBack"):
        refused = await other.do(mutation, said, shown)
        assert refused["__typename"] == "NotAllowed"
