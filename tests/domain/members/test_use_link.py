"""A link works once, for a quarter of an hour, for what it was asked for."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import members
from domain.community import Joining
from domain.errors import Invalid, Refused
from domain.members import LinkSpent, Member, Role, SignedIn
from domain.members.use_cases.links import NotOpen
from tests.conftest import HeldClock
from tests.people import People

GOOD = "four green bicycles sing"


async def test_a_member_is_signed_in(people: People) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    token = await people.link("ann@people.example", next_path="/ideas/1")
    signed_in = await people.does(members.use_link, token, browser="Firefox")
    assert (signed_in.member.id, signed_in.next_path) == (ann.id, "/ideas/1")
    found = await people.reads(members.signed_in, signed_in.token)
    assert found is not None
    assert (found.member.id, found.browser) == (ann.id, "Firefox")


async def test_a_stranger_joins_with_a_name(people: People) -> None:
    token = await people.link("eve@people.example")
    with pytest.raises(Invalid) as refused:
        await people.does(members.use_link, token)
    assert refused.value.problems[0].field == "name"
    signed_in = await people.does(members.use_link, token, name="Eve")
    assert (signed_in.member.name, signed_in.member.email) == ("Eve", "eve@people.example")
    assert signed_in.member.role is Role.CUSTOMER


async def test_who_joins_with_a_password_can_sign_in_with_it(people: People) -> None:
    token = await people.link("eve@people.example", name="Eve", password=GOOD)
    eve = (await people.does(members.use_link, token)).member
    signed_in = await people.does(members.sign_in, email="EVE@people.example", password=GOOD, client="192.0.2.1")
    assert signed_in.member.id == eve.id


async def test_twice_is_once(people: People) -> None:
    await people.member("Ann", email="ann@people.example")
    token = await people.link("ann@people.example")
    await people.does(members.use_link, token)
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, token)


async def test_thirty_two_at_once_open_one_door(people: People) -> None:
    token = await people.link("eve@people.example")

    async def use() -> SignedIn | Refused:
        try:
            return await people.does(members.use_link, token, name="Eve")
        except Refused as refused:
            return refused

    outcomes = await asyncio.gather(*(use() for _ in range(32)))
    assert sum(isinstance(outcome, SignedIn) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LinkSpent) for outcome in outcomes) == 31
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Member)) == 1


async def test_two_links_to_one_address_at_once_make_one_member(people: People) -> None:
    tokens = [await people.link("Eve@people.example"), await people.link("eve@people.example")]
    joined = await asyncio.gather(*(people.does(members.use_link, token, name="Eve") for token in tokens))
    assert joined[0].member.id == joined[1].member.id


async def test_a_quarter_of_an_hour_later_it_is_spent(people: People, clock: HeldClock) -> None:
    await people.member("Ann", email="ann@people.example")
    token = await people.link("ann@people.example")
    clock.forward(minutes=15)
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, token)
    with pytest.raises(LinkSpent):
        await people.reads(members.open_link, token)


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "é" * 100, pytest.param("x" * 10_000_000, id="10 MB")])
async def test_a_token_that_never_was_is_spent(people: People, token: str) -> None:
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, token)


async def test_looking_does_not_use_it(people: People) -> None:
    token = await people.link("eve@people.example", name="Eve", password=GOOD)
    for _ in range(2):
        opened = await people.reads(members.open_link, token)
        assert (opened.does, opened.email, opened.name) == ("join", "eve@people.example", "Eve")
    await people.does(members.use_link, token)


async def test_a_community_that_closed_meanwhile_lets_nobody_in(people: People) -> None:
    token = await people.link("eve@people.example")
    await people.shape(await people.admin(), joining=Joining.NOBODY)
    with pytest.raises(NotOpen):
        await people.does(members.use_link, token, name="Eve")


async def test_the_operators_link_makes_an_admin(people: People) -> None:
    token = await people.does(members.make_set_up_link, "root@people.example")
    assert (await people.reads(members.open_link, token)).does == "set_up"
    signed_in = await people.does(members.use_link, token, name="Root")
    assert (signed_in.member.role, signed_in.next_path) == (Role.ADMIN, "/admin")
    assert (await people.history(signed_in.member))[-1]["after"] == "admin"


async def test_the_operators_link_works_though_nobody_may_join_and_for_a_day(people: People, clock: HeldClock) -> None:
    await people.shape(await people.admin(), joining=Joining.NOBODY)
    token = await people.does(members.make_set_up_link, "root@people.example")
    clock.forward(hours=23, minutes=59)
    assert (await people.does(members.use_link, token, name="Root")).member.role is Role.ADMIN
    late = await people.does(members.make_set_up_link, "root@people.example")
    clock.forward(hours=24)
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, late)


async def test_the_operators_link_needs_an_address(people: People) -> None:
    with pytest.raises(Invalid):
        await people.does(members.make_set_up_link, "nowhere")


async def test_a_password_counts_only_in_the_browser_it_was_typed_in(people: People) -> None:
    asked = {"name": "Eve", "password": GOOD, "asked_by": "the browser of somebody else"}
    signed_in = await people.does(members.use_link, await people.link("eve@people.example", **asked), used_by="Eve's")
    assert signed_in.without_password
    assert signed_in.member.password_hash is None

    asked = {"name": "Dan", "password": GOOD, "asked_by": "Dan's"}
    signed_in = await people.does(members.use_link, await people.link("dan@people.example", **asked), used_by="Dan's")
    assert not signed_in.without_password
    assert signed_in.member.password_hash is not None
