"""Admins keep what the company stands for; what a card named, it names for good."""

import pytest

from domain import community
from domain.community import LastValue, ValueKnown
from domain.errors import Invalid, NotAllowed, NotFound
from domain.members import Member, Role
from tests.people import People
from tests.thanking import thanks


@pytest.fixture
async def cleo(people: People) -> Member:
    return await people.admin()


async def names(people: People, *, retired: bool = False) -> list[str]:
    return [each.name for each in await people.reads(community.values, retired=retired)]


async def test_a_new_community_has_some_to_begin_with(people: People) -> None:
    assert await names(people) == ["Listening", "Candour", "Courage to stop", "Craft", "Together"]


async def test_a_value_under_another_name_is_another_value_and_cards_keep_theirs(people: People, cleo: Member) -> None:
    eve, ann = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann")
    card = await thanks(people, by=eve, to=[ann])
    same = await people.does(community.revise_value, cleo, card.value_id, name="Listening", says="We hear you.")
    assert (same.id, same.says) == (card.value_id, "We hear you.")
    fresh = await people.does(community.revise_value, cleo, card.value_id, name="Hearing", says="")
    assert fresh.id != card.value_id
    assert (await people.reads(community.value, card.value_id)).name == "Listening"
    assert await names(people) == ["Candour", "Courage to stop", "Craft", "Together", "Hearing"]
    back = await people.does(community.revise_value, cleo, fresh.id, name="Listening", says="")
    assert back.id == card.value_id


async def test_what_does_not_fit_is_refused(people: People, cleo: Member) -> None:
    first, second = (await people.reads(community.values))[:2]
    for name, says in (("x", ""), ("x" * 41, ""), ("\u200b" * 5, ""), ("Patience", "x" * 161)):
        with pytest.raises(Invalid):
            await people.does(community.add_value, cleo, name, says)
    with pytest.raises(ValueKnown):
        await people.does(community.add_value, cleo, "listening")
    with pytest.raises(ValueKnown):
        await people.does(community.revise_value, cleo, second.id, name=first.name, says="")
    with pytest.raises(NotFound):
        await people.does(community.retire_value, cleo, 2**40)
    with pytest.raises(NotAllowed):
        await people.does(community.add_value, await people.member("Pat", Role.PRODUCT), "Patience")
    for number in range(7):
        await people.does(community.add_value, cleo, f"Value {number}")
    with pytest.raises(Invalid):
        await people.does(community.add_value, cleo, "One too many")


async def test_the_last_one_stays_and_a_retired_one_comes_back(people: People, cleo: Member) -> None:
    *others, last = await people.reads(community.values)
    for each in others:
        await people.does(community.retire_value, cleo, each.id)
        await people.does(community.retire_value, cleo, each.id)
    with pytest.raises(LastValue):
        await people.does(community.retire_value, cleo, last.id)
    assert await names(people) == [last.name]
    await people.does(community.bring_back_value, cleo, others[0].id)
    assert (await people.does(community.add_value, cleo, others[1].name)).id == others[1].id
    assert await names(people) == [others[0].name, others[1].name, last.name]
    assert len(await names(people, retired=True)) == 5
