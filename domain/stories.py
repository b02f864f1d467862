"""The whole story of an idea: what the product team did with it, what its experiments brought, and to whom."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, rollouts, triage
from domain.experiments import ConclusionKind
from domain.ideas import Idea, Status
from domain.members import Actor
from domain.paging import Order, Page, Slice, paged
from domain.triage import Step

# A story is short and put together from several tables, so it is cut by the places of its steps.
_BY_NUMBER: Order[tuple[int, Step]] = Order("story", (), lambda row: (row[0],), (int,), upwards=True)


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
    steps = list(enumerate(await story(session, actor, idea)))
    if wanted.after is not None:
        seen = _place(wanted.after, "after")
        steps = [step for step in steps if step[0] > seen]
    if wanted.before is not None:
        seen = _place(wanted.before, "before")
        steps = [step for step in steps if step[0] < seen]
    ordered = steps[::-1] if wanted.backwards else steps
    page = paged(ordered[: wanted.size + 1], _BY_NUMBER, wanted)
    found = [step for _number, step in page.items]
    return Page(found, page.cursors, page.has_next, page.has_previous)


def _place(cursor: str, field: str) -> int:
    (number,) = _BY_NUMBER.position(cursor, field)
    return number if isinstance(number, int) else 0
