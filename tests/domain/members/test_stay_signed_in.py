"""A sign-in lasts while it is used; that of staff at most a day."""

import pytest

from domain import members
from domain.members import Member, Role
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def _signed_in(people: People, member: Member) -> str:
    return (await people.does(members.start_sign_in, member)).token


async def test_a_customer_stays_for_thirty_days_of_silence(people: People, clock: HeldClock) -> None:
    token = await _signed_in(people, await people.member("Ann"))
    clock.forward(days=30)
    found = await people.reads(members.signed_in, token)
    assert found is not None
    await people.does(members.stay_signed_in, found)
    clock.forward(days=30)
    assert await people.reads(members.signed_in, token) is not None
    clock.forward(seconds=1)
    assert await people.reads(members.signed_in, token) is None


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN])
async def test_staff_stay_for_an_hour_of_silence(people: People, clock: HeldClock, role: Role) -> None:
    token = await _signed_in(people, await people.member("Cleo", role))
    clock.forward(minutes=60)
    assert await people.reads(members.signed_in, token) is not None
    clock.forward(seconds=1)
    assert await people.reads(members.signed_in, token) is None


async def test_staff_sign_in_again_after_a_day(people: People, clock: HeldClock) -> None:
    token = await _signed_in(people, await people.admin())
    for _ in range(24):
        clock.forward(hours=1)
        found = await people.reads(members.signed_in, token)
        assert found is not None
        await people.does(members.stay_signed_in, found)
    clock.forward(seconds=1)
    assert await people.reads(members.signed_in, token) is None


async def test_use_is_noted_at_most_once_in_five_minutes(
    people: People, clock: HeldClock, counting: CountingFactory
) -> None:
    token = await _signed_in(people, await people.member("Ann"))
    found = await people.reads(members.signed_in, token)
    assert found is not None
    clock.forward(minutes=4)
    with counting() as counted:
        await people.does(members.stay_signed_in, found)
    assert len(counted) == 0
    clock.forward(minutes=1)
    await people.does(members.stay_signed_in, found)
    again = await people.reads(members.signed_in, token)
    assert again is not None
    assert again.seen_at == clock()


async def test_one_that_was_ended_meanwhile_stays_ended(people: People, clock: HeldClock) -> None:
    token = await _signed_in(people, await people.member("Ann"))
    found = await people.reads(members.signed_in, token)
    assert found is not None
    await people.does(members.sign_out, token)
    clock.forward(minutes=10)
    await people.does(members.stay_signed_in, found)
    assert await people.reads(members.signed_in, token) is None


@pytest.mark.parametrize("token", ["", "x", "\0", "\ud800", "🙂"])
async def test_a_token_that_never_was_signs_nobody_in(people: People, token: str) -> None:
    await _signed_in(people, await people.member("Ann"))
    assert await people.reads(members.signed_in, token) is None


async def test_who_is_asked_costs_one_statement(people: People, counting: CountingFactory) -> None:
    token = await _signed_in(people, await people.member("Ann"))
    with counting() as counted:
        await people.reads(members.signed_in, token)
    assert len(counted) == 1
