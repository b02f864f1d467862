"""A vote can be taken back while voting is open, and given again."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import checks, ideas, votes
from domain.errors import NotFound, SignInNeeded
from domain.events import RecordedFact
from domain.members import Role, Visitor
from tests.people import People


async def test_a_vote_taken_back_no_longer_counts(people: People) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    await people.vote(by=ben, on=idea)
    assert (await people.does(votes.withdraw, ben, idea.id)).supporters == 0
    assert await people.reads(votes.given, ben, [idea.id]) == set()
    assert (await people.history(ben))[-1]["fact"] == "VoteWithdrawn"
    assert (await people.vote(by=ben, on=idea)).supporters == 1


async def test_without_a_vote_nothing_changes(people: People) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    assert (await people.does(votes.withdraw, eve, idea.id)).supporters == 1
    assert "VoteWithdrawn" not in [fact["fact"] for fact in await people.history(eve)]


async def test_a_closed_idea_keeps_its_votes(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    for use_case in (votes.withdraw, votes.cast):
        with pytest.raises(votes.VotingClosed):
            await people.does(use_case, ben, idea.id)
    assert await people.reads(votes.standings, ann, [idea.id]) == {idea.id: 1}


async def test_giving_and_taking_at_once_leaves_one_or_none_and_counts_it(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await asyncio.gather(
        *(people.does(votes.withdraw if n % 2 else votes.cast, ben, idea.id) for n in range(16)),
    )
    has = len(await people.reads(votes.given, ben, [idea.id]))
    assert await people.reads(votes.standings, ann, [idea.id]) == {idea.id: has}
    assert await people.reads(checks.recount) == []
    async with people.sessions() as session:
        kinds = select(RecordedFact.kind, func.count()).group_by(RecordedFact.kind)
        told = {row[0]: row[1] for row in await session.execute(kinds)}
    assert told.get("VoteCast", 0) - told.get("VoteWithdrawn", 0) == has


async def test_nobody_takes_back_what_they_cannot_give(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(votes.OwnIdea):
        await people.does(votes.withdraw, ann, idea.id)
    with pytest.raises(SignInNeeded):
        await people.does(votes.withdraw, Visitor(), idea.id)
    assert not votes.may_vote(ann, idea)
    assert not votes.may_vote(Visitor(), idea)


@pytest.mark.parametrize("number", [0, -1, 4711, 2**31, 2**63, 2**70, -(2**70)])
async def test_what_is_not_there_is_not_found(people: People, number: int) -> None:
    ben = await people.member("Ben")
    for use_case in (votes.cast, votes.withdraw):
        with pytest.raises(NotFound):
            await people.does(use_case, ben, number)
    assert await people.reads(votes.given, ben, [number]) == set()
    assert await people.reads(votes.standings, ben, [number]) == {}


async def test_a_hidden_idea_takes_no_votes_and_is_there_only_for_those_who_tend_it(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.hide(idea)
    for use_case in (votes.cast, votes.withdraw):
        with pytest.raises(NotFound):
            await people.does(use_case, ben, idea.id)
        with pytest.raises(votes.VotingClosed):
            await people.does(use_case, pia, idea.id)
