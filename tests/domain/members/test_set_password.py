"""A password is set once by a link's sign-in, and changed only against the one before."""

import pytest

from domain import members
from domain.errors import Invalid, SignInNeeded, TooMany
from domain.members import Member, Visitor, WrongPassword
from tests.people import People

GOOD, BETTER = "four green bicycles sing", "seven quiet trams at dawn"


async def _can_sign_in(people: People, password: str) -> bool:
    try:
        await people.does(members.sign_in, email="ann@people.example", password=password, client="192.0.2.1")
    except WrongPassword:
        return False
    return True


async def _ann(people: People) -> Member:
    ann = await people.member("Ann", email="ann@people.example")
    await people.does(members.set_password, ann, GOOD)
    return ann


async def test_the_first_needs_no_other(people: People) -> None:
    await _ann(people)
    assert await _can_sign_in(people, GOOD)


async def test_the_next_needs_the_one_before(people: People) -> None:
    ann = await _ann(people)
    for wrong in ("", BETTER):
        with pytest.raises(WrongPassword):
            await people.does(members.set_password, ann, BETTER, current=wrong)
    assert not await _can_sign_in(people, BETTER)
    await people.does(members.set_password, ann, BETTER, current=GOOD)
    assert await _can_sign_in(people, BETTER)
    assert not await _can_sign_in(people, GOOD)


async def test_all_other_sign_ins_end(people: People) -> None:
    ann = await _ann(people)
    here, there = [(await people.does(members.start_sign_in, ann)).token for _ in range(2)]
    await people.does(members.set_password, ann, BETTER, current=GOOD, keep=here)
    assert await people.reads(members.signed_in, here) is not None
    assert await people.reads(members.signed_in, there) is None


async def test_a_weak_one_is_refused_and_ends_nothing(people: People) -> None:
    ann = await _ann(people)
    token = (await people.does(members.start_sign_in, ann)).token
    with pytest.raises(Invalid) as refused:
        await people.does(members.set_password, ann, "password", current=GOOD)
    assert refused.value.problems[0].field == "new_password"
    assert await people.reads(members.signed_in, token) is not None


async def test_it_may_not_be_ones_own_name(people: People) -> None:
    ann = await people.member("Annabel Lee", email="raven@people.example")
    for weak in ("AnnabelLee12345", "raven raven 2026!"):
        with pytest.raises(Invalid):
            await people.does(members.set_password, ann, weak)


async def test_guessing_the_one_before_ends_after_ten(people: People) -> None:
    ann = await _ann(people)
    for _ in range(9):
        with pytest.raises(WrongPassword):
            await people.does(members.set_password, ann, BETTER, current="a guess of no use")
    with pytest.raises(TooMany):
        await people.does(members.set_password, ann, BETTER, current=GOOD)


async def test_a_visitor_has_none(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(members.set_password, Visitor(), GOOD)
