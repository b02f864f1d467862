"""Ideas: where they belong, where they stand, and what they said before."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from domain import seeking
from domain.database import Base, PrimaryKey, words
from domain.ideas.statuses import MOVES, Status
from domain.members import Member
from domain.texts import slug

TITLE_LEAST, TITLE_MOST = 5, 120
PROPOSAL_LEAST, TEXT_MOST = 20, 10_000
TAGS_MOST, TAG_MOST = 5, 30
NOTE_MOST = 400
EDIT_WINDOW = timedelta(hours=24)
CO_AUTHORS_MOST = 10
NOBODY = "'{}'::bigint[]"

if TYPE_CHECKING:
    from domain.ideas.counters import IdeaCounters


class Quadrant(StrEnum):
    """For whom (self, others) and how deep (creation, participation)."""

    PARTICIPATION_FOR_SELF = "participation_for_self"
    CREATION_FOR_SELF = "creation_for_self"
    PARTICIPATION_FOR_OTHERS = "participation_for_others"
    CREATION_WITH_OTHERS = "creation_with_others"

    @property
    def slug(self) -> str:
        """Return the quadrant as it stands in addresses."""
        return self.value.replace("_", "-")


class Tag(Base):
    """A word that members file ideas under."""

    __tablename__ = "tags"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(TAG_MOST))


class IdeaTag(Base):
    """An idea's place under a tag."""

    __tablename__ = "idea_tags"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


def _stems(configuration: str) -> str:
    fields = (("title", "A"), ("proposal", "B"), ("problem", "C"))
    return " || ".join(f"setweight({seeking.stems(configuration, field)}, '{weight}')" for field, weight in fields)


_VECTOR = " || ".join(
    (
        f"CASE language WHEN 'de' THEN {_stems(seeking.GERMAN)} ELSE {_stems(seeking.ENGLISH)} END",
        seeking.whole_words("title || ' ' || proposal || ' ' || problem"),
        seeking.shelf("id"),
    )
)


