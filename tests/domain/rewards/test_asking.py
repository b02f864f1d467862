"""Asking of an idea why it brought points or not, what may still come, and which ideas there are to ask about."""

from datetime import timedelta
from typing import Any

import pytest

from domain import comments, experiments, fairness, ideas, members, metrics, rewards, rollouts, triage, votes
from domain.experiments import Advice, ConclusionKind, Experiment
from domain.ideas import Idea
from domain.members import Member, Role
from domain.rewards import CapPeriod, Code, Wording
from domain.rollouts import Felt
from domain.triage import DecisionKind
from tests import experimenting, rolling
from tests.conftest import HeldClock
from tests.people import People
from tests.weighing import opened

WHY = "Ideas are what we live on."


@pytest.fixture
async def pia(people: People) -> Member:
    """Let somebody of the product team join."""
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def emil(people: People) -> Member:
    """Let an employee join."""
    return await people.member("Emil", Role.EMPLOYEE)


async def says(people: People, member: Member, idea_id: int) -> dict[Code, str]:
    """Return what a member reads of each rule about an idea, once all has followed."""
    await people.hear()
    looks = await people.reads(fairness.looks_of, member, idea_id)
    found = await people.reads(rewards.why_not, member, member, idea_id, looks)
    return {each.code: each.said.text() for each in found}


async def awaited(people: People, member: Member) -> list[tuple[str, Code]]:
    """Return what a member reads of what is still to come: of which idea, and for what."""
    return [(each.idea.title, each.code) for each in await people.reads(rewards.coming, member)]


async def _ended(people: People, by: Member, second: Member, kind: ConclusionKind, advice: Advice) -> Experiment:
    experiment = await experimenting.running(people, by=by, second=second)
    await experimenting.advised(people, experiment, advice, by=by)
    await experimenting.concluded(people, experiment, kind, by=by)
    return experiment


@pytest.mark.parametrize(
    ("kind", "says_so"),
    [(DecisionKind.DECLINE, "decided against this idea"), (DecisionKind.NOT_NOW, "put this idea off")],
)
async def test_what_was_decided_against_is_not_waited_for(
    kind: DecisionKind, says_so: str, people: People, clock: HeldClock, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    clock.forward(days=2)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    assert (await says(people, ann, idea.id))[Code.ADOPTED] == "Waiting until the product team decides."
    assert await awaited(people, ann) == [(idea.title, Code.ADOPTED)]
    await people.decide(kind, by=pia, on=idea)
    by_ann, by_ben = await says(people, ann, idea.id), await says(people, ben, idea.id)
    assert all(says_so in by_ann[code] for code in (Code.CHOSEN, Code.TESTED, Code.ADOPTED))
    assert says_so in by_ben[Code.SUPPORTED_EARLY]
    assert by_ben[Code.ADOPTED] == "This is for those who stand for the idea."
    assert await awaited(people, ann) == []


async def test_an_idea_taken_back_says_so(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.hear()
    await people.does(ideas.withdraw, ann, idea.id, "Solved otherwise.")
    said = await says(people, ann, idea.id)
    assert said.pop(Code.PUBLISHED) == f"Taken back, since it no longer holds: “{idea.title}”."
    assert set(said.values()) == {"This idea was taken back, so it brings no points."}


async def test_an_invalid_test_says_so(people: People, emil: Member, pia: Member) -> None:
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.concluded(people, experiment, ConclusionKind.INVALID, by=emil)
    said = await says(people, emil, experiment.idea_id)
    assert all("without valid figures" in said[code] for code in (Code.LEARNED, Code.ACTED_ON_VERDICT))
    assert said[Code.PLAN_APPROVED] == "You got 10 points for it."


async def test_a_late_test_says_so(people: People, clock: HeldClock, emil: Member, pia: Member) -> None:
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    clock.forward(days=7 * experiment.plan.time_box_weeks + 8)
    await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    said = await says(people, emil, experiment.idea_id)
    assert all("too late" in said[code] for code in (Code.LEARNED, Code.ACTED_ON_VERDICT))


async def test_a_test_ended_against_the_advice_says_so(people: People, emil: Member, pia: Member) -> None:
    experiment = await _ended(people, emil, pia, ConclusionKind.SCALED, Advice.STOP)
    await people.does(experiments.confirm, pia, experiment.id)
    said = await says(people, emil, experiment.idea_id)
    assert said[Code.LEARNED] == "You got 60 points for it."
    assert "against the advice" in said[Code.ACTED_ON_VERDICT]


async def test_a_rule_that_is_off_says_so(people: People, clock: HeldClock) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    for code in (Code.PUBLISHED, Code.ADOPTED):
        await people.does(rewards.revise_rule, cleo, code, Wording([], why=WHY), based_on=1)
    clock.forward(hours=24)
    idea = await people.idea(by=ann)
    said = await says(people, ann, idea.id)
    assert said[Code.PUBLISHED] == "The rule paid nothing for this at that time."
    assert said[Code.ADOPTED] == "The rule pays nothing for this at present."
    assert await awaited(people, ann) == []


async def test_a_limit_that_left_nothing_says_so(people: People, clock: HeldClock) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    wording = Wording([(1, 2)], 2, CapPeriod.DAY, WHY)
    await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, wording, based_on=1)
    clock.forward(hours=24)
    _first, second = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(2)]
    said = (await says(people, ann, second.id))[Code.PUBLISHED]
    assert said == "0 of 2 points: the limit of 2 for that day was reached."


