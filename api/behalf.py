"""What staff record for customers over GraphQL: votes, and ideas."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import described
from api.members import Member
from api.viewer import Done
from api.writing import WordsInput
from domain import behalf, ideas, paging
from domain.behalf import Customer, Source
from domain.behalf import RecordedIdea as RecordedIdeaRow
from domain.behalf import Recording as RecordingRow

described(
    Source,
    "Where a customer said something that was recorded for them.",
    CALL="In a call.",
    MAIL="By mail.",
    INTERVIEW="In an interview.",
    FAIR="At a fair.",
    OTHER="Somewhere else.",
)
AnIdea = Annotated[ID, strawberry.argument(description="The idea.")]


@strawberry.type(description="A vote that somebody of the staff cast for a customer.")
class Recording:
    """A vote that somebody of the staff cast for a customer."""

    id: ID = strawberry.field(description="Names the recording across the schema.")
    idea_id: ID = strawberry.field(description="The idea.")
    member: Member = strawberry.field(description="Whose vote it is; who stands for a customer has no name of theirs.")
    name: str = strawberry.field(description="What the customer is called; may be empty.")
    company: str = strawberry.field(description="Where the customer works; may be empty.")
    source: Source = strawberry.field(description="Where the customer said it.")
    said: str = strawberry.field(description="In their words; may be empty.")
    recorded_by: Member = strawberry.field(description="Who recorded it.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")

    @classmethod
    def of(cls, row: RecordingRow) -> "Recording":
        """Return a recording, with its people loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Recording", row.id)),
            idea_id=ID(ids.encode("Idea", row.idea_id)),
            member=Member.of(row.member),
            name=row.name,
            company=row.company,
            source=row.source,
            said=row.said,
            recorded_by=Member.of(row.recorded_by),
            recorded_at=row.recorded_at,
        )


@strawberry.type(description="That a customer said an idea, and somebody of the staff wrote it down.")
class RecordedIdea:
    """An idea that was recorded for a customer; for all but staff, who said it and who wrote it is null."""

    id: ID = strawberry.field(description="Names the recording across the schema.")
    idea_id: ID = strawberry.field(description="The idea; its author stands for the customer, until they join.")
    source: Source = strawberry.field(description="Where the customer said it.")
    name: str | None = strawberry.field(default=None, description="What the customer is called; for staff.")
    company: str | None = strawberry.field(default=None, description="Where the customer works; for staff.")
    recorded_by: Member | None = strawberry.field(default=None, description="Who wrote it down; for staff.")
    recorded_at: datetime | None = strawberry.field(default=None, description="When it was written down; for staff.")

    @classmethod
    def of(cls, row: RecordedIdeaRow) -> "RecordedIdea":
        """Return all that staff know of it, with its people loaded."""
        return cls(
            id=ID(ids.encode("RecordedIdea", row.idea_id)),
            idea_id=ID(ids.encode("Idea", row.idea_id)),
            source=row.source,
            name=row.name,
            company=row.company,
            recorded_by=Member.of(row.recorded_by),
            recorded_at=row.recorded_at,
        )

    @classmethod
    def said(cls, idea_id: int, source: Source) -> "RecordedIdea":
        """Return what everybody may know of it."""
        id = ID(ids.encode("RecordedIdea", idea_id))
        return cls(id=id, idea_id=ID(ids.encode("Idea", idea_id)), source=source)


