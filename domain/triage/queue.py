"""The queue: what waits for the product team, with who has it and what was said last, and how much of it there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Subquery, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, comments, ideas
from domain.answers import AnswerClock
from domain.comments import Comment
from domain.ideas import Idea
from domain.members import Actor, Member, Viewer, alike
from domain.paging import Page, Slice
from domain.rows import run
from domain.triage.model import Decision, QueueFilter, QueueView
from domain.triage.places import BY_CLOCK, Part, Place, clocked, given, placed, unclocked
from domain.triage.policy import require_may_read_triage
from domain.triage.queries import assignees, waiting_for_second

COUNTED_MOST, NEAR_MOST = 100, 5
_COUNTED = (QueueView.MINE, QueueView.DUE_TODAY, QueueView.OVERDUE)


@dataclass(frozen=True)
class Waiting:
    """One idea of the queue: its clock, who takes care, the decision that waits for a second person, the last word."""

    idea: Idea
    clock: AnswerClock | None
    assignee: Member | None
    decision: Decision | None
    last_word: Comment | None

    @property
    def stands(self) -> tuple[object, ...]:
        """Return what tells how it stands from how it stood: its status, clock, who has it, and what it waits for."""
        clock, assignee, decision = self.clock, self.assignee, self.decision
        times = (clock.due_at, clock.paused_at, clock.settled_at) if clock else None
        return self.idea.id, self.idea.status, times, assignee and assignee.id, decision and decision.id


async def queue(
    session: AsyncSession, actor: Actor, wanted: Slice, *, only: QueueFilter, scores: Subquery | None = None
) -> Page[Waiting]:
    """Return a page of the queue, sorted as `places` is. Raises as it does."""
    found = await places(session, actor, wanted, only=only, scores=scores)
    items = await _looked_at(session, actor, found.items)
    return found.holding(items)


async def near_queue(session: AsyncSession, actor: Actor, only: QueueFilter) -> list[Waiting]:
    """Return ideas of the queue that nearly have the words of a filter, by the time left; for when none has them.

    Raises SignInNeeded, NotAllowed.
    """
    require_may_read_triage(actor)
    if not only.words.strip():
        return []
    found = await placed(session, actor, only, Slice(NEAR_MOST), None, nearly=True)
    return await _looked_at(session, actor, found.items)


async def waiting_idea(session: AsyncSession, actor: Actor, idea_id: int) -> Waiting:
    """Return one idea as a row of the queue, wherever it stands. Raises SignInNeeded, NotAllowed, NotFound."""
    require_may_read_triage(actor)
    idea = await ideas.visible(session, actor, idea_id)
    (found,) = await _looked_at(session, actor, [Place(idea, None)])
    return found


async def places(
    session: AsyncSession, actor: Actor, wanted: Slice, *, only: QueueFilter, scores: Subquery | None = None
) -> Page[Place]:
    """Return a page of the queue as ideas with their running clocks, by the time left.

    With `scores` (idea_id, value) the highest scored come first, and those without one after them, by the time left.
    Raises SignInNeeded, NotAllowed, and Invalid for a cursor of another list.
    """
    require_may_read_triage(actor)
    return await placed(session, actor, only, wanted, scores)


async def count_queue(session: AsyncSession, actor: Actor) -> dict[QueueView, int]:
    """Return how many ideas are the actor's, due today and overdue, counting each no further than a hundred.

    The other views may be long, and counting them would take longer than showing them. Raises SignInNeeded, NotAllowed.
    """
    require_may_read_triage(actor)
    row = (await run(session, _counts(alike(actor)), given(session, actor))).one()
    return dict(zip(_COUNTED, row, strict=True))


@cache
def _counts(viewer: Viewer) -> Select[Any]:
    counts = []
    for view in _COUNTED:
        part = Part(viewer, QueueFilter(view))
        queries = [clocked(part).with_only_columns(Idea.id)]
        if view not in BY_CLOCK:
            queries += unclocked(part)
        # One after the other, and no further than is counted.
        some = select(union_all(*queries).subquery()).limit(literal_column(str(COUNTED_MOST)))
        counts.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
    return select(*counts)


async def count_owed(session: AsyncSession) -> int:
    """Return how many ideas wait for an answer and not for their author, counting no further than a hundred."""
    query = select(AnswerClock.idea_id).join(AnswerClock.idea).where(Idea.listed)
    query = query.where(AnswerClock.settled_at.is_(None), AnswerClock.paused_at.is_(None))
    some = query.limit(literal_column(str(COUNTED_MOST))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def _looked_at(session: AsyncSession, actor: Actor, found: Sequence[Place]) -> list[Waiting]:
    numbers = [place.idea.id for place in found]
    clocks = await answers.clocks(session, [place.idea.id for place in found if place.clock is None])
    cared_for, waits = await assignees(session, numbers), await waiting_for_second(session, numbers)
    said = await comments.last_words(session, actor, numbers)
    return [
        Waiting(
            place.idea,
            place.clock or clocks.get(place.idea.id),
            cared_for.get(place.idea.id),
            waits.get(place.idea.id),
            said.get(place.idea.id),
        )
        for place in found
    ]
