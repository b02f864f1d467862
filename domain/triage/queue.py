"""The queue: what waits for the product team, sorted by the time left; what nothing is owed for comes last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, comments, community, ideas
from domain.answers import AnswerClock
from domain.clock import now
from domain.comments import Comment
from domain.ideas import UNDECIDED, Idea, IdeaCounters, IdeaFilter, Status
from domain.members import Actor, Member
from domain.paging import Order, Page, Slice, cut, paged
from domain.triage.model import Assignment, Decision, QueueFilter, QueueView, Standing
from domain.triage.policy import require_may_read_triage
from domain.triage.queries import assignees, waiting_for_second

COUNTED_MOST = 100
# Where those stand that nothing is owed for now; no clock runs so long.
_LAST = datetime(9999, 1, 1, tzinfo=UTC)


_STATUSES: dict[Standing, tuple[Status, ...]] = {
    Standing.UNDECIDED: tuple(status for status in Status if status in UNDECIDED),
    Standing.SHORTLISTED: (Status.SHORTLISTED,),
    Standing.ADOPTED: (Status.ADOPTED,),
    Standing.SECOND_PERSON: (),
}
_QUEUED = tuple(status for statuses in _STATUSES.values() for status in statuses)
_BY_CLOCK = frozenset({QueueView.DUE_TODAY, QueueView.OVERDUE})
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


_Place = tuple[Idea, AnswerClock | None]
_BY_TIME_LEFT: Order[_Place] = Order(
    "queue",
    (AnswerClock.due_at, AnswerClock.idea_id),
    lambda place: (place[1].due_at if place[1] else _LAST, place[0].id),
    (datetime, int),
    upwards=True,
)


async def queue(session: AsyncSession, actor: Actor, wanted: Slice, *, only: QueueFilter) -> Page[Waiting]:
    """Return a page of the queue. Raises SignInNeeded, NotAllowed, and Invalid for a cursor of another list."""
    found = await places(session, actor, wanted, only=only)
    items = await _looked_at(session, actor, found.items)
    return Page(items, found.cursors, found.has_next, found.has_previous)


async def waiting_idea(session: AsyncSession, actor: Actor, idea_id: int) -> Waiting:
    """Return one idea as a row of the queue, wherever it stands. Raises SignInNeeded, NotAllowed, NotFound."""
    require_may_read_triage(actor)
    idea = await ideas.visible(session, actor, idea_id)
    (found,) = await _looked_at(session, actor, [(idea, None)])
    return found


async def places(session: AsyncSession, actor: Actor, wanted: Slice, *, only: QueueFilter) -> Page[_Place]:
    """Return a page of the queue as ideas with their running clocks. Raises as `queue` does."""
    require_may_read_triage(actor)
    narrowed = await _narrowed(session, actor, only)
    parts = [_with_clock, _without_clock] if only.view not in _BY_CLOCK else [_with_clock]
    rows: list[_Place] = []
    # Only a page that reaches the end of the first part asks for the second.
    for part in reversed(parts) if wanted.backwards else parts:
        if len(rows) <= wanted.size:
            rows += await part(session, narrowed, only, wanted)
    return paged(rows[: wanted.size + 1], _BY_TIME_LEFT, wanted)


async def count_queue(session: AsyncSession, actor: Actor) -> dict[QueueView, int]:
    """Return how many ideas are the actor's, due today and overdue, counting each no further than a hundred.

    The other views may be long, and counting them would take longer than showing them. Raises as `queue` does.
    """
    require_may_read_triage(actor)
    counts = []
    for view in _COUNTED:
        only = QueueFilter(view)
        narrowed = await _narrowed(session, actor, only)
        parts = [_clocked(narrowed, only).with_only_columns(Idea.id)]
        if view not in _BY_CLOCK:
            parts += _unclocked(narrowed, only)
        some = [part.limit(literal_column(str(COUNTED_MOST))) for part in parts]
        counts.append(select(func.count()).select_from(union_all(*some).subquery()).scalar_subquery())
    row = (await session.execute(select(*counts))).one()
    return {view: min(count, COUNTED_MOST) for view, count in zip(_COUNTED, row, strict=True)}


async def count_owed(session: AsyncSession) -> int:
    """Return how many ideas wait for an answer and not for their author, counting no further than a hundred."""
    query = select(AnswerClock.idea_id).join(AnswerClock.idea).where(Idea.listed)
    query = query.where(AnswerClock.settled_at.is_(None), AnswerClock.paused_at.is_(None))
    some = query.limit(literal_column(str(COUNTED_MOST))).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def _looked_at(session: AsyncSession, actor: Actor, found: Sequence[_Place]) -> list[Waiting]:
    numbers = [idea.id for idea, _clock in found]
    clocks = await answers.clocks(session, [idea.id for idea, clock in found if clock is None])
    cared_for, waits = await assignees(session, numbers), await waiting_for_second(session, numbers)
    said = await comments.last_words(session, actor, numbers)
    return [
        Waiting(idea, clock or clocks.get(idea.id), cared_for.get(idea.id), waits.get(idea.id), said.get(idea.id))
        for idea, clock in found
    ]


async def _narrowed(session: AsyncSession, actor: Actor, only: QueueFilter) -> Select[Idea]:
    synonyms = await community.synonyms(session) if only.words.strip() else ()
    shown = IdeaFilter(quadrant=only.quadrant, tag=only.tag or None, words=only.words, synonyms=synonyms)
    query = ideas.narrowed(actor, shown)
    if only.view is QueueView.MINE:
        mine = select(Assignment.idea_id).where(Assignment.member_id == actor.id)
        query = query.where(Idea.id.in_(mine))
    if only.view is QueueView.UNASSIGNED:
        query = query.where(~select(Assignment.idea_id).where(Assignment.idea_id == Idea.id).exists())
    if only.view in _BY_CLOCK:
        moment = now(session)
        if only.view is QueueView.DUE_TODAY:
            zone = (await community.current(session)).zone_info
            tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
            moment = datetime.combine(tomorrow, time(), zone) - timedelta(microseconds=1)
        query = query.where(AnswerClock.due_at <= moment, AnswerClock.paused_at.is_(None))
    if only.supporters_least > 0:
        backed = select(IdeaCounters.idea_id).where(IdeaCounters.supporters >= only.supporters_least)
        query = query.where(Idea.id.in_(backed))
    return query


def _clocked(narrowed: Select[Idea], only: QueueFilter) -> Select[Idea]:
    query = narrowed.join(AnswerClock, AnswerClock.idea_id == Idea.id).where(AnswerClock.settled_at.is_(None))
    if only.standing is Standing.SECOND_PERSON:
        return query.where(Idea.id.in_(_doubted()))
    return query if only.standing is None else query.where(Idea.status.in_(_STATUSES[only.standing]))


def _unclocked(narrowed: Select[Idea], only: QueueFilter) -> list[Select[int]]:
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


async def _with_clock(session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, wanted: Slice) -> list[_Place]:
    query: Select[Any] = _clocked(narrowed, only).add_columns(AnswerClock).options(*ideas.card())
    return [(idea, clock) for idea, clock in await session.execute(cut(query, _BY_TIME_LEFT, wanted))]


async def _without_clock(
    session: AsyncSession, narrowed: Select[Idea], only: QueueFilter, wanted: Slice
) -> list[_Place]:
    cursor, field = (wanted.before, "before") if wanted.backwards else (wanted.after, "after")
    due, number = _BY_TIME_LEFT.position(cursor, field) if cursor else (None, 0)
    if wanted.backwards and due is not None and due != _LAST:
        return []
    ahead = Idea.id < number if wanted.backwards else Idea.id > number
    order = Idea.id.desc() if wanted.backwards else Idea.id.asc()
    most: ColumnElement[int] = literal_column(str(wanted.size + 1))
    parts = [
        (part.where(ahead) if due == _LAST else part).order_by(order).limit(most) for part in _unclocked(narrowed, only)
    ]
    numbers = union_all(*parts).subquery()
    query = select(Idea).where(Idea.id.in_(select(numbers.c[0]))).options(*ideas.card()).order_by(order).limit(most)
    return [(idea, None) for idea in await session.scalars(query)]
