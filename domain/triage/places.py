"""Where ideas stand in the queue: by the time left, or by their score, and what nothing is owed for last."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import gt, lt
from typing import Any, cast

from sqlalchemy import (
    DateTime,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, ideas
from domain.answers import AnswerClock
from domain.clock import now
from domain.ideas import CARD_ENDS, UNDECIDED, Idea, IdeaCounters, IdeaFilter, Status, card_in, on_cards
from domain.members import Actor, Viewer, alike
from domain.paging import Key, Order, Page, Slice, paged
from domain.rows import Whole, run
from domain.seeking import Synonyms
from domain.triage.model import Assignment, Decision, QueueFilter, QueueView, Standing

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
_CLOCK = Whole(AnswerClock, first=CARD_ENDS)
BY_CLOCK = frozenset({QueueView.DUE_TODAY, QueueView.OVERDUE})


@dataclass(frozen=True)
class Place:
    """An idea of the queue with its running clock, None where nothing is owed, and its score where that sorts."""

    idea: Idea
    clock: AnswerClock | None
    score: float | None = None


@dataclass(frozen=True)
class Part:
    """Which ideas of the queue are asked for, by whom; `scores` (idea_id, value) are those to sort by.

    What asks for them takes `viewer` and `moment`, see `given`.
    """

    viewer: Viewer
    only: QueueFilter
    synonyms: Synonyms = ()
    scores: Subquery | None = None
    unscored: bool = False
    nearly: bool = False

    def narrowed(self) -> Select[Idea]:
        """Return the query for the ideas that the filter leaves, those without a score only if they are `unscored`."""
        only = self.only
        shown = IdeaFilter(quadrant=only.quadrant, tag=only.tag or None, words=only.words, synonyms=self.synonyms)
        query = ideas.narrowed(self.viewer, replace(shown, nearly=self.nearly))
        if only.view is QueueView.MINE:
            mine = select(Assignment.idea_id).where(Assignment.member_id == self.viewer.id)
            query = query.where(Idea.id.in_(mine))
        if only.view is QueueView.UNASSIGNED:
            query = query.where(~select(Assignment.idea_id).where(Assignment.idea_id == Idea.id).exists())
        if only.view in BY_CLOCK:
            query = query.where(AnswerClock.paused_at.is_(None))
        if only.view is QueueView.DUE_TODAY:
            query = query.where(AnswerClock.due_at < community.end_of_day(_MOMENT))
        if only.view is QueueView.OVERDUE:
            query = query.where(AnswerClock.due_at <= _MOMENT)
        if only.supporters_least > 0:
            backed = select(IdeaCounters.idea_id).where(IdeaCounters.supporters >= only.supporters_least)
            query = query.where(Idea.id.in_(backed))
        if self.scores is not None and self.unscored:
            query = query.where(~select(self.scores.c.idea_id).where(self.scores.c.idea_id == Idea.id).exists())
        return query


_MOMENT: Any = bindparam("moment", type_=DateTime(timezone=True))


def given(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return the values of what is asked by a Part."""
    return {"viewer": actor.id, "moment": now(session)}


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
_Making = Callable[[Part, _Cut], Select[Any]]
_Step = tuple[_Making, Part, _Cut]


async def placed(
    session: AsyncSession,
    actor: Actor,
    only: QueueFilter,
    wanted: Slice,
    scores: Subquery | None,
    *,
    nearly: bool = False,
) -> Page[Place]:
    """Return a page of the ideas of the queue: those owed an answer by the time left, then the others by number.

    With `scores` (idea_id, value) the scored ones come before, the highest first; with `nearly` those that have the
    words of the filter nearly. Raises Invalid for a bad cursor.
    """
    order = _BY_TIME_LEFT if scores is None else _BY_SCORE
    cursor, field = (wanted.before, "before") if wanted.backwards else (wanted.after, "after")
    edge = order.position(cursor, field) if cursor else None
    cut = partial(_Cut, wanted.size + 1, wanted.backwards)
    synonyms: Synonyms = ()
    if only.words.strip():
        synonyms = await (ideas.spellings(session, only.words) if nearly else community.synonyms(session))
    asked = Part(alike(actor), only, synonyms, scores, nearly=nearly)
    steps: list[_Step] = []
    if scores is None:
        steps = _by_time(asked, cut(edge))
    else:
        among_scored = edge is not None and edge[0] != _UNSCORED
        if among_scored or edge is None or wanted.backwards:
            at = cut((edge[0], edge[2]) if edge is not None and among_scored else None)
            steps.append((_scored, asked, at))
        if not (among_scored and wanted.backwards):
            at = cut(None if edge is None or among_scored else edge[1:])
            steps += _by_time(replace(asked, unscored=True), at)
    rows: list[Place] = []
    values = given(session, actor)
    # Only a page that reaches the end of one part asks for the next.
    for made, part, at in reversed(steps) if wanted.backwards else steps:
        if len(rows) <= wanted.size:
            rows += [_place(row) for row in await run(session, _query(made, part, at), values)]
    return paged(rows[: wanted.size + 1], order, wanted)


