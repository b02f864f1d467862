"""Decisions: each with its answer, its reason, and a thought for the best customers."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from domain import answers, checks, community, ideas, triage
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import (
    CannotDecide,
    DecidedMeanwhile,
    DecisionKind,
    Ruling,
    Welcome,
)
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

SAYS = "We talked it over, and this is what we found."


async def in_review(people: People) -> tuple[Member, Member, Idea]:
    """Return Pia and Paul of the product team, and Ann's idea, which Pia claimed."""
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    pia, paul = await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT)
    return pia, paul, await people.does(triage.claim, pia, idea.id)


def ruling(kind: DecisionKind = DecisionKind.ADOPT, **more: Any) -> Ruling:
    wanted = {"answer": SAYS, "best_customers": "accept", "best_customers_words": "They asked for it."}
    return Ruling(kind, **(wanted | more))


async def test_a_decision_moves_the_idea_and_publishes_its_answer(people: People, clock: HeldClock) -> None:
    pia, _paul, idea = await in_review(people)
    decided = await people.does(triage.decide, pia, idea.id, ruling(), seen=Status.IN_REVIEW)
    assert (decided.effective_at, decided.to_status, decided.is_waiting) == (clock.time, Status.ADOPTED, False)
    found = await people.reads(ideas.visible, Visitor(), idea.id)
    assert (found.status, found.answered_at) == (Status.ADOPTED, clock.time)
    (answer,) = (await people.reads(answers.published, Visitor(), [idea.id]))[idea.id]
    assert (answer.id, answer.body) == (decided.answer_id, SAYS)
    assert [fact["fact"] for fact in await people.history(pia)][-2:] == ["AnswerPublished", "IdeaDecided"]
    assert await people.reads(checks.recount) == []


async def test_the_whole_way_to_delivery_and_back(people: People) -> None:
    pia, _paul, idea = await in_review(people)
    ways = [DecisionKind.SHORTLIST, DecisionKind.ADOPT, DecisionKind.DELIVER, DecisionKind.REOPEN, DecisionKind.DECLINE]
    for kind in (*ways, DecisionKind.REOPEN, DecisionKind.NOT_NOW, DecisionKind.REOPEN):
        decided = await people.decide(kind, by=pia, on=idea)
        assert decided.effective_at
        assert await people.reads(checks.recount) == []
    steps = [step.to_status for step in await people.reads(ideas.moves, idea)]
    assert steps[2:] == [triage.LEADS_TO[kind] for kind in (*ways, "reopen", "not_now", "reopen")]  # type: ignore[index]
    kept = (await people.reads(triage.decisions, Visitor(), [idea.id]))[idea.id]
    assert [each.kind for each in kept] == [*ways, "reopen", "not_now", "reopen"]
    assert len(await people.reads(answers.runs, idea)) == 4, "each reopening owes an answer again"


async def test_deciding_about_a_submitted_idea_claims_it_on_the_way(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    await people.does(triage.decide, pia, idea.id, ruling(DecisionKind.SHORTLIST), seen=Status.SUBMITTED)
    steps = await people.reads(ideas.moves, idea)
    assert [step.to_status for step in steps] == [Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED]
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize(
    ("kind", "more", "fields"),
    [
        ("adopt", {"answer": ""}, {"answer"}),
        ("adopt", {"answer": "Well, no."}, {"answer"}),
        ("adopt", {"best_customers": ""}, {"best_customers"}),
        ("adopt", {"best_customers": "adore", "best_customers_words": ""}, {"best_customers", "best_customers_words"}),
        ("adopt", {"best_customers_words": "x" * 601}, {"best_customers_words"}),
        ("decline", {}, {"reason"}),
        ("decline", {"reason_id": 2**70}, {"reason"}),
        ("not_now", {}, {"reason", "would_change", "look_again_on"}),
        ("not_now", {"look_again_on": date(2026, 2, 2)}, {"reason", "would_change", "look_again_on"}),
        ("not_now", {"look_again_on": date(2126, 2, 2)}, {"reason", "would_change", "look_again_on"}),
    ],
)
async def test_what_a_decision_lacks_is_named_and_nothing_is_half_done(
    people: People, kind: str, more: dict[str, Any], fields: set[str]
) -> None:
    pia, _paul, idea = await in_review(people)
    with pytest.raises(Invalid) as caught:
        await people.does(triage.decide, pia, idea.id, ruling(DecisionKind(kind), **more), seen=Status.IN_REVIEW)
    assert {problem.field for problem in caught.value.problems} == fields
    assert (await people.reads(ideas.visible, pia, idea.id)).status is Status.IN_REVIEW
    assert await people.reads(triage.decisions, pia, [idea.id]) == {}
    assert await people.reads(answers.draft, pia, idea) is None


async def test_a_reason_is_of_its_kind_and_not_retired(people: People) -> None:
    pia, _paul, idea = await in_review(people)
    for_later, other = (await people.reads(community.reasons, kind=community.ReasonKind.NOT_NOW))[:2]
    with pytest.raises(Invalid):
        await people.decide(DecisionKind.DECLINE, by=pia, on=idea, reason_id=for_later.id)
    cleo = await people.admin()
    await people.does(community.retire_reason, cleo, for_later.id)
    with pytest.raises(Invalid):
        await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea, reason_id=for_later.id)
    decided = await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea, reason_id=other.id)
    await people.does(community.retire_reason, cleo, other.id)
    again = await people.reads(triage.visible, Visitor(), decided.id)
    assert again.reason
    assert again.reason.label == other.label, "what was given stays readable"


