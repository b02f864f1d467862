"""Equal mutations at once: each of them is answered, and what they do is done once."""

import asyncio
from uuid import uuid4

import pytest

from api import ids
from domain import comments, ideas, votes
from domain.ideas import IdeaFilter
from tests.api.conftest import As
from tests.people import People

AT_ONCE = 32
BENCH = {
    "title": "A bench at every station",
    "proposal": "Put a bench beside each station.",
    "quadrant": "CREATION_FOR_SELF",
    "tags": ["Docks", "Bells"],
}


async def test_a_vote_cast_many_times_at_once_counts_once(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client, input = await by_token(await people.member("Ben")), {"ideaId": ids.encode("Idea", bench.id)}
    answers = await asyncio.gather(
        *(client.do("castVote", input, "... on Idea { supporters }") for _ in range(AT_ONCE))
    )
    assert answers == [{"__typename": "Idea", "supporters": 1}] * AT_ONCE
    assert not await people.reads(votes.differences)


async def test_votes_of_many_at_once_all_count(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    input = {"ideaId": ids.encode("Idea", bench.id)}
    clients = [await by_token(await people.member(f"Member {number}")) for number in range(AT_ONCE)]
    await asyncio.gather(*(client.do("castVote", input) for client in clients))
    await asyncio.gather(*(client.do("withdrawVote", input) for client in clients[::2]))
    idea = await clients[0].get("query($id: ID!) { idea(id: $id) { supporters } }", id=input["ideaId"])
    assert idea == {"supporters": AT_ONCE // 2}
    assert not await people.reads(votes.differences)


@pytest.mark.parametrize("mutation", ["submitIdea", "saveDraft"])
async def test_an_idea_sent_many_times_at_once_is_one(mutation: str, people: People, by_token: As) -> None:
    ann = await people.member()
    client, input = await by_token(ann), BENCH | {"key": str(uuid4())}
    answers = await asyncio.gather(*(client.do(mutation, input, "... on Idea { id }") for _ in range(AT_ONCE)))
    assert len({answer["id"] for answer in answers}) == 1
    listed = await people.reads(ideas.count, ann, IdeaFilter())
    assert (listed, len(await people.reads(ideas.drafts, ann))) == ((1, 0) if mutation == "submitIdea" else (0, 1))


async def test_a_comment_sent_many_times_at_once_is_one(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"))
    input = {"ideaId": ids.encode("Idea", bench.id), "body": "I would sit there.", "key": str(uuid4())}
    fields = "... on Comment { id idea { commentCount } }"
    answers = await asyncio.gather(*(client.do("writeComment", input, fields) for _ in range(AT_ONCE)))
    assert len({answer["id"] for answer in answers}) == 1
    assert answers[-1]["idea"] == {"commentCount": 1}
    assert not await people.reads(comments.differences)
