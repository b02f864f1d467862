"""Teams are made of staff, by admins."""

import asyncio

import pytest

from domain import members
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Team, Visitor
from domain.members.use_cases.managing import NameTaken, StaffOnly
from tests.people import People


async def _staff(people: People) -> tuple[Member, Member]:
    return await people.admin(), await people.member("Eve", Role.EMPLOYEE)


async def test_a_team_is_made_renamed_refilled_and_closed(people: People) -> None:
    cleo, eve = await _staff(people)
    team = await people.does(members.save_team, cleo, name=" Riders ", member_ids=[eve.id, eve.id])
    assert [one.name for one in (await people.reads(members.visible, eve, eve.id)).teams] == ["Riders"]
    await people.does(members.save_team, cleo, name="Movers", member_ids=[cleo.id], team_id=team.id)
    assert (await people.reads(members.visible, eve, eve.id)).teams == []
    assert {one.name: [team.name for team in one.teams] for one in await people.reads(members.staff)} == {
        "Cleo": ["Movers"],
        "Eve": [],
    }
    await people.does(members.close_team, cleo, team.id)
    assert await people.reads(members.teams) == []
    assert [fact["fact"] for fact in await people.history(cleo)].count("TeamRevised") == 3


async def test_two_teams_have_two_names_also_when_made_at_once(people: People) -> None:
    cleo, eve = await _staff(people)
    outcomes = await asyncio.gather(
        *(people.does(members.save_team, cleo, name="Riders", member_ids=[eve.id]) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Team) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 3


async def test_customers_are_in_no_team(people: People) -> None:
    cleo, _eve = await _staff(people)
    ann, gone = await people.member("Ann"), await people.member("Gus", Role.EMPLOYEE)
    await people.does(members.forget, gone)
    for number in (ann.id, gone.id, 4711, 2**70):
        with pytest.raises(StaffOnly):
            await people.does(members.save_team, cleo, name="Riders", member_ids=[cleo.id, number])
    assert await people.reads(members.teams) == []


@pytest.mark.parametrize("name", ["", "x", "x" * 61, "\0\0", "\ud800", pytest.param("x" * 10_000_000, id="10 MB")])
async def test_a_team_needs_a_name(people: People, name: str) -> None:
    cleo, _eve = await _staff(people)
    with pytest.raises(Invalid):
        await people.does(members.save_team, cleo, name=name, member_ids=[])


async def test_only_admins_tend_teams(people: People) -> None:
    cleo, eve = await _staff(people)
    team = await people.does(members.save_team, cleo, name="Riders", member_ids=[])
    assert members.may_manage_teams(cleo)
    assert not members.may_manage_teams(eve)
    for actor, refusal in ((eve, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.does(members.save_team, actor, name="Movers", member_ids=[])
        with pytest.raises(refusal):
            await people.does(members.close_team, actor, team.id)


@pytest.mark.parametrize("number", [0, 4711, 2**70])
async def test_a_team_that_is_not_there_is_not_found(people: People, number: int) -> None:
    cleo, _eve = await _staff(people)
    with pytest.raises(NotFound):
        await people.does(members.save_team, cleo, name="Riders", member_ids=[], team_id=number)
    with pytest.raises(NotFound):
        await people.does(members.close_team, cleo, number)
