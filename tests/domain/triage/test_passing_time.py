"""An answer that is late rises: to its owner, the product member on duty, the sponsor; each hears once."""

import asyncio
from typing import Any

from domain import answers, members, triage
from domain.ideas import Idea
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People


async def told(people: People, *hearers: Member) -> list[tuple[str, Any]]:
    """Return who was told of what level, in that order."""
    facts = [(member.name, fact) for member in hearers for fact in await people.history(member)]
    return [(name, fact["level"]) for name, fact in facts if fact["fact"] == "AnswerOverdue"]


async def three(people: People) -> tuple[Member, Member, Member, Idea]:
    """Return Pia of the team, Paul on duty, Sue the sponsor, and Ann's idea, which is owed an answer."""
    cleo = await people.admin()
    pia, paul = await people.member("Pia", Role.PRODUCT), await people.member("Paul", Role.PRODUCT)
    sue = await people.member("Sue", Role.EXECUTIVE)
    await people.does(members.name_on_duty, cleo, paul.id)
    await people.does(members.name_sponsor, cleo, sue.id)
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return pia, paul, sue, idea


async def test_it_rises_step_by_step_and_each_hears_once(people: People, clock: HeldClock) -> None:
    pia, paul, sue, idea = await three(people)
    await people.does(triage.claim, pia, idea.id)
    heard = []
    for hours in (23.9, 0.2, 6, 6, 6, 7, 100):
        clock.forward(hours=hours)
        await asyncio.gather(*(people.does(triage.tell_of_overdue) for _ in range(3)))
        heard.append(len(await told(people, pia, paul, sue)))
    assert heard == [0, 1, 1, 2, 2, 3, 3]
    assert await told(people, pia, paul, sue) == [("Pia", "owner"), ("Paul", "on_duty"), ("Sue", "sponsor")]


async def test_what_nobody_owns_rises_to_who_is_on_duty_at_once(people: People, clock: HeldClock) -> None:
    pia, paul, sue, _idea = await three(people)
    clock.forward(hours=25)
    await people.does(triage.tell_of_overdue)
    assert await told(people, pia, paul, sue) == [("Paul", "owner")]
    clock.forward(hours=48)
    await people.does(triage.tell_of_overdue)
    assert await told(people, pia, paul, sue) == [("Paul", "owner"), ("Sue", "sponsor")]


async def test_after_a_long_stop_all_hear_at_once(people: People, clock: HeldClock) -> None:
    pia, paul, sue, idea = await three(people)
    await people.does(triage.claim, pia, idea.id)
    clock.forward(days=10)
    await people.does(triage.tell_of_overdue)
    assert await told(people, pia, paul, sue) == [("Pia", "owner"), ("Paul", "on_duty"), ("Sue", "sponsor")]


async def test_nobody_hears_of_what_is_answered_held_or_hidden(people: People, clock: HeldClock) -> None:
    pia, paul, sue, idea = await three(people)
    held = await people.idea(by=pia, title="A bench that waits")
    hidden = await people.idea(by=pia, title="A bench that is gone")
    await people.hear()
    await people.answer(by=pia, on=idea)
    await people.does(answers.ask_author, pia, held.id, "Which stations do you mean?")
    await people.hide(hidden)
    clock.forward(days=30)
    assert await people.does(triage.tell_of_overdue) == 0
    assert await told(people, pia, paul, sue) == []


async def test_without_anybody_named_it_is_late_in_silence(people: People, clock: HeldClock) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    clock.forward(days=30)
    await people.does(triage.tell_of_overdue)
    assert (await people.reads(answers.clocks, [idea.id]))[idea.id].told == 3


async def test_a_weekend_lets_nothing_rise(people: People, clock: HeldClock) -> None:
    pia, _paul, _sue, _idea = await three(people)
    clock.forward(days=3, hours=1)  # Thursday; late since Tuesday
    await people.does(triage.tell_of_overdue)
    friday = await people.idea(by=pia, title="A bench for the weekend")
    await people.hear()
    clock.forward(days=3)  # Sunday: 24 working hours since Thursday 13:00 are Friday 13:00
    await people.does(triage.tell_of_overdue)
    run = (await people.reads(answers.clocks, [friday.id]))[friday.id]
    assert run.told == 1, "eleven hours of Friday are less than half of the target"
