"""What best customers would dislike waits for a second person: nothing moves, and nobody outside reads of it."""

import asyncio

import pytest

from domain import answers, checks, ideas, triage
from domain.errors import Invalid, NotAllowed, NotFound
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import CannotDecide, Decision, DecisionKind, DecisionSettled, DecisionWaits, OwnDecision, Welcome
from tests.conftest import HeldClock
from tests.people import People


async def doubted(people: People) -> tuple[Member, Member, Idea, Decision]:
    """Return Pia, Paul, Ann's idea, and Pia's decision to decline it, which best customers would dislike."""
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    pia, paul = await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT)
    decision = await people.decide(DecisionKind.DECLINE, by=pia, on=idea, best_customers=Welcome.DISLIKE)
    return pia, paul, idea, decision


async def test_it_waits_and_nobody_outside_the_team_knows(people: People) -> None:
    pia, _paul, idea, decision = await doubted(people)
    assert decision.is_waiting
    for somebody in (Visitor(), await people.member("Ben"), await people.member("Eli", Role.EMPLOYEE)):
        assert await people.reads(triage.decisions, somebody, [idea.id]) == {}
        assert await people.reads(answers.published, somebody, [idea.id]) == {}
        with pytest.raises(NotFound):
            await people.reads(triage.visible, somebody, decision.id)
    assert (await people.reads(ideas.visible, pia, idea.id)).status is Status.IN_REVIEW
    assert (await people.reads(answers.clocks, [idea.id]))[idea.id].settled_at is None, "still owed"
    assert [fact["fact"] for fact in await people.history(pia)][-1] == "DecisionDoubted"
    assert await people.reads(checks.recount) == []


async def test_a_second_person_confirms_and_it_counts(people: People, clock: HeldClock) -> None:
    pia, paul, idea, decision = await doubted(people)
    clock.forward(hours=1)
    with pytest.raises(OwnDecision):
        await people.does(triage.confirm, pia, decision.id)
    confirmed = await people.does(triage.confirm, paul, decision.id)
    assert confirmed.seconded_by
    assert (confirmed.effective_at, confirmed.seconded_by.name) == (clock.time, "Paul")
    assert (await people.reads(ideas.visible, pia, idea.id)).status is Status.DECLINED
    step = (await people.reads(ideas.moves, idea))[-1]
    assert (step.to_status, step.actor_id) == (Status.DECLINED, pia.id)
    facts = [fact["fact"] for fact in await people.history(paul)]
    assert facts[-2:] == ["DecisionConfirmed", "AnswerPublished"]
    assert await people.reads(checks.recount) == []


async def test_it_is_withdrawn_and_its_answer_is_a_draft_again(people: People) -> None:
    pia, paul, idea, decision = await doubted(people)
    with pytest.raises(Invalid):
        await people.does(triage.withdraw, paul, decision.id, "")
    withdrawn = await people.does(triage.withdraw, paul, decision.id, "Let us ask them first.")
    assert (withdrawn.is_waiting, withdrawn.effective_at) == (False, None)
    assert await people.reads(answers.draft, pia, idea)
    assert await people.reads(triage.decisions, Visitor(), [idea.id]) == {}
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    assert len((await people.reads(triage.decisions, pia, [idea.id]))[idea.id]) == 2
    assert await people.reads(checks.recount) == []


async def test_meanwhile_nothing_else_is_decided(people: People) -> None:
    _pia, paul, idea, _decision = await doubted(people)
    with pytest.raises(DecisionWaits):
        await people.decide(DecisionKind.ADOPT, by=paul, on=idea)


async def test_confirmed_and_withdrawn_at_once_is_one_of_both(people: People) -> None:
    pia, paul, idea, decision = await doubted(people)
    found = await asyncio.gather(
        people.does(triage.confirm, paul, decision.id),
        people.does(triage.withdraw, pia, decision.id, "On second thought, no."),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["Decision", "DecisionSettled"]
    with pytest.raises(DecisionSettled):
        await people.does(triage.confirm, paul, decision.id)
    kept = await people.reads(triage.visible, pia, decision.id)
    moved = (await people.reads(ideas.visible, pia, idea.id)).status is Status.DECLINED
    assert moved is (kept.effective_at is not None) is (kept.withdrawn_at is None)
    assert await people.reads(checks.recount) == []


async def test_an_idea_taken_back_meanwhile_is_decided_no_more(people: People) -> None:
    pia, paul, idea, decision = await doubted(people)
    ann = (await people.reads(ideas.visible, pia, idea.id)).author
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    with pytest.raises(CannotDecide):
        await people.does(triage.confirm, paul, decision.id)
    await people.does(triage.withdraw, paul, decision.id, "The idea is gone.")


async def test_only_the_team_confirms_and_withdraws(people: People) -> None:
    _pia, _paul, _idea, decision = await doubted(people)
    for somebody in (await people.member("Xan", Role.EXECUTIVE), await people.member("Ben")):
        with pytest.raises(NotAllowed):
            await people.does(triage.confirm, somebody, decision.id)
        with pytest.raises(NotAllowed):
            await people.does(triage.withdraw, somebody, decision.id, "No, please don't.")


async def test_words_changed_in_the_draft_meanwhile_are_the_ones_published(people: People) -> None:
    pia, paul, idea, decision = await doubted(people)
    await people.does(answers.save_draft, paul, idea.id, "A kinder way to say the same thing.")
    confirmed = await people.does(triage.confirm, paul, decision.id)
    assert confirmed.answer
    assert confirmed.answer.body == "A kinder way to say the same thing."
    assert pia.id == confirmed.actor_id


async def test_its_answer_goes_out_with_it_and_is_not_thrown_away_under_it(people: People) -> None:
    pia, paul, idea, decision = await doubted(people)
    for somebody in (pia, paul):
        with pytest.raises(DecisionWaits):
            await people.does(triage.answer, somebody, idea.id, "We will not do this, and nobody need confirm it.")
        with pytest.raises(DecisionWaits):
            await people.does(triage.discard_draft, somebody, idea.id)
    assert await people.reads(answers.published, Visitor(), [idea.id]) == {}
    confirmed = await people.does(triage.confirm, paul, decision.id)
    assert confirmed.answer
    assert confirmed.answer.published_by_id == paul.id
    assert await people.reads(checks.recount) == []


async def test_once_it_is_withdrawn_its_answer_is_a_draft_like_others(people: People) -> None:
    _pia, paul, idea, decision = await doubted(people)
    await people.does(triage.withdraw, paul, decision.id, "Let us ask them first.")
    await people.does(triage.discard_draft, paul, idea.id)
    await people.answer(by=paul, on=idea)
    assert await people.reads(checks.recount) == []
