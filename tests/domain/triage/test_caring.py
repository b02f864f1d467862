"""Taking care of ideas: one person at a time, and everybody sees who."""

import asyncio

import pytest

from domain import answers, checks, ideas, members, triage
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import ClaimedMeanwhile, NothingToClaim, NotOfTheTeam
from tests.conftest import HeldClock
from tests.people import People


async def submitted(people: People) -> tuple[Member, Member, Idea]:
    """Return Pia and Paul of the product team, and Ann's idea."""
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT), idea


async def who(people: People, idea: Idea) -> str | None:
    found = await people.reads(triage.assignees, [idea.id])
    return found[idea.id].name if found else None


async def test_claiming_leads_into_review_and_twice_is_once(people: People) -> None:
    pia, _paul, idea = await submitted(people)
    for _ in range(2):
        claimed = await people.does(triage.claim, pia, idea.id)
    assert (claimed.status, await who(people, idea)) == (Status.IN_REVIEW, "Pia")
    steps = await people.reads(ideas.moves, idea)
    assert [(step.from_status, step.to_status, step.actor and step.actor.name) for step in steps] == [
        (Status.DRAFT, Status.SUBMITTED, "Ann"),
        (Status.SUBMITTED, Status.IN_REVIEW, "Pia"),
    ]
    assert [fact["fact"] for fact in await people.history(pia)].count("IdeaClaimed") == 1
    assert await people.reads(checks.recount) == []


async def test_who_comes_second_is_told_who_was_first(people: People) -> None:
    pia, paul, idea = await submitted(people)
    found = await asyncio.gather(
        people.does(triage.claim, pia, idea.id), people.does(triage.claim, paul, idea.id), return_exceptions=True
    )
    refused = [each for each in found if isinstance(each, ClaimedMeanwhile)]
    assert len(refused) == 1
    assert str(refused[0]).startswith(str(await who(people, idea)))


async def test_an_idea_is_given_on_and_let_go(people: People) -> None:
    pia, paul, idea = await submitted(people)
    await people.does(triage.assign, pia, idea.id, paul.id)
    assert await who(people, idea) == "Paul"
    await people.does(triage.assign, paul, idea.id, pia.id)
    assert await who(people, idea) == "Pia"
    for _ in range(2):
        released = await people.does(triage.release, paul, idea.id)
    assert (released.status, await who(people, idea)) == (Status.IN_REVIEW, None)
    facts = [fact["fact"] for fact in await people.history(pia)]
    assert (facts.count("IdeaAssigned"), facts.count("IdeaReleased")) == (2, 1)


async def test_ideas_are_given_to_who_may_answer(people: People) -> None:
    pia, paul, idea = await submitted(people)
    for name, role in (("Ben", Role.CUSTOMER), ("Eli", Role.EMPLOYEE), ("Xan", Role.EXECUTIVE)):
        with pytest.raises(NotOfTheTeam):
            await people.does(triage.assign, pia, idea.id, (await people.member(name, role)).id)
    await people.leave(paul)
    for nobody in (paul.id, 2**70, -1):
        with pytest.raises(NotFound):
            await people.does(triage.assign, pia, idea.id, nobody)


async def test_only_the_product_team_takes_care(people: People) -> None:
    pia, _paul, idea = await submitted(people)
    for somebody in (await people.member("Eli", Role.EMPLOYEE), await people.member("Xan", Role.EXECUTIVE)):
        for use_case, more in ((triage.claim, ()), (triage.release, ()), (triage.assign, (pia.id,))):
            with pytest.raises(NotAllowed):
                await people.does(use_case, somebody, idea.id, *more)
            with pytest.raises(SignInNeeded):
                await people.does(use_case, Visitor(), idea.id, *more)
    assert triage.may_claim(pia, idea)


async def test_what_is_over_is_not_claimed(people: People) -> None:
    pia, paul, idea = await submitted(people)
    await people.decide(triage.DecisionKind.DECLINE, by=pia, on=idea)
    with pytest.raises(NothingToClaim):
        await people.does(triage.claim, paul, idea.id)


async def test_an_older_idea_owes_an_answer_from_when_it_is_taken_in(people: People, clock: HeldClock) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=await people.member("Ann"))  # nobody heard of it, as of one that was imported
    assert await people.reads(answers.clocks, [idea.id]) == {}
    clock.forward(days=400)
    await people.does(triage.claim, pia, idea.id)
    assert (await people.reads(answers.clocks, [idea.id]))[idea.id].started_at == clock.time


async def test_who_leaves_lets_go(people: People) -> None:
    pia, _paul, idea = await submitted(people)
    await people.does(triage.claim, pia, idea.id)
    await people.leave(pia)
    assert await who(people, idea) is None
    assert [step.actor and step.actor.name for step in await people.reads(ideas.moves, idea)] == [
        "Ann",
        "Former member",
    ]


async def test_who_is_of_the_team_no_longer_lets_go(people: People) -> None:
    pia, paul, idea = await submitted(people)
    cleo = await people.admin()
    await people.does(triage.claim, pia, idea.id)
    await people.does(members.change_role, cleo, pia.id, Role.ADMIN)
    await people.hear()
    assert await who(people, idea) == "Pia", "admins take care of ideas too"
    await people.does(members.change_role, cleo, pia.id, Role.EMPLOYEE)
    await people.hear()
    assert await who(people, idea) is None
    await people.does(triage.claim, paul, idea.id)
    await people.forget_delivery()
    await people.hear()
    assert await who(people, idea) == "Paul"
    released = [fact for fact in await people.history(pia) if fact["fact"] == "IdeaReleased"]
    assert [fact["actor_id"] for fact in released] == [cleo.id]


async def test_a_late_answer_does_not_rise_to_who_is_of_the_team_no_longer(people: People, clock: HeldClock) -> None:
    pia, _paul, idea = await submitted(people)
    await people.does(triage.claim, pia, idea.id)
    await people.does(members.change_role, await people.admin(), pia.id, Role.CUSTOMER)
    await people.hear()
    clock.forward(days=7)
    await people.does(triage.tell_of_overdue)
    await people.hear()
    assert "AnswerOverdue" not in [fact["fact"] for fact in await people.history(pia)]