class Idea(Base):
    """What a member proposes."""

    __tablename__ = "ideas"
    __table_args__ = (
        UniqueConstraint("id", "quadrant", "listed", name="uq_ideas_id_quadrant_listed"),
        UniqueConstraint("author_id", "key", name="uq_ideas_author_id_key"),
        Index("ix_ideas_search", "search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index(
            "ix_ideas_plain_title",
            "plain_title",
            postgresql_using="gin",
            postgresql_ops={"plain_title": "gin_trgm_ops"},
        ),
        Index("ix_ideas_kept_tags", "kept_tags", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_ideas_author_id_status", "author_id", "status"),
        Index(
            "ix_ideas_co_author_ids",
            "co_author_ids",
            postgresql_using="gin",
            postgresql_where=text(f"co_author_ids <> {NOBODY}"),
        ),
        Index("ix_ideas_status_id", "status", "id"),
        Index("ix_ideas_status_moved_at_id", "status", "moved_at", "id"),
        Index("ix_ideas_listed_new", "submitted_at", "id", postgresql_where="listed"),
        Index("ix_ideas_listed_quadrant_new", "quadrant", "submitted_at", "id", postgresql_where="listed"),
        CheckConstraint("(status = 'draft') = (submitted_at IS NULL)", name="drafts_are_not_submitted"),
        Index("ix_ideas_merged_into_id", "merged_into_id", postgresql_where="merged_into_id IS NOT NULL"),
        CheckConstraint("status = 'draft' OR quadrant IS NOT NULL", name="belongs_somewhere"),
        CheckConstraint("discarded_at IS NULL OR status = 'draft'", name="only_drafts_are_discarded"),
        Index("ix_ideas_discarded_at", "discarded_at", postgresql_where="discarded_at IS NOT NULL"),
        CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_another"),
        CheckConstraint(
            f"NOT author_id = ANY (co_author_ids) AND cardinality(co_author_ids) <= {CO_AUTHORS_MOST}",
            name="shared_with_others",
        ),
        # Ranking reads the vectors of many ideas: they stay in the row, up to what a page of the table holds twice.
        {"postgresql_with": {"toast_tuple_target": 4080}},
    )

    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012

    id: Mapped[PrimaryKey]
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    # In the row itself: lists know at no cost who may vote, and a vote that waited for an acceptance sees it.
    co_author_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    # By slug, from the list that the product team keeps; the names stand in the community.
    kept_tags: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list, server_default="{}")
    status: Mapped[Status] = mapped_column(words(Status))
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant))
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    problem: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    # A draft that its author threw away: nobody sees it, and for a day they can have it back.
    discarded_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(NOTE_MOST))
    # Where it lives on; all that lives on in it, however far, and who stands for that; how often this has changed.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    merged_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    merged_author_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    regroupings: Mapped[int] = mapped_column(default=0, server_default="0")
    key: Mapped[UUID | None]
    imported_from: Mapped[str | None] = mapped_column(String(200), unique=True)
    listed: Mapped[bool] = mapped_column(
        Computed("status NOT IN ('draft', 'withdrawn', 'merged') AND hidden_at IS NULL", persisted=True)
    )
    search: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(_VECTOR, persisted=True),
        deferred=True,
        deferred_raiseload=True,
    )
    plain_title: Mapped[str] = mapped_column(
        Text,
        Computed(seeking.plain("title"), persisted=True),
        deferred=True,
        deferred_raiseload=True,
    )

    place: Mapped[float] = query_expression()
    kept_place = False  # in the list shown unasked, where it stands in a place kept for what few have seen
    author: Mapped[Member] = relationship(lazy="raise")
    # Joined by the number alone: while another transaction moves the idea, the rest of the key may not match.
    counters: Mapped["IdeaCounters"] = relationship(
        lazy="raise", primaryjoin="Idea.id == foreign(IdeaCounters.idea_id)", uselist=False
    )
    tags: Mapped[list[Tag]] = relationship(secondary="idea_tags", lazy="raise", order_by=Tag.name)

    @property
    def slug(self) -> str:
        """Return the title as it stands in the idea's address."""
        return slug(self.title)

    @property
    def path(self) -> str:
        """Return the address of the idea's page."""
        return f"/ideas/{self.id}-{self.slug}" if self.slug else f"/ideas/{self.id}"

    @property
    def supporters(self) -> int:
        """Return how many members back the idea; none a draft."""
        return 0 if self.is_draft else self.counters.supporters

    @property
    def staff_supporters(self) -> int:
        """Return how many of the supporters worked here when they voted."""
        return 0 if self.is_draft else self.counters.staff

    @property
    def customer_supporters(self) -> int:
        """Return how many of the supporters were customers when they voted."""
        return self.supporters - self.staff_supporters

    @property
    def exposed(self) -> int:
        """Return how many members were shown the idea; its authors don't count."""
        return 0 if self.is_draft else self.counters.exposed

    @property
    def comment_count(self) -> int:
        """Return how many comments can be read below the idea."""
        return 0 if self.is_draft else self.counters.comments

    @property
    def offer_count(self) -> int:
        """Return how many offers to take part there are."""
        return 0 if self.is_draft else self.counters.offers

    def is_by(self, member_id: int | None) -> bool:
        """Return whether this member stands for the idea, as its author or a co-author."""
        return member_id is not None and (member_id == self.author_id or member_id in self.co_author_ids)

    def is_near(self, member_id: int | None) -> bool:
        """Return whether this member stands for the idea or for what is merged into it, so that their support
        doesn't count."""
        return self.is_by(member_id) or member_id in self.merged_author_ids

    @property
    def is_public(self) -> bool:
        """Return whether all who may read here see the idea."""
        return not self.is_draft and self.hidden_at is None

    @property
    def saved_at(self) -> datetime:
        """Return when the text was last saved."""
        return self.edited_at or self.created_at

    @property
    def is_draft(self) -> bool:
        """Return whether only its author sees it yet."""
        return self.status is Status.DRAFT

    @property
    def edit_until(self) -> datetime | None:
        """Return until when the author edits without leaving a note, None for a draft; the first answer ends it."""
        if self.submitted_at is None:
            return None
        window = self.submitted_at + EDIT_WINDOW
        return window if self.answered_at is None else min(window, self.answered_at)

    def move(self, to: Status, at: datetime) -> None:
        """Change the status along an allowed move and note when; asking for another is a mistake of ours."""
        if to not in MOVES.get(self.status, frozenset()):
            raise ValueError(f"{self.status} may not become {to}")
        self.status, self.moved_at = to, at


class Move(Base):
    """One step of an idea's life: from where, to where, when and by whom; nobody is behind what time brought."""

    __tablename__ = "idea_moves"
    __table_args__ = (Index("ix_idea_moves_idea_id_id", "idea_id", "id"),)

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    from_status: Mapped[Status] = mapped_column(words(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(words(Status, "to_status"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    moved_at: Mapped[datetime]

    actor: Mapped[Member | None] = relationship(lazy="raise")


class Revision(Base):
    """What an idea said at one time; number 1 is what was submitted."""

    __tablename__ = "idea_revisions"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    editor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    edited_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    problem: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(Text)
    quadrant: Mapped[Quadrant] = mapped_column(words(Quadrant))
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(TAG_MOST)))
    note: Mapped[str] = mapped_column(String(NOTE_MOST), default="")
    images_changed: Mapped[bool] = mapped_column(default=False, server_default=false())

    editor: Mapped[Member] = relationship(lazy="raise")
