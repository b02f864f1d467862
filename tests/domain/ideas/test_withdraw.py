"""An author takes an idea back with a reason; its page and its votes stay."""

import asyncio

import pytest

from domain import checks, ideas, votes
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.ideas import Idea, IdeaFilter, Status
from domain.ideas.policy import NotTheAuthor
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.people import People


async def test_it_leaves_the_lists_and_keeps_its_page_votes_and_reason(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.does(ideas.withdraw, ann, idea.id, " Found a\nbetter one ")
    seen = await people.reads(ideas.visible, Visitor(), idea.id)
    assert (seen.status, seen.withdrawn_reason, seen.supporters) == (Status.WITHDRAWN, "Found a better one", 1)
    assert (await people.reads(ideas.listed, ben, Slice(), only=IdeaFilter())).items == []
    asked_for = await people.reads(ideas.listed, ben, Slice(), only=IdeaFilter(status=Status.WITHDRAWN))
    assert [one.id for one in asked_for.items] == [idea.id]
    assert await people.reads(checks.recount) == []


async def test_twice_is_once(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    for reason in ("The first reason", "Another"):
        await people.does(ideas.withdraw, ann, idea.id, reason)
    assert (await people.reads(ideas.visible, ann, idea.id)).withdrawn_reason == "The first reason"
    assert [fact["fact"] for fact in await people.history(ann)].count("IdeaWithdrawn") == 1


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.PRODUCT, Role.ADMIN])
async def test_only_its_author_may(people: People, role: Role) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben", role)
    assert not ideas.may_withdraw(ben, idea)
    with pytest.raises(NotTheAuthor):
        await people.does(ideas.withdraw, ben, idea.id, "Not mine")
    with pytest.raises(SignInNeeded):
        await people.does(ideas.withdraw, Visitor(), idea.id, "Not mine")


@pytest.mark.parametrize("reason", ["", "no", "\u200b" * 9, "x" * 401, "\ud800" * 5, "\0" * 5])
async def test_a_reason_is_needed(people: People, reason: str) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(Invalid) as refused:
        await people.does(ideas.withdraw, ann, idea.id, reason)
    assert refused.value.problems[0].field == "reason"
    assert (await people.reads(ideas.visible, ann, idea.id)).status is Status.SUBMITTED


@pytest.mark.parametrize("number", [0, 4711, 2**70])
async def test_what_is_not_there_is_not_found(people: People, number: int) -> None:
    with pytest.raises(NotFound):
        await people.does(ideas.withdraw, await people.member("Ann"), number, "Gone")


async def test_votes_cast_while_it_is_withdrawn_count_or_are_refused(people: People) -> None:
    ann = await people.member("Ann")
    crowd = [await people.member(f"Voter {n}") for n in range(16)]
    idea = await people.idea(by=ann)
    outcomes = await asyncio.gather(
        *(people.vote(by=one, on=idea) for one in crowd[:8]),
        people.does(ideas.withdraw, ann, idea.id, "Found a better one"),
        *(people.vote(by=one, on=idea) for one in crowd[8:]),
        return_exceptions=True,
    )
    counted = sum(isinstance(outcome, Idea) for outcome in outcomes) - 1
    assert all(isinstance(outcome, Idea | votes.VotingClosed) for outcome in outcomes)
    assert (await people.reads(votes.standings, ann, [idea.id])) == {idea.id: counted}
    assert await people.reads(checks.recount) == []
