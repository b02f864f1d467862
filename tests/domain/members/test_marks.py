"""Who the best customers are, and who is on duty: marks that admins give."""

import pytest

from domain import members
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Role, Unknown, Visitor
from domain.members.use_cases.managing import ProductOnly
from domain.members.use_cases.marking import LIST_MOST
from tests.people import People


async def test_one_is_marked_and_unmarked(people: People) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    for best in (True, True, False):
        assert (await people.does(members.mark_best_customer, cleo, ann.id, best=best)).is_best_customer is best
    facts = [fact["fact"] for fact in await people.history(cleo)]
    assert facts.count("BestCustomersNamed") == 2


async def test_a_list_names_exactly_the_best(people: People) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    ben = await people.member("Ben")
    dan = await people.member("Dan", imported_from="crm:77")
    await people.does(members.mark_best_customer, cleo, ann.id, best=True)
    lines = ["email;name", "BEN@people.example;Ben B.", '"crm:77",Dan', "", "  ", "nobody@else.example"]
    found = await people.does(members.name_best_customers, cleo, lines)
    assert (found.marked, found.added, found.removed) == (2, 2, 1)
    assert found.unknown == [Unknown(6, "nobody@else.example")]
    marks = {each.name: (await people.again(each)).is_best_customer for each in (ann, ben, dan)}
    assert marks == {"Ann": False, "Ben": True, "Dan": True}
    assert (await people.does(members.name_best_customers, cleo, ["@ann"])).marked == 1
    assert (await people.does(members.name_best_customers, cleo, [])).marked == 0


async def test_only_admins_mark(people: People) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    for somebody, refusal in ((pia, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.does(members.mark_best_customer, somebody, ann.id, best=True)
        with pytest.raises(refusal):
            await people.does(members.name_best_customers, somebody, ["ann"])
        with pytest.raises(refusal):
            await people.does(members.name_on_duty, somebody, pia.id)


async def test_a_list_too_long_and_nobody_are_refused(people: People) -> None:
    cleo = await people.admin()
    with pytest.raises(Invalid):
        await people.does(members.name_best_customers, cleo, ["x"] * (LIST_MOST + 1))
    with pytest.raises(NotFound):
        await people.does(members.mark_best_customer, cleo, 2**70, best=True)


async def test_one_of_the_team_is_on_duty_and_no_more_without_the_role(people: People) -> None:
    cleo, pia = await people.admin(), await people.member("Pia", Role.PRODUCT)
    paul = await people.member("Paul", Role.PRODUCT)
    for each in (pia, paul):
        await people.does(members.name_on_duty, cleo, each.id)
    found = await people.reads(members.on_duty)
    assert found
    assert found.id == paul.id
    await people.does(members.change_role, cleo, paul.id, Role.EMPLOYEE)
    assert await people.reads(members.on_duty) is None
    with pytest.raises(ProductOnly):
        await people.does(members.name_on_duty, cleo, paul.id)
    with pytest.raises(NotFound):
        await people.does(members.name_on_duty, cleo, 2**70)
