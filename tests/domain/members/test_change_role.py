"""Admins give roles, and one admin always stays."""

import asyncio

import pytest

from domain import members
from domain.errors import Invalid, NotAllowed, NotFound, Refused, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.members.use_cases.managing import LastAdmin
from tests.people import People


async def test_a_role_is_given_and_recorded(people: People) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    assert (await people.does(members.change_role, cleo, ann.id, Role.PRODUCT)).role is Role.PRODUCT
    fact = (await people.history(ann))[-1]
    assert (fact["fact"], fact["actor_id"], fact["before"], fact["after"]) == (
        "RoleChanged",
        cleo.id,
        "customer",
        "product",
    )


async def test_the_same_role_again_is_no_fact(people: People) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    before = await people.history(ann)
    await people.does(members.change_role, cleo, ann.id, "customer")
    assert await people.history(ann) == before


@pytest.mark.parametrize("role", ["visitor", "king", "", "\0", "ADMIN"])
async def test_only_roles_there_are_can_be_given(people: People, role: str) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    with pytest.raises(Invalid) as refused:
        await people.does(members.change_role, cleo, ann.id, role)
    assert refused.value.problems[0].field == "role"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_nobody_but_an_admin_gives_roles(people: People, role: Role) -> None:
    ann = await people.member("Ann", role)
    with pytest.raises(NotAllowed):
        await people.does(members.change_role, ann, ann.id, Role.ADMIN)
    assert not members.may_manage(ann)
    assert (await people.again(ann)).role is role


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    ann = await people.member("Ann")
    with pytest.raises(SignInNeeded):
        await people.does(members.change_role, Visitor(), ann.id, Role.ADMIN)


async def test_who_is_not_there_gets_no_role(people: People) -> None:
    cleo, gone = await people.admin(), await people.member("Ann")
    await people.does(members.forget, gone)
    for number in (gone.id, 0, -1, 4711, 2**70):
        with pytest.raises(NotFound):
            await people.does(members.change_role, cleo, number, Role.ADMIN)


async def test_the_only_admin_stays(people: People) -> None:
    cleo = await people.admin()
    with pytest.raises(LastAdmin):
        await people.does(members.change_role, cleo, cleo.id, Role.CUSTOMER)
    with pytest.raises(LastAdmin):
        await people.does(members.forget, cleo)
    assert (await people.again(cleo)).role is Role.ADMIN


async def test_two_admins_who_step_down_at_once_leave_one(people: People) -> None:
    cleo, dan = await people.admin("Cleo"), await people.admin("Dan")

    async def step_down(admin: Member) -> bool:
        try:
            await people.does(members.change_role, admin, admin.id, Role.CUSTOMER)
        except LastAdmin:
            return False
        return True

    assert sorted(await asyncio.gather(step_down(cleo), step_down(dan))) == [False, True]


async def test_two_admins_who_leave_or_unseat_each_other_at_once_leave_one(people: People) -> None:
    cleo, dan = await people.admin("Cleo"), await people.admin("Dan")
    outcomes = await asyncio.gather(
        people.does(members.forget, cleo),
        people.does(members.change_role, cleo, dan.id, Role.CUSTOMER),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, BaseException)] == [LastAdmin]
    assert all(isinstance(outcome, Refused | Member) for outcome in outcomes)


async def test_who_is_staff_no_more_is_in_no_team_and_no_sponsor(people: People) -> None:
    cleo, eve = await people.admin(), await people.member("Eve", Role.EXECUTIVE)
    await people.does(members.name_sponsor, cleo, eve.id)
    await people.does(members.save_team, cleo, name="Riders", member_ids=[eve.id])
    await people.does(members.change_role, cleo, eve.id, Role.CUSTOMER)
    seen = await people.reads(members.visible, cleo, eve.id)
    assert (seen.teams, seen.is_sponsor) == ([], False)
