"""Cases: votes that look traded, a test that looks bent, ideas that may be one; who is concerned, what came of it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea
from domain.members import Member

DECIDED_WITHIN = timedelta(days=7)
SAID_LEAST, SAID_MOST = 3, 1000


class CaseKind(StrEnum):
    """What made somebody look."""

    BURST = "burst"
    RECIPROCITY = "reciprocity"
    CONCENTRATION = "concentration"
    SLOW_DRIP = "slow_drip"
    LOCKSTEP = "lockstep"
    FRESH_CROWD = "fresh_crowd"
    CAMPAIGN = "campaign"
    VERDICT_BENDING = "verdict_bending"
    IDEA_SPLITTING = "idea_splitting"


KINDS: dict[CaseKind, tuple[str, str]] = {
    CaseKind.BURST: (_("Many votes at once"), _("Members gave one author vote after vote within minutes.")),
    CaseKind.RECIPROCITY: (_("Votes both ways"), _("Members backed one another’s ideas again and again.")),
    CaseKind.CONCENTRATION: (_("A small circle"), _("Most support for an author comes from very few people.")),
    CaseKind.SLOW_DRIP: (_("A steady drip"), _("One member gives a large part of all that an author receives.")),
    CaseKind.LOCKSTEP: (_("In step"), _("Members back the same ideas, within minutes of one another.")),
    CaseKind.FRESH_CROWD: (_("A fresh crowd"), _("Within a day, most support came from members who had just joined.")),
    CaseKind.CAMPAIGN: (_("A sudden wave"), _("Support came far faster than this idea, and ideas like it, ever had.")),
    CaseKind.VERDICT_BENDING: (
        _("How a test ended"),
        _("What a test promised, or its totals, changed on the way, or it ended just before its season did."),
    ),
    CaseKind.IDEA_SPLITTING: (_("Two ideas, or one"), _("Two ideas of the same people say nearly the same.")),
}


# An honest campaign looks like these, so votes count on, and only their points wait, until it is decided or two days
# have passed.
POINTS_WAIT = frozenset({CaseKind.FRESH_CROWD, CaseKind.CAMPAIGN})
POINTS_WAIT_FOR = timedelta(hours=48)


class Outcome(StrEnum):
    """How a case was decided."""

    UPHELD = "upheld"
    CLEARED = "cleared"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class About(StrEnum):
    """What a case is about."""

    VOTES = "votes"
    TEST = "test"
    IDEAS = "ideas"


class FairnessCase(Base):
    """Votes, how a test was concluded, or the later `part_id` of two ideas, to look at: why, by what figures, until
    when, and how it was decided.

    `evidence` is rows of plain figures; each names its members and ideas by number. Those who are concerned never
    judge it.
    """

    __tablename__ = "fairness_cases"
    __table_args__ = (
        Index("ix_fairness_cases_open", "decide_by", "id", postgresql_where="outcome IS NULL"),
        Index("ix_fairness_cases_decided", "decided_at", postgresql_where="outcome IS NOT NULL"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[CaseKind] = mapped_column(words(CaseKind))
    conclusion_id: Mapped[int | None] = mapped_column(ForeignKey("conclusions.id", ondelete="CASCADE"), unique=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"), unique=True)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    opened_at: Mapped[datetime]
    decide_by: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))
    said: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)

    decided_by: Mapped[Member | None] = relationship(lazy="raise")
    parties: Mapped[list["CaseParty"]] = relationship(lazy="raise", order_by="CaseParty.member_id")

    @property
    def is_open(self) -> bool:
        """Return whether somebody still has to decide."""
        return self.outcome is None

    @property
    def experiment_id(self) -> int | None:
        """Return the number of the test that it is about, None for all else."""
        return int(self.evidence[0]["experiment"]) if self.conclusion_id is not None else None

    @property
    def first_id(self) -> int | None:
        """Return the number of the idea that the later part is like, None for all else."""
        return int(self.evidence[0]["idea"]) if self.part_id is not None else None

    @property
    def idea_ids(self) -> list[int]:
        """Return the numbers of the two ideas that it is about, the earlier first; none for all else."""
        return [number for number in (self.first_id, self.part_id) if number is not None]

    @property
    def about(self) -> About:
        """Return what it is about."""
        if self.conclusion_id is not None:
            return About.TEST
        return About.VOTES if self.part_id is None else About.IDEAS

    @property
    def path(self) -> str:
        """Return the address of its page for moderators."""
        return f"/moderation/fairness/{self.id}"


class CaseParty(Base):
    """A member whom a case concerns: they gave votes in it, or those votes were for what they stand for."""

    __tablename__ = "fairness_parties"
    __table_args__ = (Index("ix_fairness_parties_member_id", "member_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("fairness_cases.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    voted: Mapped[bool]
    wrote: Mapped[bool]

    case: Mapped[FairnessCase] = relationship(lazy="raise", back_populates="parties")
    member: Mapped[Member] = relationship(lazy="raise")


class CaseBatch(Base):
    """Votes of a case put in quarantine together, and lifted together; nobody did it where a rule did by itself."""

    __tablename__ = "fairness_batches"
    __table_args__ = (
        Index("ix_fairness_batches_standing", "case_id", unique=True, postgresql_where="lifted_at IS NULL"),
    )

    id: Mapped[PrimaryKey]
    case_id: Mapped[int] = mapped_column(ForeignKey("fairness_cases.id", ondelete="CASCADE"), index=True)
    votes: Mapped[int]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)


class CaseVote(Base):
    """A vote that a case is about; it stays here when its member takes it back. `batch_id` says by what it is held."""

    __tablename__ = "fairness_votes"
    __table_args__ = (
        Index("ix_fairness_votes_member_id_idea_id", "member_id", "idea_id"),
        Index("ix_fairness_votes_idea_id", "idea_id"),
        Index("ix_fairness_votes_batch_id", "batch_id", postgresql_where="batch_id IS NOT NULL"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("fairness_cases.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("fairness_batches.id"))

    member: Mapped[Member] = relationship(lazy="raise")
    idea: Mapped[Idea] = relationship(lazy="raise")


class Appeal(Base):
    """What a member whom a case concerns says to it: once, and somebody else than before decides again."""

    __tablename__ = "fairness_appeals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "member_id"],
            ["fairness_parties.case_id", "fairness_parties.member_id"],
            name="fk_fairness_appeals_parties",
            ondelete="CASCADE",
        ),
        Index("ix_fairness_appeals_member_id", "member_id"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    case_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    said: Mapped[str] = mapped_column(String(SAID_MOST))
    made_at: Mapped[datetime]
    against_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome))
    decided_at: Mapped[datetime | None]
