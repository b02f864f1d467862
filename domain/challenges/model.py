"""Time-boxed calls: a question, how much and how well it takes to win, who took part, and whom people confirmed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea, Quadrant
from domain.members import Member

QUESTION_LEAST, QUESTION_MOST = 10, 140
SAYS_MOST = 2_000
NAME_LEAST, NAME_MOST = 3, 60
PERK_LEAST, PERK_MOST = 3, 300
WHY_LEAST, WHY_MOST = 10, 400
DAYS_MOST = 366
WINNERS_MOST = 20
MUCH_MOST, WELL_MOST = Decimal(1_000_000), Decimal(100)
WEEK = timedelta(days=7)


class ChallengeKind(StrEnum):
    """Who takes part: everybody with their ideas, or members of staff who joined themselves."""

    IDEAS = "ideas"
    STAFF = "staff"


class Much(StrEnum):
    """What “how much” counts."""

    IMPACT = "impact"
    LEARNING = "learning"
    READINGS = "readings"


class Well(StrEnum):
    """What “how well” counts."""

    OUTCOMES = "outcomes"
    SHARE_CHOSEN = "share_chosen"
    LEARNED = "learned"
    READINGS = "readings"


class TieRule(StrEnum):
    """Who wins where more met both thresholds than can win."""

    EARLIER = "earlier"
    BETTER = "better"
    MORE = "more"


class ChallengeState(StrEnum):
    """Where a challenge stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    RUNNING = "running"
    OVER = "over"
    DECIDED = "decided"
    CALLED_OFF = "called_off"


MUCH: dict[Much, str] = {
    Much.IMPACT: _("Impact points for what happened in this time"),
    Much.LEARNING: _("Learning points for what happened in this time"),
}
WELL: dict[Well, str] = {
    Well.OUTCOMES: _("Ideas that were chosen, tested, adopted or proved useful in this time"),
    Well.SHARE_CHOSEN: _("Of a hundred ideas published in this time, how many were chosen or adopted in it"),
    Well.LEARNED: _("Experiments that ended in time, valid and with their card, whatever came out"),
}
TIES: dict[TieRule, str] = {
    TieRule.EARLIER: _("Who met both first. Then who did better, then who did more."),
    TieRule.BETTER: _("Who did better. Then who met both first, then who did more."),
    TieRule.MORE: _("Who did more. Then who did better, then who met both first."),
}
WELL_MOSTS: dict[Well, Decimal] = {
    Well.OUTCOMES: Decimal(1_000),
    Well.SHARE_CHOSEN: WELL_MOST,
    Well.LEARNED: Decimal(1_000),
    Well.READINGS: WELL_MOST,
}