async def test_votes_that_are_held_say_so_and_then_how_it_was_decided(
    people: People, clock: HeldClock, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    clock.forward(days=2)
    await people.vote(by=ben, on=idea)
    await people.hear()
    case = await opened(people, [ben], [idea])
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.hold, pia, case.id, state=state)
    assert "looked at" in (await says(people, ann, idea.id))[Code.SUPPORTED]
    await people.does(fairness.uphold, pia, case.id, said="One hand made them.")
    assert "decided so" in (await says(people, ann, idea.id))[Code.SUPPORTED]
    assert "Your support of it doesn’t count" in (await says(people, ben, idea.id))[Code.SUPPORTED_EARLY]


async def test_who_backed_it_late_or_had_just_joined_reads_that(people: People, clock: HeldClock, pia: Member) -> None:
    ann, dan = await people.member("Ann"), await people.member("Dan")
    idea, like_it = await people.idea(by=ann), await people.idea(by=dan, title="Somewhere to sit")
    clock.forward(days=2)
    ben = await people.member("Ben")
    await people.vote(by=ben, on=idea)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    clock.forward(hours=1)
    late = await people.member("Lea")
    await people.vote(by=late, on=like_it)
    await people.does(triage.merge, pia, like_it.id, idea.id)
    assert "less than a day" in (await says(people, ben, idea.id))[Code.SUPPORTED_EARLY]
    assert "after it was adopted" in (await says(people, late, idea.id))[Code.SUPPORTED_EARLY]


async def test_what_lives_on_in_another_idea_says_so(people: People, pia: Member) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    stays, goes = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit")
    await people.does(triage.merge, pia, goes.id, stays.id)
    assert "lives on in another one" in (await says(people, ben, goes.id))[Code.ADOPTED]


async def test_who_joins_the_team_later_does_not_wait_for_what_was_paid(
    people: People, emil: Member, pia: Member
) -> None:
    eve, cleo = await people.member("Eve", Role.EMPLOYEE), await people.admin()
    team = await people.does(members.save_team, cleo, name="Riders", member_ids=[emil.id])
    idea = await people.idea(by=await people.member("Iris"))
    experiment = await experimenting.approved(people, by=emil, second=pia, on=idea)
    await people.does(experiments.hand_over, pia, experiment.id, owner_id=emil.id, team_id=team.id)
    await people.hear()
    await people.does(members.save_team, cleo, name="Riders", member_ids=[emil.id, eve.id], team_id=team.id)
    assert "You joined those who run the test after that" in (await says(people, eve, idea.id))[Code.PLAN_APPROVED]