async def test_forbidden_moves_are_refused(people: People) -> None:
    pia, _paul, idea = await in_review(people)
    for kind in (DecisionKind.DELIVER, DecisionKind.REOPEN):
        with pytest.raises(CannotDecide):
            await people.decide(kind, by=pia, on=idea)
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    for kind in set(DecisionKind) - {DecisionKind.REOPEN}:
        with pytest.raises(CannotDecide):
            await people.decide(kind, by=pia, on=idea)


async def test_a_withdrawn_idea_is_decided_no_more(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    for kind in DecisionKind:
        with pytest.raises(CannotDecide):
            await people.decide(kind, by=pia, on=idea)


async def test_two_who_decide_at_once_decide_once(people: People) -> None:
    pia, paul, idea = await in_review(people)
    reason = (await people.reads(community.reasons, kind=community.ReasonKind.DECLINE))[0].id
    found = await asyncio.gather(
        people.does(triage.decide, pia, idea.id, ruling(), seen=Status.IN_REVIEW),
        people.does(
            triage.decide, paul, idea.id, ruling(DecisionKind.DECLINE, reason_id=reason), seen=Status.IN_REVIEW
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["DecidedMeanwhile", "Decision"]
    (decided,) = (await people.reads(triage.decisions, Visitor(), [idea.id]))[idea.id]
    assert (await people.reads(ideas.visible, pia, idea.id)).status is decided.to_status
    assert len((await people.reads(answers.published, Visitor(), [idea.id]))[idea.id]) == 1
    assert await people.reads(checks.recount) == []


async def test_a_form_opened_before_somebody_decided_is_stale(people: People) -> None:
    pia, paul, idea = await in_review(people)
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    with pytest.raises(DecidedMeanwhile):
        await people.does(triage.decide, paul, idea.id, ruling(), seen=Status.IN_REVIEW)


async def test_only_the_product_team_decides(people: People) -> None:
    _pia, _paul, idea = await in_review(people)
    for somebody in (
        await people.member("Ben"),
        await people.member("Eli", Role.EMPLOYEE),
        await people.member("Xan", Role.EXECUTIVE),
    ):
        assert triage.open_decisions(somebody, idea) == []
        with pytest.raises(NotAllowed):
            await people.does(triage.decide, somebody, idea.id, ruling(), seen=Status.IN_REVIEW)
    with pytest.raises(SignInNeeded):
        await people.does(triage.decide, Visitor(), idea.id, ruling(), seen=Status.IN_REVIEW)
    with pytest.raises(NotFound):
        await people.does(triage.decide, Visitor(), 2**70, ruling(), seen=Status.IN_REVIEW)


async def test_an_answer_being_drafted_becomes_the_decisions(people: People) -> None:
    pia, paul, idea = await in_review(people)
    drafted = await people.does(answers.save_draft, paul, idea.id, SAYS)
    await people.does(answers.review, pia, drafted.id)
    decided = await people.does(triage.decide, pia, idea.id, ruling(), seen=Status.IN_REVIEW)
    assert decided.answer
    assert (decided.answer.id, decided.answer.reviewed_by_id) == (drafted.id, pia.id)


async def test_what_was_put_off_comes_back_on_its_day(people: People, clock: HeldClock) -> None:
    pia, _paul, idea = await in_review(people)
    day = clock.time.date() + timedelta(days=10)
    await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea, look_again_on=day)
    clock.forward(days=9)
    assert await people.does(triage.bring_back) == 0
    clock.forward(hours=12, minutes=1)  # a minute past midnight in Berlin
    assert sum(await asyncio.gather(people.does(triage.bring_back), people.does(triage.bring_back))) == 1
    found = await people.reads(ideas.visible, pia, idea.id)
    assert found.status is Status.IN_REVIEW
    assert (await people.reads(ideas.moves, idea))[-1].actor_id is None
    run = (await people.reads(answers.clocks, [idea.id]))[idea.id]
    assert (run.started_at, run.settled_at) == (clock.time, None)
    assert await people.reads(checks.recount) == []


async def test_put_off_again_counts_the_later_day(people: People, clock: HeldClock) -> None:
    pia, _paul, idea = await in_review(people)
    await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea)
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea, look_again_on=clock.time.date() + timedelta(days=300))
    clock.forward(days=31)
    assert await people.does(triage.bring_back) == 0


async def test_reading_decisions_costs_the_same_for_one_as_for_many(people: People, counting: CountingFactory) -> None:
    pia, _paul, idea = await in_review(people)
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    with counting() as one:
        await people.reads(triage.decisions, Visitor(), [idea.id])
    for kind in (DecisionKind.REOPEN, DecisionKind.ADOPT):
        await people.decide(kind, by=pia, on=idea)
    with counting() as many:
        assert len((await people.reads(triage.decisions, Visitor(), [idea.id]))[idea.id]) == 3
    assert len(many) == len(one) == 1


def test_there_is_an_answer_to_the_question_for_those_who_do_not_know() -> None:
    assert triage.QUESTION == "What would our best customers think of the decision we just made?"
    assert Welcome.UNKNOWN in set(Welcome)
