"""Learning points that wait while somebody looks at how a test ended, or that aren't given for it."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base
from domain.experiments import Conclusion, Experiment


class HeldLearning(Base):
    """A conclusion whose learning points wait while somebody looks at it, or are refused once somebody has."""

    __tablename__ = "held_learning"

    conclusion_id: Mapped[int] = mapped_column(
        ForeignKey("conclusions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    refused: Mapped[bool] = mapped_column(default=False)


async def held_learning(session: AsyncSession, conclusion_ids: Collection[int]) -> set[int]:
    """Return which of these conclusions bring no learning points now."""
    query = select(HeldLearning.conclusion_id).where(HeldLearning.conclusion_id.in_(conclusion_ids))
    return set(await session.scalars(query)) if conclusion_ids else set()


async def held_of(session: AsyncSession, idea_id: int) -> dict[int, bool]:
    """Return the tests of an idea whose learning points wait, by number, with whether they are refused."""
    query = select(Conclusion.experiment_id, HeldLearning.refused)
    query = query.join(HeldLearning, HeldLearning.conclusion_id == Conclusion.id)
    query = query.join(Experiment, Experiment.id == Conclusion.experiment_id).where(Experiment.idea_id == idea_id)
    return {row.experiment_id: row.refused for row in await session.execute(query)}
