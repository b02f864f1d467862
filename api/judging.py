"""Deciding about votes that were looked at, and asking for a second look, over GraphQL."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.cases import OwnVoteCase, VoteCase
from api.context import Info
from domain import fairness


@strawberry.input(description="Which case's votes to hold back while you look, as you were shown it.")
class HoldVotesInput:
    """A case to hold."""

    id: ID = strawberry.field(description="The case.")
    state: str = strawberry.field(description="What its preview gave you.")


@strawberry.input(description="Which case's votes shall not count, and why.")
class UpholdVoteCaseInput:
    """A case to uphold."""

    id: ID = strawberry.field(description="The case.")
    said: str = strawberry.field(description="Why; everybody concerned reads it.")
    state: str = strawberry.field(default="", description="What its preview gave you; needed while votes still count.")


@strawberry.input(description="Which case's votes shall count, and why.")
class ClearVoteCaseInput:
    """A case to clear."""

    id: ID = strawberry.field(description="The case.")
    said: str = strawberry.field(description="Why; everybody concerned reads it.")


@strawberry.input(description="Which case somebody else shall look at, and what they should know.")
class AppealVoteCaseInput:
    """A case to appeal."""

    id: ID = strawberry.field(description="The case.")
    said: str = strawberry.field(description="What they should know.")


@strawberry.type(description="How many cases a look over the votes opened.")
class VotesLookedAt:
    """What a look found."""

    opened: int = strawberry.field(description="How many cases were opened.")


@strawberry.type
class CaseMutations:
    """Deciding cases."""

    @refusals.mutation(description="Look over the votes of the last months now; for moderators.")
    async def look_at_votes(self, info: Info) -> VotesLookedAt:
        """Run the checks."""
        async with info.context.writing() as session:
            return VotesLookedAt(opened=await fairness.look_now(session, info.context.viewer))

    @refusals.mutation(description="Hold a case's votes back while you look; for moderators whom it doesn't concern.")
    async def hold_votes(self, info: Info, input: HoldVotesInput) -> VoteCase:
        """Hold votes back."""
        async with info.context.writing() as session:
            number = ids.decode("VoteCase", input.id)
            return VoteCase.of(await fairness.hold(session, info.context.viewer, number, state=input.state))

    @refusals.mutation(description="Decide that a case's votes don't count; everybody concerned is told.")
    async def uphold_vote_case(self, info: Info, input: UpholdVoteCaseInput) -> VoteCase:
        """Uphold a case."""
        number = ids.decode("VoteCase", input.id)
        async with info.context.writing() as session:
            found = await fairness.uphold(session, info.context.viewer, number, said=input.said, state=input.state)
            return VoteCase.of(found)

    @refusals.mutation(description="Decide that a case's votes count, also when it was decided otherwise before.")
    async def clear_vote_case(self, info: Info, input: ClearVoteCaseInput) -> VoteCase:
        """Clear a case."""
        number = ids.decode("VoteCase", input.id)
        async with info.context.writing() as session:
            return VoteCase.of(await fairness.clear(session, info.context.viewer, number, said=input.said))

    @refusals.mutation(description="Ask that somebody else looks at a case that concerns you; once for each.")
    async def appeal_vote_case(self, info: Info, input: AppealVoteCaseInput) -> OwnVoteCase:
        """Ask for a second look."""
        number = ids.decode("VoteCase", input.id)
        async with info.context.writing() as session:
            return OwnVoteCase.of(await fairness.appeal(session, info.context.viewer, number, said=input.said))
