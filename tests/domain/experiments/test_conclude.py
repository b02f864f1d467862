"""People conclude, always with a card; against the advice only with a second person; then the idea comes back."""

import asyncio

import pytest

from domain import answers, checks, experiments, ideas
from domain.errors import Invalid, NotAllowed
from domain.experiments import (
    FITS,
    Advice,
    ConclusionKind,
    ConclusionSettled,
    ConclusionWaits,
    NothingMeasured,
    NotYourExperiment,
    OtherPhase,
    OwnConclusion,
    Phase,
)
from domain.ideas import Status
from domain.members import Role
from tests.conftest import HeldClock
from tests.experimenting import advised, concluded, crew, planned, running, said, share
from tests.people import People


async def test_a_conclusion_that_fits_the_advice_counts_at_once_and_brings_the_idea_back(
    people: People, clock: HeldClock
) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    clock.forward(days=14)
    check_in_id = await advised(people, experiment, Advice.SCALE, by=emil, units=3000)
    conclusion = await people.does(experiments.conclude, emil, experiment.id, said(tags=["#Stops", "stops", "rain"]))
    assert (conclusion.against_advice, conclusion.effective_at, conclusion.check_in_id) == (
        False,
        clock.time,
        check_in_id,
    )
    assert (conclusion.saved_units, conclusion.saved_days) == (7682 - 3000, 12 * 7 - 14)
    assert conclusion.card.tags == ["stops", "rain"]
    assert conclusion.card.believed == experiments.hypothesis(experiment.plan)
    assert (await people.reads(experiments.visible, emil, experiment.id)).phase is Phase.CONCLUDED
    idea = await people.reads(ideas.visible, pia, experiment.idea_id)
    assert idea.status is Status.IN_REVIEW
    draft = await people.reads(answers.draft, pia, idea)
    assert draft
    assert (draft.drafted_by.name, draft.body) == (
        "Emil",
        "We tested this: Benches at two stops.\n\nA fifth more came back.\n\nPeople wait where they can sit.\n\n"
        "Benches go to all stops.",
    )
    clock_of = (await people.reads(answers.clocks, [idea.id]))[idea.id]
    assert (clock_of.started_at, clock_of.settled_at) == (clock.time, None)
    made_up = {each.check for each in await people.reads(checks.recount)}
    assert made_up == {"verdicts"}, "of all there is, only the verdict was put in by this test"


@pytest.mark.parametrize("advice", list(Advice))
@pytest.mark.parametrize("kind", list(ConclusionKind))
async def test_what_does_not_fit_the_advice_waits(people: People, advice: Advice, kind: ConclusionKind) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    await advised(people, experiment, advice, by=emil)
    conclusion = await concluded(people, experiment, kind, by=emil)
    assert conclusion.is_waiting is (kind not in FITS[advice])


async def test_past_the_time_box_to_continue_is_no_advice(people: People, clock: HeldClock) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia, time_box_weeks=9)
    await advised(people, experiment, Advice.CONTINUE, by=emil)
    clock.forward(weeks=9)
    conclusion = await concluded(people, experiment, ConclusionKind.UNDECIDED, by=emil)
    assert (conclusion.against_advice, conclusion.advice) == (False, Advice.UNDECIDED)
    assert (conclusion.saved_units, conclusion.saved_days) == (0, 0)


