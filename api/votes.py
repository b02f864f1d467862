"""Votes and follows over GraphQL, and hearing votes as they are cast."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.ideas import Idea
from domain import follows, ideas, members, votes
from domain.errors import _ as mark
from domain.errors import problem

HEARD_MOST = 50
LOOK_EVERY = 0.5  # seconds; a vote is heard within this time, whichever process took it
IdeaIds = Annotated[list[ID], strawberry.argument(description="The ideas, 1 to 50.")]


@strawberry.input(description="Which idea to back.")
class CastVoteInput:
    """An idea to back."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Which idea to back no longer.")
class WithdrawVoteInput:
    """An idea to back no longer."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Which idea to hear of.")
class FollowIdeaInput:
    """An idea to hear of."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Which idea to hear no more of.")
class UnfollowIdeaInput:
    """An idea to hear no more of."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Which ideas you were shown.")
class RecordExposuresInput:
    """Ideas somebody was shown."""

    idea_ids: list[ID] = strawberry.field(description="The ideas, 1 to 50.")


@strawberry.type(description="What you say to have been shown is noted.")
class ExposuresRecorded:
    """What came of saying what one was shown."""

    passed_over: list[ID] = strawberry.field(
        description="Those that count for nothing: drafts, what is hidden or was never there, and what you share.",
        metadata={"at_most": votes.LOOKS_MOST},
    )


@strawberry.type
class VoteMutations:
    """Backing and following."""

    @refusals.mutation(description="Back an idea; backing it twice changes nothing.")
    async def cast_vote(self, info: Info, input: CastVoteInput) -> Idea:
        """Give the viewer's vote."""
        async with info.context.voting() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await votes.cast(session, info.context.viewer, number))

    @refusals.mutation(description="Take your vote back; without one nothing changes.")
    async def withdraw_vote(self, info: Info, input: WithdrawVoteInput) -> Idea:
        """Take the viewer's vote back."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await votes.withdraw(session, info.context.viewer, number))

    @refusals.mutation(description="Say that you were shown ideas, so that lists can weigh votes by who saw them.")
    async def record_exposures(self, info: Info, input: RecordExposuresInput) -> ExposuresRecorded:
        """Note what the viewer was shown: each idea once; what can't be shown in a list is passed over."""
        numbers = [ids.decode("Idea", each, "idea_ids") for each in input.idea_ids]
        async with info.context.writing() as session:
            passed_over = await votes.see(session, info.context.viewer, numbers)
        return ExposuresRecorded(passed_over=[ID(ids.encode("Idea", number)) for number in passed_over])

    @refusals.mutation(description="Begin to hear what happens to an idea.")
    async def follow_idea(self, info: Info, input: FollowIdeaInput) -> Idea:
        """Follow an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await follows.follow(session, info.context.viewer, number))

    @refusals.mutation(description="Hear no more of an idea.")
    async def unfollow_idea(self, info: Info, input: UnfollowIdeaInput) -> Idea:
        """Stop following an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await follows.unfollow(session, info.context.viewer, number))


@strawberry.type
class VoteSubscriptions:
    """Hearing votes."""

    @strawberry.subscription(description="Each of these ideas as it is now, and again whenever its supporters change.")
    async def votes(self, info: Info, idea_ids: IdeaIds) -> AsyncGenerator[Idea, None]:
        """Yield ideas whose supporters changed; whoever asks is looked up anew each time, with their rights."""
        numbers = {ids.decode("Idea", each, "idea_ids") for each in idea_ids}
        if not 1 <= len(numbers) <= HEARD_MOST:
            raise problem("idea_ids", "out_of_range", mark("Ask for 1 to %(most)s ideas."), most=HEARD_MOST)
        context, known = info.context, dict[int, int]()
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    members.require_may_read(context.viewer)
                    standing = await votes.standings(session, context.viewer, numbers)
                    changed = [number for number, count in standing.items() if known.get(number) != count]
                    found = await ideas.by_ids(session, context.viewer, changed) if changed else {}
                for number in sorted(found):
                    known[number] = found[number].supporters
                    yield Idea.of(found[number])
                await asyncio.sleep(LOOK_EVERY)
