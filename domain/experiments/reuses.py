"""Where a learning card was of use: which experiment built on it, and who says so."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base
from domain.experiments.conclusions import LearningCard
from domain.experiments.model import Experiment
from domain.members import Member


class CardReuse(Base):
    """An experiment that a card helped to plan."""

    __tablename__ = "card_reuses"

    card_id: Mapped[int] = mapped_column(ForeignKey("learning_cards.id", ondelete="CASCADE"), primary_key=True)
    experiment_id: Mapped[int] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    reused_at: Mapped[datetime]

    card: Mapped[LearningCard] = relationship(lazy="raise")
    experiment: Mapped[Experiment] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")
