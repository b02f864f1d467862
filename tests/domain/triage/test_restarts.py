"""The clock after a stop: what was promised stays promised, what fell late meanwhile is told once, nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import answers, database, members, triage
from domain.answers import AnswerClock, ClockState
from domain.ideas import Idea
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People

FRIDAY = datetime(2026, 3, 27, 14, tzinfo=UTC)  # 15:00 in Berlin, two days before its clocks go forward


@asynccontextmanager
async def restarted(database_url: str, clock: Callable[[], datetime]) -> AsyncIterator[People]:
    """Give what a process that starts anew has: connections of its own, and nothing remembered."""
    engine = database.connect(database_url, pool_size=4)
    try:
        yield People(database.sessionmaker(engine, clock))
    finally:
        await engine.dispose()


@pytest.fixture
async def crew(people: People, clock: HeldClock) -> list[Member]:
    """Return Pia, who will own the idea, Paul on duty, and Sue, the sponsor."""
    clock.time = FRIDAY
    cleo = await people.admin()
    pia, paul = await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT)
    sue = await people.member("Sue", Role.EXECUTIVE)
    await people.does(members.name_on_duty, cleo, paul.id)
    await people.does(members.name_sponsor, cleo, sue.id)
    return [pia, paul, sue]


async def told(people: People, crew: list[Member]) -> list[tuple[str, Any]]:
    facts = [(member.name, fact) for member in crew for fact in await people.history(member)]
    return [(name, fact["level"]) for name, fact in facts if fact["fact"] == "AnswerOverdue"]


async def run_of(people: People, idea: Idea) -> AnswerClock:
    return (await people.reads(answers.clocks, [idea.id]))[idea.id]


async def test_an_idea_that_came_before_a_stop_is_owed_its_answer_from_then_on(
    people: People, crew: list[Member], clock: HeldClock, database_url: str
) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    clock.forward(days=2, hours=20)  # nothing was delivered; meanwhile Berlin's clocks have changed
    async with restarted(database_url, clock) as later:
        await later.hear()
        run = await run_of(later, idea)
    assert (run.started_at, run.due_at) == (FRIDAY, datetime(2026, 3, 30, 13, tzinfo=UTC)), "Monday 15:00, an hour less"
    assert run.state(clock.time) is ClockState.DUE_SOON


async def test_a_stop_moves_no_due_time_and_a_held_clock_stays_held(
    people: People, crew: list[Member], clock: HeldClock, database_url: str
) -> None:
    pia, _paul, _sue = crew
    ann = await people.member("Ann")
    plain, held = await people.idea(by=ann), await people.idea(by=ann, title="A bin at every station")
    await people.hear()
    due = (await run_of(people, plain)).due_at
    await people.does(answers.ask_author, pia, held.id, "Which station do you mean?")
    await people.comment(by=ann, on=held, says="The one by the river.")
    clock.forward(days=10)
    async with restarted(database_url, clock) as later:
        assert (await run_of(later, plain)).due_at == due
        assert (await run_of(later, held)).paused_at == FRIDAY
        await later.hear()
        run = await run_of(later, held)
    # What the author said before the stop is heard after it; the 24 hours that were left then are left now.
    assert (run.paused_at, run.due_at) == (None, clock.time + timedelta(days=1))


async def test_after_a_long_stop_each_hears_once_though_the_job_runs_in_several_processes(
    people: People, crew: list[Member], clock: HeldClock, database_url: str
) -> None:
    pia, _paul, _sue = crew
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    await people.does(triage.claim, pia, idea.id)
    clock.forward(days=30)
    async with restarted(database_url, clock) as one, restarted(database_url, clock) as other:
        await asyncio.gather(*(each.does(triage.tell_of_overdue) for each in (one, other, one, other)))
        await asyncio.gather(*(each.does(triage.tell_of_overdue) for each in (one, other)))
    assert await told(people, crew) == [("Pia", "owner"), ("Paul", "on_duty"), ("Sue", "sponsor")]


async def test_a_job_that_dies_half_way_has_told_nobody_and_the_next_tells_all(
    people: People, crew: list[Member], clock: HeldClock
) -> None:
    pia, _paul, _sue = crew
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    await people.does(triage.claim, pia, idea.id)
    clock.forward(days=4)
    session = people.sessions()
    await triage.tell_of_overdue(session)
    await session.close()  # as when its process is killed: nothing was committed
    assert await told(people, crew) == []
    for _ in range(3):
        await people.does(triage.tell_of_overdue)
    assert await told(people, crew) == [("Pia", "owner"), ("Paul", "on_duty"), ("Sue", "sponsor")]


async def test_what_rises_does_so_by_working_hours_over_a_change_of_the_clock_and_a_holiday(
    people: People, crew: list[Member], clock: HeldClock
) -> None:
    pia, _paul, _sue = crew
    cleo = await people.admin("Clara")
    await people.shape(cleo, holidays=["2026-03-31"])
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    await people.does(triage.claim, pia, idea.id)
    heard = {}
    # Due on Monday 15:00; since Tuesday is a holiday, half of the target more is Wednesday 03:00, a whole 15:00.
    for local in ("2026-03-30 14:59", "2026-03-30 15:00", "2026-03-31 23:59", "2026-04-01 03:00", "2026-04-01 14:59"):
        clock.time = datetime.fromisoformat(f"{local}+02:00").astimezone(UTC)
        await people.does(triage.tell_of_overdue)
        heard[local[5:]] = len(await told(people, crew))
    assert heard == {"03-30 14:59": 0, "03-30 15:00": 1, "03-31 23:59": 1, "04-01 03:00": 2, "04-01 14:59": 2}
    clock.time = datetime(2026, 4, 1, 13, tzinfo=UTC)
    await people.does(triage.tell_of_overdue)
    assert len(await told(people, crew)) == 3


async def test_many_that_wait_to_rise_are_in_no_others_way(
    people: People, crew: list[Member], clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    for number in range(4):
        await people.idea(by=ann, title=f"Bench number {number}")
    await people.hear()
    clock.forward(days=3, hours=1)
    heard = []
    for _ in range(3):
        await people.does(triage.tell_of_overdue, 2)
        heard.append(len(await told(people, crew)))
    assert heard == [2, 4, 4]
    clock.forward(days=3)
    for _ in range(6):
        await people.does(triage.tell_of_overdue, 2)
    assert sorted(await told(people, crew)) == [("Paul", "owner")] * 4 + [("Sue", "sponsor")] * 4


async def test_who_takes_over_duty_later_hears_only_of_what_rises_then(
    people: People, crew: list[Member], clock: HeldClock
) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    assert idea.id
    clock.forward(days=3, hours=1)
    await people.does(triage.tell_of_overdue)
    quin = await people.member("Quin", Role.PRODUCT)
    await people.does(members.name_on_duty, await people.admin("Clara"), quin.id)
    clock.forward(days=10)
    await people.does(triage.tell_of_overdue)
    assert ("Paul", "owner") in await told(people, crew)
    assert await told(people, [quin]) in ([], [("Quin", "on_duty")])
    assert await told(people, [crew[2]]) == [("Sue", "sponsor")]
