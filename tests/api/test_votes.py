"""Votes and follows over GraphQL."""

import pytest

from api import ids
from domain import ideas
from tests.api.asking import names
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

IDEA = "... on Idea { supporters viewerHasVoted viewerFollows }"


async def test_a_vote_is_cast_and_taken_back_and_twice_changes_nothing(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client, input = await by_token(await people.member("Ben")), {"ideaId": ids.encode("Idea", bench.id)}
    for _ in range(2):
        idea = await client.do("castVote", input, IDEA)
        assert (idea["supporters"], idea["viewerHasVoted"]) == (1, True)
    for _ in range(2):
        idea = await client.do("withdrawVote", input, IDEA)
        assert (idea["supporters"], idea["viewerHasVoted"]) == (0, False)


async def test_two_mutations_in_one_question_each_see_what_they_did(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    answer = await (await by_token(await people.member("Ben"))).ask(
        f"""mutation($id: ID!) {{
          cast: castVote(input: {{ideaId: $id}}) {{ {IDEA} }}
          back: withdrawVote(input: {{ideaId: $id}}) {{ {IDEA} }}
        }}""",
        {"id": ids.encode("Idea", bench.id)},
    )
    assert [answer.data[name]["viewerHasVoted"] for name in ("cast", "back")] == [True, False]
    assert [answer.data[name]["supporters"] for name in ("cast", "back")] == [1, 0]


@pytest.mark.parametrize("mutation", ["castVote", "withdrawVote"])
async def test_ones_own_idea_takes_no_vote(mutation: str, people: People, by_token: As) -> None:
    ann = await people.member()
    bench = await people.idea(by=ann)
    refused = await (await by_token(ann)).do(mutation, {"ideaId": ids.encode("Idea", bench.id)})
    assert (refused["__typename"], refused["code"]) == ("Conflict", "OWN_IDEA")


async def test_a_withdrawn_idea_takes_no_vote(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    bench = await people.idea(by=ann)
    await people.does(ideas.withdraw, ann, bench.id, "Somebody is faster")
    client = await by_token(await people.member("Ben"))
    refused = await client.do("castVote", {"ideaId": ids.encode("Idea", bench.id)})
    assert (refused["__typename"], refused["code"]) == ("Conflict", "VOTING_CLOSED")


@pytest.mark.parametrize("mutation", ["castVote", "withdrawVote", "followIdea", "unfollowIdea"])
async def test_what_is_not_there_takes_neither_vote_nor_follower(mutation: str, people: People, by_token: As) -> None:
    client = await by_token(await people.member())
    assert (await client.do(mutation, {"ideaId": ids.encode("Idea", 2**63 - 1)}))["__typename"] == "NotFound"
    forged = await client.do(mutation, {"ideaId": ids.encode("Comment", 1)})
    assert forged["problems"] == [
        {
            "path": ["input", "ideaId"],
            "code": "BAD_ID",
            "message": "This isn't an id that we gave out for such a thing.",
        }
    ]


async def test_an_idea_is_followed_and_let_go(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client, input = await by_token(await people.member("Ben")), {"ideaId": ids.encode("Idea", bench.id)}
    for _ in range(2):
        assert (await client.do("followIdea", input, IDEA))["viewerFollows"] is True
    for _ in range(2):
        assert (await client.do("unfollowIdea", input, IDEA))["viewerFollows"] is False


async def test_what_one_backs_and_follows_is_listed_latest_first(
    people: People, by_token: As, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    client = await by_token(await people.member("Ben"))
    for title in ("First of all", "Second to none", "Third time lucky"):
        idea = await people.idea(by=ann, title=title)
        clock.forward(minutes=1)
        for mutation in ("castVote", "followIdea"):
            await client.do(mutation, {"ideaId": ids.encode("Idea", idea.id)})
    for field in ("votedIdeas", "followedIdeas"):
        query = f"""query($after: String) {{ viewer {{
          {field}(first: 2, after: $after) {{ nodes {{ title }} pageInfo {{ endCursor hasNextPage }} }}
        }} }}"""
        first = (await client.get(query))[field]
        assert names(first) == ["Third time lucky", "Second to none"]
        rest = (await client.get(query, after=first["pageInfo"]["endCursor"]))[field]
        assert names(rest) == ["First of all"]
        assert rest["pageInfo"]["hasNextPage"] is False
