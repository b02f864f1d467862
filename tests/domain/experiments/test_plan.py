"""Planning: an idea, or an own one in the same step, becomes a plan that says what it takes and what it lacks."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from domain import experiments, ideas, members
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.experiments import Criterion, Guardrail, MetricKind, Phase, PlanDraft, PromiseKind
from domain.ideas import Status
from domain.members import Role, Visitor
from domain.paging import Slice
from domain.triage import DecisionKind
from tests.conftest import CountingFactory
from tests.experimenting import approved, crew, planned, running, share
from tests.people import People, writing

NAN, INFINITE = float("nan"), float("inf")


async def _problems(people: People, draft: PlanDraft) -> set[str]:
    emil, idea = await people.member("Emil", Role.EMPLOYEE), await people.idea(by=await people.member("Ann"))
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.plan, emil, idea.id, "Benches at two stops", draft)
    page = await people.reads(experiments.listed, emil, Slice())
    assert page.items == [], "nothing is stored by half"
    return {each.field for each in refused.value.problems}


async def test_an_employee_plans_an_experiment_and_hears_what_it_takes(people: People) -> None:
    emil, _pia = await crew(people)
    experiment = await planned(people, by=emil)
    assert (experiment.phase, experiment.owner_id, experiment.plan_number) == (Phase.DRAFT, emil.id, 1)
    assert (experiment.plan.planned_units, experiment.plan.time_box_weeks) == (7682, 12)
    assert experiments.hypothesis(experiment.plan) == (
        "We believe that a bench at the stop for people who wait for a bike will move Riders who come back within a "
        "week, because four of ten who left told us they had nowhere to sit."
    )
    assert experiments.measured(experiment.plan, "en") == (
        "Riders who come back within a week: +20 % promised on 10 %; 7682 planned."
    )


async def test_what_is_written_is_read_back_as_it_was(people: People) -> None:
    emil, pia = await crew(people)
    draft = share(
        guardrails=(Guardrail("Trips per rider", MetricKind.MEAN, PromiseKind.ABSOLUTE, -1, "trips"),),
        criteria=(Criterion("More than two complaints a day", pia.id), Criterion("A bench breaks", emil.id)),
        budget_days=12,
        budget_money=Decimal("1500"),
        risk=experiments.Risk.CAREFUL,
        ramp_in_days=3,
        ripe_after_days=14,
    )
    tidy, units = experiments.tidied(draft)
    experiment = await people.does(
        experiments.plan, emil, (await people.idea(by=emil)).id, "Benches at two stops", draft
    )
    again = await people.reads(experiments.visible, emil, experiment.id)
    assert experiments.drafted(again.plan) == tidy
    assert (again.plan.planned_units, tidy.time_box_weeks) == (units, 15)
    assert experiments.plan_fingerprint(again.plan) == experiments.plan_fingerprint(experiment.plan)
    terms = experiments.terms_of(again.plan)
    assert (terms.planned_units, terms.time_box_days, terms.guardrails) == (units, 105.0, (experiments.Absolute(-1.0),))


async def test_an_own_idea_is_submitted_and_planned_in_one_step_and_twice_is_once(people: People) -> None:
    emil, _pia = await crew(people)
    key = uuid4()
    own = writing("Umbrellas to borrow", problem="")
    first = await people.does(experiments.plan_own, emil, own, "Umbrellas at one stop", share(), key=key)
    again = await people.does(experiments.plan_own, emil, own, "Umbrellas at one stop", share(), key=key)
    assert (first.id, first.idea.status, first.idea.author_id) == (again.id, Status.SUBMITTED, emil.id)


async def test_an_own_idea_that_cannot_be_planned_is_not_submitted(people: People) -> None:
    emil, _pia = await crew(people)
    with pytest.raises(Invalid):
        await people.does(experiments.plan_own, emil, writing(), "Umbrellas at one stop", share(change=0.0))
    assert await people.reads(ideas.count_by_status, emil) == {}


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (share(change=0.0), {"change"}),
        (share(change=-1.0), {"change"}),
        (share(change=None), {"change"}),
        (share(change=NAN), {"change"}),
        (share(change=INFINITE), {"change"}),
        (share(change=20.0), {"change"}),
        (share(change=9.5), {"change"}),
        (share(level=0.0), {"level"}),
        (share(level=1.0), {"level"}),
        (share(level=NAN), {"level"}),
        (share(units_per_week=0), {"units_per_week"}),
        (share(units_per_week=-5), {"units_per_week"}),
        (share(units_per_week=10**12), {"units_per_week"}),
        (share(units_per_week=20), {"change"}),
        (share(split=(0.5, 0.6)), {"split"}),
        (share(split=(1.0, 0.0)), {"split"}),
        (share(split=(1.0,)), {"split"}),
        (share(arms=("Same", "same ")), {"arms"}),
        (share(arms=("", "With")), {"arms"}),
        (share(arms=("Alone",), split=(1.0,)), {"split"}),
        (share(kind=MetricKind.MEAN, level=3.0), {"deviation"}),
        (share(kind=MetricKind.MEAN, level=-3.0, deviation=1.0), {"level"}),
        (share(kind=MetricKind.SCORE, promise=PromiseKind.ABSOLUTE, change=5.0, level=400.0, deviation=1.0), {"level"}),
        (share(promise=PromiseKind.THRESHOLD, hopeless=0.1), {"right_from"}),
        (share(promise=PromiseKind.THRESHOLD, hopeless=0.1, right_from=0.1), {"change"}),
        (share(time_box_weeks=0), {"time_box_weeks"}),
        (share(time_box_weeks=400), {"time_box_weeks"}),
        (share(least_weeks=0), {"least_weeks"}),
        (share(ramp_in_days=-1), {"ramp_in_days"}),
        (share(budget_days=-1), {"budget_days"}),
        (share(budget_money=Decimal("NaN")), {"budget_money"}),
        (share(budget_money=Decimal(-1)), {"budget_money"}),
        (share(because="x" * 1001, changing="y" * 301), {"because", "changing"}),
        (share(guardrails=(Guardrail("Trips", MetricKind.MEAN, PromiseKind.RELATIVE, 0.0),)), {"guardrails"}),
        (share(guardrails=(Guardrail("Trips", MetricKind.MEAN, PromiseKind.THRESHOLD, 0.1),)), {"guardrails"}),
        (share(criteria=(Criterion("", 1),)), {"criteria"}),
        (share(criteria=tuple(Criterion("Something", 1) for _ in range(6))), {"criteria"}),
    ],
)
async def test_a_plan_that_cannot_be_is_refused_by_field(people: People, draft: PlanDraft, fields: set[str]) -> None:
    assert await _problems(people, draft) == fields


async def test_an_arm_alone_has_a_threshold_and_no_guardrails(people: People) -> None:
    alone = share(arms=("All",), split=(1.0,), promise=PromiseKind.THRESHOLD, hopeless=0.2, right_from=0.4, change=0.3)
    tidy, units = experiments.tidied(alone)
    assert (tidy.level, tidy.change, units) == (0.2, None, 35)
    rail = Guardrail("Trips", MetricKind.MEAN, PromiseKind.RELATIVE, -0.1)
    assert await _problems(people, replace(alone, guardrails=(rail,))) == {"guardrails"}


async def test_a_plan_lacks_words_until_it_is_whole(people: People) -> None:
    emil, _pia = await crew(people)
    experiment = await planned(people, by=emil, because="", segment="", time_box_weeks=2)
    assert [item.value for item, done in experiments.checklist(experiment.plan).items() if not done] == [
        "hypothesis",
        "because",
        "time_box",
    ]
    with pytest.raises(Invalid) as refused:
        await people.does(experiments.propose, emil, experiment.id)
    assert [each.field for each in refused.value.problems] == ["segment", "because", "time_box_weeks"]
    seen = experiments.plan_fingerprint(experiment.plan)
    whole = await people.does(experiments.revise, emil, experiment.id, "Benches", share(), seen=seen)
    assert whole.title == "Benches"
    assert (await people.does(experiments.propose, emil, whole.id)).phase is Phase.PROPOSED


async def test_two_who_change_a_plan_at_once_do_not_overwrite_each_other(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await planned(people, by=emil)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.revise, pia, experiment.id, experiment.title, share(level=0.2), seen=seen)
    with pytest.raises(experiments.PlanChanged):
        await people.does(experiments.revise, emil, experiment.id, experiment.title, share(level=0.3), seen=seen)
    assert (await people.reads(experiments.visible, emil, experiment.id)).plan.level == 0.2


async def test_a_plan_that_is_changed_after_its_approval_is_a_draft_again(people: People) -> None:
    emil, pia = await crew(people)
    experiment = await approved(people, by=emil, second=pia)
    seen = experiments.plan_fingerprint(experiment.plan)
    again = await people.does(experiments.revise, emil, experiment.id, experiment.title, share(level=0.2), seen=seen)
    assert (again.phase, again.approved_by, again.plan.approved_at) == (Phase.DRAFT, None, None)


async def test_only_staff_plan_and_only_owner_and_product_team_change_it(people: People) -> None:
    emil, pia = await crew(people)
    ann, otto = await people.member("Ann"), await people.member("Otto", Role.EMPLOYEE)
    experiment = await planned(people, by=emil)
    idea, seen = experiment.idea, experiments.plan_fingerprint(experiment.plan)
    for actor, refusal in ((ann, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.does(experiments.plan, actor, idea.id, "Benches", share())
        with pytest.raises(refusal):
            await people.does(experiments.propose, actor, experiment.id)
    with pytest.raises(experiments.NotYourExperiment):
        await people.does(experiments.revise, otto, experiment.id, "Benches", share(), seen=seen)
    with pytest.raises(experiments.NotYourExperiment):
        await people.does(experiments.propose, otto, experiment.id)
    assert (await people.does(experiments.propose, pia, experiment.id)).phase is Phase.PROPOSED


async def test_a_declined_idea_takes_no_experiment_and_a_hidden_one_is_not_there(people: People) -> None:
    emil, pia = await crew(people)
    declined, hidden = [await people.idea(by=emil, title=f"Bench {number} for all") for number in range(2)]
    await people.decide(DecisionKind.DECLINE, by=pia, on=declined)
    with pytest.raises(experiments.IdeaNotTestable):
        await planned(people, by=pia, on=declined)
    await people.hide(hidden)
    with pytest.raises(NotFound):
        await planned(people, by=await people.member("Otto", Role.EMPLOYEE), on=hidden)
    with pytest.raises(experiments.IdeaNotTestable):
        await planned(people, by=pia, on=hidden)


async def test_only_people_who_work_here_watch(people: People) -> None:
    ann, (emil, _pia) = await people.member("Ann"), await crew(people)
    with pytest.raises(experiments.NotOfTheStaff):
        await planned(people, by=emil, criteria=(Criterion("More complaints", ann.id),))
    bench = await people.idea(by=ann)
    with pytest.raises(experiments.NotOfTheStaff):
        await planned(people, by=emil, on=bench, criteria=(Criterion("More complaints", 10**9),))


async def test_an_experiment_is_given_to_another_owner_and_team_but_not_to_its_approver(people: People) -> None:
    emil, pia = await crew(people)
    otto, ann = await people.member("Otto", Role.EMPLOYEE), await people.member("Ann")
    cleo = await people.admin()
    team = await people.does(members.save_team, cleo, name="Stops", member_ids=[otto.id])
    experiment = await approved(people, by=emil, second=pia)
    with pytest.raises(experiments.ApproverCannotOwn):
        await people.does(experiments.hand_over, emil, experiment.id, owner_id=pia.id, team_id=None)
    with pytest.raises(experiments.NotOfTheStaff):
        await people.does(experiments.hand_over, emil, experiment.id, owner_id=ann.id, team_id=None)
    with pytest.raises(NotFound):
        await people.does(experiments.hand_over, emil, experiment.id, owner_id=otto.id, team_id=10**9)
    given = await people.does(experiments.hand_over, emil, experiment.id, owner_id=otto.id, team_id=team.id)
    assert (given.owner.name, given.team and given.team.name) == ("Otto", "Stops")
    with pytest.raises(experiments.NotYourExperiment):
        await people.does(experiments.hand_over, emil, experiment.id, owner_id=emil.id, team_id=None)


async def test_an_experiment_that_never_started_can_be_archived_and_one_that_runs_cannot(people: People) -> None:
    emil, pia = await crew(people)
    ann = await people.member("Ann")
    experiment = await planned(people, by=emil, on=await people.idea(by=ann))
    gone = await people.does(experiments.archive, emil, experiment.id)
    assert (gone.phase, gone.is_public) == (Phase.ARCHIVED, False)
    with pytest.raises(experiments.OtherPhase):
        await people.does(experiments.archive, emil, experiment.id)
    runs = await running(people, by=emil, second=pia, on=await people.idea(by=ann))
    with pytest.raises(experiments.OtherPhase):
        await people.does(experiments.archive, emil, runs.id)


async def test_the_list_asks_as_much_for_one_row_as_for_many(people: People, counting: CountingFactory) -> None:
    emil, _pia = await crew(people)
    counts = []
    for rows in (1, 8):
        for number in range(rows):
            await planned(people, by=emil, on=await people.idea(by=emil, title=f"Bench {rows}-{number} for all"))
        with counting() as counted:
            await people.reads(experiments.listed, emil, Slice())
        counts.append(len(counted))
    assert counts[0] == counts[1]
