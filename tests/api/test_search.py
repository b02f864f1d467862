"""Finding over GraphQL: by words, and ideas that say nearly the same."""

from api import ids
from domain.members import Role
from tests import learning
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


SEARCH = """query($words: String!, $after: String) { search(words: $words) {
    ideasArePartial near { title }
    ideas(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes {
        idea { title } title { text matches } passage { text matches } } }
    comments(first: 5) { nodes { comment { body idea { title } } passage { text matches } } }
} }"""


async def test_words_find_ideas_and_comments_and_show_where(people: People, by_token: As) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, title="Benches <b>everywhere</b>", proposal="One beside each dock. Many.")
    await people.idea(by=ann, title="Bench again", problem="", proposal="One beside each dock. Many.")
    await people.comment(by=ann, on=idea, says="A bench, please.")
    client = await by_token(ann)
    found = (await client.ask(SEARCH, {"words": "bench"})).body["data"]["search"]
    more = {"words": "bench", "after": found["ideas"]["pageInfo"]["endCursor"]}
    rest = (await client.ask(SEARCH, more)).body["data"]["search"]["ideas"]["nodes"]
    titles = [node["title"] for node in [*found["ideas"]["nodes"], *rest]]
    assert [{"text": "Benches", "matches": True}, {"text": " <b>everywhere</b>", "matches": False}] in titles
    assert len(titles) == 2
    (said,) = found["comments"]["nodes"]
    assert [piece["text"] for piece in said["passage"] if piece["matches"]] == ["bench"]
    assert said["comment"]["idea"]["title"] == idea.title
    assert (found["ideasArePartial"], found["near"][0]["title"]) == (False, "Bench again")


async def test_a_cursor_of_another_list_is_refused(people: People, by_token: As) -> None:
    client = await by_token(await people.member("Ann"))
    for cursor in ("", "forged", "WyJuZXciLCIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwxXQ"):
        answer = await client.ask(SEARCH, {"words": "bench", "after": cursor})
        assert "errors" in answer.body


async def test_words_find_what_was_learned(people: People, by_token: As) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    idea = await people.idea(by=ann, title="Somewhere to rest")
    await learning.concluded(people, by=emil, on=idea, learned="Gazebos are where people wait.")
    ask = "query($words: String!) { search(words: $words) { learningCards(first: 5) { nodes { learned } } } }"
    for words, found in (("gazebos", ["Gazebos are where people wait."]), ("zeppelin", []), (" ", [])):
        cards = (await (await by_token(ann)).get(ask, words=words))["learningCards"]["nodes"]
        assert [card["learned"] for card in cards] == found


async def test_words_that_find_nothing_find_what_is_nearly_so(people: People, by_token: As) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    idea = await people.idea(by=ann, title="Somewhere to rest", tags="docks", proposal="Hang lanterns along the quay.")
    await people.comment(by=ann, on=idea, says="A zeppelin, please.")
    await learning.concluded(people, by=emil, on=idea, title="Roofs", learned="Gazebos are where people wait.")
    client = await by_token(ann)
    ask = """query($words: String!) { search(words: $words) {
        near { title } nearComments { comment { body } passage { text matches } } nearLearningCards { title } } }"""
    for words, ideas, said, cards in (
        ("lantrens", 1, [], 0),
        ("zepelin", 0, ["zeppelin"], 0),
        ("gazebso", 0, [], 1),
        ("unicorns", 0, [], 0),
    ):
        found = await client.get(ask, words=words)
        assert [len(found["near"]), len(found["nearLearningCards"])] == [ideas, cards], words
        marked = [part["text"] for each in found["nearComments"] for part in each["passage"] if part["matches"]]
        assert marked == said
    ask = "query($filter: IdeaFilter!) { nearIdeas(filter: $filter) { title } }"
    for filter, titles in (
        ({"words": "lantrens"}, [idea.title]),
        ({"words": "lantrens", "tag": "docks"}, [idea.title]),
        ({"words": "lantrens", "tag": "night"}, []),
        ({"words": ""}, []),
    ):
        found = await client.get(ask, filter=filter)
        assert [each["title"] for each in found] == titles
    ask = "query($words: String!, $team: ID) { nearLearningCards(words: $words, team: $team) { title } }"
    assert await client.get(ask, words="gazebso") == [{"title": "Roofs"}]
    team = {"words": "gazebso", "team": ids.encode("Team", 1)}
    assert "errors" in (await client.ask(ask, team)).body, "only staff may ask for a team's"
