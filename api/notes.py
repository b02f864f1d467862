"""Notes of the staff over GraphQL: as part of an idea, written and taken away. For all others there are none."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.members import Member
from domain import moderation, paging
from domain.ideas import Idea as IdeaRow
from domain.moderation import Note as NoteRow


@strawberry.type(description="A remark on an idea that only staff read.")
class Note:
    """A remark on an idea that only staff read."""

    id: ID = strawberry.field(description="Names the note across the schema.")
    author: Member = strawberry.field(description="Who wrote it.")
    body: str = strawberry.field(description="What it says, in Markdown.")
    written_at: datetime = strawberry.field(description="When it was written.")

    @classmethod
    def of(cls, row: NoteRow) -> "Note":
        """Return a note, with its author loaded, as the schema shows one."""
        number = ID(ids.encode("Note", row.id))
        return cls(id=number, author=Member.of(row.author), body=row.body, written_at=row.written_at)


@strawberry.type
class Noted:
    """What staff remark on an idea."""

    row: strawberry.Private[IdeaRow]

    @strawberry.field(description="Notes of the staff, latest first; none for anybody else.")
    async def notes(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Note]:
        """Return the notes on it."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await moderation.notes(session, info.context.viewer, self.row, wanted), Note.of)


@strawberry.input(description="What to note on which idea.")
class WriteNoteInput:
    """A note to leave."""

    idea_id: ID = strawberry.field(description="The idea.")
    body: str = strawberry.field(description="What it says, in Markdown.")


@strawberry.input(description="Which note to take away.")
class RemoveNoteInput:
    """A note to take away."""

    id: ID = strawberry.field(description="The note, your own.")


@strawberry.type
class NoteMutations:
    """Leaving notes."""

    @refusals.mutation(description="Leave a note on an idea for the others who work here; for staff.")
    async def write_note(self, info: Info, input: WriteNoteInput) -> Note:
        """Leave a note."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Note.of(await moderation.write_note(session, info.context.viewer, number, input.body))

    @refusals.mutation(description="Take a note of yours away, and get what it was; for staff.")
    async def remove_note(self, info: Info, input: RemoveNoteInput) -> Note:
        """Take a note away."""
        async with info.context.writing() as session:
            return Note.of(await moderation.remove_note(session, info.context.viewer, ids.decode("Note", input.id)))
