"""The whole story of an idea: what the product team did with it, what its experiments brought, and to whom."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, rollouts, triage
from domain.experiments import ConclusionKind
from domain.ideas import Idea, Status
from domain.members import Actor
from domain.paging import Page, Slice, placed
from domain.triage import Step


async def story(session: AsyncSession, actor: Actor, idea: Idea) -> list[Step]:
    """Return all that happened to an idea, oldest first; it must have been loaded for whoever asks."""
    steps = await triage.story(session, actor, idea)
    # That it was ever tried, its own steps say.
    if not any(step.to_status is Status.IN_EXPERIMENT for step in steps):
        return steps
    tested = await experiments.story_of(session, actor, idea)
    scaled = [each.experiment for each in tested if each.card and each.card.conclusion.kind is ConclusionKind.SCALED]
    rolled = await rollouts.story_of(session, actor, scaled) if scaled else []
    return sorted([*steps, *tested, *rolled], key=lambda step: step.at)


async def told(session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice) -> Page[Step]:
    """Return a page of an idea's story, oldest first; it must have been loaded for whoever asks."""
    return placed(await story(session, actor, idea), "story", wanted)
