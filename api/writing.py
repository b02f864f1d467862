"""Writing ideas over GraphQL: drafts, submitting, revising, withdrawing."""

from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import Quadrant
from api.ideas import Idea
from api.images import WithImages
from api.viewer import Done
from domain import ideas, moderation
from domain.ideas import Writing


@strawberry.input
class WordsInput:
    """What an idea says; the fields that all who write share."""

    title: str = strawberry.field(description="One line that says what would be different.")
    proposal: str = strawberry.field(description="What could be done, in Markdown.")
    problem: str = strawberry.field(default="", description="What is wrong today, in Markdown.")
    quadrant: Quadrant | None = strawberry.field(default=None, description="Where it belongs; only a draft may wait.")
    tags: list[str] = strawberry.field(default_factory=list, description="Up to five words to file it under.")
    language: str = strawberry.field(default="en", description="The language it is written in, en or de.")

    def writing(self) -> Writing:
        """Return it as the domain takes it."""
        quadrant = self.quadrant
        return Writing(self.title, self.problem, self.proposal, quadrant, self.tags, self.language)


@strawberry.input
class WritingInput(WordsInput, WithImages):
    """What an idea says and shows; the fields that submitting, drafting and revising share."""


@strawberry.input(description="An idea to put before the community.")
class SubmitIdeaInput(WritingInput):
    """An idea to submit."""

    key: UUID | None = strawberry.field(
        default=None, description="Your own name for it, or your draft's: sent again, it makes no second idea."
    )


@strawberry.input(description="What shall be kept for later; it may be incomplete.")
class SaveDraftInput(WritingInput):
    """A draft to keep."""

    key: UUID = strawberry.field(description="Your own name for this draft: sent again, the draft is changed.")


@strawberry.input(description="Which draft to throw away.")
class DiscardDraftInput:
    """A draft to throw away."""

    id: ID = strawberry.field(description="The draft.")


@strawberry.input(description="Which draft to have back.")
class UndoDiscardDraftInput:
    """A draft that was thrown away."""

    id: ID = strawberry.field(description="The draft.")


@strawberry.input(description="What an idea shall say from now on, whole.")
class ReviseIdeaInput(WritingInput):
    """A change of an idea."""

    id: ID = strawberry.field(description="The idea.")
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

    @refusals.mutation(
        description="Put an idea before the community; hiddenAt is set while a moderator has to look first."
    )
    async def submit_idea(self, info: Info, input: SubmitIdeaInput) -> Idea:
        """Submit an idea."""
        async with info.context.writing() as session:
            idea = await moderation.submit_idea(
                session, info.context.viewer, input.writing(), key=input.key, pictures=input.arrangement()
            )
            return Idea.of(idea)

    @refusals.mutation(description="Keep what you have written so far, for you alone.")
    async def save_draft(self, info: Info, input: SaveDraftInput) -> Idea:
        """Keep a draft."""
        async with info.context.writing() as session:
            written = input.key, input.writing(), input.arrangement()
            draft = await moderation.save_draft(session, info.context.viewer, *written)
            return Idea.of(draft)

    @refusals.mutation(description="Throw one of your drafts away, which you can undo for a day.")
    async def discard_draft(self, info: Info, input: DiscardDraftInput) -> Done:
        """Throw a draft away."""
        async with info.context.writing() as session:
            await ideas.discard_draft(session, info.context.viewer, ids.decode("Idea", input.id))
        return Done()

    @refusals.mutation(description="Have a draft back that you threw away within a day, with its words and images.")
    async def undo_discard_draft(self, info: Info, input: UndoDiscardDraftInput) -> Idea:
        """Have a draft back."""
        async with info.context.writing() as session:
            idea_id = ids.decode("Idea", input.id)
            return Idea.of(await ideas.undo_discard_draft(session, info.context.viewer, idea_id))

    @refusals.mutation(description="Change what an idea says, in public; what looks like spam waits, in heldEdits.")
    async def revise_idea(self, info: Info, input: ReviseIdeaInput) -> Idea:
        """Change an idea."""
        async with info.context.writing() as session:
            idea = await moderation.revise_idea(
                session,
                info.context.viewer,
                ids.decode("Idea", input.id),
                input.writing(),
                based_on=input.based_on,
                note=input.note,
                pictures=input.arrangement(),
            )
            return Idea.of(idea)

    @refusals.mutation(description="Take one of your ideas back; its page stays, with your reason.")
    async def withdraw_idea(self, info: Info, input: WithdrawIdeaInput) -> Idea:
        """Take an idea back."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.id)
            return Idea.of(await ideas.withdraw(session, info.context.viewer, number, input.reason))
