"""Why an idea stands where it does, and saying what one was shown, over GraphQL."""

import pytest

from api import ids
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
        assert why["keptPlace"] is True
        assert why["sentence"].startswith("Seen by 3 so far, backed by 2 (customers: 1, staff: 1).")
    else:
        assert (why["interval"], why["keptPlace"]) == (None, False)


async def test_what_one_says_to_have_seen_counts_once_and_lists_count_nothing(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"))
    await client.get("{ ideas(first: 3) { nodes { title } } }")
    input = {"ideaIds": [ids.encode("Idea", bench.id), ids.encode("Idea", 4711)]}
    for _ in range(2):
        assert await client.do("recordExposures", input) == {"__typename": "Done"}
    idea = await client.get("query($id: ID!) { idea(id: $id) { exposed } }", id=input["ideaIds"][0])
    assert idea == {"exposed": 1}


@pytest.mark.parametrize("numbers", [[], range(1, 52)])
async def test_one_to_fifty_are_said_at_a_time(people: People, by_token: As, numbers: range) -> None:
    client = await by_token(await people.member("Ben"))
    answer = await client.do("recordExposures", {"ideaIds": [ids.encode("Idea", number) for number in numbers]})
    assert answer["__typename"] == "Invalid"
