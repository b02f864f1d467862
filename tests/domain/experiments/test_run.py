"""Starting locks the plan and leads the idea on; held, an experiment's clock runs on."""

import asyncio

import pytest
from sqlalchemy import update

from domain import checks, database, experiments, ideas
from domain.errors import Invalid
from domain.experiments import IdeaNotShortlisted, OtherPhase, Phase, Plan
from domain.ideas import Idea, Status
from domain.triage import DecisionKind
from tests.experimenting import approved, concluded, crew, planned, running
from tests.people import People


async def _status(people: People, idea_id: int) -> Status:
    async with people.sessions() as session:
        idea = await session.get(Idea, idea_id)
        assert idea
        return idea.status


async def test_the_first_start_locks_the_plan_and_leads_the_idea_into_experiment(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    assert (experiment.phase, experiment.is_public) == (Phase.RUNNING, True)
    assert experiment.plan.in_force_at == experiment.started_at
    assert experiment.plan.fingerprint == experiments.plan_fingerprint(experiment.plan)
    assert await _status(people, experiment.idea_id) is Status.IN_EXPERIMENT
    idea = await people.reads(ideas.visible, pia, experiment.idea_id)
    assert [move.to_status for move in await people.reads(ideas.moves, idea)][-1] is Status.IN_EXPERIMENT
    assert await people.reads(checks.recount) == []


async def test_an_idea_that_is_not_shortlisted_waits_for_the_product_team(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await approved(people, by=emil, second=pia)
    with pytest.raises(IdeaNotShortlisted):
        await people.does(experiments.start, emil, experiment.id)
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=experiment.idea)
    assert (await people.does(experiments.start, emil, experiment.id)).phase is Phase.RUNNING


async def test_nothing_starts_without_approval_or_twice(people: People) -> None:
    emil, pia = await crew(people)
    with pytest.raises(OtherPhase):
        await people.does(experiments.start, emil, (await planned(people, by=emil)).id)
    experiment = await approved(people, by=emil, second=pia, on=await people.idea(by=emil))
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=experiment.idea)
    twice = [people.does(experiments.start, each, experiment.id) for each in (emil, pia)]
    found = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Experiment", "OtherPhase"]
    idea = await people.reads(ideas.visible, pia, experiment.idea_id)
    assert [move.to_status for move in await people.reads(ideas.moves, idea)].count(Status.IN_EXPERIMENT) == 1


async def test_one_idea_has_several_experiments_and_comes_back_with_the_last(people: People) -> None:
    emil, pia = await crew(people)
    first = await running(people, by=emil, second=pia)
    second = await running(people, by=emil, second=pia, on=first.idea)
    await concluded(people, first, by=emil)
    assert await _status(people, first.idea_id) is Status.IN_EXPERIMENT
    await concluded(people, second, by=emil)
    assert await _status(people, first.idea_id) is Status.IN_REVIEW
    assert await people.reads(checks.recount) == []


async def test_two_that_start_at_once_lead_the_idea_on_once(people: People) -> None:
    emil, pia = await crew(people)
    idea = await people.idea(by=await people.member("Ann"))
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    both = [await approved(people, by=emil, second=pia, on=idea) for _ in range(2)]
    await asyncio.gather(*(people.does(experiments.start, emil, each.id) for each in both))
    assert await people.reads(checks.recount) == []


async def test_an_experiment_is_held_with_words_and_runs_on(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    with pytest.raises(Invalid):
        await people.does(experiments.pause, emil, experiment.id, "")
    held = await people.does(experiments.pause, emil, experiment.id, "The stop is being painted.")
    assert held.phase is Phase.PAUSED
    with pytest.raises(OtherPhase):
        await people.does(experiments.pause, emil, experiment.id, "Again")
    assert (await people.does(experiments.resume, pia, experiment.id)).phase is Phase.RUNNING
    with pytest.raises(OtherPhase):
        await people.does(experiments.resume, emil, experiment.id)


async def test_a_plan_that_is_touched_while_in_force_and_a_phase_without_a_step_are_found(people: People) -> None:
    emil, pia = await crew(people)
    touched = await running(people, by=emil, second=pia)
    astray = await planned(people, by=emil, on=await people.idea(by=emil))
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Plan).where(Plan.experiment_id == touched.id).values(change=0.1))
        await session.execute(
            update(experiments.Experiment).where(experiments.Experiment.id == astray.id).values(phase=Phase.PROPOSED)
        )
        await session.execute(update(Idea).where(Idea.id == touched.idea_id).values(status=Status.SHORTLISTED))
    found = [finding.says for finding in await people.reads(checks.recount) if finding.check == "experiments"]
    assert found == [
        f"Experiment {astray.id} stands elsewhere than where its last step led.",
        f"Experiment {touched.id} has a plan 1 that was changed after it came into force.",
        f"Idea {touched.idea_id} is in experiment without one under way, or the other way round.",
    ]
