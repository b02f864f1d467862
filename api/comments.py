"""Comments over GraphQL."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from domain import comments
from domain.comments import Comment as CommentRow
from domain.errors import NotFound


@strawberry.type(description="Something a member says below an idea, or in reply to such a comment.")
class Comment(Node):
    """Something a member says below an idea."""

    idea_id: ID = strawberry.field(description="The idea it belongs to.")
    parent_id: ID | None = strawberry.field(description="The comment it replies to.")
    author: Member | None = strawberry.field(description="Who said it; null once it was removed.")
    body: str = strawberry.field(description="What was said, in Markdown; empty once it was removed.")
    created_at: datetime = strawberry.field(description="When it was said.")
    edited_at: datetime | None = strawberry.field(description="When it was changed.")
    removed_at: datetime | None = strawberry.field(description="When it was removed; its place stays.")
    replies: list["Comment"] = strawberry.field(
        description="What was said in reply, oldest first; empty for a reply.", metadata={"at_most": 20}
    )
    path: str = strawberry.field(description="Where it is shown, below the site's address.")

    @classmethod
    def of(cls, row: CommentRow) -> "Comment":
        """Return a comment with its author, a top one with its replies, as the schema shows one."""
        return cls._of(row, [cls._of(reply, []) for reply in row.replies])

    @classmethod
    def alone(cls, row: CommentRow) -> "Comment":
        """Return a comment just written or changed."""
        return cls._of(row, [])

    @classmethod
    def _of(cls, row: CommentRow, replies: list["Comment"]) -> "Comment":
        return cls(
            id=ID(ids.encode("Comment", row.id)),
            idea_id=ID(ids.encode("Idea", row.idea_id)),
            parent_id=ID(ids.encode("Comment", row.parent_id)) if row.parent_id else None,
            author=None if row.removed_at else Member.of(row.author),
            body=row.body,
            created_at=row.created_at,
            edited_at=row.edited_at,
            removed_at=row.removed_at,
            replies=replies,
            path=row.path,
        )

    @strawberry.field(description="What was said, as safe HTML.", metadata={"cost": 1})
    def body_html(self, info: Info) -> str:
        """Return the body rendered."""
        return info.context.render(self.body)

    @strawberry.field(description="The idea it belongs to.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        row = await info.context.ideas.load(ids.decode("Idea", self.idea_id))
        if row is None:
            raise NotFound
        return Idea.of(row)


@strawberry.input(description="What to say, and where.")
class WriteCommentInput:
    """What to say, and where."""

    idea_id: ID = strawberry.field(description="The idea.")
    body: str = strawberry.field(description="What you say, in Markdown; @handle calls people.")
    parent_id: ID | None = strawberry.field(default=None, description="The comment you reply to.")
    key: UUID | None = strawberry.field(
        default=None, description="Your own name for this comment: sent again, it makes no second one."
    )


@strawberry.input(description="What a comment shall say from now on.")
class ReviseCommentInput:
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
        idea = ids.decode("Idea", input.idea_id, "idea_id")
        parent = ids.decode("Comment", input.parent_id, "parent_id") if input.parent_id else None
        async with info.context.writing() as session:
            viewer = info.context.viewer
            said = await comments.write(session, viewer, idea, input.body, parent_id=parent, key=input.key)
            return Comment.alone(said)

    @refusals.mutation(description="Change a comment of yours, for 30 minutes after you wrote it.")
    async def revise_comment(self, info: Info, input: ReviseCommentInput) -> Comment:
        """Change a comment."""
        async with info.context.writing() as session:
            number = ids.decode("Comment", input.id)
            return Comment.alone(await comments.revise(session, info.context.viewer, number, input.body))

    @refusals.mutation(description="Take a comment away; its place stays marked.")
    async def remove_comment(self, info: Info, input: RemoveCommentInput) -> Comment:
        """Take a comment away."""
        async with info.context.writing() as session:
            number = ids.decode("Comment", input.id)
            removed = await comments.remove(session, info.context.viewer, number, reason=input.reason)
            return Comment.alone(removed)