async def test_an_adopted_idea_waits_for_figures_only_if_it_was_scaled_and_until_they_are_in(
    people: People, clock: HeldClock, emil: Member, pia: Member
) -> None:
    ann = await people.member("Ann")
    untested, tested = await people.idea(by=ann, title="A bench"), await people.idea(by=ann, title="A roof")
    await people.decide(DecisionKind.ADOPT, by=pia, on=untested)
    assert "Only what was tested and scaled" in (await says(people, ann, untested.id))[Code.BENEFIT_VERIFIED]
    churn = await people.reads(metrics.by_key, emil, "churn")
    experiment = await rolling.scaled(people, clock, by=emil, second=pia, on=tested, kpi=churn)
    assert ("A bench", Code.BENEFIT_VERIFIED) not in await awaited(people, ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=tested)
    assert await awaited(people, ann) == [("A roof", Code.BENEFIT_VERIFIED)]
    assert "until the figures" in (await says(people, ann, tested.id))[Code.BENEFIT_VERIFIED]
    clock.forward(days=90)
    said: dict[str, Any] = {"days": 90, "felt": Felt.YES, "says": "Churn fell by a tenth."}
    await _read(people, clock, emil, pia, experiment)
    await people.does(rollouts.note_benefit, emil, experiment.id, **said)
    assert "second person confirms" in (await says(people, ann, tested.id))[Code.BENEFIT_VERIFIED]
    (soon,) = await people.reads(rewards.coming, ann)
    assert "second person confirms" in soon.said.message
    await people.does(rollouts.confirm_benefit, pia, experiment.id, days=90)
    assert (await says(people, ann, tested.id))[Code.BENEFIT_VERIFIED] == "You got 250 points for it."
    assert await awaited(people, ann) == []


async def _read(people: People, clock: HeldClock, reader: Member, by: Member, experiment: Experiment) -> None:
    churn = await people.reads(metrics.by_key, reader, "churn")
    found = await rolling.reach(people, reader, experiment)
    assert experiment.started_at
    await rolling.read(people, churn, experiment.started_at.date() - timedelta(weeks=4), 5, 5, 4, 4, by=by)
    await rolling.read(people, churn, found.scaled_on + timedelta(days=1), 4, 4, 3, 3, by=by)


async def test_who_runs_a_test_reads_what_it_may_bring(people: People, emil: Member, pia: Member) -> None:
    experiment = await experimenting.planned(people, by=emil)
    title = "Benches at every station"
    assert await awaited(people, emil) == [(title, Code.PLAN_APPROVED)]
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=await _idea(people, pia, experiment))
    await people.does(experiments.propose, emil, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.approve, pia, experiment.id, seen=seen)
    assert await awaited(people, emil) == [(title, Code.LEARNED)]
    await people.does(experiments.start, emil, experiment.id)
    await experimenting.concluded(people, experiment, ConclusionKind.INVALID, by=emil)
    assert await awaited(people, emil) == []


async def _idea(people: People, reader: Member, experiment: Experiment) -> Idea:
    return await people.reads(ideas.visible, reader, experiment.idea_id)


async def test_ideas_that_one_stands_for_tests_backs_or_was_credited_for_can_be_asked_about(
    people: People, emil: Member, pia: Member
) -> None:
    ann = await people.member("Ann")
    own, backed, credited, other = [
        await people.idea(by=who, title=title)
        for who, title in (
            (emil, "A bench of mine"),
            (ann, "A bench to back"),
            (ann, "A bench to speak of"),
            (ann, "Another bench"),
        )
    ]
    await people.vote(by=emil, on=backed)
    comment = await people.comment(by=emil, on=credited)
    await people.does(comments.credit, ann, comment.id)
    experiment = await experimenting.planned(people, by=emil)
    found = [idea.id for idea in await people.reads(rewards.ideas_to_ask_about, emil, emil, 30)]
    assert found == [experiment.idea_id, credited.id, backed.id, own.id]
    await people.does(votes.withdraw, emil, backed.id)
    await people.hide(credited)
    found = [idea.id for idea in await people.reads(rewards.ideas_to_ask_about, emil, emil, 30)]
    assert found == [experiment.idea_id, own.id]
    assert [idea.id for idea in await people.reads(rewards.ideas_to_ask_about, emil, emil, 1)] == [experiment.idea_id]
    assert other.id not in found
