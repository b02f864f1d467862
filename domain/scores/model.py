"""Scores of ideas, and the weights that they were reckoned by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey
from domain.members import Member
from domain.scores.formula import Weights

TERMS = ("reach", "impact", "confidence", "effort")


class ScoreWeights(Base):
    """The powers of the terms, one row for each version; version 1 takes every term as it is."""

    __tablename__ = "score_weights"
    __table_args__ = (CheckConstraint(" AND ".join(f"{term} BETWEEN 0 AND 3" for term in TERMS), name="within_bounds"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reach: Mapped[float] = mapped_column(Double)
    impact: Mapped[float] = mapped_column(Double)
    confidence: Mapped[float] = mapped_column(Double)
    effort: Mapped[float] = mapped_column(Double)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    named_at: Mapped[datetime | None]

    named_by: Mapped[Member | None] = relationship(lazy="raise")

    @property
    def weights(self) -> Weights:
        """Return them as the formula takes them."""
        return Weights(self.reach, self.impact, self.confidence, self.effort)


class Score(Base):
    """What one of the team made of an idea, with the community's numbers of that moment; the newest one counts."""

    __tablename__ = "scores"
    __table_args__ = (
        Index("uq_scores_current", "idea_id", unique=True, postgresql_where="superseded_at IS NULL"),
        Index("ix_scores_value_idea_id", "value", "idea_id", postgresql_where="superseded_at IS NULL"),
        CheckConstraint("reach >= 0 AND impact > 0 AND confidence > 0 AND effort > 0", name="positive_terms"),
    )

    id: Mapped[PrimaryKey]
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    scorer_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    scored_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    reach: Mapped[int]
    impact: Mapped[float] = mapped_column(Double)
    confidence: Mapped[float] = mapped_column(Double)
    effort: Mapped[float] = mapped_column(Double)
    version: Mapped[int] = mapped_column(ForeignKey("score_weights.version"))
    value: Mapped[float] = mapped_column(Double)
    supporters: Mapped[int]
    exposed: Mapped[int]

    scorer: Mapped[Member] = relationship(lazy="raise")
    weights: Mapped[ScoreWeights] = relationship(lazy="raise")
