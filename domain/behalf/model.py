"""Votes and ideas recorded for customers: ordinary ones, and beside each who recorded it, for whom, and from where."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea
from domain.members import Member

NAME_MOST = 60
SAID_MOST = 400


class Source(StrEnum):
    """Where a customer said it."""

    CALL = "call"
    MAIL = "mail"
    INTERVIEW = "interview"
    FAIR = "fair"
    OTHER = "other"


SOURCES: dict[Source, str] = {
    Source.CALL: _("In a call"),
    Source.MAIL: _("By mail"),
    Source.INTERVIEW: _("In an interview"),
    Source.FAIR: _("At a fair"),
    Source.OTHER: _("Somewhere else"),
}

TOLD: dict[Source, str] = {
    Source.CALL: _("A customer said this in a call, and somebody who works here wrote it down."),
    Source.MAIL: _("A customer sent this by mail, and somebody who works here wrote it down."),
    Source.INTERVIEW: _("A customer said this in an interview, and somebody who works here wrote it down."),
    Source.FAIR: _("A customer said this at a fair, and somebody who works here wrote it down."),
    Source.OTHER: _("A customer said this, and somebody who works here wrote it down."),
}


class Recording(Base):
    """What is known of a vote that somebody of the staff cast for a customer; it goes with the vote.

    `name` and `company` are for staff alone. The vote is the customer's own, whoever takes it back.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        UniqueConstraint("member_id", "idea_id", name="uq_recordings_member_id_idea_id"),
        ForeignKeyConstraint(
            ["member_id", "idea_id"],
            ["votes.member_id", "votes.idea_id"],
            name="fk_recordings_vote",
            ondelete="CASCADE",
        ),
        Index("ix_recordings_idea_id_id", "idea_id", "id"),
        Index("ix_recordings_recorded_by_id", "recorded_by_id"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    company: Mapped[str] = mapped_column(String(NAME_MOST))
    source: Mapped[Source] = mapped_column(words(Source))
    said: Mapped[str] = mapped_column(String(SAID_MOST))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    recorded_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    recorded_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[recorded_by_id])
    idea: Mapped[Idea] = relationship(lazy="raise", foreign_keys=[idea_id])


class RecordedIdea(Base):
    """What is known of an idea that somebody of the staff wrote down for a customer, who is its author.

    `name` and `company` are for staff alone; that it was recorded, and where it was said, everybody may know.
    """

    __tablename__ = "recorded_ideas"
    __table_args__ = (
        Index("ix_recorded_ideas_member_id", "member_id"),
        Index("ix_recorded_ideas_recorded_by_id", "recorded_by_id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    company: Mapped[str] = mapped_column(String(NAME_MOST))
    source: Mapped[Source] = mapped_column(words(Source))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    recorded_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    recorded_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[recorded_by_id])
    idea: Mapped[Idea] = relationship(lazy="raise")