class Challenge(Base):
    """A call from `starts_on` until just before `ends_on`, in the zone it was announced in.

    Only who reaches `much_least` and `well_least` both may win. What it promises is fixed once it has started; then it
    can only be called off, with a reason.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        Index("ix_challenges_starts_on_id", "starts_on", "id"),
        Index("ix_challenges_undecided", "ends_at", postgresql_where="decided_at IS NULL AND called_off_at IS NULL"),
        CheckConstraint("starts_on < ends_on AND starts_at < ends_at", name="lasts"),
        CheckConstraint("much_least > 0 AND well_least > 0", name="two_thresholds"),
        CheckConstraint(f"winners BETWEEN 1 AND {WINNERS_MOST}", name="somebody_may_win"),
        CheckConstraint(
            "(kind = 'staff') = (much = 'readings') AND (kind = 'staff') = (well = 'readings') "
            "AND (kind = 'staff') = (much_name <> '') AND (kind = 'staff') = (well_name <> '')",
            name="readings_are_of_staff",
        ),
        CheckConstraint("kind = 'ideas' OR quadrant IS NULL AND NOT only_answers", name="ideas_are_of_a_quadrant"),
        CheckConstraint("(called_off_at IS NULL) = (called_off_why = '')", name="called_off_for_a_reason"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_at >= ends_at", name="decided_when_over"),
        CheckConstraint("decided_at IS NULL OR called_off_at IS NULL", name="one_end"),
        CheckConstraint("announced_at IS NOT NULL OR called_off_at IS NULL", name="called_off_once_announced"),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[ChallengeKind] = mapped_column(words(ChallengeKind))
    question: Mapped[str] = mapped_column(String(QUESTION_MOST))
    says: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant, "challengequadrant"))
    # Whether only ideas that answer the call count, or all that somebody does in its time.
    only_answers: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    much: Mapped[Much] = mapped_column(words(Much))
    much_name: Mapped[str] = mapped_column(String(NAME_MOST), default="")
    much_least: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    well: Mapped[Well] = mapped_column(words(Well))
    well_name: Mapped[str] = mapped_column(String(NAME_MOST), default="")
    well_least: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    tie: Mapped[TieRule] = mapped_column(words(TieRule))
    perk: Mapped[str] = mapped_column(String(PERK_MOST))
    winners: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    made_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    # When whoever keeps it was told that it waits for a decision.
    over_told_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    called_off_why: Mapped[str] = mapped_column(String(WHY_MOST), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    decided_why: Mapped[str] = mapped_column(String(WHY_MOST), default="")

    made_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[made_by_id])
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/challenges/{self.id}"

    @property
    def last_day(self) -> date:
        """Return the last day that counts."""
        return self.ends_on - timedelta(days=1)

    @property
    def weeks(self) -> int:
        """Return how many weeks it has, from its first day on; the last may be shorter."""
        return -(-(self.ends_on - self.starts_on).days // WEEK.days)

    def state(self, moment: datetime) -> ChallengeState:
        """Return where it stands at a moment."""
        if self.called_off_at is not None:
            return ChallengeState.CALLED_OFF
        if self.decided_at is not None:
            return ChallengeState.DECIDED
        if self.announced_at is None:
            return ChallengeState.DRAFT
        if moment < self.starts_at:
            return ChallengeState.ANNOUNCED
        return ChallengeState.RUNNING if moment < self.ends_at else ChallengeState.OVER

    def week_starts(self, week: int) -> date:
        """Return the first day of a week, counted from 1."""
        return self.starts_on + (week - 1) * WEEK

    def moment_of(self, day: date) -> datetime:
        """Return when a day begins where the challenge was announced."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))


class ChallengeIdea(Base):
    """An idea that answers a call; it answers one at most."""

    __tablename__ = "challenge_ideas"
    __table_args__ = (Index("ix_challenge_ideas_challenge_id_idea_id", "challenge_id", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    at: Mapped[datetime]

    idea: Mapped[Idea] = relationship(lazy="raise")


class ChallengeParticipant(Base):
    """A member of staff who joined a challenge."""

    __tablename__ = "challenge_participants"
    __table_args__ = (Index("ix_challenge_participants_member_id", "member_id"),)

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    joined_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class ChallengeReading(Base):
    """How much and how well a participant did in one week. A correction is a row of its own that supersedes another.

    One without `much` says that the week has no reading after all; without `well` nobody could tell the quality.
    """

    __tablename__ = "challenge_readings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["challenge_id", "member_id"],
            ["challenge_participants.challenge_id", "challenge_participants.member_id"],
            ondelete="CASCADE",
            name="fk_challenge_readings_participant",
        ),
        Index(
            "uq_challenge_readings_counting",
            "challenge_id",
            "member_id",
            "week",
            unique=True,
            postgresql_where="superseded_at IS NULL",
        ),
        Index("ix_challenge_readings_member_id", "member_id"),
        CheckConstraint("week >= 1", name="weeks_count_from_one"),
        CheckConstraint(f"much BETWEEN 0 AND {MUCH_MOST}", name="much_is_a_figure"),
        CheckConstraint(f"well BETWEEN 0 AND {WELL_MOST} AND much > 0", name="well_is_of_a_hundred"),
        CheckConstraint("much IS NOT NULL OR reason <> ''", name="withdrawn_for_a_reason"),
    )

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int]
    member_id: Mapped[int]
    week: Mapped[int]
    much: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    well: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    reason: Mapped[str] = mapped_column(String(WHY_MOST), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    entered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    entered_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[entered_by_id])


class ChallengeResult(Base):
    """Somebody who met both thresholds, as it stood at the decision: a winner, or set aside with a reason.

    Set aside, only they and who keeps challenges read the reason.
    """

    __tablename__ = "challenge_results"
    __table_args__ = (
        Index("ix_challenge_results_member_id", "member_id"),
        CheckConstraint("place >= 1", name="places_count_from_one"),
    )

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    place: Mapped[int]
    won: Mapped[bool]
    much: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    well: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    met_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(WHY_MOST), default="")

    member: Mapped[Member] = relationship(lazy="raise")