async def test_against_the_advice_waits_for_a_second_person(people: People) -> None:
    emil, pia = await crew(people)
    otto = await people.member("Otto", Role.EMPLOYEE)
    experiment = await running(people, by=emil, second=pia)
    await advised(people, experiment, Advice.STOP, by=emil)
    waiting = await people.does(experiments.conclude, emil, experiment.id, said())
    assert waiting.is_waiting
    assert (await people.reads(experiments.visible, emil, experiment.id)).phase is Phase.RUNNING
    with pytest.raises(ConclusionWaits):
        await concluded(people, experiment, by=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    with pytest.raises(ConclusionWaits):
        await people.does(experiments.revise_plan, emil, experiment.id, share(), why="Rain", seen=seen)
    with pytest.raises(OwnConclusion):
        await people.does(experiments.confirm, emil, experiment.id)
    with pytest.raises(NotYourExperiment):
        await people.does(experiments.confirm, otto, experiment.id)
    counts = await people.does(experiments.confirm, pia, experiment.id)
    assert counts.seconded_by
    assert (counts.seconded_by.name, counts.concluded_by.name, counts.is_waiting) == ("Pia", "Emil", False)
    with pytest.raises(ConclusionSettled):
        await people.does(experiments.confirm, pia, experiment.id)
    made_up = {each.check for each in await people.reads(checks.recount)}
    assert made_up == {"verdicts"}, "of all there is, only the verdict was put in by this test"


async def test_a_waiting_conclusion_is_withdrawn_and_another_one_drawn(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    await advised(people, experiment, Advice.STOP, by=emil)
    await people.does(experiments.conclude, emil, experiment.id, said())
    await people.does(experiments.withdraw, emil, experiment.id)
    with pytest.raises(ConclusionSettled):
        await people.does(experiments.withdraw, emil, experiment.id)
    conclusion = await concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    assert not conclusion.is_waiting
    every = (await people.reads(experiments.conclusions, emil, [experiment.id]))[experiment.id]
    assert [each.kind for each in every] == [ConclusionKind.SCALED, ConclusionKind.STOPPED_NOT_AS_PROMISED]


async def test_without_totals_it_changed_course_or_is_invalid(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    for kind in set(ConclusionKind) - experiments.UNMEASURED:
        with pytest.raises(NothingMeasured):
            await concluded(people, experiment, kind, by=emil)
    assert (await concluded(people, experiment, ConclusionKind.INVALID, by=emil)).advice is None


async def test_totals_of_a_plan_that_is_no_longer_in_force_advise_nothing(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    await advised(people, experiment, Advice.SCALE, by=emil)
    seen = experiments.plan_fingerprint(experiment.plan)
    changed = await people.does(experiments.revise_plan, emil, experiment.id, share(), why="Rain", seen=seen)
    await people.does(experiments.approve_plan, pia, experiment.id, seen=experiments.plan_fingerprint(changed))
    with pytest.raises(NothingMeasured):
        await concluded(people, experiment, ConclusionKind.SCALED, by=emil)


async def test_a_conclusion_takes_a_changed_plan_along_that_waited(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise_plan, emil, experiment.id, share(), why="Rain", seen=seen)
    await concluded(people, experiment, by=emil)
    assert [plan.number for plan in await people.reads(experiments.plan_versions, emil, experiment)] == [1]


async def test_a_card_says_all_it_must(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    short = said(
        ConclusionKind.INVALID,
        reason="",
        observed="x",
        learned=" " * 20,
        therefore="y" * 2001,
        tags=["a", "b", "c", "d", "e", "f"],
        language="xx",
    )
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.conclude, emil, experiment.id, short)
    fields = [each.field for each in refused.value.problems]
    assert fields == ["language", "reason", "observed", "learned", "therefore", "tags"]
    assert (await people.reads(experiments.visible, emil, experiment.id)).phase is Phase.RUNNING


async def test_who_may_not_act_does_not_conclude_and_what_never_ran_is_not_concluded(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    with pytest.raises(NotYourExperiment):
        await concluded(people, experiment, by=await people.member("Otto", Role.EMPLOYEE))
    with pytest.raises(NotAllowed):
        await concluded(people, experiment, by=await people.member("Ann"))
    with pytest.raises(NotAllowed):
        await concluded(people, await planned(people, by=emil, on=experiment.idea), by=await people.member("Ben"))
    with pytest.raises(OtherPhase):
        await concluded(people, await planned(people, by=emil, on=experiment.idea), by=emil)


async def test_two_who_conclude_at_once_conclude_once(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    both = [concluded(people, experiment, by=each) for each in (emil, pia)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Conclusion", "OtherPhase"]
    assert await people.reads(checks.recount) == []


async def test_an_answer_that_is_being_written_stays(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    await people.does(answers.save_draft, pia, experiment.idea_id, "There is more to say about it.")
    await concluded(people, experiment, by=emil)
    draft = await people.reads(answers.draft, pia, await people.reads(ideas.visible, pia, experiment.idea_id))
    assert draft
    assert draft.body == "There is more to say about it."
