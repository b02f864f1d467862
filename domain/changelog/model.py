"""Entries of the changelog, the ideas they deliver, and what they said before an edit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey
from domain.members import Member
from domain.texts import slug

TITLE_LEAST, TITLE_MOST = 3, 120
BODY_LEAST, BODY_MOST = 20, 10_000
IDEAS_MOST = 20


class ChangelogEntry(Base):
    """Something that was built. `saves` counts how often its text was saved, `backers` whom it thanked when published.

    Backers are distinct members over all its ideas; votes are closed where an idea is delivered.
    """

    __tablename__ = "changelog_entries"
    __table_args__ = (
        Index("ix_changelog_entries_published", "published_at", "id", postgresql_where="published_at IS NOT NULL"),
        Index("ix_changelog_entries_drafts", "id", postgresql_where="published_at IS NULL"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        CheckConstraint("edited_at IS NULL OR published_at IS NOT NULL", name="drafts_are_not_edited"),
    )

    id: Mapped[PrimaryKey]
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    body: Mapped[str] = mapped_column(Text)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    drafted_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    saves: Mapped[int] = mapped_column(default=1)
    backers: Mapped[int] = mapped_column(default=0)

    drafted_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[drafted_by_id])
    published_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[published_by_id])

    @property
    def slug(self) -> str:
        """Return the title as it stands in the entry's address."""
        return slug(self.title)

    @property
    def path(self) -> str:
        """Return the address of the entry's page."""
        return f"/changelog/{self.id}-{self.slug}" if self.slug else f"/changelog/{self.id}"

    @property
    def is_draft(self) -> bool:
        """Return whether only who writes the changelog sees it yet."""
        return self.published_at is None


class ChangelogIdea(Base):
    """An idea that an entry delivers."""

    __tablename__ = "changelog_ideas"

    entry_id: Mapped[int] = mapped_column(ForeignKey("changelog_entries.id", ondelete="CASCADE"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, index=True)


class ChangelogRevision(Base):
    """What a published entry said until somebody edited it."""

    __tablename__ = "changelog_revisions"

    entry_id: Mapped[int] = mapped_column(ForeignKey("changelog_entries.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    editor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    edited_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    body: Mapped[str] = mapped_column(Text)

    editor: Mapped[Member] = relationship(lazy="raise")
