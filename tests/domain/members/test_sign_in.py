"""Signing in by password tells nobody who is a member, and can't be tried without end."""

import asyncio

import pytest

from domain import members
from domain.errors import Refused, TooMany
from domain.members import Member, SignedIn, WrongPassword
from domain.members.use_cases.signing_in import TRIES_PER
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

GOOD = "four green bicycles sing"


async def _ann(people: People) -> Member:
    ann = await people.member("Ann", email="Ann@people.example")
    await people.does(members.set_password, ann, GOOD)
    return ann


async def _try(people: People, password: str, email: str = "ann@people.example", client: str = "192.0.2.1") -> SignedIn:
    return await people.does(members.sign_in, email=email, password=password, client=client)


async def test_the_right_password_signs_in_whatever_the_case_of_the_address(people: People) -> None:
    ann = await _ann(people)
    signed_in = await _try(people, GOOD, " ANN@People.example ")
    assert signed_in.member.id == ann.id
    assert await people.reads(members.signed_in, signed_in.token) is not None


async def test_an_address_with_letters_beyond_ascii_is_found_as_it_was_written(people: People) -> None:
    ann = await people.member("Ann", email="Änne@people.example")
    await people.does(members.set_password, ann, GOOD)
    assert (await _try(people, GOOD, "Änne@people.example")).member.id == ann.id


@pytest.mark.parametrize(
    "password",
    ["", GOOD.upper(), GOOD + " ", "\0", "\ud800" * 20, "🙂" * 20, pytest.param("x" * 10_000_000, id="10 MB")],
)
async def test_any_other_password_is_wrong(people: People, password: str) -> None:
    await _ann(people)
    with pytest.raises(WrongPassword) as refused:
        await _try(people, password)
    assert refused.value.field == "password"


@pytest.mark.parametrize("email", ["", "\0", "\ud800", "eve@people.example", "%", "ann", "\u202eann@people.example"])
async def test_an_unknown_address_gets_the_same_answer(people: People, email: str) -> None:
    await _ann(people)
    with pytest.raises(WrongPassword):
        await _try(people, GOOD, email)


async def test_known_unknown_and_passwordless_addresses_take_the_same_statements(
    people: People, counting: CountingFactory
) -> None:
    await _ann(people)
    await people.member("Ben", email="ben@people.example")
    seen = []
    for name in ("ann", "eve", "ben"):
        with counting() as counted, pytest.raises(WrongPassword):
            await _try(people, "not the right words", f"{name}@people.example")
        seen.append(counted.statements)
    assert seen[0] == seen[1] == seen[2]


async def test_ten_tries_for_an_address_count_though_they_are_refused(people: People, clock: HeldClock) -> None:
    await _ann(people)
    for n in range(10):
        with pytest.raises(WrongPassword):
            await _try(people, "not the right words", client=f"192.0.2.{n}")
    with pytest.raises(TooMany) as refused:
        await _try(people, GOOD, "ANN@people.example", client="192.0.2.99")
    clock.forward(seconds=refused.value.retry_after)
    await _try(people, GOOD)


async def test_one_client_guesses_a_hundred_times_only(people: People) -> None:
    for _ in range(100):
        await people.does(members.spend, "password:client:192.0.2.1", 100, TRIES_PER)
    with pytest.raises(TooMany):
        await _try(people, GOOD)
    with pytest.raises(WrongPassword):
        await _try(people, GOOD, client="192.0.2.2")


async def test_thirty_two_at_once_from_one_client_get_in_or_a_plain_answer(people: People) -> None:
    await _ann(people)

    async def outcome() -> SignedIn | Refused:
        try:
            return await _try(people, GOOD)
        except Refused as refused:
            return refused

    outcomes = await asyncio.gather(*(outcome() for _ in range(32)))
    came_in = [one for one in outcomes if isinstance(one, SignedIn)]
    assert came_in
    assert len({one.token for one in came_in}) == len(came_in)
    assert {one.code for one in outcomes if isinstance(one, Refused)} <= {"too_busy", "too_many"}


async def test_each_sign_in_has_a_token_of_its_own(people: People) -> None:
    await _ann(people)
    assert (await _try(people, GOOD)).token != (await _try(people, GOOD)).token
