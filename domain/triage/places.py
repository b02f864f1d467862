"""Where ideas stand in the queue: by the time left, or by their score, and what nothing is owed for last."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from operator import gt, lt
from typing import Any

from sqlalchemy import Select, Subquery, and_, literal_column, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas
from domain.answers import AnswerClock
from domain.ideas import UNDECIDED, Idea, Status
from domain.paging import Key, Order, Page, Slice, paged
from domain.triage.model import Decision, QueueFilter, QueueView, Standing

# Where those stand that nothing is owed for now; no clock runs so long.
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_UNSCORED = -1.0  # no score is negative
_STATUSES: dict[Standing, tuple[Status, ...]] = {
    Standing.UNDECIDED: tuple(status for status in Status if status in UNDECIDED),
    Standing.SHORTLISTED: (Status.SHORTLISTED,),
    Standing.ADOPTED: (Status.ADOPTED,),
    Standing.SECOND_PERSON: (),
}
_QUEUED = tuple(status for statuses in _STATUSES.values() for status in statuses)
BY_CLOCK = frozenset({QueueView.DUE_TODAY, QueueView.OVERDUE})


@dataclass(frozen=True)
class Place:
    """An idea of the queue with its running clock, None where nothing is owed, and its score where that sorts."""

    idea: Idea
    clock: AnswerClock | None
    score: float | None = None


@dataclass(frozen=True)
class _Cut:
    """So many rows beyond an edge, upwards or backwards; all there are from that end without an edge."""

    most: int
    backwards: bool
    edge: Key | None

    def of(self, query: Select[Any], *columns: Any, down: bool = False) -> Select[Any]:
        """Return a query sorted by columns that are unique together, and cut."""
        falls = self.backwards is not down
        if self.edge is not None:
            query = query.where((lt if falls else gt)(tuple_(*columns), tuple_(*self.edge)))
        return query.order_by(*(each.desc() if falls else each.asc() for each in columns)).limit(
            literal_column(str(self.most))
        )


def _time(place: Place) -> tuple[datetime, int]:
    return place.clock.due_at if place.clock else _LAST, place.idea.id


_BY_TIME_LEFT: Order[Place] = Order("queue", (), _time, (datetime, int))
_BY_SCORE: Order[Place] = Order(
    "queue_by_score",
    (),
    lambda place: (_UNSCORED if place.score is None else place.score, *_time(place)),
    (float, datetime, int),
)
_Part = Callable[[], Awaitable[list[Place]]]


async def placed(
    session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, wanted: Slice, scores: Subquery | None
) -> Page[Place]:
    """Return a page of the ideas of the queue: those owed an answer by the time left, then the others by number.

    With `scores` (idea_id, value) the scored ones come before, the highest first. Raises Invalid for a bad cursor.
    """
    order = _BY_TIME_LEFT if scores is None else _BY_SCORE
    cursor, field = (wanted.before, "before") if wanted.backwards else (wanted.after, "after")
    edge = order.position(cursor, field) if cursor else None
    cut = partial(_Cut, wanted.size + 1, wanted.backwards)
    parts: list[_Part] = []
    if scores is None:
        parts = _by_time(session, narrowed, only, cut(edge))
    else:
        there = select(scores.c.idea_id).where(scores.c.idea_id == Idea.id).exists()
        among_scored = edge is not None and edge[0] != _UNSCORED
        if among_scored or edge is None or wanted.backwards:
            at = cut((edge[0], edge[2]) if edge is not None and among_scored else None)
            parts.append(partial(_scored, session, narrowed, only, scores, at))
        if not (among_scored and wanted.backwards):
            at = cut(None if edge is None or among_scored else edge[1:])
            parts += _by_time(session, narrowed.where(~there), only, at)
    rows: list[Place] = []
    # Only a page that reaches the end of one part asks for the next.
    for part in reversed(parts) if wanted.backwards else parts:
        if len(rows) <= wanted.size:
            rows += await part()
    return paged(rows[: wanted.size + 1], order, wanted)


def clocked(narrowed: Select[Idea], only: QueueFilter) -> Select[Idea]:
    """Return the ideas that are owed an answer, each joined with its clock."""
    query = narrowed.join(AnswerClock, AnswerClock.idea_id == Idea.id).where(AnswerClock.settled_at.is_(None))
    if only.standing is Standing.SECOND_PERSON:
        return query.where(Idea.id.in_(_doubted()))
    return query if only.standing is None else query.where(Idea.status.in_(_STATUSES[only.standing]))


def unclocked(narrowed: Select[Idea], only: QueueFilter) -> list[Select[int]]:
    """Return a query for the ideas of each status, since the index that sorts them begins with it, and for the rest."""
    runs = select(AnswerClock.id).where(AnswerClock.idea_id == Idea.id, AnswerClock.settled_at.is_(None)).exists()
    query = narrowed.with_only_columns(Idea.id).where(~runs)
    statuses = _QUEUED if only.standing is None else _STATUSES[only.standing]
    parts = [query.where(Idea.status == status) for status in statuses]
    if only.standing in (None, Standing.SECOND_PERSON):
        parts.append(query.where(Idea.status.not_in(statuses), Idea.id.in_(_doubted())))
    return parts


def _doubted() -> Select[int]:
    return select(Decision.idea_id).where(Decision.effective_at.is_(None), Decision.withdrawn_at.is_(None))


def _by_time(session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, cut: _Cut) -> list[_Part]:
    due = cut.edge[0] if cut.edge else None
    parts: list[_Part] = [partial(_with_clock, session, narrowed, only, cut)] if due != _LAST or cut.backwards else []
    if only.view not in BY_CLOCK and (due in (None, _LAST) or not cut.backwards):
        parts.append(partial(_without_clock, session, narrowed, only, cut))
    return parts


async def _with_clock(session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, cut: _Cut) -> list[Place]:
    query: Select[Any] = clocked(narrowed, only).add_columns(AnswerClock).options(*ideas.card())
    rows = await session.execute(cut.of(query, AnswerClock.due_at, AnswerClock.idea_id))
    return [Place(idea, clock) for idea, clock in rows]


async def _without_clock(session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, cut: _Cut) -> list[Place]:
    at = _Cut(cut.most, cut.backwards, cut.edge[1:] if cut.edge and cut.edge[0] == _LAST else None)
    numbers = union_all(*(at.of(part, Idea.id) for part in unclocked(narrowed, only))).subquery()
    query = select(Idea).where(Idea.id.in_(select(numbers.c[0]))).options(*ideas.card())
    return [Place(idea, None) for idea in await session.scalars(at.of(query, Idea.id))]


async def _scored(
    session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, scores: Subquery, cut: _Cut
) -> list[Place]:
    runs = and_(AnswerClock.idea_id == Idea.id, AnswerClock.settled_at.is_(None))
    query: Select[Any] = narrowed.join(scores, scores.c.idea_id == Idea.id).outerjoin(AnswerClock, runs)
    if only.standing is None:
        query = query.where(or_(AnswerClock.id.is_not(None), Idea.status.in_(_QUEUED), Idea.id.in_(_doubted())))
    elif only.standing is Standing.SECOND_PERSON:
        query = query.where(Idea.id.in_(_doubted()))
    else:
        query = query.where(Idea.status.in_(_STATUSES[only.standing]))
    query = query.add_columns(AnswerClock, scores.c.value).options(*ideas.card())
    rows = await session.execute(cut.of(query, scores.c.value, scores.c.idea_id, down=True))
    return [Place(idea, clock, value) for idea, clock, value in rows]
