"""The roadmap: what stands where the community can see it coming, with the words it was last answered with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas
from domain.answers import Answer
from domain.ideas import Idea, Status
from domain.members import Actor

SHOWN = 8
STATUSES = (Status.SHORTLISTED, Status.IN_EXPERIMENT, Status.ADOPTED, Status.DELIVERED)


@dataclass(frozen=True)
class Planned:
    """An idea on the roadmap, with the newest published answer to it."""

    idea: Idea
    answer: Answer | None


@dataclass(frozen=True)
class RoadmapColumn:
    """What came last to one status, latest first; `has_more` says that there are others."""

    status: Status
    planned: Sequence[Planned]
    has_more: bool


async def roadmap(session: AsyncSession, actor: Actor, most: int = SHOWN) -> list[RoadmapColumn]:
    """Return the columns of the roadmap with at most so many ideas each, in two statements."""
    found = await ideas.by_status(session, actor, STATUSES, most + 1)
    shown = [idea.id for column in found.values() for idea in column[:most]]
    said = await answers.latest(session, actor, shown) if shown else {}
    return [
        RoadmapColumn(status, [Planned(idea, said.get(idea.id)) for idea in column[:most]], len(column) > most)
        for status, column in found.items()
    ]
