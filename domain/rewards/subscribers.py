"""Facts that can bring points, or take them back, have their ideas settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import Together
from domain.experiments import CardReuse, Experiment, ExperimentStarted, LearningCard, LearningCardReused
from domain.ideas import Idea
from domain.rewards.settling import settle_all
from domain.triage import IdeaMerged, MergeUndone
from domain.votes import MergeLeft, MergeRejoined


class AboutIdea(Protocol):
    """A fact about an idea."""

    @property
    def idea_id(self) -> int:
        """Return the idea's number."""


@Together
async def reward(session: AsyncSession, facts: Sequence[AboutIdea], since: datetime) -> None:
    """Settle every idea that facts touch, each once."""
    await settle_all(session, await touched(session, facts))


async def touched(session: AsyncSession, facts: Sequence[AboutIdea]) -> list[int]:
    """Return the ideas whose entries facts can change.

    Their own, the ones in which those live on, a merge's other one, and those whose cards an experiment builds on.
    """
    own, more, building = {fact.idea_id for fact in facts}, set[int](), set[int]()
    for fact in facts:
        match fact:
            case IdeaMerged() | MergeUndone() | MergeLeft() | MergeRejoined():
                more.add(fact.target_id)
            case ExperimentStarted() | LearningCardReused():
                building.add(fact.experiment_id)
    if building:
        query = select(Experiment.idea_id).join(LearningCard, LearningCard.experiment_id == Experiment.id)
        query = query.join(CardReuse, CardReuse.card_id == LearningCard.id)
        more |= set(await session.scalars(query.where(CardReuse.experiment_id.in_(building))))
    lives_on = select(Idea.merged_into_id).where(Idea.id.in_(own), Idea.merged_into_id.is_not(None))
    return sorted(own | more | {each for each in await session.scalars(lives_on) if each})
