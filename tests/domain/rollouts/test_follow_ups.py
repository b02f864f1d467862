"""A month and three months later: did the business feel it? Said with a reason, confirmed by a second person."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain import experiments, members, metrics, notifications, rollouts
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.experiments import ConclusionKind, Experiment
from domain.members import Actor, Member, Role, Visitor
from domain.metrics import Metric
from domain.notifications import NoticeKind
from domain.paging import Slice
from domain.rollouts import (
    BenefitSettled,
    Comparison,
    Felt,
    NothingRead,
    NothingSaid,
    NotYourRollout,
    OwnBenefit,
    SaidAlready,
    TooEarly,
)
from domain.triage import DecisionKind
from tests import rolling
from tests.conftest import HeldClock
from tests.experimenting import crew
from tests.people import People

SAID: dict[str, Any] = {"days": 30, "felt": Felt.YES, "says": "Churn fell by a tenth."}


@pytest.fixture
async def staff(people: People) -> tuple[Member, Member]:
    return await crew(people)


@pytest.fixture
async def churn(people: People, staff: tuple[Member, Member]) -> Metric:
    return await people.reads(metrics.by_key, staff[0], "churn")


@pytest.fixture
async def scaled(people: People, clock: HeldClock, staff: tuple[Member, Member], churn: Metric) -> Experiment:
    """Return an experiment of a month ago, with readings of its KPI before and since."""
    emil, pia = staff
    made = await rolling.scaled(people, clock, by=emil, second=pia, kpi=churn)
    found = await rolling.reach(people, emil, made)
    assert made.started_at
    clock.forward(days=30)
    await rolling.read(people, churn, made.started_at.date() - timedelta(weeks=4), 5, 5, 4, 4, by=pia)
    await rolling.read(people, churn, found.scaled_on + timedelta(days=1), 4, 4, 3, 3, by=pia)
    return made


async def _notices(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    heard = await people.reads(notifications.listed, member, Slice(50))
    return [each.kind for each in heard.items if each.kind in notifications.OF_ROLLOUTS]


async def _facts(people: People, member: Member, *kinds: str) -> list[dict[str, Any]]:
    return [fact for fact in await people.history(member) if fact["fact"] in kinds]


async def test_the_kpi_is_shown_before_anybody_had_it_and_since(
    people: People, staff: tuple[Member, Member], scaled: Experiment, churn: Metric
) -> None:
    found = await rolling.reach(people, staff[0], scaled)

    async def seen(reader: Actor, days: int) -> Comparison | None:
        return await people.reads(rollouts.compared, reader, found, days)

    month = await seen(staff[0], 30)
    assert month
    means = (month.mean_before, month.mean_after, month.change)
    assert means == (Decimal("4.5"), Decimal("3.5"), Decimal(-1))
    assert month.direction == 1, "less churn is better"
    assert (month.metric.id, len(month.before), len(month.after)) == (churn.id, 4, 4)
    assert await seen(Visitor(), 30) is None, "metrics are for staff"


async def test_a_benefit_is_verified_once_a_second_person_confirms_it(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    emil, pia = staff
    noted = (await people.does(rollouts.note_benefit, emil, scaled.id, **SAID)).standing(30)
    assert noted
    assert noted.is_waiting
    assert await _notices(people, pia) == [NoticeKind.BENEFIT_CLAIMED]
    assert (await rolling.reach(people, Visitor(), scaled)).benefits == [], "what waits is for staff"
    assert await _facts(people, pia, "BenefitVerified") == []
    found = await people.does(rollouts.confirm_benefit, pia, scaled.id, days=30)
    assert found.verified_after == (30,)
    (fact,) = await _facts(people, pia, "BenefitVerified")
    assert (fact["idea_id"], fact["experiment_id"], fact["days"]) == (scaled.idea_id, scaled.id, 30)
    assert (fact["author_id"], fact["actor_id"]) == (emil.id, pia.id)
    with pytest.raises(BenefitSettled):
        await people.does(rollouts.confirm_benefit, pia, scaled.id, days=30)
    standing = await people.reads(experiments.standing_conclusion, emil, scaled)
    assert standing
    assert standing.kind is ConclusionKind.SCALED
    assert (await rolling.reach(people, Visitor(), scaled)).verified_after == (30,)
    assert await people.reads(rollouts.astray) == []


async def test_nobody_confirms_what_is_their_own(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    emil, pia = staff
    eve, leo = await people.member("Eve", Role.EMPLOYEE), await people.member("Leo", Role.EMPLOYEE)
    await people.does(rollouts.assign, pia, scaled.id, owner_id=eve.id)
    await people.does(rollouts.note_benefit, pia, scaled.id, **SAID)
    for involved in (emil, pia, eve):
        with pytest.raises(OwnBenefit):
            await people.does(rollouts.confirm_benefit, involved, scaled.id, days=30)
    for actor, refused in ((await people.member("Cat"), NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refused):
            await people.does(rollouts.confirm_benefit, actor, scaled.id, days=30)
        with pytest.raises(refused):
            await people.does(rollouts.note_benefit, actor, scaled.id, **(SAID | {"days": 90}))
        with pytest.raises(refused):
            await people.does(rollouts.withdraw_benefit, actor, scaled.id, days=30, why="Looked wrong")
    with pytest.raises(NotYourRollout):
        await people.does(rollouts.note_benefit, leo, scaled.id, **SAID)
    with pytest.raises(NotYourRollout):
        await people.does(rollouts.withdraw_benefit, leo, scaled.id, days=30, why="Looked wrong")
    assert (await people.does(rollouts.confirm_benefit, leo, scaled.id, days=30)).verified_after == (30,)


async def test_what_was_said_can_be_taken_back_with_a_reason_and_said_anew(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    emil, pia = staff
    with pytest.raises(NothingSaid):
        await people.does(rollouts.withdraw_benefit, emil, scaled.id, days=30, why="Nothing there")
    await people.does(rollouts.note_benefit, emil, scaled.id, **SAID)
    with pytest.raises(SaidAlready):
        await people.does(rollouts.note_benefit, pia, scaled.id, **SAID)
    await people.does(rollouts.confirm_benefit, pia, scaled.id, days=30)
    for why in ("", "no", "x" * 301):
        with pytest.raises(Invalid):
            await people.does(rollouts.withdraw_benefit, pia, scaled.id, days=30, why=why)
    found = await people.does(rollouts.withdraw_benefit, pia, scaled.id, days=30, why="The readings were wrong")
    assert (found.standing(30), found.verified_after) == (None, ())
    assert [each.why_withdrawn for each in found.withdrawn(30)] == ["The readings were wrong"]
    (fact,) = await _facts(people, pia, "BenefitWithdrawn")
    assert (fact["verified"], fact["days"], fact["author_id"], fact["actor_id"]) == (True, 30, emil.id, pia.id)
    assert NoticeKind.BENEFIT_WITHDRAWN in await _notices(people, emil)
    await people.does(rollouts.note_benefit, emil, scaled.id, **(SAID | {"felt": Felt.UNCLEAR}))
    with pytest.raises(BenefitSettled):
        await people.does(rollouts.confirm_benefit, pia, scaled.id, days=30)
    await people.does(rollouts.withdraw_benefit, emil, scaled.id, days=30, why="Looked again")
    assert [fact["verified"] for fact in await _facts(people, emil, "BenefitWithdrawn")][-1:] == [False]


async def test_a_yes_rests_on_readings_before_and_since(
    people: People, staff: tuple[Member, Member], clock: HeldClock, churn: Metric
) -> None:
    emil, pia = staff
    linked = await rolling.scaled(people, clock, by=emil, second=pia, kpi=churn)
    other = await people.idea(by=emil, title="Roofs above the docks")
    loose = await rolling.scaled(people, clock, by=emil, second=pia, on=other)
    clock.forward(days=30)
    for made in (linked, loose):
        with pytest.raises(NothingRead):
            await people.does(rollouts.note_benefit, emil, made.id, **SAID)
        no = SAID | {"felt": Felt.UNCLEAR, "says": "Nobody has read the KPI."}
        assert (await people.does(rollouts.note_benefit, emil, made.id, **no)).standing(30)


async def test_a_retired_kpi_can_be_looked_at_still(
    people: People, staff: tuple[Member, Member], scaled: Experiment, churn: Metric
) -> None:
    await people.does(metrics.retire, await people.admin(), churn.id)
    assert (await people.does(rollouts.note_benefit, staff[0], scaled.id, **SAID)).standing(30)


async def test_it_is_said_on_its_day_and_no_sooner(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil = staff[0]
    clock.forward(days=-1)
    with pytest.raises(TooEarly):
        await people.does(rollouts.note_benefit, emil, scaled.id, **SAID)
    clock.forward(days=1)
    for wrong in (
        {"days": 31},
        {"days": -1},
        {"days": 10**12},
        {"says": "no"},
        {"says": " " * 50},
        {"says": "x" * 1001},
    ):
        with pytest.raises(Invalid):
            await people.does(rollouts.note_benefit, emil, scaled.id, **(SAID | wrong))
    with pytest.raises(TooEarly):
        await people.does(rollouts.note_benefit, emil, scaled.id, **(SAID | {"days": 90}))


async def test_two_who_say_or_confirm_at_once_do_so_once(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    emil, pia = staff
    leo = await people.member("Leo", Role.PRODUCT)
    both = [people.does(rollouts.note_benefit, each, scaled.id, **SAID) for each in (emil, pia)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Reach", "SaidAlready"]
    admin = await people.member("Amy", Role.ADMIN)
    both = [people.does(rollouts.confirm_benefit, each, scaled.id, days=30) for each in (leo, admin)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["BenefitSettled", "Reach"]
    facts = [each for who in (leo, admin) for each in await _facts(people, who, "BenefitVerified")]
    assert len({each["benefit_id"] for each in facts}) == 1


async def test_the_owner_hears_when_it_is_due_and_the_sponsor_once_when_it_is_late(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, pia = staff
    boss = await people.member("Bo", Role.EXECUTIVE)
    await people.does(members.name_sponsor, await people.member("Amy", Role.ADMIN), boss.id)
    clock.forward(days=-1)
    assert await people.does(rollouts.remind) == 0
    assert await people.reads(rollouts.due_follow_ups, emil) == []
    clock.forward(days=1)
    both = await asyncio.gather(people.does(rollouts.remind), people.does(rollouts.remind))
    assert max(both) == 1
    assert await people.does(rollouts.remind) == 0
    assert (await _notices(people, emil), await _notices(people, boss)) == ([NoticeKind.FOLLOW_UP_DUE], [])
    assert [(each.days, each.late) for each in await people.reads(rollouts.due_follow_ups, emil)] == [(30, False)]
    clock.forward(days=14)
    assert [await people.does(rollouts.remind) for _twice in range(2)] == [1, 0]
    assert (await _notices(people, emil), await _notices(people, boss)) == (
        [NoticeKind.FOLLOW_UP_DUE],
        [NoticeKind.FOLLOW_UP_LATE],
    )
    assert [each.late for each in await people.reads(rollouts.due_follow_ups, emil)] == [True]
    await people.does(rollouts.note_benefit, emil, scaled.id, **SAID)
    assert len(await people.reads(rollouts.due_follow_ups, emil)) == 1, "a yes waits for a second person"
    await people.does(rollouts.confirm_benefit, pia, scaled.id, days=30)
    assert await people.reads(rollouts.due_follow_ups, emil) == []
    clock.forward(days=46)
    assert await people.does(rollouts.remind) == 1
    assert await _notices(people, emil) == [NoticeKind.FOLLOW_UP_DUE, NoticeKind.FOLLOW_UP_DUE]


async def test_for_an_owner_who_left_the_experiments_owner_hears_then_the_one_on_duty(
    people: People, staff: tuple[Member, Member], scaled: Experiment, clock: HeldClock
) -> None:
    emil, pia = staff
    eve = await people.member("Eve", Role.EMPLOYEE)
    await people.does(rollouts.assign, emil, scaled.id, owner_id=eve.id)
    await people.leave(eve)
    assert await people.does(rollouts.remind) == 1
    assert await _notices(people, emil) == [NoticeKind.FOLLOW_UP_DUE]
    amy = await people.member("Amy", Role.ADMIN)
    await people.does(members.name_on_duty, amy, pia.id)
    await people.leave(emil)
    clock.forward(days=60)
    assert await people.does(rollouts.remind) == 2, "the first is late, and there is no sponsor"
    assert await _notices(people, pia) == [NoticeKind.FOLLOW_UP_DUE]
    assert (await people.does(rollouts.assign, pia, scaled.id, owner_id=pia.id)).owner.id == pia.id


async def test_nobody_is_asked_about_what_was_declined_until_it_is_reopened(
    people: People, staff: tuple[Member, Member], scaled: Experiment
) -> None:
    emil, pia = staff
    await people.decide(DecisionKind.DECLINE, by=pia, on=scaled.idea)
    assert await people.does(rollouts.remind) == 0
    await people.decide(DecisionKind.REOPEN, by=pia, on=scaled.idea)
    assert await people.does(rollouts.remind) == 1
    assert [each.experiment.id for each in await people.reads(rollouts.due_follow_ups, emil)] == [scaled.id]
