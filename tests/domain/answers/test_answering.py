"""Answers are drafted, looked at by another, and published; what is published stays as it was read."""

import asyncio

import pytest

from domain import answers, triage
from domain.answers import AnswerPublishedAlready, OwnDraft
from domain.errors import Invalid, NotAllowed, NotFound
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

SAYS = "Thank you. We look into it this week."


async def asked(people: People) -> tuple[Member, Member, Idea]:
    """Return Pia and Paul of the product team, and Ann's idea."""
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT), idea


async def test_drafting_reviewing_and_publishing_are_three_times(people: People, clock: HeldClock) -> None:
    pia, paul, idea = await asked(people)
    drafted = clock.time
    found = await people.does(answers.save_draft, pia, idea.id, SAYS)
    clock.forward(hours=1)
    reviewed = clock.time
    for _ in range(2):
        await people.does(answers.review, paul, found.id)
    clock.forward(hours=1)
    published = await people.answer(by=pia, on=idea, says=SAYS)
    assert published.id == found.id
    assert (published.drafted_at, published.reviewed_at, published.published_at) == (drafted, reviewed, clock.time)
    assert published.reviewed_by
    assert (published.drafted_by.name, published.reviewed_by.name) == ("Pia", "Paul")


async def test_a_draft_is_nobodys_business_yet(people: People) -> None:
    pia, _paul, idea = await asked(people)
    found = await people.does(answers.save_draft, pia, idea.id, SAYS)
    for somebody in (Visitor(), await people.member("Ben"), await people.member("Eli", Role.EMPLOYEE)):
        assert await people.reads(answers.draft, somebody, idea) is None
        assert await people.reads(answers.published, somebody, [idea.id]) == {}
        with pytest.raises(NotFound):
            await people.reads(answers.visible, somebody, found.id)
    assert await people.reads(answers.draft, pia, idea)


async def test_a_hidden_ideas_answer_is_hidden_too(people: People) -> None:
    pia, _paul, idea = await asked(people)
    found = await people.answer(by=pia, on=idea)
    await people.hide(idea)
    assert await people.reads(answers.published, Visitor(), [idea.id]) == {}
    with pytest.raises(NotFound):
        await people.reads(answers.visible, Visitor(), found.id)


async def test_a_changed_draft_needs_another_look(people: People) -> None:
    pia, paul, idea = await asked(people)
    found = await people.does(answers.save_draft, pia, idea.id, SAYS)
    await people.does(answers.review, paul, found.id)
    again = await people.does(answers.save_draft, pia, idea.id, SAYS)
    assert again.reviewed_at is not None, "nothing changed"
    changed = await people.does(answers.save_draft, paul, idea.id, SAYS + " Or next.")
    assert (changed.id, changed.reviewed_at, changed.drafted_by.name) == (found.id, None, "Paul")


async def test_nobody_reviews_their_own_draft_or_what_is_out(people: People) -> None:
    pia, paul, idea = await asked(people)
    found = await people.does(answers.save_draft, pia, idea.id, SAYS)
    with pytest.raises(OwnDraft):
        await people.does(answers.review, pia, found.id)
    with pytest.raises(NotAllowed):
        await people.does(answers.review, await people.member("Xan", Role.EXECUTIVE), found.id)
    await people.answer(by=pia, on=idea, says=SAYS)
    with pytest.raises(AnswerPublishedAlready):
        await people.does(answers.review, paul, found.id)


async def test_a_draft_is_thrown_away_and_then_there_is_none(people: People) -> None:
    pia, _paul, idea = await asked(people)
    await people.does(answers.save_draft, pia, idea.id, SAYS)
    await people.does(triage.discard_draft, pia, idea.id)
    with pytest.raises(NotFound):
        await people.does(triage.discard_draft, pia, idea.id)


@pytest.mark.parametrize("body", ["", "  \n ", "Too short", "x" * 6001])
async def test_an_answer_says_something(people: People, body: str) -> None:
    pia, _paul, idea = await asked(people)
    for use_case in (answers.save_draft, triage.answer):
        with pytest.raises(Invalid) as caught:
            await people.does(use_case, pia, idea.id, body)
        assert [problem.field for problem in caught.value.problems] == ["answer"]
    assert await people.reads(answers.draft, pia, idea) is None


async def test_further_answers_follow_and_the_first_counts(people: People, clock: HeldClock) -> None:
    pia, paul, idea = await asked(people)
    first = await people.answer(by=pia, on=idea)
    clock.forward(days=3)
    second = await people.answer(by=paul, on=idea, says="News: the first bench stands by the river.")
    found = await people.reads(answers.published, Visitor(), [idea.id])
    assert [answer.id for answer in found[idea.id]] == [first.id, second.id]
    assert len(await people.reads(answers.runs, idea)) == 1


async def test_two_who_answer_at_once_give_two_answers_and_one_clock_ends_once(people: People) -> None:
    pia, paul, idea = await asked(people)
    await asyncio.gather(people.answer(by=pia, on=idea), people.answer(by=paul, on=idea, says=SAYS + " So do I."))
    assert len((await people.reads(answers.published, Visitor(), [idea.id]))[idea.id]) == 2
    (run,) = await people.reads(answers.runs, idea)
    assert run.answered_at


async def test_reading_answers_costs_the_same_for_one_as_for_many(people: People, counting: CountingFactory) -> None:
    pia, _paul, idea = await asked(people)
    await people.answer(by=pia, on=idea)
    with counting() as one:
        await people.reads(answers.published, Visitor(), [idea.id])
    more = [await people.idea(by=pia, title=f"Bench number {number}") for number in range(3)]
    for each in more:
        await people.answer(by=pia, on=each)
    with counting() as many:
        assert len(await people.reads(answers.published, Visitor(), [each.id for each in more])) == 3
    assert len(many) == len(one) == 1
