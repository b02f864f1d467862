"""Badges, what each version of one says, who was given one, and what was taken back."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.experiments import Experiment, LearningCard
from domain.ideas import Idea, Quadrant
from domain.members import Member

SLUG_MOST = 60
NAME_MOST, SAYS_MOST, CRITERIA_MOST = 60, 300, 400
BECAUSE_LEAST, BECAUSE_MOST = 10, 400
REASON_LEAST, REASON_MOST = 10, 300
KEY_MOST = 80
NAME_LEAST, SAYS_LEAST, CRITERIA_LEAST = 3, 10, 10
ONCE = "once"  # the key of what is given once


# What can stand in the middle of a badge; the drawings are made where pictures are. Those of a quadrant have its sign.
DRAWINGS = (
    "first-spark",
    "sharp-eye",
    "builder",
    "tested",
    "shipped",
    "proven",
    "bridge",
    "pre-registrar",
    "honest-fast-failure",
    "kill-switch",
    "replicator",
    "librarian",
    "closer",
    "hero-of-the-month",
    "recognition",
)


class Family(StrEnum):
    """What badges have in common, as the catalogue groups them."""

    IDEAS = "ideas"
    EXPERIMENTS = "experiments"
    QUADRANTS = "quadrants"
    COMMUNITY = "community"


class Repeats(StrEnum):
    """How often one member can be given the same badge."""

    ONCE = "once"
    EACH = "each"  # once for each thing that shows it
    MONTH = "month"  # once for each month


class Badge(Base):
    """A badge; what it says are its versions, of which `current` is the number of the one given today.

    A `moderated` one is given by people alone.
    """

    __tablename__ = "badges"

    id: Mapped[PrimaryKey]
    slug: Mapped[str] = mapped_column(String(SLUG_MOST), unique=True)
    family: Mapped[Family] = mapped_column(words(Family, "badgefamily"))
    place: Mapped[int]  # in the catalogue
    tier: Mapped[int | None]  # how many times over, where there are several of a kind
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant, "badgequadrant"))
    repeats: Mapped[Repeats] = mapped_column(words(Repeats), default=Repeats.ONCE)
    moderated: Mapped[bool] = mapped_column(default=False)
    current: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    version: Mapped["BadgeVersion"] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: (Badge.id == foreign(BadgeVersion.badge_id)) & (Badge.current == BadgeVersion.number),
    )

    @property
    def path(self) -> str:
        """Return the address of the badge's page."""
        return f"/badges/{self.slug}"


class BadgeVersion(Base):
    """What a badge says from some time on; never changed, since credentials quote it. `art` names its drawing.

    What is `kept` stays for ever once earned, all else goes when what earned it is no longer so.
    """

    __tablename__ = "badge_versions"
    __table_args__ = (UniqueConstraint("badge_id", "number", name="uq_badge_versions_badge_id_number"),)

    id: Mapped[PrimaryKey]
    badge_id: Mapped[int] = mapped_column(ForeignKey("badges.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    says: Mapped[str] = mapped_column(String(SAYS_MOST))
    criteria: Mapped[str] = mapped_column(String(CRITERIA_MOST))
    art: Mapped[str] = mapped_column(String(SLUG_MOST))
    kept: Mapped[bool] = mapped_column(default=True)
    # What has to have happened, in the language of criteria; without one, people give the badge.
    criterion: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]

    badge: Mapped[Badge] = relationship(lazy="raise")


class Award(Base):
    """A badge given to a member, once under each key; `earned_at` is when what earned it happened.

    It stands in public at an address that can't be guessed, by `name`; with `shown_at` it is listed too.
    """

    __tablename__ = "awards"
    __table_args__ = (
        UniqueConstraint("badge_id", "member_id", "key", name="uq_awards_badge_id_member_id_key"),
        Index("ix_awards_member_id_id", "member_id", "id"),
        Index("ix_awards_badge_id_earned_at", "badge_id", "earned_at", "id"),
        Index("ix_awards_shown", "badge_id", "earned_at", "id", postgresql_where="shown_at IS NOT NULL"),
        CheckConstraint("num_nonnulls(idea_id, experiment_id, card_id) <= 1", name="one_thing_shows_it"),
        CheckConstraint("earned_at <= given_at", name="earned_before_it_is_given"),
    )

    id: Mapped[PrimaryKey]
    name: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    badge_id: Mapped[int] = mapped_column(ForeignKey("badges.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("badge_versions.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    key: Mapped[str] = mapped_column(String(KEY_MOST))
    earned_at: Mapped[datetime]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    because: Mapped[str] = mapped_column(String(BECAUSE_MOST))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="SET NULL"), index=True)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id", ondelete="SET NULL"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("learning_cards.id", ondelete="SET NULL"), index=True)
    shown_at: Mapped[datetime | None]

    badge: Mapped[Badge] = relationship(lazy="raise")
    version: Mapped[BadgeVersion] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise", foreign_keys=[member_id])
    given_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[given_by_id])
    idea: Mapped[Idea | None] = relationship(lazy="raise")
    experiment: Mapped[Experiment | None] = relationship(lazy="raise")
    card: Mapped[LearningCard | None] = relationship(lazy="raise")
    revocation: Mapped["Revocation | None"] = relationship(lazy="raise", back_populates="award")

    @property
    def given_for(self) -> str:
        """Return the key without the number that tells apart what was earned again."""
        return self.key.partition("~")[0]

    @property
    def path(self) -> str:
        """Return the address at which anybody who has it sees the badge."""
        return f"/ob/credentials/{self.name}"


class Revocation(Base):
    """That a badge was taken back: the award stays as it was, with why, by whom and when beside it."""

    __tablename__ = "award_revocations"

    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(REASON_MOST))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    at: Mapped[datetime]

    award: Mapped[Award] = relationship(lazy="raise", back_populates="revocation")
    actor: Mapped[Member | None] = relationship(lazy="raise")
