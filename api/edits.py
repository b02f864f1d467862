"""Edits that wait for a moderator over GraphQL: read by who wrote them and by moderators, who settle them."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.comments import Comment
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import ReportReason
from api.ideas import Idea
from api.images import Image
from api.members import Member
from domain import members, moderation, paging
from domain.moderation import HeldEdit as HeldEditRow
from domain.moderation import Pictured


@strawberry.type(description="What a text shall say once a moderator has looked; until then it says what it said.")
class HeldEdit:
    """An edit that waits, or was turned down."""

    id: ID = strawberry.field(description="Names the edit across the schema.")
    idea: Idea = strawberry.field(description="The idea, or the one that the comment is below.")
    comment: Comment | None = strawberry.field(description="The comment, if it is one's edit.")
    editor: Member = strawberry.field(description="Who wrote it.")
    body: str = strawberry.field(description="What it wants to say, all fields below each other, in Markdown.")
    images: list[Image] = strawberry.field(
        description="Images it wants to show or to describe anew, as it would.", metadata={"at_most": 3}
    )
    removed_images: list[Image] = strawberry.field(description="Images it wants to take away.", metadata={"at_most": 3})
    held_at: datetime = strawberry.field(description="Since when it waits.")
    reason: ReportReason | None = strawberry.field(description="What is wrong with it, if it was turned down.")
    said: str = strawberry.field(description="What the moderator says about it; may be empty.")

    @classmethod
    def of(cls, row: HeldEditRow, pictured: Pictured | None) -> "HeldEdit":
        """Return an edit as the schema shows one, with how it changes images, if it does."""
        return cls(
            id=ID(ids.encode("HeldEdit", row.id)),
            idea=Idea.of(row.idea),
            comment=Comment.of(row.comment) if row.comment else None,
            editor=Member.of(row.editor),
            body=row.body,
            images=[Image.of(image, says) for image, says in pictured.shows] if pictured else [],
            removed_images=[Image.of(image) for image in pictured.loses] if pictured else [],
            held_at=row.held_at,
            reason=row.reason,
            said=row.said,
        )


@strawberry.input(description="Which edit to let through.")
class LetEditThroughInput:
    """An edit to let through."""

    id: ID = strawberry.field(description="The edit.")


@strawberry.input(description="Which edit to turn down, and why.")
class TurnEditDownInput:
    """An edit to turn down."""

    id: ID = strawberry.field(description="The edit.")
    reason: ReportReason = strawberry.field(description="What is wrong with it; its writer reads this.")
    said: str = strawberry.field(default="", description="A word about it; its writer reads this.")


@strawberry.type
class EditQueries:
    """What waits."""

    @strawberry.field(description="Edits that wait, for moderators; for others their own, and those turned down too.")
    async def held_edits(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeldEdit]:
        """Return edits."""
        wanted, viewer = paging.requested(first, after, last, before), info.context.viewer
        async with info.context.reading() as session:
            mine = None if moderation.may_moderate(viewer) else members.require_self(viewer)
            found = await moderation.held_edits(session, viewer, wanted, by=mine)
            pictured = await moderation.pictured(session, viewer, found.items)
            return Connection.of(found, lambda row: HeldEdit.of(row, pictured.get(row.id)))


@strawberry.type
class EditMutations:
    """Settling edits."""

    @refusals.mutation(description="Let a text say what an edit wants it to; for moderators.")
    async def let_edit_through(self, info: Info, input: LetEditThroughInput) -> Idea:
        """Let an edit count."""
        async with info.context.writing() as session:
            number = ids.decode("HeldEdit", input.id)
            return Idea.of(await moderation.let_edit_through(session, info.context.viewer, number))

    @refusals.mutation(description="Leave a text as it was, with a reason for the edit's writer; for moderators.")
    async def turn_edit_down(self, info: Info, input: TurnEditDownInput) -> Idea:
        """Turn an edit down."""
        async with info.context.writing() as session:
            number, why = ids.decode("HeldEdit", input.id), {"reason": input.reason, "said": input.said}
            return Idea.of(await moderation.turn_edit_down(session, info.context.viewer, number, **why))
