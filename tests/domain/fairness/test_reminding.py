"""Who waits longer for a decision than was promised isn't forgotten: moderators are reminded, once a week."""

import pytest

from domain import database, fairness, notifications
from domain.fairness import FairnessCase
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People
from tests.weighing import opened


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def case(people: People, ben: Member) -> FairnessCase:
    """Return a case that somebody should have decided by now."""
    idea = await people.idea(by=await people.member("Ann"))
    await people.vote(by=ben, on=idea)
    return await opened(people, [ben], [idea])


async def _remind(people: People) -> int:
    async with database.transaction(people.sessions) as session:
        found = await fairness.remind(session)
    await people.hear()
    return found


async def _reminded(people: People, member: Member) -> int:
    found = await people.reads(notifications.listed, member, Slice())
    return sum(each.kind.value == "cases_late" for each in found.items)


async def test_moderators_are_reminded_of_a_late_case_once_a_week(
    people: People, clock: HeldClock, case: FairnessCase, ben: Member
) -> None:
    mod, emil = await people.member("Mod", Role.PRODUCT), await people.member("Emil", Role.EMPLOYEE)
    assert await _remind(people) == 0
    clock.forward(minutes=1)
    assert [await _remind(people), await _remind(people)] == [1, 0]
    assert [await _reminded(people, each) for each in (mod, emil, ben)] == [1, 0, 0]
    clock.forward(days=7)
    assert await _remind(people) == 0
    clock.forward(minutes=1)
    assert await _remind(people) == 1
    assert await _reminded(people, mod) == 2


async def test_nobody_is_reminded_of_what_was_decided(people: People, clock: HeldClock, case: FairnessCase) -> None:
    mod = await people.member("Mod", Role.PRODUCT)
    await people.does(fairness.clear, mod, case.id, said="Two friends like the same benches")
    clock.forward(days=1)
    assert await _remind(people) == 0
