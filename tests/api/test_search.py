"""Finding over GraphQL: ideas that say nearly the same."""

from api import ids
from tests.api.conftest import As
from tests.people import People

SIMILAR = "query($title: String!, $but: ID) { similarIdeas(title: $title, otherThan: $but) { title supporters } }"


async def test_similar_ideas_are_the_same_as_on_the_page(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, title="Benches at every station")
    client = await by_token(ann)
    answer = await client.ask(SIMILAR, {"title": "A bench at each station"})
    assert answer.body["data"]["similarIdeas"] == [{"title": idea.title, "supporters": 0}]
    answer = await client.ask(SIMILAR, {"title": idea.title, "but": ids.encode("Idea", idea.id)})
    assert answer.body["data"]["similarIdeas"] == []
    answer = await client.ask(SIMILAR, {"title": idea.title, "but": "no id"})
    assert "errors" in answer.body
