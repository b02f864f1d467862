"""What people concluded of an experiment, and the card that says what it taught."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import seeking
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.experiments.model import Experiment
from domain.experiments.verdicts import Advice
from domain.members import Member

CARD_LEAST, CARD_MOST = 10, 2000
TAGS_MOST, TAG_MOST = 5, 30


def _stems(configuration: str) -> str:
    fields = (("believed", "A"), ("learned", "A"), ("therefore", "B"), ("observed", "B"), ("measured", "C"))
    return " || ".join(f"setweight({seeking.stems(configuration, field)}, '{weight}')" for field, weight in fields)


_VECTOR = " || ".join(
    (
        f"CASE language WHEN 'de' THEN {_stems(seeking.GERMAN)} ELSE {_stems(seeking.ENGLISH)} END",
        seeking.whole_words("believed || ' ' || learned || ' ' || therefore || ' ' || observed || ' ' || measured"),
        seeking.shelf("id"),
    )
)


class ConclusionKind(StrEnum):
    """What people decided in the end."""

    SCALED = "scaled"
    STOPPED_NOT_AS_PROMISED = "stopped_not_as_promised"
    STOPPED_HARMFUL = "stopped_harmful"
    UNDECIDED = "undecided"
    CHANGED_COURSE = "changed_course"
    INVALID = "invalid"


CONCLUSIONS: dict[ConclusionKind, str] = {
    ConclusionKind.SCALED: _("Scaled"),
    ConclusionKind.STOPPED_NOT_AS_PROMISED: _("Stopped: not as promised"),
    ConclusionKind.STOPPED_HARMFUL: _("Stopped: harmful"),
    ConclusionKind.UNDECIDED: _("Undecided"),
    ConclusionKind.CHANGED_COURSE: _("Changed course"),
    ConclusionKind.INVALID: _("Invalid"),
}


class Conclusion(Base):
    """What people decided, with their reason. One against the advice waits for a second person before it counts.

    `saved_units` and `saved_days` are what was left of the plan and its time-box when the verdict fell.
    """

    __tablename__ = "conclusions"
    __table_args__ = (
        Index("uq_conclusions_standing", "experiment_id", unique=True, postgresql_where="withdrawn_at IS NULL"),
        CheckConstraint("effective_at IS NULL OR withdrawn_at IS NULL", name="counts_or_not"),
        CheckConstraint("seconded_by_id <> concluded_by_id", name="seconded_by_another"),
        CheckConstraint(
            "NOT against_advice OR effective_at IS NULL OR seconded_by_id IS NOT NULL",
            name="against_advice_is_seconded",
        ),
    )

    id: Mapped[PrimaryKey]
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    kind: Mapped[ConclusionKind] = mapped_column(words(ConclusionKind))
    reason: Mapped[str] = mapped_column(Text)
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_ins.id"))
    advice: Mapped[Advice | None] = mapped_column(words(Advice))
    against_advice: Mapped[bool]
    concluded_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    concluded_at: Mapped[datetime]
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    effective_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    saved_units: Mapped[int] = mapped_column(default=0)
    saved_days: Mapped[int] = mapped_column(default=0)

    experiment: Mapped[Experiment] = relationship(lazy="raise")
    concluded_by: Mapped[Member] = relationship(lazy="raise", foreign_keys=[concluded_by_id])
    seconded_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[seconded_by_id])
    card: Mapped["LearningCard"] = relationship(lazy="raise", uselist=False)

    @property
    def is_waiting(self) -> bool:
        """Return whether a second person still has to look at it."""
        return self.effective_at is None and self.withdrawn_at is None


class LearningCard(Base):
    """What an experiment taught: believed and measured as planned, seen and learned, and what follows from it.

    Everybody reads it once its conclusion counts.
    """

    __tablename__ = "learning_cards"
    __table_args__ = (
        Index("ix_learning_cards_search", "search", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    id: Mapped[PrimaryKey]
    conclusion_id: Mapped[int] = mapped_column(ForeignKey("conclusions.id", ondelete="CASCADE"), unique=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    written_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(8))
    believed: Mapped[str] = mapped_column(Text)
    measured: Mapped[str] = mapped_column(Text)
    observed: Mapped[str] = mapped_column(Text)
    learned: Mapped[str] = mapped_column(Text)
    therefore: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(String(TAG_MOST)), default=list)
    search: Mapped[str] = mapped_column(
        TSVECTOR, Computed(_VECTOR, persisted=True), deferred=True, deferred_raiseload=True
    )

    author: Mapped[Member] = relationship(lazy="raise")
    experiment: Mapped[Experiment] = relationship(lazy="raise")
    conclusion: Mapped[Conclusion] = relationship(lazy="raise", viewonly=True)

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"/learning/{self.id}"
