"""What only the member who asks sees."""

import json

from api import ids
from domain.members import Scope
from tests.api.asking import names
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

NOTICES = """{ viewer { unreadNotices notices(first: 10) { nodes {
  id kind actor { handle } idea { title } commentId createdAt readAt page
} } } }"""


async def test_a_member_reads_about_themselves(people: People, by_token: As) -> None:
    gerda = await people.member("Gerda", language="de")
    viewer = await (await by_token(gerda)).get(
        """{ viewer {
          language hasPassword unreadNotices
          member { handle name email role about isSponsor joinedAt hasLeft teams { name } }
          votedIdeas(first: 1) { nodes { id } } followedIdeas(first: 1) { nodes { id } }
          comments(first: 1) { nodes { id } } notices(first: 1) { nodes { id } } drafts { id } signIns { id }
          accessTokens { name scope createdAt expiresAt usedAt }
        } }"""
    )
    assert viewer == {
        "language": "de",
        "hasPassword": False,
        "unreadNotices": 0,
        "member": {
            "handle": "gerda",
            "name": "Gerda",
            "email": "gerda@people.example",
            "role": "CUSTOMER",
            "about": "",
            "isSponsor": False,
            "joinedAt": "2026-02-02T11:00:00+00:00",
            "hasLeft": False,
            "teams": [],
        },
        "votedIdeas": {"nodes": []},
        "followedIdeas": {"nodes": []},
        "comments": {"nodes": []},
        "notices": {"nodes": []},
        "drafts": [],
        "signIns": [],
        "accessTokens": [
            {
                "name": "Script",
                "scope": "WRITE",
                "createdAt": "2026-02-02T11:00:00+00:00",
                "expiresAt": "2026-05-03T11:00:00+00:00",
                "usedAt": "2026-02-02T11:00:00+00:00",
            }
        ],
    }


async def test_notices_are_told_and_marked_as_read(people: People, by_token: As, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann)
    await people.hear()
    first = await people.comment(by=ben, on=bench)
    await people.comment(by=ben, on=bench, says="Right, @ann?", to=first)
    await people.hear()
    client = await by_token(ann)
    viewer = await client.get(NOTICES)
    assert viewer["unreadNotices"] == 2
    latest, earliest = viewer["notices"]["nodes"]
    assert (latest["kind"], earliest["kind"]) == ("MENTION", "COMMENT")
    assert earliest["actor"] == {"handle": "ben"}
    assert earliest["idea"] == {"title": bench.title}
    assert earliest["commentId"] == ids.encode("Comment", first.id)
    assert earliest["page"] == f"/ideas/{bench.id}#comment-{first.id}"
    clock.forward(minutes=5)
    done = await client.do("markNoticesRead", {"upTo": earliest["id"]}, "... on Done { viewer { unreadNotices } }")
    assert done["viewer"] == {"unreadNotices": 1}
    latest, earliest = (await client.get(NOTICES))["notices"]["nodes"]
    assert (latest["readAt"], earliest["readAt"]) == (None, "2026-02-02T11:05:00+00:00")


async def test_what_one_has_said_is_listed_latest_first_with_its_ideas(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann)
    said = await people.comment(by=ben, on=bench, says="First.")
    await people.comment(by=ann, on=bench, says="A reply.", to=said)
    await people.comment(by=ben, on=bench, says="Second.")
    viewer = await (await by_token(ben)).get(
        "{ viewer { comments(first: 5) { nodes { body idea { title } replies { body } } } } }"
    )
    assert names(viewer["comments"], "body") == ["Second.", "First."]
    assert viewer["comments"]["nodes"][1] == {
        "body": "First.",
        "idea": {"title": bench.title},
        "replies": [{"body": "A reply."}],
    }


async def test_everything_kept_about_a_member_comes_as_json(people: People, by_token: As) -> None:
    ann = await people.member()
    await people.idea(by=ann)
    data = json.loads((await (await by_token(ann, Scope.READ)).get("{ viewer { personalData } }"))["personalData"])
    assert data["member"]["email"] == "ann@people.example"
    assert [idea["title"] for idea in data["ideas"]] == ["Benches at every station"]


async def test_one_member_is_found_by_handle_or_id(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    client = await by_token()
    assert await client.get('{ member(handle: "Ann") { name } }') == {"name": "Ann"}
    assert await client.get('{ member(handle: "nobody") { name } }') is None
    id = ids.encode("Member", ann.id)
    assert await client.get("query($id: ID!) { node(id: $id) { ... on Member { name } } }", id=id) == {"name": "Ann"}


async def test_a_member_reads_what_became_of_their_ideas(people: People, by_token: As, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    client = await by_token(ann, Scope.WRITE)
    first = await people.idea(by=ann, title="The first of two")
    clock.forward(minutes=5)
    await people.idea(by=ann, title="The second of two")
    clock.forward(minutes=5)
    await client.get(
        'mutation($id: ID!) { withdrawIdea(input: {id: $id, reason: "It exists."}) { __typename } }',
        id=ids.encode("Idea", first.id),
    )
    asked = "{ viewer { ideas(first: 5%s) { nodes { title status movedAt } } ideaCounts { status ideas } } }"
    viewer = await client.get(asked % "")
    assert [idea["title"] for idea in viewer["ideas"]["nodes"]] == ["The first of two", "The second of two"]
    assert viewer["ideas"]["nodes"][0]["movedAt"] == clock().isoformat()
    assert viewer["ideaCounts"] == [{"status": "SUBMITTED", "ideas": 1}, {"status": "WITHDRAWN", "ideas": 1}]
    viewer = await client.get(asked % ", status: SUBMITTED")
    assert [idea["title"] for idea in viewer["ideas"]["nodes"]] == ["The second of two"]
