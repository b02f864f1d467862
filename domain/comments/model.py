"""Comments and their replies."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import seeking
from domain.database import Base, PrimaryKey
from domain.ideas import Idea
from domain.members import Member

BODY_MOST = 4000
REASON_MOST = 200
CREDITS_MOST = 2  # by one person below one idea
EDIT_WINDOW = timedelta(minutes=30)

# A comment doesn't say its language, so it is read in each.
_VECTOR = " || ".join(
    (seeking.stems(seeking.ENGLISH, "body"), seeking.stems(seeking.GERMAN, "body"), seeking.shelf("id"))
)


class Comment(Base):
    """Something a member says below an idea, or in reply to such a comment. A removed one keeps its place only."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("id", "idea_id", name="uq_comments_id_idea_id"),
        UniqueConstraint("author_id", "key", name="uq_comments_author_id_key"),
        ForeignKeyConstraint(["parent_id", "idea_id"], ["comments.id", "comments.idea_id"], name="fk_comments_parent"),
        Index("ix_comments_idea_id_top", "idea_id", "id", postgresql_where="parent_id IS NULL"),
        Index("ix_comments_parent_id", "parent_id", "id", postgresql_where="parent_id IS NOT NULL"),
        Index("ix_comments_search", "search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        CheckConstraint("removed_at IS NULL OR body = ''", name="removed_is_empty"),
        CheckConstraint("(credited_at IS NULL) = (credited_by_id IS NULL)", name="credits_are_somebodys"),
        CheckConstraint("credited_by_team IS NULL OR credited_at IS NOT NULL", name="teams_are_of_credits"),
        CheckConstraint("hidden_body IS NULL OR removed_at IS NOT NULL", name="hidden_is_removed"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    parent_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    removed_reason: Mapped[str | None] = mapped_column(String(REASON_MOST))
    # Since when it is kept back, as something that its author and moderators alone see.
    held_at: Mapped[datetime | None]
    # What a moderator took out of sight: no query loads it unasked.
    hidden_body: Mapped[str | None] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    # Since when the idea builds on it, as one who stands for the idea says.
    credited_at: Mapped[datetime | None]
    credited_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    # The number of the team that whoever said so was in then, which stays when they move on or it ends; CUSTOMERS for
    # customers, nothing for staff without a team.
    credited_by_team: Mapped[int | None]
    key: Mapped[UUID | None]
    search: Mapped[str] = mapped_column(
        TSVECTOR, Computed(_VECTOR, persisted=True), deferred=True, deferred_raiseload=True
    )

    author: Mapped[Member] = relationship(lazy="raise", foreign_keys=[author_id])
    idea: Mapped[Idea] = relationship(lazy="raise", foreign_keys=[idea_id])
    replies: Mapped[list["Comment"]] = relationship(
        lazy="raise",
        primaryjoin="Comment.id == foreign(remote(Comment.parent_id))",
        order_by="Comment.id",
        viewonly=True,
    )

    @property
    def edit_until(self) -> datetime:
        """Return until when the author may change it."""
        return self.created_at + EDIT_WINDOW

    @property
    def can_be_read(self) -> bool:
        """Return whether its words are there for everybody who sees the idea."""
        return self.removed_at is None and self.held_at is None

    @property
    def is_turned_down(self) -> bool:
        """Return whether a moderator has looked at what was kept back, and left it so."""
        return self.held_at is not None and self.removed_at is None and self.removed_by_id is not None

    @property
    def path(self) -> str:
        """Return the address at which the comment is shown."""
        return f"/ideas/{self.idea_id}#comment-{self.id}"
