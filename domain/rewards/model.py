"""The ledger: rules that never change, entries that are only added to, and what is projected from them."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.ideas import Quadrant
from domain.members import Member

CODE_MOST, KEY_MOST, CAP_MOST, PART_MOST = 40, 200, 60, 40
CLOSES_AFTER = timedelta(days=7)  # what comes late to a season that is over still counts in it until then
CLOSES_AFTER_NIGHTS = 3  # on which the books were looked at since it ended


class Currency(StrEnum):
    """What points are for. They never turn into one another; thanks stand on no board."""

    IMPACT = "impact"
    LEARNING = "learning"
    THANKS = "thanks"


class CapPeriod(StrEnum):
    """Over which time a cap is counted: a day in the community's zone, or a season."""

    DAY = "day"
    SEASON = "season"


class HeldFor(StrEnum):
    """What somebody looks at meanwhile, where points are taken back until then."""

    CROWD = "crowd"
    TEST = "test"
    PART = "part"


class Rule(Base):
    """What one cause pays, as one version says; it is in force from `valid_from` until the next version's.

    Of two from the same time on the later one is, so that what was mistyped needn't count first.

    `tiers` says what the first, and what later ones of the same thing pay: each is `upto`, a count, and `amount`,
    points. Nothing is paid beyond the last, and nothing at all without tiers.
    """

    __tablename__ = "rules"
    __table_args__ = (
        UniqueConstraint("code", "version", name="uq_rules_code_version"),
        CheckConstraint("version > 0", name="versions_count_from_one"),
        CheckConstraint("(cap_points IS NULL) = (cap_period IS NULL)", name="caps_are_whole"),
        CheckConstraint("cap_points > 0", name="caps_let_something_through"),
    )

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(String(CODE_MOST))
    version: Mapped[int]
    currency: Mapped[Currency] = mapped_column(words(Currency))
    tiers: Mapped[list[dict[str, int]]] = mapped_column(JSONB)
    cap_points: Mapped[int | None]
    cap_period: Mapped[CapPeriod | None] = mapped_column(words(CapPeriod))
    valid_from: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    made_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(300), default="")

    made_by: Mapped[Member | None] = relationship(lazy="raise")

    def amount_at(self, place: int) -> int:
        """Return the points for the one at this place, counted from 1."""
        return next((tier["amount"] for tier in self.tiers if place <= tier["upto"]), 0)

    @property
    def places(self) -> int:
        """Return how many of the same thing are paid."""
        return self.tiers[-1]["upto"] if self.tiers else 0

    @property
    def most(self) -> int:
        """Return the points that one thing can bring in all."""
        before = [0, *(tier["upto"] for tier in self.tiers)]
        return sum((tier["upto"] - start) * tier["amount"] for tier, start in zip(self.tiers, before, strict=False))


class Season(Base):
    """A quarter of a year in the community's zone, from `starts_at` until just before `ends_at`.

    Closed, its standing is kept with `hash`, and what comes later is booked beside it.
    """

    __tablename__ = "seasons"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="seasons_last"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarters_are_four"),
        CheckConstraint("(closed_at IS NULL) = (hash IS NULL)", name="closed_with_its_hash"),
    )

    id: Mapped[PrimaryKey]
    year: Mapped[int]
    quarter: Mapped[int]
    zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime] = mapped_column(unique=True)
    ends_at: Mapped[datetime] = mapped_column(unique=True)
    closed_at: Mapped[datetime | None]
    hash: Mapped[str | None] = mapped_column(String(64))

    @property
    def key(self) -> str:
        """Return the season as it stands in addresses, such as 2026-1."""
        return f"{self.year}-{self.quarter}"

    @property
    def closable_from(self) -> datetime:
        """Return from when on it can be closed: until then what comes late still counts in it."""
        return self.ends_at + CLOSES_AFTER


