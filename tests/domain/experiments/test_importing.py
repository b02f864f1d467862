"""Check-ins from a table: all of it or nothing, each thing wrong named by its row, and looked at first if wanted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from domain import experiments
from domain.errors import Invalid, NotAllowed
from domain.events import RecordedFact
from domain.experiments import Advice, CheckIn, CheckInSource, Experiment, Import, MetricKind, Phase, PromiseKind
from domain.ideas import Idea
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.domain.experiments.lab import BEGAN, both, running
from tests.people import People

TWO_DAYS = """day,arm,units,conversions
2026-02-03,As it is,100,10
2026-02-03,With benches,100,12
2026-02-04,with  BENCHES,210,22
2026-02-04,As it is,200,20
"""
AS_ELSEWHERE = (
    "\ufeffDay;Arm;Units;Mean;Deviation\r\n3.2.2026;As it is;100;2,5;1,25\r\n3.2.2026;With benches;100;2,75;1,5\r\n"
)
GUARDED = [
    {"name": "Complaints", "kind": "share", "promise": "relative", "change": 0.5, "unit": ""},
    {"name": "Waiting", "kind": "mean", "promise": "absolute", "change": 2.0, "unit": "min"},
]


@pytest.fixture
async def eve(people: People, clock: HeldClock) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def idea(people: People, eve: Member) -> Idea:
    return await people.idea(by=eve)


@pytest.fixture
async def benches(people: People, idea: Idea, eve: Member, clock: HeldClock) -> Experiment:
    made = await running(people, idea, eve)
    clock.forward(days=21)
    return made


async def imports(people: People, eve: Member, on: Experiment, csv: str) -> Import:
    return await people.does(experiments.check_in_many, eve, on.id, csv)


async def refused(people: People, eve: Member, on: Experiment, csv: str) -> list[str]:
    """Return what is wrong with a table, and see that nothing of it is stored."""
    before = await count(people, on)
    with pytest.raises(Invalid) as found:
        await imports(people, eve, on, csv)
    assert await count(people, on) == before
    with pytest.raises(Invalid) as previewed:
        await people.reads(experiments.preview_check_ins, eve, on.id, csv)
    says = [problem.text() for problem in found.value.problems]
    assert says == [problem.text() for problem in previewed.value.problems]
    return says


async def count(people: People, on: Experiment) -> int:
    async with people.sessions() as session:
        query = select(func.count()).select_from(CheckIn).where(CheckIn.experiment_id == on.id)
        return await session.scalar(query) or 0


async def test_a_preview_says_what_would_be_and_stores_nothing(
    people: People, eve: Member, benches: Experiment
) -> None:
    shown = await people.reads(experiments.preview_check_ins, eve, benches.id, TWO_DAYS)
    assert await count(people, benches) == 0
    made = await imports(people, eve, benches, TWO_DAYS)
    assert [day.entry for day in shown.days] == [day.entry for day in made.days]
    assert shown.after is not None
    assert made.after is not None
    assert (shown.after.advice, shown.after.evidence) == (made.after.advice, made.after.evidence)
    assert shown.check_ins == ()
    assert [row.source for row in made.check_ins] == [CheckInSource.CSV] * 2
    assert made.days[1].entry.arms[1] == {"units": 210, "conversions": 22}


async def test_a_table_of_another_program_is_read_as_it_comes(
    people: People, eve: Member, idea: Idea, clock: HeldClock
) -> None:
    more: dict[str, Any] = {"kind": MetricKind.MEAN, "promise": PromiseKind.ABSOLUTE, "change": 0.5, "deviation": 1.0}
    on = await running(people, idea, eve, **more)
    clock.forward(days=2)
    made = await imports(people, eve, on, AS_ELSEWHERE)
    assert made.days[0].entry.arms == (
        {"units": 100, "mean": 2.5, "deviation": 1.25},
        {"units": 100, "mean": 2.75, "deviation": 1.5},
    )


async def test_the_same_table_grown_by_a_day_brings_that_day(people: People, eve: Member, benches: Experiment) -> None:
    await imports(people, eve, benches, TWO_DAYS)
    grown = await imports(
        people, eve, benches, TWO_DAYS + "2026-02-05,As it is,300,30\n2026-02-05,With benches,310,33\n"
    )
    assert [day.is_new for day in grown.days] == [False, False, True]
    assert await count(people, benches) == 3
    assert await refused(people, eve, benches, TWO_DAYS) == [
        "All of these days are in already, with these totals. Nothing is new."
    ]


async def test_guardrails_have_columns_of_their_own_and_may_leave_out_the_units_of_the_arm(
    people: People, eve: Member, idea: Idea, clock: HeldClock
) -> None:
    on = await running(people, idea, eve, guardrails=GUARDED)
    clock.forward(days=2)
    needed, may = experiments.columns(on_plan := (await people.reads(experiments.visible, eve, on.id)).plan)
    assert may == ["guardrail 1 units", "guardrail 2 units"]
    assert len(on_plan.guardrails) == 2
    rows = ["2026-02-03,As it is,100,10,3,4.5,1", "2026-02-03,With benches,100,12,101,4.5,1"]
    found = await refused(people, eve, on, "\n".join([",".join(needed), *rows]))
    assert found == [
        "Row 3, guardrail 1 conversions: There are more conversions than units. Each unit can be counted once."
    ]
    made = await imports(people, eve, on, "\n".join([",".join(needed), rows[0], rows[1].replace("101", "4")]))
    assert made.days[0].entry.guardrails[0] == ({"units": 100, "conversions": 3}, {"units": 100, "conversions": 4})
    assert made.days[0].entry.guardrails[1][0] == {"units": 100, "mean": 4.5, "deviation": 1.0}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("day,arm,units,conversions", "day,arm,units"), "The first row doesn’t name the column “conversions”."),
        (("day,arm", "day,group"), "The first row names a column “group” that we don’t know."),
        (("2026-02-03,As it is,100", "2026-02-03,As it was,100"), "Row 2, arm: “As it was” is none of this"),
        (("2026-02-04,As it is,200", "2026-02-03,As it is,200"), "Row 5, day: Row 2 has this day and arm already."),
        (("2026-02-04,As it is,200,20\n", ""), "Row 4, arm: For this day a row is missing of: As it is."),
        (("210,22", "210,222"), "Row 4, conversions: There are more conversions than units."),
        (("210,22", "-210,22"), "Row 4, units: “-210” isn’t a whole number."),
        (("210,22", "0,0"), "Row 4, units: Nobody has been counted in this arm yet"),
        (("210,22", "1000000000000,22"), "Row 4, units: Counts are whole numbers from 0 to 10000000000."),
        (("210,22", "NaN,22"), "Row 4, units: “NaN” isn’t a whole number."),
        (("200,20", "99,20"), "Row 5, units: 99 is less than the 100 of 2026-02-03."),
        (("2026-02-04,As it is", "2026-02-30,As it is"), "Row 5, day: There is no 2026-02-30 in the calendar."),
        (("2026-02-04", "2027-02-04"), "Row 4, day: This day is still to come."),
        (("2026-02-03", "2026-02-01"), "Row 2, day: This is before the plan came into force, on 2026-02-02."),
    ],
)
async def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_stored(
    people: People, eve: Member, benches: Experiment, change: tuple[str, str], says: str
) -> None:
    found = await refused(people, eve, benches, TWO_DAYS.replace(*change))
    assert any(each.startswith(says) for each in found), found


async def test_days_that_are_in_with_other_totals_are_for_a_correction(
    people: People, eve: Member, benches: Experiment
) -> None:
    await people.does(experiments.check_in, eve, benches.id, BEGAN + timedelta(days=1), both(90, 9, 9))
    (says,) = await refused(people, eve, benches, TWO_DAYS)
    assert says == ("Row 2, day: Other totals are in for this day already. Please correct them there, saying why.")


async def test_totals_between_others_must_fit_both(people: People, eve: Member, benches: Experiment) -> None:
    await people.does(experiments.check_in, eve, benches.id, BEGAN + timedelta(days=5), both(205, 19, 25))
    says = await refused(people, eve, benches, TWO_DAYS)
    assert [each[:60] for each in says] == [
        "Row 5, conversions: 20 is more than the 19 of 2026-02-07. To",
        "Row 4, units: 210 is more than the 205 of 2026-02-07. Totals",
    ]


async def test_a_verdict_that_falls_within_a_table_is_kept_at_its_day_and_told_once(
    people: People, eve: Member, benches: Experiment
) -> None:
    rows = [
        f"2026-02-{2 + week * 7:02},{arm},{3_000 * week},{each * week}"
        for week in (1, 2)
        for arm, each in (("As it is", 300), ("With benches", 420))
    ]
    made = await imports(people, eve, benches, "\n".join(["day,arm,units,conversions", *rows]))
    advices = [day.verdict.advice if day.verdict else None for day in made.days]
    assert advices == [Advice.SCALE, Advice.SCALE]
    assert made.days[1].verdict is not None
    assert made.days[1].verdict.crossed_on == made.days[0].entry.as_of
    assert (await people.reads(experiments.visible, eve, benches.id)).phase is Phase.VERDICT_DUE
    async with people.sessions() as session:
        fell = (await session.scalars(select(RecordedFact).where(RecordedFact.kind == "VerdictFell"))).all()
    assert [fact.data["check_in_id"] for fact in fell] == [made.check_ins[0].id]


async def test_only_who_may_check_in_may_look_at_what_a_table_brings(
    people: People, eve: Member, benches: Experiment
) -> None:
    bob = await people.member("Bob", Role.EMPLOYEE)
    with pytest.raises(NotAllowed):
        await people.reads(experiments.preview_check_ins, bob, benches.id, TWO_DAYS)
    with pytest.raises(NotAllowed):
        await imports(people, bob, benches, TWO_DAYS)
