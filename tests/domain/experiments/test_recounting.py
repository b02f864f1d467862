"""Every kept verdict is borne out by plan and totals; one that isn't, or totals that were touched since, are found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import checks, database, experiments
from domain.experiments import Advice, CheckIn, Experiment, KeptVerdict
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.domain.experiments.lab import BEGAN, both, running
from tests.people import People

TABLE = """day,arm,units,conversions
2026-02-06,As it is,900,90
2026-02-06,With benches,900,93
2026-02-14,As it is,3600,360
2026-02-14,With benches,3600,460
2026-02-16,As it is,4000,400
2026-02-16,With benches,4000,505"""


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


async def counted(people: People, eve: Member, clock: HeldClock, **more: Any) -> Experiment:
    """Let an experiment have totals of each way they come in: in turn, late, by table, corrected, after the verdict."""
    benches = await running(people, await people.idea(by=eve), eve, **more)
    clock.forward(days=20)

    async def enters(day: int, *totals: int) -> int:
        clock.forward(hours=1)
        as_of = BEGAN + timedelta(days=day)
        made = await people.does(experiments.check_in, eve, benches.id, as_of, both(*totals))
        return made.check_in.id

    await enters(2, 300, 30, 31)
    await enters(8, 1_500, 150, 170)
    wrong = await enters(10, 2_000, 200, 330)
    await enters(6, 1_200, 120, 125)
    clock.forward(hours=1)
    await people.does(experiments.correct, eve, wrong, both(2_000, 200, 230), why="A digit was wrong.")
    clock.forward(hours=1)
    await people.does(experiments.check_in_many, eve, benches.id, TABLE)
    await enters(15, 4_500, 450, 520)
    return benches


async def planted(people: People, statement: Any) -> list[str]:
    async with database.transaction(people.sessions) as session:
        await session.execute(statement)
    return [finding.says for finding in await people.reads(checks.recount) if finding.check == "verdicts"]


async def first_verdict(session: AsyncSession) -> list[int]:
    """Return the number of the check-in that was judged first."""
    return list(await session.scalars(select(KeptVerdict.check_in_id).order_by(KeptVerdict.check_in_id).limit(1)))


@pytest.mark.parametrize("more", [{}, {"ramp_in_days": 3}, {"ripe_after_days": 2}])
async def test_what_was_advised_is_borne_out_however_totals_came_in(
    people: People, eve: Member, clock: HeldClock, more: dict[str, int]
) -> None:
    await counted(people, eve, clock, **more)
    assert await people.reads(experiments.verdicts_astray) == []


@pytest.mark.parametrize(
    "touched",
    [{"advice": Advice.STOP}, {"evidence": 0.5}, {"units": 7}, {"cautious": None}, {"day": 3.0}, {"variant": 2}],
)
async def test_a_verdict_that_was_touched_is_found(
    people: People, eve: Member, clock: HeldClock, touched: dict[str, Any]
) -> None:
    benches = await counted(people, eve, clock)
    (first,) = await people.reads(first_verdict)
    (says,) = await planted(people, update(KeptVerdict).where(KeptVerdict.check_in_id == first).values(touched))
    assert says == (f"Experiment {benches.id} was advised at check-in {first} what plan and totals don't bear out.")


async def test_totals_that_were_touched_or_a_verdict_that_is_gone_are_found(
    people: People, eve: Member, clock: HeldClock
) -> None:
    await counted(people, eve, clock)
    (first,) = await people.reads(first_verdict)
    arms = [{"units": 300, "conversions": 29}, {"units": 300, "conversions": 31}]
    assert await planted(people, update(CheckIn).where(CheckIn.id == first).values(arms=arms))
    impossible = [{"units": 3, "conversions": 29}, {"units": 300, "conversions": 31}]
    assert await planted(people, update(CheckIn).where(CheckIn.id == first).values(arms=impossible))
    back = [{"units": 300, "conversions": 30}, {"units": 300, "conversions": 31}]
    assert not await planted(people, update(CheckIn).where(CheckIn.id == first).values(arms=back))
    assert await planted(people, delete(KeptVerdict).where(KeptVerdict.check_in_id == first))
