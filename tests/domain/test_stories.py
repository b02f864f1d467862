"""An idea's whole story: what the team did, joined with what its experiments brought."""

import pytest

from domain import encounters, experiments, stories
from domain.experiments import Advice, ConclusionKind, ExperimentStep
from domain.ideas import Idea
from domain.members import Member, Visitor
from domain.paging import Slice
from domain.triage import StepKind
from tests.conftest import CountingFactory, HeldClock
from tests.experimenting import advised, concluded, crew, planned, running
from tests.people import People


@pytest.fixture
async def staff(people: People) -> tuple[Member, Member]:
    return await crew(people)


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Ann"))


async def _met(people: People, reader: Member | Visitor, idea: Idea) -> encounters.Encounter:
    return await people.reads(encounters.meet, reader, idea.id)


async def test_a_story_tells_of_the_test_and_what_it_taught(
    people: People, staff: tuple[Member, Member], idea: Idea, clock: HeldClock
) -> None:
    emil, pia = staff
    experiment = await running(people, by=emil, second=pia, on=idea)
    clock.forward(days=8)
    await people.does(experiments.pause, emil, experiment.id, "A secret of the team.")
    await people.does(experiments.resume, emil, experiment.id)
    await advised(people, experiment, Advice.STOP, by=emil)
    clock.forward(hours=1)
    conclusion = await concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    for reader in (Visitor(), emil):
        met = await _met(people, reader, idea)
        told = await people.reads(stories.story, reader, met.idea)
        steps = [step for step in told if isinstance(step, ExperimentStep)]
        kinds = [StepKind.TEST_PLANNED, StepKind.TEST_STARTED, StepKind.TEST_CONCLUDED]
        assert [step.kind for step in steps] == kinds
        assert {step.experiment.id for step in steps} == {experiment.id}
        assert steps[1].experiment.plan.because
        assert [step.card and step.card.id for step in steps] == [None, None, conclusion.card.id]
        assert [step.at for step in told] == sorted(step.at for step in told)
        first = await people.reads(stories.told, reader, met.idea, Slice(3))
        rest = await people.reads(stories.told, reader, met.idea, Slice(9, after=first.end_cursor))
        assert [(step.at, step.kind) for step in [*first.items, *rest.items]] == [(step.at, step.kind) for step in told]


async def test_what_has_not_started_is_no_story_yet(people: People, staff: tuple[Member, Member], idea: Idea) -> None:
    emil, pia = staff
    await running(people, by=emil, second=pia, on=idea)
    other = await planned(people, by=emil, on=idea)
    met = await _met(people, emil, idea)
    told = await people.reads(stories.story, emil, met.idea)
    assert other.id not in {step.experiment.id for step in told if isinstance(step, ExperimentStep)}


async def test_a_story_has_another_edition_with_each_step_of_a_test(
    people: People, staff: tuple[Member, Member], idea: Idea
) -> None:
    emil, pia = staff
    editions = [(await _met(people, Visitor(), idea)).story]
    experiment = await running(people, by=emil, second=pia, on=idea)
    editions.append((await _met(people, Visitor(), idea)).story)
    await advised(people, experiment, Advice.STOP, by=emil)
    await concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    editions.append((await _met(people, Visitor(), idea)).story)
    await people.leave(emil)
    editions.append((await _met(people, Visitor(), idea)).story)
    assert len(set(editions)) == 4


async def test_an_idea_that_was_never_tried_costs_no_statement_more(
    people: People, staff: tuple[Member, Member], idea: Idea, counting: CountingFactory
) -> None:
    emil, _pia = staff
    await planned(people, by=emil, on=idea)
    met = await _met(people, Visitor(), idea)
    with counting() as counted:
        await people.reads(stories.story, Visitor(), met.idea)
    assert not any("experiment" in each for each in counted.statements)