@strawberry.type
class BehalfQueries:
    """What was recorded for customers."""

    @strawberry.field(
        description="Where an idea was said that staff wrote down for a customer, and for staff, by whom; else null."
    )
    async def recorded_idea(self, info: Info, idea_id: AnIdea) -> RecordedIdea | None:
        """Return what is known of a recorded idea."""
        async with info.context.reading() as session:
            viewer = info.context.viewer
            idea = await ideas.visible(session, viewer, ids.decode("Idea", idea_id, "idea_id"))
            row = await behalf.recorded_idea(session, viewer, idea)
            if row is not None:
                return RecordedIdea.of(row)
            source = (await behalf.sources(session, [idea.id])).get(idea.id)
            return RecordedIdea.said(idea.id, source) if source else None

    @strawberry.field(description="The ideas recorded for customers, latest first; none for all but staff.")
    async def recorded_ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[RecordedIdea]:
        """Return what was written down."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await behalf.recorded_ideas(session, info.context.viewer, wanted), RecordedIdea.of)

    @strawberry.field(description="The votes on an idea that were recorded for customers; none for all but staff.")
    async def recordings(
        self,
        info: Info,
        idea_id: AnIdea,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Recording]:
        """Return what was recorded."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            viewer = info.context.viewer
            idea = await ideas.visible(session, viewer, ids.decode("Idea", idea_id, "idea_id"))
            return Connection.of(await behalf.recordings(session, viewer, idea, wanted), Recording.of)


@strawberry.input(description="Which customer backs which idea, and where they said so.")
class RecordVoteInput:
    """A vote to record."""

    idea_id: ID = strawberry.field(description="The idea.")
    source: Source = strawberry.field(description="Where the customer said it.")
    email: str = strawberry.field(default="", description="The customer's address; it finds a member who has it.")
    name: str = strawberry.field(default="", description="What they are called; needed without an address.")
    company: str = strawberry.field(default="", description="Where they work.")
    said: str = strawberry.field(default="", description="In their words.")


@strawberry.input(description="What a customer said, who said it, and where.")
class RecordIdeaInput(WordsInput):
    """An idea to record."""

    source: Source = strawberry.field(description="Where the customer said it.")
    email: str = strawberry.field(default="", description="The customer's address; who joins with it has the idea.")
    name: str = strawberry.field(default="", description="What they are called; needed without an address.")
    company: str = strawberry.field(default="", description="Where they work.")
    key: UUID | None = strawberry.field(default=None, description="Your name for it: sent again, it makes no second.")


@strawberry.input(description="Which recorded idea to take back, and why.")
class TakeBackRecordedIdeaInput:
    """A recorded idea to take back."""

    idea_id: ID = strawberry.field(description="The idea.")
    reason: str = strawberry.field(description="Why, for everybody to read.")


@strawberry.input(description="Which recording to take back.")
class TakeBackRecordingInput:
    """A recording to take back."""

    id: ID = strawberry.field(description="The recording.")


@strawberry.type
class BehalfMutations:
    """Recording for customers."""

    @refusals.mutation(description="Record that a customer backs an idea, one vote for each; for staff.")
    async def record_vote(self, info: Info, input: RecordVoteInput) -> Recording:
        """Record a vote."""
        async with info.context.writing() as session:
            number, viewer = ids.decode("Idea", input.idea_id, "idea_id"), info.context.viewer
            who = Customer(input.name, input.company, input.email)
            made = await behalf.record_vote(session, viewer, number, who, source=input.source, said=input.said)
            return Recording.of(made)

    @refusals.mutation(description="Put an idea before the community for a customer who told it; for staff.")
    async def record_idea(self, info: Info, input: RecordIdeaInput) -> RecordedIdea:
        """Record an idea."""
        async with info.context.writing() as session:
            who, viewer = Customer(input.name, input.company, input.email), info.context.viewer
            writing, source = input.writing(), input.source
            made = await behalf.record_idea(session, viewer, who, writing, source=source, key=input.key)
            return RecordedIdea.of(made)

    @refusals.mutation(
        description="Withdraw a recorded idea in its author's place; for who recorded it and who tends ideas."
    )
    async def take_back_recorded_idea(self, info: Info, input: TakeBackRecordedIdeaInput) -> Done:
        """Withdraw a recorded idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            await behalf.take_back_idea(session, info.context.viewer, number, input.reason)
        return Done()

    @refusals.mutation(description="Undo a recording with its vote; for who recorded it and who tends ideas.")
    async def take_back_recording(self, info: Info, input: TakeBackRecordingInput) -> Done:
        """Undo a recording."""
        async with info.context.writing() as session:
            await behalf.take_back(session, info.context.viewer, ids.decode("Recording", input.id))
        return Done()