def _query(made: _Making, part: Part, at: _Cut) -> Select[Any]:
    """Return what asks for a part, for a first page made once for all who may see the same."""
    first = at.edge is None and not part.only.words
    return _first(made, part, at) if first else made(part, at)


@lru_cache(512)
def _first(made: _Making, part: Part, at: _Cut) -> Select[Any]:
    return made(part, at)


def _place(row: Row[Any]) -> Place:
    return Place(card_in(row), _CLOCK.found(row), row.value)


def clocked(part: Part) -> Select[Idea]:
    """Return the ideas that are owed an answer, each joined with its clock."""
    only = part.only
    query = part.narrowed().join(AnswerClock, AnswerClock.idea_id == Idea.id).where(AnswerClock.settled_at.is_(None))
    if only.standing is Standing.SECOND_PERSON:
        return query.where(Idea.id.in_(_doubted()))
    return query if only.standing is None else query.where(Idea.status.in_(_STATUSES[only.standing]))


def unclocked(part: Part) -> list[Select[int]]:
    """Return a query for the ideas of each status, since the index that sorts them begins with it, and for the rest."""
    only = part.only
    runs = select(AnswerClock.id).where(AnswerClock.idea_id == Idea.id, AnswerClock.settled_at.is_(None)).exists()
    query = part.narrowed().with_only_columns(Idea.id).where(~runs)
    statuses = _QUEUED if only.standing is None else _STATUSES[only.standing]
    parts = [query.where(Idea.status == status) for status in statuses]
    if only.standing in (None, Standing.SECOND_PERSON):
        parts.append(query.where(Idea.status.not_in(statuses), Idea.id.in_(_doubted())))
    return parts


def _doubted() -> Select[int]:
    return select(Decision.idea_id).where(Decision.effective_at.is_(None), Decision.withdrawn_at.is_(None))


def _by_time(asked: Part, cut: _Cut) -> list[_Step]:
    due = cut.edge[0] if cut.edge else None
    steps: list[_Step] = [(_with_clock, asked, cut)] if due != _LAST or cut.backwards else []
    if asked.only.view not in BY_CLOCK and (due in (None, _LAST) or not cut.backwards):
        at = _Cut(cut.most, cut.backwards, cut.edge[1:] if cut.edge and cut.edge[0] == _LAST else None)
        steps.append((_without_clock, asked, at))
    return steps


def _with_clock(asked: Part, cut: _Cut) -> Select[Any]:
    query = on_cards(clocked(asked), *_CLOCK.columns, null().label("value"))
    return cut.of(query, AnswerClock.due_at, AnswerClock.idea_id)


def _without_clock(asked: Part, cut: _Cut) -> Select[Any]:
    numbers = union_all(*(cut.of(part, Idea.id) for part in unclocked(asked))).subquery()
    nothing = (null().label(column.name) for column in _CLOCK.columns)
    query = on_cards(select(Idea).where(Idea.id.in_(select(numbers.c[0]))), *nothing, null().label("value"))
    return cut.of(query, Idea.id)


def _scored(asked: Part, cut: _Cut) -> Select[Any]:
    only, scores = asked.only, cast("Subquery", asked.scores)
    runs = and_(AnswerClock.idea_id == Idea.id, AnswerClock.settled_at.is_(None))
    query = asked.narrowed().join(scores, scores.c.idea_id == Idea.id).outerjoin(AnswerClock, runs)
    if only.standing is None:
        query = query.where(or_(AnswerClock.id.is_not(None), Idea.status.in_(_QUEUED), Idea.id.in_(_doubted())))
    elif only.standing is Standing.SECOND_PERSON:
        query = query.where(Idea.id.in_(_doubted()))
    else:
        query = query.where(Idea.status.in_(_STATUSES[only.standing]))
    query = on_cards(query, *_CLOCK.columns, scores.c.value)
    return cut.of(query, scores.c.value, scores.c.idea_id, down=True)
