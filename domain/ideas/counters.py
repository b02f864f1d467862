"""Who was shown an idea, and the counters that lists sort by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, Double, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, words
from domain.ideas.model import Idea, Quadrant
from domain.ideas.ranking import BEST_SQL


class Exposure(Base):
    """A member was shown an idea: once for each member and idea, never its author.

    `counted` is settled when the row is written, and false only for newcomers past the day's limit. One that isn't
    counted still counts for as long as the same member backs the idea.
    """

    __tablename__ = "exposures"
    __table_args__ = (
        Index("ix_exposures_idea_id", "idea_id"),
        Index("ix_exposures_by_newcomers", "idea_id", "seen_at", postgresql_where="newcomer AND counted"),
        CheckConstraint("newcomer OR counted", name="only_newcomers_go_uncounted"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    newcomer: Mapped[bool]
    counted: Mapped[bool]


def _order(name: str, *columns: str) -> tuple[Index, Index]:
    """Return the two indexes that serve a sorted list: of all ideas, and of one quadrant's."""
    by = [text(column) if "(" in column else column for column in (*columns, "(- exposed)", "idea_id")]
    return (
        Index(f"ix_idea_counters_{name}", *by, postgresql_where="listed"),
        Index(f"ix_idea_counters_quadrant_{name}", "quadrant", *by, postgresql_where="listed"),
    )


class IdeaCounters(Base):
    """What lists sort by, in a narrow row with free space, so that a vote rewrites little.

    Quadrant and listed are the idea's own, held equal by the foreign key, so that one index serves a sorted list.
    `staff` of the supporters worked here when they voted. `familiar_at` is when a look made it one that enough
    members had seen; a vote doesn't, lest it take the idea down.
    """

    __tablename__ = "idea_counters"
    __table_args__ = (
        ForeignKeyConstraint(
            ["idea_id", "quadrant", "listed"],
            ["ideas.id", "ideas.quadrant", "ideas.listed"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        *_order("supported", "supporters"),
        *_order("rising", "coalesce(rising, 0::double precision)"),
        *_order("best", "best"),
        Index("ix_idea_counters_little_seen", "idea_id", postgresql_where="listed AND familiar_at IS NULL"),
        Index(
            "ix_idea_counters_quadrant_little_seen",
            "quadrant",
            "idea_id",
            postgresql_where="listed AND familiar_at IS NULL",
        ),
        Index("ix_idea_counters_familiar_at", "familiar_at", postgresql_where="listed AND familiar_at IS NOT NULL"),
        CheckConstraint("supporters >= 0 AND comments >= 0", name="never_negative"),
        CheckConstraint("offers >= 0", name="offers_never_negative"),
        # Not that exposed is no less than supporters: a row is checked before what others counted meanwhile is read.
        CheckConstraint("staff BETWEEN 0 AND supporters", name="parts_of_a_whole"),
        {"postgresql_with": {"fillfactor": 60}},
    )

    idea_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quadrant: Mapped[Quadrant | None] = mapped_column(words(Quadrant))
    listed: Mapped[bool]
    supporters: Mapped[int] = mapped_column(default=0)
    staff: Mapped[int] = mapped_column(default=0)
    exposed: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    offers: Mapped[int] = mapped_column(default=0, server_default="0")
    best: Mapped[float] = mapped_column(Double, Computed(BEST_SQL, persisted=True))
    rising: Mapped[float | None] = mapped_column(Double)
    familiar_at: Mapped[datetime | None]

    @classmethod
    def of(cls, idea: Idea) -> "IdeaCounters":
        """Return the counters of an idea that has just been submitted."""
        return cls(idea_id=idea.id, quadrant=idea.quadrant, listed=idea.listed, rising=None, familiar_at=None)
