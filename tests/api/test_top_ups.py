"""Over GraphQL what a limit withheld leads on to what paid it later, and back."""

from typing import Any

import pytest

from api import ids
from domain import ideas, rewards
from domain.members import Role
from tests.api.conftest import As, Counting
from tests.people import People
from tests.topping_up import published, topped_up

ENTRY = """query($id: ID!) { node(id: $id) { ... on RewardEntry { amount wanted withheld why
  topsUp { id } topUps { id amount why topsUp { id } } reversal { id } } } }"""
LIST = "{ rewardEntries(first: 20) { nodes { id topUps { id amount } topsUp { id } } } }"


@pytest.mark.parametrize("reader", ["Ann", "Pia", "a passer-by"])
async def test_what_was_withheld_leads_to_what_paid_it_later(reader: str, people: People, by_token: As) -> None:
    told = await topped_up(people)
    pia = await people.member("Pia", Role.PRODUCT)
    client = await by_token({"Ann": told.ann, "Pia": pia}.get(reader))
    late, top_up = (ids.encode("RewardEntry", each.id) for each in (told.late, told.top_up))
    found = await client.get(ENTRY, id=late)
    assert (found["amount"], found["wanted"], found["withheld"]) == (0, 2, 2)
    (paid,) = found["topUps"]
    assert (paid["id"], paid["amount"], paid["topsUp"]) == (top_up, 2, {"id": late})
    assert found["topsUp"] is None
    paid = await client.get(ENTRY, id=top_up)
    assert (paid["amount"], paid["topsUp"], paid["topUps"]) == (2, {"id": late}, [])
    first = await client.get(ENTRY, id=ids.encode("RewardEntry", told.first.id))
    assert first["topUps"] == []
    assert first["reversal"]


async def test_who_may_not_read_an_entry_reads_no_top_up(people: People, by_token: As) -> None:
    told = await topped_up(people)
    clients = [await by_token(), await by_token(await people.member("Ben")), await by_token(told.ann)]
    await people.does(rewards.revise_habit, told.ann, shown=False, tells=False)
    for entry in (told.late, told.top_up):
        found = [await each.get(ENTRY, id=ids.encode("RewardEntry", entry.id)) for each in clients]
        assert [each is None for each in found] == [True, True, False]
    await people.shape(await people.admin(), reading="members")
    assert await clients[0].get(ENTRY, id=ids.encode("RewardEntry", told.late.id)) is None


async def test_what_was_topped_up_and_taken_back_keeps_its_top_ups_to_be_read(people: People, by_token: As) -> None:
    told = await topped_up(people)
    await people.does(ideas.withdraw, told.ann, told.ideas[-1].id, "It is quiet now.")
    await people.hear()
    assert sum(entry.amount for entry in await published(people)) == 4
    found = await (await by_token(told.ann)).get(ENTRY, id=ids.encode("RewardEntry", told.late.id))
    assert [each["amount"] for each in found["topUps"]] == [2]
    assert found["reversal"]


async def test_a_list_asks_once_for_all_top_ups(people: People, by_token: As, counting_app: Counting) -> None:
    told = await topped_up(people)
    client = await by_token(told.ann)
    nodes: list[Any] = (await client.get(LIST))["nodes"]
    assert [len(each["topUps"]) for each in nodes].count(1) == 1
    with counting_app() as few:
        await client.get(LIST)
    for number in range(3):
        await people.idea(by=told.ann, title=f"Bench number {number}")
    await people.hear()
    await people.does(ideas.withdraw, told.ann, told.ideas[1].id, "There are lamps now.")
    await people.hear()
    with counting_app() as many:
        nodes = (await client.get(LIST))["nodes"]
    assert [len(each["topUps"]) for each in nodes].count(1) == 2
    assert len(many) == len(few), "\n\n".join(many.statements)
