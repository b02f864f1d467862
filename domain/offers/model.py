"""Offers, one kind for each quadrant's call."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.ideas import Idea, Quadrant
from domain.members import Member

TEXT_MOST = 600
NOTE_MOST = 400


class OfferKind(StrEnum):
    """How a member wants to take part."""

    TEST = "test"
    MAKE = "make"
    HELP = "help"
    BUILD = "build"


CALLS: dict[Quadrant, OfferKind] = {
    Quadrant.PARTICIPATION_FOR_SELF: OfferKind.TEST,
    Quadrant.CREATION_FOR_SELF: OfferKind.MAKE,
    Quadrant.PARTICIPATION_FOR_OTHERS: OfferKind.HELP,
    Quadrant.CREATION_WITH_OTHERS: OfferKind.BUILD,
}
# Testing needs no words; the others say what one would make, give or bring.
TEXT_LEAST: dict[OfferKind, int] = {OfferKind.TEST: 0, OfferKind.MAKE: 3, OfferKind.HELP: 3, OfferKind.BUILD: 3}


class Offer(Base):
    """One member's offer to take part in one idea. Answered, its words go; taken back, it is kept for a day.

    Of one that a moderator hid and its member took back, the place stays without words: it isn't made again.
    """

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("idea_id", "member_id", "kind", name="uq_offers_idea_id_member_id_kind"),
        Index("ix_offers_idea_id_id", "idea_id", "id"),
        Index("ix_offers_member_id_id", "member_id", "id"),
        Index("ix_offers_taken_back_at", "taken_back_at", postgresql_where="taken_back_at IS NOT NULL"),
        CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="answered_once"),
        CheckConstraint("kind = 'build' OR (accepted_at IS NULL AND declined_at IS NULL)", name="asks_are_answered"),
        CheckConstraint("(accepted_at IS NULL AND declined_at IS NULL) OR text = ''", name="answered_is_empty"),
        CheckConstraint("declined_at IS NOT NULL OR note = ''", name="notes_decline"),
        CheckConstraint(
            "(accepted_at IS NULL AND declined_at IS NULL) OR (hidden_at IS NULL AND taken_back_at IS NULL)",
            name="answered_is_in_sight",
        ),
        CheckConstraint("hidden_at IS NULL OR taken_back_at IS NULL OR text = ''", name="final_is_empty"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[OfferKind] = mapped_column(words(OfferKind))
    text: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(NOTE_MOST), default="")
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    # Since when a moderator has it out of sight: whoever made it and moderators see it, and it counts no more.
    hidden_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")

    @property
    def is_waiting(self) -> bool:
        """Return whether this asks to build together and nobody has answered yet."""
        return self.kind is OfferKind.BUILD and self.is_open

    @property
    def is_open(self) -> bool:
        """Return whether its words are still here: nobody has answered it, and it wasn't taken back."""
        return self.accepted_at is None and self.declined_at is None and self.taken_back_at is None

    @property
    def path(self) -> str:
        """Return the address at which the offer is shown."""
        return f"/ideas/{self.idea_id}/offers#offer-{self.id}"
