"""Writing ideas over GraphQL: drafts, submitting, revising, withdrawing."""

from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import Quadrant
from api.ideas import Idea
from api.members import Done, viewer_of
from domain import ideas
from domain.ideas import Writing


@strawberry.input(description="What an idea says.")
class WritingInput:
    """What an idea says."""

    title: str = strawberry.field(description="One line that says what would be different.")
    proposal: str = strawberry.field(description="What could be done, in Markdown.")
    problem: str = strawberry.field(default="", description="What is wrong today, in Markdown.")
    quadrant: Quadrant | None = strawberry.field(default=None, description="Where it belongs; a draft may wait.")
    tags: list[str] = strawberry.field(default_factory=list, description="Up to five words to file it under.")
    language: str = strawberry.field(default="en", description="The language it is written in: en or de.")

    def writing(self) -> Writing:
        """Return it as the domain takes it."""
        quadrant = self.quadrant
        return Writing(self.title, self.problem, self.proposal, quadrant, self.tags, self.language)


@strawberry.input(description="An idea to put before the community.")
class SubmitIdeaInput:
    """An idea to submit."""

    writing: WritingInput = strawberry.field(description="What it says.")
    key: UUID | None = strawberry.field(
        default=None, description="Your own name for this idea: sent again, it makes no second one; or a draft's."
    )


@strawberry.input(description="What shall be kept for later.")
class SaveDraftInput:
    """A draft to keep."""

    writing: WritingInput = strawberry.field(description="What it says so far.")
    key: UUID = strawberry.field(description="Your own name for this draft; sent again, it is changed.")


@strawberry.input(description="What an idea shall say from now on.")
class ReviseIdeaInput:
    """A change of an idea."""

    id: ID = strawberry.field(description="The idea.")
    writing: WritingInput = strawberry.field(description="What it shall say, whole.")
    based_on: int = strawberry.field(description="The number of the revision you saw; refused if there is a later one.")
    note: str = strawberry.field(default="", description="Why; needed once the edit window has passed.")


@strawberry.input(description="Which idea to take back, and why.")
class WithdrawIdeaInput:
    """An idea to take back."""

    id: ID = strawberry.field(description="The idea.")
    reason: str = strawberry.field(description="Why, for everybody to read.")


@strawberry.type
class WritingMutations:
    """What authors do."""

    @refusals.mutation(description="Put an idea before the community.")
    async def submit_idea(self, info: Info, input: SubmitIdeaInput) -> Idea:
        """Submit an idea."""
        async with info.context.writing() as session:
            writing = input.writing.writing()
            return Idea.of(await ideas.submit(session, info.context.viewer, writing, key=input.key))

    @refusals.mutation(description="Keep what you have written so far, for you alone.")
    async def save_draft(self, info: Info, input: SaveDraftInput) -> Idea:
        """Keep a draft."""
        async with info.context.writing() as session:
            draft = await ideas.save_draft(session, info.context.viewer, input.key, input.writing.writing())
            return Idea.of(await ideas.visible(session, info.context.viewer, draft.id))

    @refusals.mutation(description="Throw one of your drafts away.")
    async def discard_draft(self, info: Info, id: ID) -> Done:
        """Throw a draft away."""
        async with info.context.writing() as session:
            await ideas.discard_draft(session, info.context.viewer, ids.decode("Idea", id))
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="Change what an idea says; its history stays public.")
    async def revise_idea(self, info: Info, input: ReviseIdeaInput) -> Idea:
        """Change an idea."""
        async with info.context.writing() as session:
            return Idea.of(
                await ideas.revise(
                    session,
                    info.context.viewer,
                    ids.decode("Idea", input.id),
                    input.writing.writing(),
                    based_on=input.based_on,
                    note=input.note,
                )
            )

    @refusals.mutation(description="Take one of your ideas back; its page stays, with your reason.")
    async def withdraw_idea(self, info: Info, input: WithdrawIdeaInput) -> Idea:
        """Take an idea back."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.id)
            return Idea.of(await ideas.withdraw(session, info.context.viewer, number, input.reason))
