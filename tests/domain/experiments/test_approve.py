"""A plan starts only after a second person's look, at what it says now."""

import asyncio

import pytest

from domain import experiments
from domain.errors import Invalid, NotAllowed
from domain.experiments import OtherPhase, OwnPlan, Phase, PlanChanged
from domain.members import Role
from tests.experimenting import crew, planned, running, share
from tests.people import People


async def test_a_second_person_approves_and_its_own_people_do_not(people: People) -> None:
    emil, pia = await crew(people)
    otto = await people.member("Otto", Role.EMPLOYEE)
    experiment = await planned(people, by=emil)
    seen = experiments.plan_fingerprint(experiment.plan)
    with pytest.raises(OtherPhase):
        await people.does(experiments.approve, otto, experiment.id, seen=seen)
    await people.does(experiments.propose, emil, experiment.id)
    with pytest.raises(OwnPlan):
        await people.does(experiments.approve, emil, experiment.id, seen=seen)
    with pytest.raises(NotAllowed):
        await people.does(experiments.approve, await people.member("Ann"), experiment.id, seen=seen)
    approved = await people.does(experiments.approve, otto, experiment.id, seen=seen)
    assert approved.approved_by
    assert (approved.phase, approved.approved_by.id, approved.plan.approved_by_id) == (Phase.APPROVED, otto.id, otto.id)
    with pytest.raises(OtherPhase):
        await people.does(experiments.approve, pia, experiment.id, seen=seen)


async def test_who_wrote_the_plan_of_anothers_experiment_does_not_approve_it(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await planned(people, by=emil)
    seen = experiments.plan_fingerprint(experiment.plan)
    again = await people.does(experiments.revise, pia, experiment.id, experiment.title, share(level=0.2), seen=seen)
    await people.does(experiments.propose, emil, experiment.id)
    with pytest.raises(OwnPlan):
        await people.does(experiments.approve, pia, experiment.id, seen=experiments.plan_fingerprint(again.plan))


async def test_what_was_changed_since_it_was_read_is_not_approved(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await planned(people, by=emil)
    await people.does(experiments.propose, emil, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise, emil, experiment.id, experiment.title, share(change=0.5), seen=seen)
    await people.does(experiments.propose, emil, experiment.id)
    with pytest.raises(PlanChanged):
        await people.does(experiments.approve, pia, experiment.id, seen=seen)


async def test_a_plan_is_sent_back_with_words_and_proposed_again(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await planned(people, by=emil)
    await people.does(experiments.propose, emil, experiment.id)
    with pytest.raises(Invalid):
        await people.does(experiments.send_back, pia, experiment.id, " ")
    again = await people.does(experiments.send_back, pia, experiment.id, "Which stops?")
    assert again.phase is Phase.DRAFT
    moves = await people.reads(experiments.moves, experiment)
    assert [(move.to_phase, move.words, move.actor and move.actor.name) for move in moves] == [
        (Phase.PROPOSED, "", "Emil"),
        (Phase.DRAFT, "Which stops?", "Pia"),
    ]
    assert (await people.does(experiments.propose, emil, experiment.id)).phase is Phase.PROPOSED


async def test_two_who_approve_at_once_approve_once(people: People) -> None:
    emil, pia = await crew(people)
    otto = await people.member("Otto", Role.EMPLOYEE)
    experiment = await planned(people, by=emil)
    await people.does(experiments.propose, emil, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    both = [people.does(experiments.approve, each, experiment.id, seen=seen) for each in (pia, otto)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Experiment", "OtherPhase"]


async def test_a_plan_changed_while_it_runs_is_in_force_once_approved_and_counts_from_zero(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    with pytest.raises(Invalid):
        await people.does(experiments.revise_plan, emil, experiment.id, share(because=""), why="Rain", seen=seen)
    with pytest.raises(Invalid):
        await people.does(experiments.revise_plan, emil, experiment.id, share(), why="", seen=seen)
    changed = await people.does(
        experiments.revise_plan, emil, experiment.id, share(change=0.3), why="It rained for a week.", seen=seen
    )
    assert (changed.number, changed.in_force_at) == (2, None)
    with pytest.raises(experiments.PlanWaits):
        await people.does(experiments.revise_plan, emil, experiment.id, share(), why="Rain again", seen=seen)
    with pytest.raises(OwnPlan):
        await people.does(experiments.approve_plan, emil, experiment.id, seen=seen)
    with pytest.raises(PlanChanged):
        await people.does(experiments.approve_plan, pia, experiment.id, seen=seen)
    wanted = experiments.plan_fingerprint(changed)
    runs = await people.does(experiments.approve_plan, pia, experiment.id, seen=wanted)
    assert (runs.plan_number, runs.plan.fingerprint, runs.phase) == (2, wanted, Phase.RUNNING)
    with pytest.raises(experiments.NoPlanWaits):
        await people.does(experiments.approve_plan, pia, experiment.id, seen=wanted)
    assert [plan.number for plan in await people.reads(experiments.plan_versions, emil, runs)] == [1, 2]


async def test_a_changed_plan_can_be_turned_down_and_the_one_in_force_stays(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise_plan, emil, experiment.id, share(level=0.3), why="Rain", seen=seen)
    stays = await people.does(experiments.turn_down_plan, pia, experiment.id, "It rains each spring.")
    assert (stays.plan_number, await people.reads(experiments.waiting_plan, emil, stays)) == (1, None)
    again = await people.does(experiments.revise_plan, emil, experiment.id, share(), why="Snow", seen=seen)
    assert again.number == 2
