"""Check-ins: totals that came in while an experiment ran, and what was advised of all that counted then."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.experiments.model import WORDS_MOST
from domain.experiments.verdicts import Advice, Reason
from domain.members import Member


class CheckInSource(StrEnum):
    """How totals came in."""

    FORM = "form"
    CSV = "csv"
    API = "api"
    COMMAND = "command"


class CheckIn(Base):
    """Cumulative totals up to the end of a day, counted since its plan came into force.

    A correction is a row of its own that names the one it corrects; what nothing corrects counts. Each arm is
    {units, conversions}, {units, mean, deviation} or {promoters, passives, detractors}, the control first.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        ForeignKeyConstraint(
            ["experiment_id", "plan_number"],
            ["plans.experiment_id", "plans.number"],
            name="fk_check_ins_plan",
            ondelete="CASCADE",
        ),
        Index("ix_check_ins_experiment_id_id", "experiment_id", "id"),
        Index(
            "uq_check_ins_day",
            *("experiment_id", "plan_number", "as_of"),
            unique=True,
            postgresql_where="corrects_id IS NULL",
        ),
        UniqueConstraint("entered_by_id", "key", name="uq_check_ins_entered_by_id_key"),
        CheckConstraint("(corrects_id IS NOT NULL) = (why <> '')", name="corrections_say_why"),
    )

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int]
    plan_number: Mapped[int]
    as_of: Mapped[date] = mapped_column(Date)
    arms: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    guardrails: Mapped[list[list[dict[str, Any]]]] = mapped_column(JSONB, default=list)
    source: Mapped[CheckInSource] = mapped_column(words(CheckInSource))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    entered_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"), unique=True)
    why: Mapped[str] = mapped_column(String(WORDS_MOST), default="")
    key: Mapped[UUID | None]

    entered_by: Mapped[Member] = relationship(lazy="raise")
    verdict: Mapped["KeptVerdict | None"] = relationship(lazy="raise")


class KeptVerdict(Base):
    """What the engine advised once a check-in was in, of all that counted then; as said, for good.

    `evidence` is a logarithm of odds; `crossed_on`, `crossed_units` and `fingerprint` are of the first crossing, which
    stands whatever follows.
    """

    __tablename__ = "verdicts"
    __table_args__ = (CheckConstraint("(crossed_on IS NULL) = (fingerprint IS NULL)", name="crossed_with_fingerprint"),)

    check_in_id: Mapped[int] = mapped_column(
        ForeignKey("check_ins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    day: Mapped[float] = mapped_column(Double)
    units: Mapped[int]
    advice: Mapped[Advice] = mapped_column(words(Advice))
    reason: Mapped[Reason] = mapped_column(words(Reason))
    alarms: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    variant: Mapped[int]
    evidence: Mapped[float | None] = mapped_column(Double)
    wrong_at_most: Mapped[float | None] = mapped_column(Double)
    raw: Mapped[float | None] = mapped_column(Double)
    cautious: Mapped[float | None] = mapped_column(Double)
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    units_left: Mapped[int | None]
    crossed_on: Mapped[date | None] = mapped_column(Date)
    crossed_units: Mapped[int | None]
    fingerprint: Mapped[str | None] = mapped_column(String(64))
