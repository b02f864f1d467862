"""Signing out ends one sign-in, or all of them."""

import pytest

from domain import members
from domain.errors import NotFound, SignInNeeded
from domain.members import Member, Visitor
from tests.conftest import HeldClock
from tests.people import People


async def _signed_in(people: People, member: Member) -> str:
    return (await people.does(members.start_sign_in, member)).token


async def test_signing_out_ends_this_one(people: People) -> None:
    ann = await people.member("Ann")
    here, there = await _signed_in(people, ann), await _signed_in(people, ann)
    await people.does(members.sign_out, here)
    await people.does(members.sign_out, here)
    assert await people.reads(members.signed_in, here) is None
    assert await people.reads(members.signed_in, there) is not None


async def test_signing_out_everywhere_ends_ones_own(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    anns, bens = [await _signed_in(people, ann) for _ in range(3)], await _signed_in(people, ben)
    await people.does(members.sign_out_everywhere, ann)
    assert [await people.reads(members.signed_in, token) for token in anns] == [None] * 3
    assert await people.reads(members.signed_in, bens) is not None


async def test_one_of_them_can_be_ended_from_the_list(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    old = await _signed_in(people, ann)
    clock.forward(minutes=1)
    await _signed_in(people, ann)
    newest, oldest = await people.reads(members.sign_ins, ann)
    assert newest.seen_at > oldest.seen_at
    await people.does(members.end_sign_in, ann, oldest.id)
    assert await people.reads(members.signed_in, old) is None
    with pytest.raises(NotFound):
        await people.does(members.end_sign_in, ann, oldest.id)


@pytest.mark.parametrize("number", [0, 4711, 2**70])
async def test_nobody_ends_anybody_elses(people: People, number: int) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    token = await _signed_in(people, ann)
    (anns,) = await people.reads(members.sign_ins, ann)
    for wanted in (anns.id, number):
        with pytest.raises(NotFound):
            await people.does(members.end_sign_in, ben, wanted)
    assert await people.reads(members.signed_in, token) is not None


async def test_a_visitor_has_nothing_to_end(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(members.sign_out_everywhere, Visitor())
    with pytest.raises(SignInNeeded):
        await people.does(members.end_sign_in, Visitor(), 1)


async def test_what_has_ended_is_swept_up(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    await _signed_in(people, ann)
    await people.does(members.request_link, email="ann@people.example", language="en", client="192.0.2.1")
    await people.does(members.forget_ended)
    assert len(await people.reads(members.sign_ins, ann)) == 1
    assert (await people.letter()).token
    clock.forward(days=31)
    await people.does(members.forget_ended)
    assert await people.reads(members.sign_ins, ann) == []
    with pytest.raises(NotFound):
        await people.letter()
