"""Whoever has a part in an idea hears that it is tested and what was learned; who works on it hears what waits."""

from domain import experiments, follows, members, notifications
from domain.experiments import Advice
from domain.members import Member, Role
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.experimenting import advised, concluded, crew, planned, running, said, share
from tests.people import People

K = NoticeKind
ABOUT = {kind for kind in K if kind.value.startswith(("experiment", "plan", "verdict", "conclusion"))}


async def _hears(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    page = await people.reads(notifications.listed, member, Slice())
    return [notice.kind for notice in reversed(page.items) if notice.kind in ABOUT]


async def test_voters_author_followers_and_testers_hear_of_start_and_outcome_once(people: People) -> None:
    emil, pia = await crew(people)
    ann, ben, eve, dan, tom = [await people.member(name) for name in ("Ann", "Ben", "Eve", "Dan", "Tom")]
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.does(follows.follow, eve, idea.id)
    await people.offer(by=tom, on=idea)
    await people.offer(by=ben, on=idea)
    experiment = await running(people, by=emil, second=pia, on=idea)
    await concluded(people, experiment, by=emil)
    for member in (ann, ben, eve, tom):
        assert await _hears(people, member) == [K.EXPERIMENT_STARTED, K.EXPERIMENT_CONCLUDED]
    assert await _hears(people, dan) == []
    page = await people.reads(notifications.listed, ann, Slice())
    assert {(each.topic, each.path) for each in page.items if each.kind in ABOUT} == {("own_outcomes", experiment.path)}


async def test_who_silences_the_idea_hears_nothing_of_its_tests(people: People) -> None:
    emil, pia = await crew(people)
    tom = await people.member("Tom")
    idea = await people.idea(by=await people.member("Ann"))
    await people.offer(by=tom, on=idea)
    await people.does(follows.unfollow, tom, idea.id)
    await running(people, by=emil, second=pia, on=idea)
    assert await _hears(people, tom) == []


async def test_the_product_team_hears_of_plans_and_the_owner_and_team_of_approval(people: People) -> None:
    emil, pia = await crew(people)
    otto, cleo = await people.member("Otto", Role.EMPLOYEE), await people.admin()
    team = await people.does(members.save_team, cleo, name="Stops", member_ids=[otto.id, emil.id])
    experiment = await planned(people, by=emil)
    await people.does(experiments.hand_over, emil, experiment.id, owner_id=emil.id, team_id=team.id)
    await people.does(experiments.propose, emil, experiment.id)
    assert await _hears(people, pia) == await _hears(people, cleo) == [K.PLAN_PROPOSED]
    await people.does(experiments.send_back, pia, experiment.id, "Which stops?")
    await people.does(experiments.propose, emil, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.approve, pia, experiment.id, seen=seen)
    assert await _hears(people, emil) == await _hears(people, otto) == [K.PLAN_SENT_BACK, K.PLAN_APPROVED]
    await people.does(experiments.hand_over, pia, experiment.id, owner_id=otto.id, team_id=None)
    assert (await _hears(people, otto))[-1] is K.EXPERIMENT_GIVEN


async def test_a_changed_plan_a_verdict_and_lateness_are_told_to_whom_they_wait_for(
    people: People, clock: HeldClock
) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise_plan, emil, experiment.id, share(level=0.12), why="Rain", seen=seen)
    assert (await _hears(people, pia))[-1] is K.PLAN_PROPOSED
    await people.does(experiments.turn_down_plan, pia, experiment.id, "It rains each spring.")
    clock.forward(weeks=12)
    await people.does(experiments.end_time_boxes)
    clock.forward(days=7)
    await people.does(experiments.tell_of_late_verdicts)
    assert await _hears(people, emil) == [K.PLAN_APPROVED, K.PLAN_SENT_BACK, K.VERDICT_FELL, K.VERDICT_LATE]


async def test_a_conclusion_against_the_advice_is_told_to_possible_second_people(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    await advised(people, experiment, Advice.STOP, by=emil)
    await people.does(experiments.conclude, emil, experiment.id, said())
    assert (await _hears(people, pia))[-1] is K.CONCLUSION_DOUBTED
    await people.does(experiments.withdraw, pia, experiment.id)
    assert (await _hears(people, emil))[-1] is K.CONCLUSION_WITHDRAWN


async def test_who_works_here_no_longer_reads_no_notices_of_that_work(people: People) -> None:
    emil, pia = await crew(people)
    cleo = await people.admin()
    await running(people, by=emil, second=pia)
    assert K.PLAN_APPROVED in await _hears(people, emil)
    await people.does(members.change_role, cleo, emil.id, Role.CUSTOMER)
    assert K.PLAN_APPROVED not in await _hears(people, await people.again(emil))
