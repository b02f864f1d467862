"""Totals as they are entered, refused, corrected and judged; what was said once stays said."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain import experiments
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.events import RecordedFact
from domain.experiments import (
    Advice,
    Change,
    CheckIn,
    Experiment,
    FiguresLater,
    NotUnderWay,
    Phase,
    RemarkKind,
)
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.domain.experiments.lab import BEGAN, both, running, share
from tests.people import People


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def idea(people: People, eve: Member) -> Idea:
    return await people.idea(by=eve)


@pytest.fixture
async def benches(people: People, idea: Idea, eve: Member) -> Experiment:
    return await running(people, idea, eve)


def day(number: int) -> date:
    return BEGAN + timedelta(days=number)


async def enters(people: People, eve: Member, on: Experiment, number: int, *totals: int, **more: Any) -> Change:
    return await people.does(experiments.check_in, eve, on.id, day(number), both(*totals), **more)


async def stands(people: People, eve: Member, on: Experiment) -> Experiment:
    return await people.reads(experiments.visible, eve, on.id)


async def wrong(people: People, eve: Member, on: Experiment, number: int, arms: list[Any]) -> dict[str, str]:
    """Return what is refused about an entry, by field, and see that nothing is stored."""
    async with people.sessions() as session:
        before = await session.scalar(select(func.count()).select_from(CheckIn))
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.check_in, eve, on.id, day(number), arms)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(CheckIn)) == before
    return {problem.field: problem.text() for problem in refused.value.problems}


async def test_totals_are_judged_as_they_come_in_and_say_what_they_changed(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=8)
    first = await enters(people, eve, benches, 3, 500, 50, 55)
    assert first.before is None
    assert first.after is not None
    assert (first.after.advice, first.after.reason) == ("continue", "too_soon")
    second = await enters(people, eve, benches, 8, 1_000, 100, 120)
    assert second.before is not None
    assert second.before.check_in_id == first.check_in.id
    assert second.after is not None
    assert second.after.units == 2_000
    assert not second.fell
    assert second.check_in.entered_by.name == "Eve"


async def test_a_crossing_moves_the_experiment_and_is_told_once(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=20)
    change = await enters(people, eve, benches, 10, 3_000, 300, 420)
    assert change.fell
    assert change.after is not None
    assert (change.after.advice, change.after.crossed_on, change.after.crossed_units) == (Advice.SCALE, day(10), 6_000)
    experiment = await stands(people, eve, benches)
    assert experiment.phase is Phase.VERDICT_DUE
    assert experiment.verdict_due_at is not None
    later = await enters(people, eve, benches, 14, 5_000, 700, 500)
    assert later.after is not None
    assert not later.fell
    assert (later.after.advice, later.after.fingerprint) == (Advice.SCALE, change.after.fingerprint)
    async with people.sessions() as session:
        fell = (await session.scalars(select(RecordedFact).where(RecordedFact.kind == "VerdictFell"))).all()
    assert [fact.data["advice"] for fact in fell] == ["scale"]


async def test_the_time_box_that_is_over_leaves_it_undecided(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=29)
    change = await enters(people, eve, benches, 28, 1_000, 100, 110)
    assert change.after is not None
    assert change.after.advice is Advice.UNDECIDED
    assert change.fell
    assert (await stands(people, eve, benches)).phase is Phase.VERDICT_DUE


@pytest.mark.parametrize(
    ("arms", "field", "says"),
    [
        ([share(0, 0), share(10, 1)], "arm_0_units", "As it is: Nobody has been counted in this arm yet"),
        ([share(10, 11), share(10, 1)], "arm_0_conversions", "As it is: There are more conversions than units"),
        ([share(10, 1), share(-1, 0)], "arm_1_units", "With benches: Counts are whole numbers from 0 to 10000000000."),
        ([share(10, 1), share(10**12, 0)], "arm_1_units", "With benches: Counts are whole numbers"),
        ([share(10, 1), share(10, 0) | {"units": float("nan")}], "arm_1_units", "With benches: Counts are"),
        ([share(10, 1), share(10, 0) | {"units": float("inf")}], "arm_1_units", "With benches: Counts are"),
        ([share(10, 1), share(10, 0) | {"units": 2.5}], "arm_1_units", "With benches: Counts are"),
        ([share(10, 1), {"units": 10}], "arm_1_conversions", "With benches: Please fill this in."),
        ([share(10, 1), share(10, 1) | {"mean": 3.0}], "arm_1_mean", "With benches: This is of another kind of metric"),
        ([share(10, 1)], "arms", "Enter each of these arms once: As it is, With benches."),
    ],
)
async def test_what_cannot_have_been_counted_is_refused_at_its_arm_and_field(
    people: People, eve: Member, benches: Experiment, arms: list[Any], field: str, says: str
) -> None:
    found = await wrong(people, eve, benches, 0, arms)
    assert list(found) == [field]
    assert found[field].startswith(says)


async def test_days_before_the_start_still_to_come_and_in_already_are_refused(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=2)
    await enters(people, eve, benches, 1, 100, 10, 10)
    assert (
        "before the plan came into force, on 2026-02-02"
        in (await wrong(people, eve, benches, -1, both(9, 1, 1)))["as_of"]
    )
    assert "still to come" in (await wrong(people, eve, benches, 3, both(200, 20, 20)))["as_of"]
    assert "correct them" in (await wrong(people, eve, benches, 1, both(100, 10, 10)))["as_of"]


async def test_totals_that_fall_are_refused_and_say_against_which_day(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=9)
    await enters(people, eve, benches, 1, 100, 10, 10)
    await enters(people, eve, benches, 5, 500, 50, 50)
    found = await wrong(people, eve, benches, 6, [share(499, 50), share(600, 49)])
    assert found["arm_0_units"].startswith("As it is: 499 is less than the 500 of 2026-02-07.")
    assert found["arm_1_conversions"].startswith("With benches: 49 is less than the 50 of 2026-02-07.")
    found = await wrong(people, eve, benches, 3, both(501, 20, 20))
    assert found["arm_0_units"].startswith("As it is: 501 is more than the 500 of 2026-02-07.")


async def test_gaps_and_late_data_are_named_and_taken(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=25)
    late = await enters(people, eve, benches, 2, 100, 10, 10)
    assert [(each.kind, each.days) for each in late.remarks] == [(RemarkKind.LATE, 23)]
    gap = await enters(people, eve, benches, 20, 300, 30, 30)
    assert [(each.kind, each.days) for each in gap.remarks] == [(RemarkKind.GAP, 18)]


async def test_only_owner_product_team_and_their_team_check_in_and_only_while_it_runs(
    people: People, eve: Member, benches: Experiment
) -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob", Role.EMPLOYEE)
    pia = await people.member("Pia", Role.PRODUCT)
    for stranger, refusal in ((Visitor(), SignInNeeded), (ann, NotAllowed), (bob, NotAllowed)):
        with pytest.raises(refusal):
            await people.does(experiments.check_in, stranger, benches.id, BEGAN, both(10, 1, 1))
    await people.does(experiments.check_in, pia, benches.id, BEGAN, both(10, 1, 1))
    with pytest.raises(NotFound):
        await people.does(experiments.check_in, pia, benches.id + 1, BEGAN, both(10, 1, 1))
    async with people.sessions() as session:
        experiment = await session.get_one(Experiment, benches.id)
        experiment.phase, experiment.concluded_at = Phase.CONCLUDED, experiment.started_at
        await session.commit()
    with pytest.raises(NotUnderWay):
        await people.does(experiments.check_in, pia, benches.id, BEGAN, both(20, 2, 2))


async def test_customers_read_no_figures_before_the_end(people: People, eve: Member, benches: Experiment) -> None:
    ann = await people.member("Ann")
    await enters(people, eve, benches, 0, 100, 10, 10)
    shown = await people.reads(experiments.visible, ann, benches.id)
    for reading in (experiments.history, experiments.check_ins_of):
        more = () if reading is experiments.history else (Slice(10),)
        with pytest.raises(FiguresLater):
            await people.reads(reading, ann, shown, *more)
    async with people.sessions() as session:
        experiment = await session.get_one(Experiment, benches.id)
        experiment.phase, experiment.concluded_at = Phase.CONCLUDED, experiment.started_at
        await session.commit()
    shown = await people.reads(experiments.visible, ann, benches.id)
    course = await people.reads(experiments.history, ann, shown)
    assert course is not None
    assert len(course.verdicts) == 1


async def test_a_list_of_check_ins_asks_as_often_for_many_as_for_few(
    people: People, eve: Member, benches: Experiment, clock: HeldClock, counting: CountingFactory
) -> None:
    clock.forward(days=30)
    await enters(people, eve, benches, 0, 10, 1, 1)
    experiment = await stands(people, eve, benches)
    counts = []
    for number in range(1, 13):
        if number in (2, 12):
            with counting() as queries:
                await people.reads(experiments.check_ins_of, eve, experiment, Slice(20))
            counts.append(len(queries))
        await enters(people, eve, benches, number, 10 + number, 1, 1)
    assert counts[0] == counts[1] <= 6
