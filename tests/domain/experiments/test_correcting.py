"""What was said once stays said: corrections are rows of their own, and a key or a day makes one check-in."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from domain import experiments
from domain.errors import Invalid
from domain.experiments import (
    Advice,
    Change,
    CheckIn,
    CorrectedMeanwhile,
    Experiment,
    KeptVerdict,
    KeyUsed,
    Phase,
    follow,
)
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import HeldClock
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


async def test_a_correction_is_a_row_of_its_own_and_takes_a_verdict_back_that_fell_on_a_mistake(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=12)
    mistaken = await enters(people, eve, benches, 10, 3_000, 300, 420)
    assert mistaken.fell
    right = await people.does(
        experiments.correct, eve, mistaken.check_in.id, both(3_000, 300, 320), why="A digit was wrong."
    )
    assert right.before is not None
    assert right.before.advice is Advice.SCALE
    assert right.after is not None
    assert right.after.advice is Advice.CONTINUE
    assert right.after.crossed_on is None
    experiment = await stands(people, eve, benches)
    assert experiment.phase is Phase.RUNNING
    assert experiment.verdict_due_at is None
    page = await people.reads(experiments.check_ins_of, eve, experiment, Slice(10))
    newest, first = page.items
    assert first.after is not None
    assert first.after.advice is Advice.SCALE, "what was said stays said"
    assert first.corrected_by_id == newest.check_in.id
    assert newest.check_in.why == "A digit was wrong."
    with pytest.raises(CorrectedMeanwhile):
        await people.does(experiments.correct, eve, mistaken.check_in.id, both(3_000, 300, 330), why="Once more.")


async def test_a_correction_needs_other_totals_and_a_reason(people: People, eve: Member, benches: Experiment) -> None:
    made = await enters(people, eve, benches, 0, 100, 10, 10)
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.correct, eve, made.check_in.id, both(100, 10, 10), why="Because.")
    assert "the same totals" in refused.value.problems[0].text()
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.correct, eve, made.check_in.id, both(100, 10, 101))
    assert {problem.field for problem in refused.value.problems} == {"why", "arm_1_conversions"}


async def test_a_correction_may_make_totals_fall_and_then_nothing_is_judged(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    clock.forward(days=12)
    made = await enters(people, eve, benches, 8, 1_000, 100, 110)
    await enters(people, eve, benches, 10, 1_500, 150, 160)
    change = await people.does(experiments.correct, eve, made.check_in.id, both(2_000, 200, 210), why="Found more.")
    assert change.after is not None
    assert (change.after.advice, change.after.reason) == ("invalid", "totals_fell")
    assert (await stands(people, eve, benches)).phase is Phase.RUNNING


async def test_the_same_key_makes_one_check_in_and_never_another(
    people: People, eve: Member, benches: Experiment, clock: HeldClock
) -> None:
    key = uuid4()
    clock.forward(days=2)
    first = await enters(people, eve, benches, 0, 100, 10, 10, key=key)
    again = await enters(people, eve, benches, 0, 100, 10, 10, key=key)
    assert (again.check_in.id, again.before) == (first.check_in.id, None)
    with pytest.raises(KeyUsed):
        await enters(people, eve, benches, 1, 200, 20, 20, key=key)


async def test_of_two_at_once_for_one_day_one_is_kept(people: People, eve: Member, benches: Experiment) -> None:
    key = uuid4()
    both_ways = await asyncio.gather(
        *(enters(people, eve, benches, 0, units, 10, 10) for units in (100, 110)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in both_ways) == ["Change", "Invalid"]
    other = await running(people, await people.idea(by=eve, title="Lamps"), eve)
    twins = await asyncio.gather(*(enters(people, eve, other, 0, 100, 10, 10, key=key) for _ in range(2)))
    assert len({each.check_in.id for each in twins}) == 1


TOTALS = st.tuples(st.integers(1, 400), st.integers(0, 60), st.integers(0, 80))


@settings(max_examples=15)
@given(steps=st.lists(st.tuples(st.integers(0, 24), TOTALS, st.booleans()), min_size=1, max_size=8))
async def test_whatever_is_entered_and_corrected_what_is_kept_is_what_the_engine_says_of_what_counts(
    people: People, eve: Member, idea: Idea, clock: HeldClock, steps: list[tuple[int, tuple[int, int, int], bool]]
) -> None:
    moment = clock.time
    benches = await running(people, idea, eve)
    clock.forward(days=25)
    told: dict[int, dict[str, Any]] = {}
    for number, (more, control, variant), correcting in steps:
        units = 100 * (number + 1) + more
        arms = [share(units, min(control, units)), share(units, min(variant, units))]
        newest = await latest(people, benches)
        try:
            if correcting and newest:
                change = await people.does(experiments.correct, eve, newest, arms, why="It was wrong.")
            else:
                change = await people.does(experiments.check_in, eve, benches.id, day(number), arms)
        except Invalid:
            continue
        course = await people.reads(experiments.history, eve, await stands(people, eve, benches))
        assert course is not None
        assert change.after is not None
        assert course.latest is not None
        assert course.verdicts == follow(course.terms, [verdict.look for verdict in course.verdicts])
        assert change.after.evidence == course.latest.leading.evidence
        assert (change.after.advice, change.after.units) == (course.latest.advice, course.latest.look.units)
        told[change.check_in.id] = as_kept(change.after)
        assert await kept(people, told) == told, "nothing that was said is ever changed"
    clock.time = moment


async def latest(people: People, on: Experiment) -> int | None:
    async with people.sessions() as session:
        return await session.scalar(select(func.max(CheckIn.id)).where(CheckIn.experiment_id == on.id))


async def kept(people: People, ids: Any) -> dict[int, dict[str, Any]]:
    async with people.sessions() as session:
        found = await session.scalars(select(KeptVerdict).where(KeptVerdict.check_in_id.in_(ids)))
        return {verdict.check_in_id: as_kept(verdict) for verdict in found}


def as_kept(verdict: KeptVerdict) -> dict[str, Any]:
    return {column.key: getattr(verdict, column.key) for column in KeptVerdict.__table__.columns}
