"""The portfolio's page: staff see what runs, what is due and how long, and how much was learned."""

import pytest
from fastapi import FastAPI

from domain.experiments import Advice, ConclusionKind, Phase
from domain.members import Member, Role
from tests import learning
from tests.conftest import HeldClock
from tests.experimenting import advised
from tests.people import People
from tests.web.conftest import Browsing, Counting


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben", Role.EMPLOYEE)


async def test_staff_see_what_runs_what_is_due_and_what_was_learned(
    app: FastAPI, people: People, ben: Member, browsing: Browsing, clock: HeldClock
) -> None:
    staff = await browsing(app, ben)
    assert "Nothing is being tried here now." in (await staff.page("/portfolio")).text
    idea = await people.idea(by=await people.member("Ann"), quadrant="creation_for_self")
    team = await people.team("Docks", ben)
    runs = await learning.experiment(people, by=ben, on=idea, title="It runs")
    await advised(people, runs, Advice.SCALE, by=ben, after=7)
    due = await learning.experiment(people, by=ben, on=idea, title="It waits", phase=Phase.VERDICT_DUE, team_id=team)
    for _each in range(9):
        await learning.concluded(people, by=ben, on=idea, saved=(100, 3))
    await learning.concluded(people, by=ben, on=idea, kind=ConclusionKind.INVALID, advice=Advice.INVALID, saved=(0, 0))
    page = await staff.page("/portfolio")
    for says in ("9 of 10", "(90%)", "900", "27", "Scale it", "Conclusion due", "No totals yet"):
        assert says in page.text, says
    assert page.has("a", href=runs.path)
    assert page.has("a", href=due.path)
    clock.forward(days=6)
    staff = await browsing(app, ben)
    assert "Conclusion overdue since" in (await staff.page("/portfolio")).text
    page = await staff.page(f"/portfolio?team={team}")
    assert page.has("a", href=due.path)
    assert not page.has("a", href=runs.path)
    empty = await staff.page("/portfolio?quadrant=creation_with_others")
    assert not empty.has("a", href=due.path)
    for odd in ("quadrant=x", "team=x", "team=99999999999999999999", "team=-1"):
        assert (await staff.page(f"/portfolio?{odd}")).has("a", href=due.path)
    assert (await staff.get("/portfolio?after=x")).status_code == 422


async def test_it_takes_as_many_statements_for_one_as_for_ten(
    app: FastAPI, people: People, ben: Member, browsing: Browsing, counting_app: Counting
) -> None:
    staff, idea, taken = await browsing(app, ben), await people.idea(by=await people.member("Ann")), []
    for many in (1, 9):
        for _each in range(many):
            made = await learning.experiment(people, by=ben, on=idea)
            await advised(people, made, Advice.CONTINUE, by=ben, after=7)
            await learning.concluded(people, by=ben, on=idea)
        with counting_app() as counted:
            await staff.page("/portfolio")
        taken.append(len(counted))
    assert taken[0] == taken[1]
