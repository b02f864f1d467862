"""Giving one idea to somebody, and taking that back within a quarter of an hour."""

import asyncio
from datetime import timedelta

import pytest

from domain import triage
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import GivenOnMeanwhile, NothingToUndo, TooLateToUndo
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture
async def idea(people: People) -> Idea:
    made = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return made


@pytest.fixture
async def paul(people: People) -> Member:
    return await people.member("Paul", Role.PRODUCT)


async def who(people: People, idea: Idea) -> str | None:
    found = await people.reads(triage.assignees, [idea.id])
    return found[idea.id].name if found else None


async def test_what_was_given_goes_back_to_who_had_it_or_to_nobody(
    people: People, pia: Member, paul: Member, idea: Idea
) -> None:
    await people.does(triage.give, pia, idea.id, paul.id)
    undone = await people.does(triage.undo_giving, pia, idea.id)
    assert (await who(people, idea), undone.status) == (None, Status.IN_REVIEW)
    await people.does(triage.claim, paul, idea.id)
    await people.does(triage.give, pia, idea.id, pia.id)
    assert await who(people, idea) == "Pia"
    await people.does(triage.undo_giving, pia, idea.id)
    assert await who(people, idea) == "Paul"
    facts = [fact["fact"] for fact in await people.history(pia)]
    assert (facts.count("IdeaAssigned"), facts.count("IdeaReleased")) == (3, 1)
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_giving, pia, idea.id)


async def test_only_who_gave_it_takes_it_back_in_time_and_if_nobody_changed_it(
    people: People, pia: Member, paul: Member, idea: Idea, clock: HeldClock
) -> None:
    await people.does(triage.give, pia, idea.id, paul.id)
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_giving, paul, idea.id)
    await people.does(triage.release, paul, idea.id)
    with pytest.raises(GivenOnMeanwhile):
        await people.does(triage.undo_giving, pia, idea.id)
    await people.does(triage.give, pia, idea.id, paul.id)
    clock.forward(seconds=(triage.UNDO_WITHIN + timedelta(seconds=1)).total_seconds())
    with pytest.raises(TooLateToUndo):
        await people.does(triage.undo_giving, pia, idea.id)
    assert await who(people, idea) == "Paul"


async def test_giving_it_to_who_has_it_or_to_several_is_nothing_to_take_back_alone(
    people: People, pia: Member, paul: Member, idea: Idea
) -> None:
    await people.does(triage.claim, paul, idea.id)
    await people.does(triage.give, pia, idea.id, paul.id)
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_giving, pia, idea.id)
    other = await people.idea(by=paul, title="Lamps")
    order = triage.BulkOrder(triage.BulkKind.ASSIGN, pia.id)
    seen = {idea.id: Status.IN_REVIEW, other.id: Status.SUBMITTED}
    await triage.act_at_once(people.sessions, pia, order, seen)
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_giving, pia, idea.id)


async def test_two_who_undo_at_once_undo_once(people: People, pia: Member, paul: Member, idea: Idea) -> None:
    await people.does(triage.give, pia, idea.id, paul.id)
    found = await asyncio.gather(
        *(people.does(triage.undo_giving, pia, idea.id) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(each, NothingToUndo) for each in found) == 1
    assert await who(people, idea) is None


async def test_only_the_team_gives_and_takes_back(people: People, pia: Member, idea: Idea) -> None:
    for use_case, more in ((triage.give, (pia.id,)), (triage.undo_giving, ())):
        with pytest.raises(NotAllowed):
            await people.does(use_case, await people.member(f"Eve {len(more)}", Role.EXECUTIVE), idea.id, *more)
        with pytest.raises(SignInNeeded):
            await people.does(use_case, Visitor(), idea.id, *more)
        with pytest.raises(NotFound):
            await people.does(use_case, pia, 4711, *more)
