"""Comments over GraphQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.ideas import Idea
from api.images import Image, WithImages, shown
from api.members import Member
from api.nodes import Node
from domain import comments, moderation
from domain.comments import Comment as CommentRow

REPLIES = 20  # for the cost; all that there are come


@strawberry.type(description="Something a member says below an idea, or in reply to such a comment.")
class Comment(Node):
    """Something a member says below an idea."""

    parent_id: ID | None = strawberry.field(description="The comment it replies to.")
    author: Member | None = strawberry.field(description="Who said it; null once it was removed.")
    body: str = strawberry.field(description="What was said, in Markdown; empty once it was removed.")
    created_at: datetime = strawberry.field(description="When it was said.")
    edit_until: datetime = strawberry.field(description="Until when its author may change it.")
    edited_at: datetime | None = strawberry.field(description="When it was changed.")
    removed_at: datetime | None = strawberry.field(description="When it was removed; its place stays.")
    credited_at: datetime | None = strawberry.field(
        description="Since when one who stands for the idea says that it builds on this."
    )
    held_at: datetime | None = strawberry.field(description="Since when only its author and moderators see it.")
    page: str = strawberry.field(description="Where it is shown, as a path on this site.")
    row: strawberry.Private[CommentRow]
    known_replies: strawberry.Private[Sequence[CommentRow] | None]

    @classmethod
    def of(cls, row: CommentRow, replies: Sequence[CommentRow] | None = None) -> "Comment":
        """Return a comment, with its author loaded, as the schema shows one; unknown replies are read when asked."""
        return cls(
            id=ID(ids.encode("Comment", row.id)),
            parent_id=ID(ids.encode("Comment", row.parent_id)) if row.parent_id else None,
            author=None if row.removed_at else Member.of(row.author),
            body=row.body,
            created_at=row.created_at,
            edit_until=row.edit_until,
            edited_at=row.edited_at,
            removed_at=row.removed_at,
            credited_at=row.credited_at,
            held_at=row.held_at,
            page=row.path,
            row=row,
            known_replies=() if row.parent_id else replies,
        )

    @classmethod
    def with_replies(cls, row: CommentRow) -> "Comment":
        """Return a comment whose replies are loaded."""
        return cls.of(row, row.replies)

    @strawberry.field(description="What was said, as safe HTML.", metadata={"cost": 1})
    def body_html(self, info: Info) -> str:
        """Return the body rendered."""
        return info.context.render(self.body)

    @strawberry.field(description="The idea it belongs to.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))

    @strawberry.field(
        description="What was said in reply, oldest first; empty for a reply.", metadata={"at_most": REPLIES}
    )
    async def replies(self, info: Info) -> list["Comment"]:
        """Return the replies."""
        rows = self.known_replies
        if rows is None:
            rows = await info.context.loaders.replies.load(self.row.id)
        return [Comment.of(row) for row in rows]

    @strawberry.field(description="What there is to look at; nothing once it was removed.", metadata={"at_most": 3})
    async def images(self, info: Info) -> list[Image]:
        """Return the images in it."""
        return shown(await info.context.loaders.comment_images.load(self.row.id))

    @strawberry.field(description="Whether you may take it away.")
    def viewer_may_remove(self, info: Info) -> bool:
        """Return whether the viewer may remove it."""
        return comments.may_remove(info.context.viewer, self.row)


@strawberry.input(description="A comment that an idea builds on.")
class CreditCommentInput:
    """A comment that an idea builds on."""

    id: ID = strawberry.field(description="The comment.")


@strawberry.input(description="A comment that an idea doesn't build on after all.")
class TakeCreditBackInput:
    """A comment that an idea doesn't build on after all."""

    id: ID = strawberry.field(description="The comment.")


@strawberry.input(description="What to say, and where.")
class WriteCommentInput(WithImages):
    """What to say, and where."""

    idea_id: ID = strawberry.field(description="The idea.")
    body: str = strawberry.field(description="What you say, in Markdown; @handle calls people.")
    parent_id: ID | None = strawberry.field(default=None, description="The comment you reply to.")
    key: UUID | None = strawberry.field(
        default=None, description="Your own name for this comment: sent again, it makes no second one."
    )


@strawberry.input(description="What a comment shall say from now on.")
class ReviseCommentInput(WithImages):
    """A change of a comment."""

    id: ID = strawberry.field(description="The comment.")
    body: str = strawberry.field(description="What it shall say.")


@strawberry.input(description="Which comment to take away.")
class RemoveCommentInput:
    """A comment to take away."""

    id: ID = strawberry.field(description="The comment.")
    reason: str = strawberry.field(default="", description="Why; needed for somebody else's.")


@strawberry.type
class CommentMutations:
    """Saying something, changing it, taking it away."""

    @refusals.mutation(description="Comment on an idea, or reply to a comment.")
    async def write_comment(self, info: Info, input: WriteCommentInput) -> Comment:
        """Comment or reply."""
        async with info.context.writing() as session:
            idea = ids.decode("Idea", input.idea_id, "idea_id")
            parent = ids.decode("Comment", input.parent_id, "parent_id") if input.parent_id else None
            viewer = info.context.viewer
            written = await moderation.write_comment(
                session, viewer, idea, input.body, parent_id=parent, key=input.key, pictures=input.arrangement()
            )
            return Comment.of(written)

    @refusals.mutation(
        description="Change a comment of yours, for 30 minutes after you wrote it; spam waits, in heldEdits."
    )
    async def revise_comment(self, info: Info, input: ReviseCommentInput) -> Comment:
        """Change a comment."""
        async with info.context.writing() as session:
            number = ids.decode("Comment", input.id)
            pictures = input.arrangement()
            revised = await moderation.revise_comment(
                session, info.context.viewer, number, input.body, pictures=pictures
            )
            return Comment.of(revised)

    @refusals.mutation(description="Take a comment away; its place stays marked.")
    async def remove_comment(self, info: Info, input: RemoveCommentInput) -> Comment:
        """Take a comment away."""
        async with info.context.writing() as session:
            number = ids.decode("Comment", input.id)
            removed = await comments.remove(session, info.context.viewer, number, reason=input.reason)
            return Comment.of(removed)

    @refusals.mutation(
        description="Say that your idea builds on a comment of somebody else's: at most two people for each of you."
    )
    async def credit_comment(self, info: Info, input: CreditCommentInput) -> Comment:
        """Credit a comment."""
        async with info.context.writing() as session:
            return Comment.of(await comments.credit(session, info.context.viewer, ids.decode("Comment", input.id)))

    @refusals.mutation(description="Say that your idea doesn't build on a comment after all.")
    async def take_credit_back(self, info: Info, input: TakeCreditBackInput) -> Comment:
        """Take the credit for a comment back."""
        async with info.context.writing() as session:
            number = ids.decode("Comment", input.id)
            return Comment.of(await comments.take_credit_back(session, info.context.viewer, number))
