"""Votes and follows over GraphQL, and hearing votes as they are cast."""

import asyncio
from collections.abc import AsyncGenerator

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.ideas import Idea
from domain import follows, ideas, members, paging, votes
from domain.errors import _ as mark
from domain.errors import problem

HEARD_MOST = 50
LOOK_EVERY = 0.5  # seconds; a vote is heard within this time, whichever process took it


@strawberry.type
class VoteQueries:
    """What the viewer backs and follows."""

    @strawberry.field(description="The ideas you back, last backed first.")
    async def voted_ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return what the viewer backs."""
        wanted = paging.requested(first, after, last, before)
        viewer = members.require_self(info.context.viewer)
        async with info.context.sessions() as session:
            page = await votes.voted(session, viewer, viewer, wanted)
        return Connection.of(page, lambda vote: Idea.of(vote.idea))

    @strawberry.field(description="The ideas you follow, last followed first.")
    async def followed_ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return what the viewer follows."""
        wanted = paging.requested(first, after, last, before)
        viewer = members.require_self(info.context.viewer)
        async with info.context.sessions() as session:
            page = await follows.followed(session, viewer, wanted)
        return Connection.of(page, lambda follow: Idea.of(follow.idea))


@strawberry.type
class VoteMutations:
    """Backing and following."""

    @refusals.mutation(description="Back an idea; backing it twice changes nothing.")
    async def cast_vote(self, info: Info, idea_id: ID) -> Idea:
        """Give the viewer's vote."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", idea_id, "idea_id")
            return Idea.of(await votes.cast(session, info.context.viewer, number))

    @refusals.mutation(description="Take your vote back; without one nothing changes.")
    async def withdraw_vote(self, info: Info, idea_id: ID) -> Idea:
        """Take the viewer's vote back."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", idea_id, "idea_id")
            return Idea.of(await votes.withdraw(session, info.context.viewer, number))

    @refusals.mutation(description="Begin to hear what happens to an idea.")
    async def follow_idea(self, info: Info, idea_id: ID) -> Idea:
        """Follow an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", idea_id, "idea_id")
            return Idea.of(await follows.follow(session, info.context.viewer, number))

    @refusals.mutation(description="Hear no more of an idea.")
    async def unfollow_idea(self, info: Info, idea_id: ID) -> Idea:
        """Stop following an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", idea_id, "idea_id")
            return Idea.of(await follows.unfollow(session, info.context.viewer, number))


@strawberry.type
class VoteSubscriptions:
    """Hearing votes."""

    @strawberry.subscription(
        description="Each of these ideas as it is now, and again whenever its supporters change; 50 at most."
    )
    async def votes(self, info: Info, idea_ids: list[ID]) -> AsyncGenerator[Idea, None]:
        """Yield ideas whose supporters changed; whoever asks is looked up anew each time, with their rights."""
        numbers = {ids.decode("Idea", each, "idea_ids") for each in idea_ids}
        if not 1 <= len(numbers) <= HEARD_MOST:
            raise problem("idea_ids", "out_of_range", mark("Ask for 1 to %(most)s ideas."), most=HEARD_MOST)
        known: dict[int, int] = {}
        while True:
            viewer, _may_write = await info.context.asker.find()
            async with info.context.sessions() as session:
                standing = await votes.standings(session, viewer, numbers)
                changed = [number for number, count in standing.items() if known.get(number) != count]
                found = await ideas.by_ids(session, viewer, changed) if changed else {}
            for number in sorted(found):
                known[number] = found[number].supporters
                yield Idea.of(found[number])
            await asyncio.sleep(LOOK_EVERY)
