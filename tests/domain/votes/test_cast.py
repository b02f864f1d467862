"""A vote is given once, counts once, and is never one's own."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import checks, database, votes
from domain.database import Sessions
from domain.errors import NotFound, SignInNeeded
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.members import Member, Visitor
from tests.people import People


async def cast(sessions: Sessions, actor: Member | Visitor, idea: Idea) -> Idea:
    async with database.transaction(sessions) as session:
        return await votes.cast(session, actor, idea.id)


async def test_a_vote_counts_and_is_recorded(sessions: Sessions, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    assert (await cast(sessions, ben, idea)).supporters == 1
    async with sessions() as session:
        assert await votes.given(session, ben, [idea.id]) == {idea.id}
        fact = await session.scalar(select(RecordedFact).where(RecordedFact.kind == "VoteCast"))
        assert fact is not None
        assert fact.data == {"member_id": ben.id, "idea_id": idea.id}


async def test_voting_twice_changes_nothing(sessions: Sessions, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await cast(sessions, ben, idea)
    assert (await cast(sessions, ben, idea)).supporters == 1
    async with sessions() as session:
        assert await session.scalar(select(func.count()).where(RecordedFact.kind == "VoteCast")) == 1


async def test_thirty_two_equal_votes_at_once_count_once(sessions: Sessions, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await asyncio.gather(*(cast(sessions, ben, idea) for _ in range(32)))
    async with sessions() as session:
        assert (await votes.standings(session, ben, [idea.id])) == {idea.id: 1}
        assert await checks.recount(session) == []


async def test_thirty_members_at_once_all_count(sessions: Sessions, people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    crowd = [await people.member(f"Voter {n}") for n in range(30)]
    await asyncio.gather(*(cast(sessions, one, idea) for one in crowd))
    async with sessions() as session:
        assert (await votes.standings(session, ann, [idea.id])) == {idea.id: 30}


async def test_nobody_votes_on_their_own_idea(sessions: Sessions, people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(votes.OwnIdea):
        await cast(sessions, ann, idea)


async def test_a_visitor_is_asked_to_sign_in(sessions: Sessions, people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    with pytest.raises(SignInNeeded):
        await cast(sessions, Visitor(), idea)


async def test_an_idea_that_is_not_there_is_not_found(sessions: Sessions, people: People) -> None:
    ann = await people.member("Ann")
    with pytest.raises(NotFound):
        async with database.transaction(sessions) as session:
            await votes.cast(session, ann, 4711)
