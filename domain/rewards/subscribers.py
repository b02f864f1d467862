"""Facts that can bring points, or take them back, have their ideas settled."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.experiments import CardReuse, Experiment, ExperimentStarted, LearningCard, LearningCardReused
from domain.ideas import Idea
from domain.rewards.settling import settle
from domain.triage import IdeaMerged, MergeUndone
from domain.votes import MergeLeft, MergeRejoined


class AboutIdea(Protocol):
    """A fact about an idea."""

    @property
    def idea_id(self) -> int:
        """Return the idea's number."""


async def reward(session: AsyncSession, fact: AboutIdea, row: RecordedFact) -> None:
    """Settle every idea that a fact touches."""
    for idea_id in await touched(session, fact):
        await settle(session, idea_id)


async def touched(session: AsyncSession, fact: AboutIdea) -> list[int]:
    """Return the ideas whose entries a fact can change.

    Its own, the one in which that lives on, a merge's other one, and those whose cards an experiment builds on.
    """
    match fact:
        case IdeaMerged() | MergeUndone() | MergeLeft() | MergeRejoined():
            more = [fact.target_id]
        case ExperimentStarted() | LearningCardReused():
            query = select(Experiment.idea_id).join(LearningCard, LearningCard.experiment_id == Experiment.id)
            query = query.join(CardReuse, CardReuse.card_id == LearningCard.id)
            more = list(await session.scalars(query.where(CardReuse.experiment_id == fact.experiment_id)))
        case _:
            more = []
    lives_on = await session.scalars(
        select(Idea.merged_into_id).where(Idea.id == fact.idea_id, Idea.merged_into_id.is_not(None))
    )
    return sorted({fact.idea_id, *more, *(each for each in lives_on if each)})
