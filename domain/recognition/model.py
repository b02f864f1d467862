"""Recognition cards: thanks from one person to a few, for a value that was lived, with the reason in words."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.community import Value
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Quadrant
from domain.members import Member, Role
from domain.moderation import Complaint, Hideable, settled_by_somebody

BECAUSE_LEAST, BECAUSE_MOST = 40, 400
RECIPIENTS_MOST = 5
SAME_PERSON_MOST = 2  # in a quarter
CHANGEABLE = timedelta(minutes=10)
REASON_LEAST, REASON_MOST = 5, 200
BADGE = "recognition"


class CardVisibility(StrEnum):
    """Who reads a card besides its sender and its recipients."""

    PRIVATE = "private"
    TEAM = "team"
    EVERYONE = "everyone"


VISIBILITIES: dict[CardVisibility, tuple[str, str]] = {
    CardVisibility.EVERYONE: (_("Everyone"), _("It hangs on the wall of thanks, unless a recipient says no.")),
    CardVisibility.TEAM: (_("Their teams"), _("Who works in a team with one of them reads it too.")),
    CardVisibility.PRIVATE: (_("Only them"), _("It stays between you.")),
}


class RecognitionCard(Hideable, Base):
    """Thanks to one to five people. It can be changed for ten minutes; what is withdrawn later leaves its place.

    `sent_on` is the day it was where the community is, so that months and quarters are the community's. What it is
    about is an idea, an experiment or a learning card, or nothing.
    """

    __tablename__ = "recognition_cards"
    __table_args__ = (
        UniqueConstraint("sender_id", "key", name="uq_recognition_cards_sender_id_key"),
        Index("ix_recognition_cards_sender_id_sent_on", "sender_id", "sent_on"),
        Index("ix_recognition_cards_wall", "visibility", "id", postgresql_where="withdrawn_at IS NULL"),
        Index("ix_recognition_cards_value_id_id", "value_id", "id"),
        Index("ix_recognition_cards_sent_at", "sent_at"),
        Index("ix_recognition_cards_hidden", "id", postgresql_where="hidden_at IS NOT NULL"),
        CheckConstraint("num_nonnulls(idea_id, experiment_id, learning_card_id) <= 1", name="about_one_thing"),
        CheckConstraint("(withdrawn_at IS NULL) = (because <> '')", name="withdrawn_is_wordless"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_for_a_reason"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_by_id IS NULL)", name="hidden_by_somebody"),
    )

    id: Mapped[PrimaryKey]
    sender_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    # What the sender was when they wrote it, as the card is signed.
    sender_role: Mapped[Role] = mapped_column(words(Role))
    value_id: Mapped[int] = mapped_column(ForeignKey("company_values.id"))
    because: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"), index=True)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id", ondelete="SET NULL"), index=True)
    learning_card_id: Mapped[int | None] = mapped_column(
        ForeignKey("learning_cards.id", ondelete="SET NULL"), index=True
    )
    visibility: Mapped[CardVisibility] = mapped_column(words(CardVisibility))
    motif: Mapped[Quadrant | None] = mapped_column(words(Quadrant, "motif"))
    key: Mapped[UUID | None]
    sent_at: Mapped[datetime]
    sent_on: Mapped[date] = mapped_column(Date)
    revised_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(REASON_MOST), default="")

    sender: Mapped[Member] = relationship(lazy="raise", foreign_keys=[sender_id])
    value: Mapped[Value] = relationship(lazy="raise")
    recipients: Mapped[list["CardRecipient"]] = relationship(
        lazy="raise", order_by="CardRecipient.member_id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/recognition/{self.id}"

    @property
    def changeable_until(self) -> datetime:
        """Return until when its sender changes it or takes it back without a trace."""
        return self.sent_at + CHANGEABLE

    @property
    def is_standing(self) -> bool:
        """Return whether it is neither withdrawn nor hidden."""
        return self.withdrawn_at is None and self.hidden_at is None

    def is_to(self, member_id: int | None) -> bool:
        """Return whether it thanks this member; the recipients must be loaded."""
        return any(each.member_id == member_id for each in self.recipients)


class CardRecipient(Base):
    """Somebody whom a card thanks; who declines its publication keeps it, and nobody else reads it."""

    __tablename__ = "card_recipients"
    __table_args__ = (Index("ix_card_recipients_member_id_card_id", "member_id", "card_id"),)

    card_id: Mapped[int] = mapped_column(ForeignKey("recognition_cards.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    declined_at: Mapped[datetime | None]
    # The badge as which they carry it away, the newest where one was taken back.
    award_id: Mapped[int | None] = mapped_column(ForeignKey("awards.id"), index=True)

    member: Mapped[Member] = relationship(lazy="raise")


class CardReport(Complaint):
    """A member's complaint about a card: one for each member and card."""

    __tablename__ = "card_reports"
    __table_args__ = (
        UniqueConstraint("member_id", "card_id", name="uq_card_reports_member_id_card_id"),
        Index("ix_card_reports_open", "card_id", "id", postgresql_where="settled_at IS NULL"),
        Index("ix_card_reports_card_id", "card_id"),
        Index("ix_card_reports_settled_by_id", "settled_by_id"),
        settled_by_somebody(),
    )

    card_id: Mapped[int] = mapped_column(ForeignKey("recognition_cards.id", ondelete="CASCADE"))

    card: Mapped[RecognitionCard] = relationship(lazy="raise")
