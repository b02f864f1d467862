"""Who waits longer than was promised isn't forgotten: moderators are reminded each week, the sponsor hears once."""

import pytest

from domain import community, database, fairness, members, notifications
from domain.errors import NotAllowed, SignInNeeded
from domain.fairness import FairnessCase, Late
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


async def _reminded(people: People, member: Member, kind: str = "cases_late") -> int:
    found = await people.reads(notifications.listed, member, Slice())
    return sum(each.kind.value == kind for each in found.items)


async def _sponsor(people: People, role: Role = Role.EXECUTIVE) -> Member:
    boss = await people.member("Bo", role)
    await people.does(members.name_sponsor, await people.admin("Sam"), boss.id)
    return await people.again(boss)


async def _risen(people: People, clock: HeldClock, boss: Member, days: int) -> list[int]:
    """Return how often the sponsor heard of cases that rose, after each of so many days with a look each."""
    found = []
    for _day in range(days):
        clock.forward(days=1, minutes=1)
        await _remind(people)
        found.append(await _reminded(people, boss, "cases_risen"))
    return found


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


async def test_the_sponsor_hears_once_of_a_case_that_is_late_by_another_week(
    people: People, clock: HeldClock, case: FairnessCase
) -> None:
    boss, emil = await _sponsor(people), await people.member("Emil", Role.EMPLOYEE)
    assert await _risen(people, clock, boss, 30) == [0] * 7 + [1] * 23
    (notice,) = (await people.reads(notifications.listed, boss, Slice())).items
    assert notice.path == "/recognition/fairness#late"
    assert notice.mail_due_at is not None
    assert [await _reminded(people, each, "cases_risen") for each in (emil, await people.admin())] == [0, 0]


async def test_each_case_rises_for_itself(people: People, clock: HeldClock, case: FairnessCase, ben: Member) -> None:
    boss = await _sponsor(people)
    assert (await _risen(people, clock, boss, 10))[-1] == 1
    await opened(people, [ben], [await people.idea(by=await people.member("Cem"))])
    assert (await _risen(people, clock, boss, 20))[-1] == 2


async def test_what_was_late_while_nobody_reminded_rises_at_once(
    people: People, clock: HeldClock, case: FairnessCase
) -> None:
    boss = await _sponsor(people)
    clock.forward(days=20)
    assert await _risen(people, clock, boss, 20) == [1] * 20


async def test_an_appealed_case_has_a_time_of_its_own(
    people: People, clock: HeldClock, case: FairnessCase, ben: Member
) -> None:
    boss = await _sponsor(people)
    assert (await _risen(people, clock, boss, 10))[-1] == 1
    mod = await people.member("Mod", Role.PRODUCT)
    await people.does(fairness.uphold, mod, case.id, said="One gave nearly all", state=await _state(people, mod, case))
    await people.does(fairness.appeal, ben, case.id, said="I like benches, and all of them")
    assert await _risen(people, clock, boss, 20) == [1] * 13 + [2] * 7


async def _state(people: People, mod: Member, case: FairnessCase) -> str:
    return (await people.reads(fairness.preview, mod, case.id)).state


@pytest.mark.parametrize("role", [Role.PRODUCT, Role.ADMIN])
async def test_a_sponsor_who_moderates_hears_of_it_as_moderators_do(
    role: Role, people: People, clock: HeldClock, case: FairnessCase
) -> None:
    boss = await _sponsor(people, role)
    assert await _risen(people, clock, boss, 10) == [0] * 10
    assert await _reminded(people, boss) == 2


async def test_nobody_hears_of_cases_that_concern_them_nor_without_a_sponsor(
    people: People, clock: HeldClock, case: FairnessCase, ben: Member
) -> None:
    amy = await people.admin()
    assert await _risen(people, clock, amy, 10) == [0] * 10
    boss = await _sponsor(people)
    idea = await people.idea(by=await people.member("Cem"))
    await opened(people, [boss], [idea])
    assert await _risen(people, clock, boss, 20) == [0] * 20
    assert (await people.reads(fairness.late, boss)).cases == 1
    assert (await people.reads(fairness.late, amy)).cases == 2


async def test_how_many_wait_and_since_when_is_for_admins_and_the_sponsor(
    people: People, clock: HeldClock, case: FairnessCase, ben: Member
) -> None:
    boss, amy, due = await _sponsor(people), await people.admin(), clock.time
    assert await people.reads(fairness.late, boss) == Late()
    clock.forward(days=3, hours=5)
    await opened(people, [ben], [await people.idea(by=await people.member("Cem"))])
    assert await people.reads(fairness.late, boss) == Late(1, due, 3)
    clock.forward(minutes=1)
    for reader in (boss, amy):
        assert await people.reads(fairness.late, reader) == Late(2, due, 3)
    for other in (ben, await people.member("Rex", Role.EXECUTIVE), await people.member("Mo", Role.PRODUCT)):
        with pytest.raises(NotAllowed):
            await people.reads(fairness.late, other)
    with pytest.raises(SignInNeeded):
        await people.reads(fairness.late, members.visitor(await people.reads(community.current)))
