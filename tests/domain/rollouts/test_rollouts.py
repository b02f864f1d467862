"""Rollouts: whose they are, from the verdict to everyone step by step, and back again with a reason."""

import asyncio
from datetime import date, timedelta

import pytest

from domain import experiments, moderation, notifications, rollouts
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany
from domain.experiments import ConclusionKind, Experiment, NotOfTheStaff
from domain.members import Member, Role, Visitor
from domain.notifications import NoticeKind
from domain.paging import Slice
from domain.rollouts import IdeaDropped, NotScaled, NotYourRollout, StepSettled, WouldGoBack
from domain.triage import DecisionKind
from tests import rolling
from tests.conftest import CountingFactory, HeldClock
from tests.experimenting import crew
from tests.people import People


@pytest.fixture
async def staff(people: People) -> tuple[Member, Member]:
    return await crew(people)


@pytest.fixture
async def scaled(people: People, clock: HeldClock, staff: tuple[Member, Member]) -> Experiment:
    emil, pia = staff
    return await rolling.scaled(people, clock, by=emil, second=pia)


async def test_it_is_known_how_long_it_took_from_the_verdict_to_everyone(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, _pia = staff
    begun = await rolling.reach(people, emil, scaled)
    assert (begun.coverage, begun.days_to_everyone, begun.owner.id) == (0, None, emil.id)
    assert begun.scaled_on - begun.verdict_on == timedelta(days=1)
    for after, coverage in ((3, 30), (4, 100), (1, 100)):
        clock.forward(days=after)
        await rolling.step(people, clock, scaled, coverage, by=emil)
    found = await rolling.reach(people, Visitor(), scaled)
    assert (found.coverage, found.days_to_everyone, [each.place for each in found.done]) == (100, 8, [1, 2, 3])
    assert await people.reads(rollouts.median_to_everyone, emil) == timedelta(days=8)
    assert await people.reads(rollouts.under_way, emil) == []
    clock.forward(days=1)
    today = clock.time.date()
    found = await people.does(rollouts.step_back, emil, scaled.id, says="One broke", done_on=today, coverage=95)
    assert (found.coverage, found.days_to_everyone, found.done[-1].goes_back) == (95, None, True)
    assert await people.reads(rollouts.median_to_everyone, emil) is None
    assert [each.experiment.id for each in await people.reads(rollouts.under_way, emil)] == [scaled.id]
    clock.forward(days=2)
    assert (await rolling.step(people, clock, scaled, 100, by=emil)).days_to_everyone == 12
    assert await people.reads(rollouts.median_to_everyone, emil) == timedelta(days=12)
    assert await people.reads(rollouts.astray) == []


async def test_steps_are_planned_done_with_what_was_reached_or_given_up(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, pia = staff
    today = clock.time.date()
    for later, coverage in ((20, 100), (10, 50), (5, 10)):
        due = today + timedelta(days=later)
        await people.does(rollouts.plan_step, emil, scaled.id, says=f"Step {later}", due_on=due, coverage=coverage)
    found = await rolling.reach(people, emil, scaled)
    assert [each.coverage for each in found.planned] == [10, 50, 100]
    first, second, third = found.planned
    clock.forward(days=6)
    done_on = today + timedelta(days=5)
    found = await people.does(rollouts.finish_step, pia, scaled.id, first.id, done_on=done_on, coverage=12)
    assert (found.coverage, found.done[0].done_by_id, found.done[0].done_on) == (12, pia.id, done_on)
    with pytest.raises(StepSettled):
        await people.does(rollouts.finish_step, emil, scaled.id, first.id, done_on=done_on, coverage=12)
    with pytest.raises(StepSettled):
        await people.does(rollouts.drop_step, emil, scaled.id, first.id)
    with pytest.raises(WouldGoBack):
        await people.does(rollouts.finish_step, emil, scaled.id, second.id, done_on=done_on, coverage=11)
    found = await people.does(rollouts.drop_step, emil, scaled.id, second.id)
    assert [each.id for each in found.planned] == [third.id]
    with pytest.raises(NotFound):
        await people.does(rollouts.drop_step, emil, scaled.id, second.id)


@pytest.mark.parametrize("coverage", [-1, 101, 10**12])
async def test_nothing_covers_less_than_nobody_or_more_than_everyone(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock, coverage: int
) -> None:
    emil, today = staff[0], clock.time.date()
    planned = await people.does(rollouts.plan_step, emil, scaled.id, says="Two", due_on=today, coverage=60)
    number = planned.planned[0].id
    for refused in (
        people.does(rollouts.plan_step, emil, scaled.id, says="More", due_on=today, coverage=coverage),
        people.does(rollouts.finish_step, emil, scaled.id, number, done_on=today, coverage=coverage),
        people.does(rollouts.step_back, emil, scaled.id, says="Less", done_on=today, coverage=coverage),
    ):
        with pytest.raises(Invalid):
            await refused
    found = await rolling.reach(people, emil, scaled)
    assert ([each.coverage for each in found.planned], found.done) == ([60], [])


async def test_days_lie_between_the_conclusion_and_today_or_within_ten_years_for_what_is_planned(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, today = staff[0], clock.time.date()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for due_on in (date(1, 1, 1), yesterday, date(9999, 12, 31)):
        with pytest.raises(Invalid):
            await people.does(rollouts.plan_step, emil, scaled.id, says="Two", due_on=due_on, coverage=5)
    for says in ("", "  ", "x", "x" * 201):
        with pytest.raises(Invalid):
            await people.does(rollouts.plan_step, emil, scaled.id, says=says, due_on=today, coverage=5)
    await rolling.step(people, clock, scaled, 50, by=emil)
    planned = await people.does(rollouts.plan_step, emil, scaled.id, says="All", due_on=today, coverage=100)
    for done_on in (date(1, 1, 1), yesterday, tomorrow, date(9999, 12, 31)):
        number = planned.planned[0].id
        with pytest.raises(Invalid):
            await people.does(rollouts.finish_step, emil, scaled.id, number, done_on=done_on, coverage=100)
        with pytest.raises(Invalid):
            await people.does(rollouts.step_back, emil, scaled.id, says="Broke", done_on=done_on, coverage=5)


async def test_two_who_finish_a_step_at_once_finish_it_once(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, pia = staff
    today = clock.time.date()
    planned = await people.does(rollouts.plan_step, emil, scaled.id, says="All of it", due_on=today, coverage=100)
    number = planned.planned[0].id
    both = [
        people.does(rollouts.finish_step, each, scaled.id, number, done_on=today, coverage=100) for each in (emil, pia)
    ]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Reach", "StepSettled"]
    two = await people.does(rollouts.plan_step, emil, scaled.id, says="Again", due_on=today, coverage=100)
    more = await people.does(rollouts.plan_step, emil, scaled.id, says="Once more", due_on=today, coverage=100)
    numbers = {each.id for each in (*two.planned, *more.planned)}
    each_own = [
        people.does(rollouts.finish_step, who, scaled.id, which, done_on=today, coverage=100)
        for who, which in zip((emil, pia), sorted(numbers), strict=True)
    ]
    await asyncio.gather(*each_own)
    assert [each.place for each in (await rolling.reach(people, emil, scaled)).done] == [1, 2, 3]


async def test_only_what_was_scaled_is_brought_to_everyone(
    people: People, staff: tuple[Member, Member], clock: HeldClock
) -> None:
    emil, pia = staff
    stopped = await rolling.scaled(people, clock, by=emil, second=pia, kind=ConclusionKind.STOPPED_NOT_AS_PROMISED)
    assert await people.reads(rollouts.reach, emil, stopped) is None
    today = clock.time.date()
    for refused in (
        people.does(rollouts.assign, emil, stopped.id, owner_id=pia.id),
        people.does(rollouts.plan_step, emil, stopped.id, says="All of it", due_on=today, coverage=5),
        people.does(rollouts.step_back, emil, stopped.id, says="All of it", done_on=today, coverage=0),
    ):
        with pytest.raises(NotScaled):
            await refused


async def test_a_rollout_is_led_by_its_owner_the_experiments_owner_and_the_product_team(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, _pia = staff
    eve = await people.member("Eve", Role.EMPLOYEE)
    today = clock.time.date()
    for actor, refused in ((eve, NotYourRollout), (await people.member("Cat"), NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refused):
            await people.does(rollouts.plan_step, actor, scaled.id, says="More", due_on=today, coverage=5)
        with pytest.raises(refused):
            await people.does(rollouts.assign, actor, scaled.id, owner_id=eve.id)
    assert (await people.does(rollouts.assign, emil, scaled.id, owner_id=eve.id)).owner.id == eve.id
    await people.does(rollouts.assign, emil, scaled.id, owner_id=eve.id)
    for leader in (eve, emil, staff[1]):
        await people.does(rollouts.plan_step, leader, scaled.id, says="More", due_on=today, coverage=5)
    await people.hear()
    heard = await people.reads(notifications.listed, eve, Slice(9))
    given = [each for each in heard.items if each.kind is NoticeKind.ROLLOUT_GIVEN]
    assert [each.path for each in given] == [f"/experiments/{scaled.id}/rollout"]
    for other in ((await people.member("Zoe")).id, 10**9):
        with pytest.raises(NotOfTheStaff):
            await people.does(rollouts.assign, emil, scaled.id, owner_id=other)


async def test_what_was_decided_against_since_goes_to_nobody_else_but_can_go_back(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, pia = staff
    await rolling.step(people, clock, scaled, 40, by=emil)
    today = clock.time.date()
    open_step = await people.does(rollouts.plan_step, emil, scaled.id, says="All", due_on=today, coverage=100)
    await people.decide(DecisionKind.DECLINE, by=pia, on=scaled.idea)
    with pytest.raises(IdeaDropped):
        await people.does(rollouts.plan_step, emil, scaled.id, says="More", due_on=today, coverage=50)
    number = open_step.planned[0].id
    with pytest.raises(IdeaDropped):
        await people.does(rollouts.finish_step, emil, scaled.id, number, done_on=today, coverage=100)
    assert await people.reads(rollouts.under_way, emil) == []
    back = await people.does(rollouts.step_back, emil, scaled.id, says="Declined", done_on=today, coverage=0)
    assert back.coverage == 0
    await people.decide(DecisionKind.REOPEN, by=pia, on=scaled.idea)
    assert (await rolling.step(people, clock, scaled, 10, by=emil)).coverage == 10


async def test_who_cannot_see_the_experiment_sees_no_rollout(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    cleo = await people.admin()
    await people.does(moderation.hide, cleo, idea_id=scaled.idea_id, reason="spam")
    with pytest.raises(NotFound):
        await people.reads(experiments.visible, Visitor(), scaled.id)
    assert await people.reads(rollouts.due_follow_ups, staff[0]) == []


async def test_nobody_floods_a_rollout(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, today = staff[0], clock.time.date()

    async def many() -> None:
        for _each in range(61):
            await people.does(rollouts.plan_step, emil, scaled.id, says="More", due_on=today, coverage=5)

    with pytest.raises(TooMany):
        await many()


async def test_reading_any_number_of_rollouts_takes_as_many_statements(
    people: People, staff: tuple[Member, Member], clock: HeldClock, counting: CountingFactory
) -> None:
    emil, pia = staff
    taken: list[int] = []
    for _each in range(2):
        idea = await people.idea(by=emil, title=f"Idea number {len(taken)}")
        made = await rolling.scaled(people, clock, by=emil, second=pia, on=idea)
        await rolling.step(people, clock, made, 40, by=emil)
        async with people.sessions() as session:
            with counting() as counted:
                await rollouts.under_way(session, emil)
            taken.append(len(counted.statements))
    assert taken[0] == taken[1]
