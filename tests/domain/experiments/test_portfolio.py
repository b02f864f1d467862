"""The portfolio: what runs, what is due, what was saved and learned, by quadrant and team, and for staff alone."""

from datetime import timedelta

import pytest

from domain import experiments
from domain.errors import NotAllowed, SignInNeeded
from domain.experiments import Advice, ConclusionKind, Phase, PortfolioFilter, Tally
from domain.ideas import Quadrant
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests import learning
from tests.conftest import CountingFactory, HeldClock
from tests.experimenting import advised
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben", Role.EMPLOYEE)


async def test_an_empty_portfolio_has_figures_too(people: People, ben: Member) -> None:
    found = await people.reads(experiments.portfolio, ben)
    assert (found.whole, found.quadrants, list(found.teams)) == (Tally(), {}, [])


async def test_it_counts_what_runs_is_due_was_saved_and_learned(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    one = await people.idea(by=ann, quadrant="creation_for_self")
    two = await people.idea(by=ann, quadrant="creation_with_others")
    clock.forward(days=60)
    team = await people.team("Docks", ben)
    for phase in (Phase.RUNNING, Phase.PAUSED, Phase.VERDICT_DUE, Phase.DRAFT):
        await learning.experiment(people, by=ben, on=one, phase=phase, team_id=team)
    for kind, advice, on in (
        (ConclusionKind.SCALED, Advice.SCALE, one),
        (ConclusionKind.STOPPED_NOT_AS_PROMISED, Advice.STOP, one),
        (ConclusionKind.UNDECIDED, Advice.UNDECIDED, one),
        (ConclusionKind.CHANGED_COURSE, Advice.CONTINUE, one),
        (ConclusionKind.CHANGED_COURSE, None, one),
        (ConclusionKind.INVALID, Advice.STOP, two),
    ):
        await learning.concluded(people, by=ben, on=on, kind=kind, advice=advice, saved=(100, 3))
    await learning.concluded(people, by=ben, on=two, counts=False, saved=(9999, 99))
    found = await people.reads(experiments.portfolio, ben)
    assert found.whole == Tally(
        running=3,
        due=1,
        concluded=6,
        scaled=1,
        learned=3,
        saved_units=600,
        saved_days=18,
        idea_to_verdict=timedelta(days=59),
        start_to_conclusion=timedelta(weeks=3),
    )
    assert {each: (tally.concluded, tally.learned) for each, tally in found.quadrants.items()} == {
        Quadrant.CREATION_FOR_SELF: (5, 3),
        Quadrant.CREATION_WITH_OTHERS: (1, 0),
    }
    teams = [(each.name if each else None, tally.running, tally.concluded) for each, tally in found.teams]
    assert teams == [("Docks", 2, 0), (None, 1, 6)]
    for only, counted in (
        (PortfolioFilter(quadrant=Quadrant.CREATION_WITH_OTHERS), (1, 0, 1)),
        (PortfolioFilter(team_id=team), (2, 1, 0)),
        (PortfolioFilter(team_id=10**9), (0, 0, 0)),
    ):
        whole = (await people.reads(experiments.portfolio, ben, only)).whole
        assert (whole.running, whole.due, whole.concluded) == counted


async def test_it_lists_what_runs_and_first_what_is_due_first(
    people: People, ann: Member, ben: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    first = await learning.experiment(people, by=ben, on=idea, phase=Phase.VERDICT_DUE, title="Due first")
    runs = await learning.experiment(people, by=ben, on=idea)
    clock.forward(days=1)
    second = await learning.experiment(people, by=ben, on=idea, phase=Phase.VERDICT_DUE, title="Due second")
    due = await people.reads(experiments.due, ben, Slice(1))
    rest = await people.reads(experiments.due, ben, Slice(5, after=due.end_cursor))
    assert [each.id for each in [*due.items, *rest.items]] == [first.id, second.id]
    assert [each.id for each in (await people.reads(experiments.under_way, ben, Slice(5))).items] == [runs.id]
    await people.hide(idea)
    assert (await people.reads(experiments.under_way, ben, Slice(5))).items == []
    assert (await people.reads(experiments.portfolio, ben)).whole == Tally()


async def test_the_newest_totals_stand_beside_each_experiment(people: People, ann: Member, ben: Member) -> None:
    idea = await people.idea(by=ann)
    made = [await learning.experiment(people, by=ben, on=idea) for _three in range(3)]
    await advised(people, made[0], Advice.CONTINUE, by=ben, after=7)
    await advised(people, made[0], Advice.STOP, by=ben, after=8)
    await advised(people, made[1], Advice.SCALE, by=ben, after=7)
    found = await people.reads(experiments.newest_advice, ben, [each.id for each in made])
    advice = {number: verdict.advice for number, (_check_in, verdict) in found.items()}
    assert advice == {made[0].id: Advice.STOP, made[1].id: Advice.SCALE}


async def test_it_is_for_staff(people: People, ann: Member) -> None:
    for actor, refused in ((ann, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refused):
            await people.reads(experiments.portfolio, actor)
        for listed in (experiments.under_way, experiments.due):
            with pytest.raises(refused):
                await people.reads(listed, actor, Slice(5))
        with pytest.raises(refused):
            await people.reads(experiments.newest_advice, actor, [1])


async def test_it_takes_as_many_statements_for_one_as_for_ten(
    people: People, ann: Member, ben: Member, counting: CountingFactory
) -> None:
    idea, taken = await people.idea(by=ann), []
    for many in (1, 9):
        for _each in range(many):
            made = await learning.experiment(people, by=ben, on=idea)
            await advised(people, made, Advice.CONTINUE, by=ben, after=7)
            await learning.concluded(people, by=ben, on=idea)
        with counting() as counted:
            await people.reads(experiments.portfolio, ben)
            found = await people.reads(experiments.under_way, ben, Slice(20))
            await people.reads(experiments.newest_advice, ben, [each.id for each in found.items])
        taken.append(len(counted))
    assert taken[0] == taken[1]
