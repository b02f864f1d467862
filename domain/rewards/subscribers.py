"""Facts that can bring points, or take them back, have their ideas settled."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.experiments import CardReuse, Experiment, ExperimentStarted, LearningCard, LearningCardReused
from domain.rewards.settling import settle
from domain.triage import IdeaMerged, MergeUndone
from domain.votes import MergeLeft, MergeRejoined


class AboutIdea(Protocol):
    """A fact about an idea."""

    @property
    def idea_id(self) -> int:
        """Return the idea's number."""


async def reward(session: AsyncSession, fact: AboutIdea, row: RecordedFact) -> None:
    """Settle the idea that a fact tells of."""
    await settle(session, fact.idea_id)


async def reward_both(
    session: AsyncSession, fact: IdeaMerged | MergeUndone | MergeLeft | MergeRejoined, row: RecordedFact
) -> None:
    """Settle both ideas of a merge."""
    for idea_id in sorted({fact.idea_id, fact.target_id}):
        await settle(session, idea_id)


async def reward_sources(
    session: AsyncSession, fact: ExperimentStarted | LearningCardReused, row: RecordedFact
) -> None:
    """Settle the idea of an experiment, and those whose cards it builds on."""
    query = select(Experiment.idea_id).join(LearningCard, LearningCard.experiment_id == Experiment.id)
    query = query.join(CardReuse, CardReuse.card_id == LearningCard.id)
    sources = await session.scalars(query.where(CardReuse.experiment_id == fact.experiment_id))
    for idea_id in sorted({fact.idea_id, *sources}):
        await settle(session, idea_id)
