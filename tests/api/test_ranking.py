"""Why an idea stands where it does, and saying what one was shown, over GraphQL."""

import pytest

from api import ids
from domain import ideas
from domain.ideas import IdeaOrder, ranking
from domain.members import Role
from tests.api.conftest import As
from tests.people import People

WHY = """query($id: ID!, $order: IdeaOrder!) { idea(id: $id) {
  supporters customerSupporters staffSupporters exposed
  rankExplanation(order: $order) {
    order formulaVersion score terms { name value contribution } interval { low high } keptPlace sentence
  }
} }"""


@pytest.mark.parametrize("order", IdeaOrder)
async def test_a_place_is_explained_term_by_term(people: People, by_token: As, order: IdeaOrder) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    ben, pia, eve = await people.member("Ben"), await people.member("Pia", Role.PRODUCT), await people.member("Eve")
    for member in (ben, pia):
        await people.vote(by=member, on=bench)
    await people.look(by=eve, on=bench)
    client = await by_token(ben)
    idea = await client.get(WHY, id=ids.encode("Idea", bench.id), order=order.name)
    counts = (idea["supporters"], idea["customerSupporters"], idea["staffSupporters"], idea["exposed"])
    assert counts == (2, 1, 1, 3)
    why = idea["rankExplanation"]
    assert (why["order"], why["formulaVersion"]) == (order.name, 1)
    assert sum(term["contribution"] for term in why["terms"]) == pytest.approx(why["score"])
    assert why["sentence"].endswith(".")
    if order is IdeaOrder.BEST:
        assert why["score"] == pytest.approx(ranking.best(2, 3))
        assert why["interval"]["low"] == pytest.approx(why["score"])
        assert why["sentence"].startswith("Seen by 3, backed by 2 (customers: 1, staff: 1): most likely at least ")
    else:
        assert why["interval"] is None
    assert why["keptPlace"] is False


async def test_the_list_says_who_stands_in_a_kept_place(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    *_others, newest = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(6)]
    await people.look(by=ben, on=newest)
    client = await by_token(ben)
    asked = "{ ideas(first: 9) { nodes { title rankExplanation { keptPlace score sentence } } } }"
    nodes = (await client.get(asked))["nodes"]
    whys = [node["rankExplanation"] for node in nodes]
    assert [why["keptPlace"] for why in whys] == [False] * 4 + [True, False]
    assert nodes[4]["title"] == newest.title
    assert whys[4]["score"] < whys[5]["score"]
    assert whys[4]["sentence"].startswith("Seen by 1 so far, backed by 0 (customers: 0, staff: 0). Every fifth place")


async def test_what_one_says_to_have_seen_counts_once_and_lists_count_nothing(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"))
    input = {"ideaIds": [ids.encode("Idea", bench.id), ids.encode("Idea", 4711)]}
    seen = "query($id: ID!) { idea(id: $id) { title exposed } }"
    lists = ("ideas(first: 3) { nodes { title } }", 'ideas(filter: {words: "bench"}, first: 3) { nodes { title } }')
    for asked in lists:
        assert (await client.get(f"{{ {asked} }}"))["nodes"] == [{"title": bench.title}]
    for _ in range(2):
        assert (await client.get(seen, id=input["ideaIds"][0])) == {"title": bench.title, "exposed": 0}
    for _ in range(2):
        answer = await client.do("recordExposures", input, "... on ExposuresRecorded { passedOver }")
        assert answer["passedOver"] == input["ideaIds"][1:]
    idea = await client.get("query($id: ID!) { idea(id: $id) { exposed } }", id=input["ideaIds"][0])
    assert idea == {"exposed": 1}


async def test_what_is_hidden_is_passed_over_like_what_was_never_there(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench, hidden, taken_back = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(3)]
    own = await people.idea(by=ben, title="A bench of mine")
    await people.look(by=ben, on=hidden)
    await people.hide(hidden)
    await people.does(ideas.withdraw, ann, taken_back.id, "Found a better one")
    given = [ids.encode("Idea", number) for number in (4711, hidden.id, bench.id, taken_back.id, own.id, 2**62)]
    client = await by_token(ben)
    answer = await client.do("recordExposures", {"ideaIds": given}, "... on ExposuresRecorded { passedOver }")
    assert answer["passedOver"] == [each for each in given if each != ids.encode("Idea", bench.id)]
    idea = await client.get("query($id: ID!) { idea(id: $id) { exposed } }", id=ids.encode("Idea", bench.id))
    assert idea == {"exposed": 1}


@pytest.mark.parametrize("numbers", [[], range(1, 52)])
async def test_one_to_fifty_are_said_at_a_time(people: People, by_token: As, numbers: range) -> None:
    client = await by_token(await people.member("Ben"))
    answer = await client.do("recordExposures", {"ideaIds": [ids.encode("Idea", number) for number in numbers]})
    assert answer["__typename"] == "Invalid"