class Entry(Base):
    """Points given, given later, or taken back: never changed and never deleted, which the database sees to.

    An award wanted so much and was granted so much; a top-up pays what a cap had withheld; a reversal takes one entry
    back. `late` ones came after their season was closed. The cause is a kind and a number; `part` tells parts of one
    cause apart. `place` is the how manieth it was, `people` among how many it was shared; `held_for` says why a
    reversal is for now only.
    """

    __tablename__ = "entries"
    __table_args__ = (
        Index("ix_entries_member_id_id", "member_id", "id"),
        Index("ix_entries_idea_id_code", "idea_id", "code"),
        Index("ix_entries_member_id_cap", "member_id", "cap", postgresql_where="cap <> ''"),
        Index("ix_entries_tops_up_id", "tops_up_id", postgresql_where="tops_up_id IS NOT NULL"),
        Index("ix_entries_occurred_at", "occurred_at", postgresql_using="brin"),
        Index("ix_entries_batch", "batch", postgresql_where="batch IS NOT NULL"),
        CheckConstraint(
            "CASE WHEN reverses_id IS NULL THEN amount BETWEEN 0 AND wanted ELSE amount <= 0 AND wanted = 0 END",
            name="awards_give_and_reversals_take",
        ),
        CheckConstraint("reverses_id IS NULL OR tops_up_id IS NULL", name="one_thing_at_a_time"),
        CheckConstraint("tops_up_id IS NULL OR amount = wanted AND amount > 0", name="top_ups_pay"),
        CheckConstraint("occurred_at <= recorded_at", name="nothing_from_the_future"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    currency: Mapped[Currency] = mapped_column(words(Currency))
    wanted: Mapped[int]
    amount: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("rules.id"), index=True)
    code: Mapped[str] = mapped_column(String(CODE_MOST))
    key: Mapped[str] = mapped_column(String(KEY_MOST), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"), unique=True)
    tops_up_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), index=True)
    late: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date] = mapped_column(Date)
    cap: Mapped[str] = mapped_column(String(CAP_MOST), default="")
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    cause_kind: Mapped[str] = mapped_column(String(CODE_MOST))
    cause_id: Mapped[int]
    part: Mapped[str] = mapped_column(String(PART_MOST), default="")
    generation: Mapped[int] = mapped_column(default=1)
    place: Mapped[int] = mapped_column(default=1)
    people: Mapped[int] = mapped_column(default=1)
    # The ledger outlives what it tells of.
    idea_id: Mapped[int | None]
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant))
    batch: Mapped[int | None]
    held_for: Mapped[HeldFor | None] = mapped_column(words(HeldFor))

    member: Mapped[Member] = relationship(lazy="raise")
    rule: Mapped[Rule] = relationship(lazy="raise")
    season: Mapped[Season] = relationship(lazy="raise")
    reverses: Mapped["Entry | None"] = relationship(
        lazy="raise", remote_side="Entry.id", foreign_keys=[reverses_id], back_populates="reversal"
    )
    reversal: Mapped["Entry | None"] = relationship(
        lazy="raise", foreign_keys="Entry.reverses_id", uselist=False, viewonly=True
    )
    tops_up: Mapped["Entry | None"] = relationship(lazy="raise", remote_side="Entry.id", foreign_keys=[tops_up_id])

    @property
    def withheld(self) -> int:
        """Return the points that a cap kept back when it was recorded."""
        return self.wanted - self.amount if self.reverses_id is None else 0

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/points/entries/{self.id}"


WHOLE = ""  # the scope of the whole community; the others are quadrants, and of standings teams


class Balance(Base):
    """What a member's entries of one season add up to, in all or in one quadrant; made anew from them at any time."""

    __tablename__ = "balances"
    __table_args__ = (
        Index(
            "ix_balances_board",
            "season_id",
            "currency",
            "scope",
            "points",
            "gained_at",
            "member_id",
            postgresql_where="NOT late AND points > 0",
        ),
        {"postgresql_with": {"fillfactor": 70}},
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(words(Currency), primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    late: Mapped[bool] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    points: Mapped[int]
    gained_at: Mapped[datetime | None]
    last_entry_id: Mapped[int]

    member: Mapped[Member] = relationship(lazy="raise")


class CapUse(Base):
    """How many points of a cap a member has used; its row is locked while more is granted."""

    __tablename__ = "cap_uses"
    __table_args__ = {"postgresql_with": {"fillfactor": 70}}  # noqa: RUF012

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    cap: Mapped[str] = mapped_column(String(CAP_MOST), primary_key=True)
    used: Mapped[int]


class UnsettledIdea(Base):
    """An idea whose votes changed, or began to count, since its entries were brought in line, and how often.

    Votes come by the hundred, and settling looks at a whole idea, so it is done once for all of a minute.
    """

    __tablename__ = "unsettled_ideas"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    changes: Mapped[int]


class Standing(Base):
    """A member's place on a board when its season was closed; it stays as it was.

    `scope` is that of balances, or `team:` with a team's number: of those who were in it then. Who wasn't `shown` then
    has the place that they would have had, and moved nobody's.
    """

    __tablename__ = "standings"
    __table_args__ = (Index("ix_standings_board", "season_id", "currency", "scope", "rank", "gained_at", "member_id"),)

    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), primary_key=True)
    currency: Mapped[Currency] = mapped_column(words(Currency), primary_key=True)
    scope: Mapped[str] = mapped_column(String(40), primary_key=True, default=WHOLE, server_default=WHOLE)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)
    rank: Mapped[int]
    points: Mapped[int]
    gained_at: Mapped[datetime]
    shown: Mapped[bool] = mapped_column(default=True, server_default=true())


class RewardHabit(Base):
    """What a member chose: to stand on boards, to be told when an outcome brings points, to see how far badges are,
    and to be shown quietly what is new.

    As long as they haven't chosen, customers stand on boards, those who work here don't, and nobody is told: of the
    outcome itself they hear anyway.
    """

    __tablename__ = "reward_habits"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, autoincrement=False)
    shown: Mapped[bool | None]
    tells: Mapped[bool] = mapped_column(default=False)
    sees_progress: Mapped[bool] = mapped_column(default=True, server_default=true())
    celebrates: Mapped[bool] = mapped_column(default=True, server_default=true())


class Inspection(Base):
    """What was found when balances, caps and standings were compared with the entries; nothing is as it should be."""

    __tablename__ = "ledger_inspections"

    id: Mapped[PrimaryKey]
    inspected_at: Mapped[datetime]
    says: Mapped[list[str]] = mapped_column(JSONB)
