"""Staff see every experiment; others those that have started, and what was concluded once it counts."""

import pytest

from domain import experiments, members
from domain.community import Reading
from domain.errors import NotFound
from domain.experiments import Advice, Experiment, ExperimentFilter, Phase
from domain.members import Actor, Role, Visitor
from domain.paging import Slice
from tests.experimenting import advised, crew, planned, running, said, share
from tests.people import People


async def _seen(people: People, actor: Actor, only: ExperimentFilter | None = None) -> list[int]:
    page = await people.reads(experiments.listed, actor, Slice(), only=only)
    return [experiment.id for experiment in page.items]


async def test_a_draft_exists_for_staff_and_what_runs_for_everybody(people: People) -> None:
    emil, pia = await crew(people)
    ann, otto = await people.member("Ann"), await people.member("Otto", Role.EXECUTIVE)
    runs = await running(people, by=emil, second=pia)
    draft = await planned(people, by=emil, on=runs.idea)
    for actor in (ann, Visitor()):
        assert await _seen(people, actor) == [runs.id]
        assert [
            each.id for each in (await people.reads(experiments.of_ideas, actor, [runs.idea_id]))[runs.idea_id]
        ] == [runs.id]
        assert (await people.reads(experiments.count_by_phase, actor))[Phase.DRAFT] == 0
        with pytest.raises(NotFound):
            await people.reads(experiments.visible, actor, draft.id)
    assert await _seen(people, otto) == [draft.id, runs.id]
    await people.hide(runs.idea)
    for actor in (ann, otto, Visitor()):
        assert await _seen(people, actor) == []
    assert await _seen(people, pia) == [draft.id, runs.id]


async def test_a_community_for_members_shows_visitors_nothing(people: People) -> None:
    emil, pia = await crew(people)
    runs = await running(people, by=emil, second=pia)
    cleo = await people.admin()
    nobody = members.visitor(await people.shape(cleo, reading=Reading.MEMBERS))
    assert await _seen(people, nobody) == []
    with pytest.raises(NotFound):
        await people.reads(experiments.visible, nobody, runs.id)


async def test_lists_narrow_by_phase_idea_owner_and_team(people: People) -> None:
    emil, pia = await crew(people)
    cleo = await people.admin()
    team = await people.does(members.save_team, cleo, name="Stops", member_ids=[emil.id])
    runs = await running(people, by=emil, second=pia)
    draft = await planned(people, by=pia, on=await people.idea(by=emil))
    await people.does(experiments.hand_over, emil, runs.id, owner_id=emil.id, team_id=team.id)
    assert await _seen(people, pia, ExperimentFilter(phases=[Phase.RUNNING, Phase.PAUSED])) == [runs.id]
    assert await _seen(people, pia, ExperimentFilter(idea_id=draft.idea_id)) == [draft.id]
    assert await _seen(people, pia, ExperimentFilter(owner_id=pia.id)) == [draft.id]
    assert await _seen(people, pia, ExperimentFilter(team_id=team.id)) == [runs.id]
    assert await _seen(people, pia, ExperimentFilter(phases=[Phase.VERDICT_DUE])) == []


async def test_others_read_plans_in_force_and_conclusions_that_count(people: People) -> None:
    emil, pia = await crew(people)
    ann = await people.member("Ann")
    experiment = await running(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise_plan, emil, experiment.id, share(change=0.3), why="Rain", seen=seen)

    async def read(actor: Actor) -> tuple[int, int, bool]:
        found = await people.reads(experiments.visible, actor, experiment.id)
        plans = await people.reads(experiments.plan_versions, actor, found)
        concluded = (await people.reads(experiments.conclusions, actor, [found.id])).get(found.id, [])
        return len(plans), len(concluded), experiments.may_read_figures(actor, found)

    await advised(people, experiment, Advice.STOP, by=emil)
    await people.does(experiments.conclude, emil, experiment.id, said())
    assert await read(ann) == (1, 0, False)
    assert await read(emil) == (2, 1, True)
    await people.does(experiments.confirm, pia, experiment.id)
    assert await read(ann) == (1, 1, True)


async def test_the_team_may_check_in_and_others_of_the_staff_may_not(people: People) -> None:
    emil, pia = await crew(people)
    otto, dan = await people.member("Otto", Role.EMPLOYEE), await people.member("Dan", Role.EMPLOYEE)
    cleo = await people.admin()
    team = await people.does(members.save_team, cleo, name="Stops", member_ids=[otto.id])
    runs: Experiment = await running(people, by=emil, second=pia)
    runs = await people.does(experiments.hand_over, emil, runs.id, owner_id=emil.id, team_id=team.id)
    may = {
        actor.name: await people.reads(experiments.may_check_in, actor, runs)
        for actor in (emil, pia, otto, dan, await people.member("Ann"))
    }
    assert may == {"Emil": True, "Pia": True, "Otto": True, "Dan": False, "Ann": False}
    assert not experiments.may_act(otto, runs)
