"""A test whose end looks bent waits for somebody's look before its learning points are paid; others don't."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from domain import database, experiments, fairness, notifications, rewards
from domain.database import Sessions
from domain.experiments import Advice, CheckIn, Conclusion, ConclusionKind, Experiment, Plan
from domain.fairness import CaseKind, FairnessCase, Outcome
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from domain.rewards import Code, Entry, HeldFor, HeldLearning
from tests import experimenting
from tests.conftest import HeldClock
from tests.domain.rewards.test_outcomes import codes
from tests.people import People
from tests.weighed_tests import changed, undone

PLANNED = {Code.PLAN_APPROVED: 10}
PAID = {Code.PLAN_APPROVED: 10, Code.LEARNED: 60, Code.ACTED_ON_VERDICT: 40}
STOPPED = ConclusionKind.STOPPED_NOT_AS_PROMISED


async def _ended(people: People, experiment: Experiment, by: Member) -> None:
    await experimenting.advised(people, experiment, Advice.STOP, by=by)
    await experimenting.concluded(people, experiment, STOPPED, by=by)
    await people.hear()


async def _open(sessions: Sessions) -> list[FairnessCase]:
    async with sessions() as session:
        return list(await session.scalars(select(FairnessCase).order_by(FairnessCase.id)))


async def _told(people: People, member: Member) -> list[str]:
    found = await people.reads(notifications.listed, member, Slice())
    return [each.kind.value for each in found.items if each.kind.value in ("learning_waits", "case_decided")]


async def test_an_ordinary_end_is_paid_at_once(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await _ended(people, experiment, emil)
    assert await codes(sessions, emil) == PAID
    assert await _open(sessions) == []


async def test_another_time_box_bends_nothing(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await changed(people, experiment, time_box_weeks=8, because="four of ten told us so, and two more.")
    await _ended(people, experiment, emil)
    assert await _open(sessions) == []
    assert await codes(sessions, emil) == PAID


@pytest.mark.parametrize("changes", [{"change": 0.1}, {"metric": "Riders who smile"}], ids=["promise", "metric"])
async def test_another_promise_in_the_end_waits_for_a_look_and_is_paid_once_all_is_well(
    people: People, sessions: Sessions, changes: dict[str, Any]
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await changed(people, experiment, **changes)
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    assert case.kind is CaseKind.VERDICT_BENDING
    assert case.evidence == [{"experiment": experiment.id, "plan": 2, "day": 1, "verdicts": 0}]
    assert await codes(sessions, emil) == PLANNED
    assert await _told(people, emil) == ["learning_waits"]
    said = {
        each.code: each.said.message for each in await people.reads(rewards.why_not, emil, emil, experiment.idea_id, {})
    }
    assert "no accusation" in said[Code.LEARNED]
    assert "no accusation" in said[Code.ACTED_ON_VERDICT]
    others = await people.reads(rewards.why_not, pia, pia, experiment.idea_id, {})
    assert not any("accusation" in each.said.message for each in others), "only who runs it knows"
    (own,) = (await people.reads(fairness.own, emil, Slice())).items
    assert (own.may_appeal, own.quarantined) == (True, 0)
    await people.hear()
    assert await codes(sessions, emil) == PLANNED
    cleared = await people.does(fairness.clear, await people.admin(), case.id, said="The first plan asked too much.")
    assert cleared.outcome is Outcome.CLEARED
    await people.hear()
    assert await codes(sessions, emil) == PAID
    assert await _told(people, emil) == ["case_decided", "learning_waits"]
    assert await people.reads(rewards.drift) == []


async def test_who_approved_the_changed_plan_reads_the_case_and_leaves_it_to_somebody_else(
    people: People, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await changed(people, experiment, change=0.1)
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    (seen,) = (await people.reads(fairness.cases, pia, Slice())).items
    assert seen.id == case.id
    assert not await _left(people, case), "nobody else looks at cases here"
    with pytest.raises(fairness.HadAHand):
        await people.does(fairness.hold, pia, case.id, state="")
    for verb in (fairness.uphold, fairness.clear):
        with pytest.raises(fairness.HadAHand):
            await people.does(verb, pia, case.id, said="I stand by what I approved.")
    assert (await _open(sessions))[0].is_open
    cleo = await people.admin()
    assert await _left(people, case)
    await people.does(fairness.uphold, cleo, case.id, said="It was made to fit.")
    with pytest.raises(fairness.HadAHand):
        await people.does(fairness.clear, pia, case.id, said="I stand by what I approved.")
    assert await codes(sessions, emil) == PLANNED


@pytest.mark.parametrize("hand", ["wrote", "corrected", "seconded"])
async def test_other_hands_in_how_a_test_ended_leave_it_to_somebody_else_too(
    people: People, sessions: Sessions, hand: str
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await undone(people, experiment, emil)
    paul = await people.member("Paul", Role.PRODUCT)
    if hand == "wrote":
        await changed(people, experiment, time_box_weeks=8, written_by_id=paul.id, approved_by_id=emil.id)
    kind = ConclusionKind.SCALED if hand == "seconded" else STOPPED
    number = await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    await experimenting.concluded(people, experiment, kind, by=emil)
    if hand == "seconded":
        await people.does(experiments.confirm, paul, experiment.id)
    if hand == "corrected":
        await _corrected(people, number, by=paul)
    await people.hear()
    (case,) = await _open(sessions)
    with pytest.raises(fairness.HadAHand):
        await people.does(fairness.clear, paul, case.id, said="All is well.")
    assert (await people.does(fairness.clear, pia, case.id, said="All is well.")).outcome is Outcome.CLEARED


async def test_whether_anybody_is_left_to_decide(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    cleo = await people.admin()
    experiment = await experimenting.running(people, by=emil, second=pia)
    await changed(people, experiment, change=0.1, approved_by_id=cleo.id)
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    assert await _left(people, case)
    await people.does(fairness.uphold, pia, case.id, said="It was made to fit.")
    await people.does(fairness.appeal, emil, case.id, said="It wasn’t.")
    assert not await _left(people, case), "she decided it before"
    paul = await people.member("Paul", Role.PRODUCT)
    assert await _left(people, case)
    async with database.transaction(people.sessions) as session:
        away = update(Member).where(Member.id == paul.id).values(suspended_until=experiment.moved_at)
        await session.execute(away)
    assert not await _left(people, case), "who is suspended decides nothing"


async def _left(people: People, case: FairnessCase) -> bool:
    async with people.sessions() as session:
        return await fairness.is_left(session, case)


async def _corrected(people: People, number: int, *, by: Member) -> None:
    """Correct totals after they were concluded from."""
    async with database.transaction(people.sessions) as session:
        wrong = await session.get_one(CheckIn, number)
        said = {column.key: getattr(wrong, column.key) for column in CheckIn.__table__.columns}
        said |= {"id": None, "corrects_id": number, "why": "Counted twice.", "entered_by_id": by.id}
        session.add(CheckIn(**said))


async def test_a_verdict_that_a_correction_undid_is_looked_at(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await undone(people, experiment, emil)
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    assert case.evidence == [{"experiment": experiment.id, "undone": 1}]


async def test_totals_corrected_after_they_were_concluded_from_are_looked_at(
    people: People, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    number = await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    await experimenting.concluded(people, experiment, ConclusionKind.SCALED, by=emil)
    await _corrected(people, number, by=emil)
    await people.does(experiments.confirm, pia, experiment.id)
    await people.hear()
    (case,) = await _open(sessions)
    assert case.evidence == [{"experiment": experiment.id, "corrected": 1}]


async def test_an_end_minutes_before_the_season_s_is_looked_at(
    people: People, sessions: Sessions, clock: HeldClock
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    async with sessions() as session:
        season = await rewards.season_at(session, clock())
    clock.forward(hours=(season.ends_at - clock() - timedelta(minutes=20)).total_seconds() / 3600)
    async with database.transaction(people.sessions) as session:
        begun = {"in_force_at": clock() - timedelta(days=3)}
        await session.execute(update(Plan).where(Plan.experiment_id == experiment.id).values(begun))
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    assert case.evidence == [{"experiment": experiment.id, "minutes": 20}]
    assert Code.LEARNED not in await codes(sessions, emil)


async def test_refused_points_never_come_unless_somebody_else_decides_otherwise(
    people: People, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await undone(people, experiment, emil)
    await _ended(people, experiment, emil)
    (case,) = await _open(sessions)
    held = await people.does(fairness.hold, pia, case.id, state="")
    assert held.is_open, "it waits anyway"
    assert await people.reads(fairness.batches, case.id) == []
    await people.does(fairness.uphold, pia, case.id, said="The correction came out of thin air.")
    await people.hear()
    assert await codes(sessions, emil) == PLANNED
    said = {
        each.code: each.said.message for each in await people.reads(rewards.why_not, emil, emil, experiment.idea_id, {})
    }
    assert "aren’t given" in said[Code.LEARNED]
    await people.does(fairness.appeal, emil, case.id, said="The counter had stood still.")
    said = {
        each.code: each.said.message for each in await people.reads(rewards.why_not, emil, emil, experiment.idea_id, {})
    }
    assert "no accusation" in said[Code.LEARNED]
    with pytest.raises(fairness.DecidedBefore):
        await people.does(fairness.clear, pia, case.id, said="I was wrong.")
    cleo = await people.admin()
    await people.does(fairness.clear, cleo, case.id, said="It had indeed.")
    await people.hear()
    assert await codes(sessions, emil) == PAID
    with pytest.raises(fairness.NothingToAppeal):
        await people.does(fairness.appeal, await _owner_again(people, emil), case.id, said="And now?")


async def _owner_again(people: People, emil: Member) -> Member:
    """Return the owner, as if they had never asked."""
    async with database.transaction(people.sessions) as session:
        await session.execute(delete(fairness.Appeal))
    return emil


async def test_a_reversal_says_that_somebody_looks_at_how_the_test_ended(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await _ended(people, experiment, emil)
    assert await codes(sessions, emil) == PAID
    async with database.transaction(people.sessions) as session:
        conclusion = (await session.scalars(select(Conclusion))).one()
        await rewards.hold_learning(session, conclusion.id)
    await people.hear()
    assert await codes(sessions, emil) == PLANNED
    async with sessions() as session:
        taken = list(await session.scalars(select(Entry).where(Entry.reverses_id.is_not(None))))
        looks = await fairness.looks(session, taken)
        idea = await session.get_one(Idea, experiment.idea_id)
    assert {(each.held_for, each.code) for each in taken} == {
        (HeldFor.TEST, Code.LEARNED),
        (HeldFor.TEST, Code.ACTED_ON_VERDICT),
    }
    for each in taken:
        assert rewards.why(each, idea, looks[each.id]).text() == (
            "Taken back while somebody looks at how the test of “Benches at every station” ended. If all is well, the "
            "points come again."
        )


async def test_told_twice_opens_one_case(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await undone(people, experiment, emil)
    await _ended(people, experiment, emil)
    async with database.transaction(people.sessions) as session:
        (held,) = await session.scalars(select(HeldLearning))
        fact = experiments.ExperimentConcluded(
            experiment.id, experiment.idea_id, held.conclusion_id, STOPPED.value, emil.id
        )
        await fairness.examine_conclusion(session, fact, None)  # type: ignore[arg-type]  # it reads the fact alone
    assert len(await _open(sessions)) == 1
