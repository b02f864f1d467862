"""The list as it is shown unasked: best first, and every fifth place kept for an idea that few have seen.

Ideas that few have seen have a turn each, the newest first, at the fifth place, the tenth and so on. An idea stands
where its score puts it, or in the place kept for it, whichever is higher; a place kept for one that stands higher
already goes to the next best. A vote lifts the score and moves no turn, so it never takes an idea down.

A place in the list is two positions, by score and by turns: what lies behind the one by turns was shown, one way or the
other, so that the rows around a place are known from it alone, in both directions. Whether few have seen an idea is
settled by when it became familiar, against the moment the walk began, which travels in the cursor. So being seen on the
way takes nobody's turn, and what the walker's own looks cost an idea doesn't make it come again. An idea whose own
supporters change meanwhile, or that others come to see, may still pass a reader by, as in every list that is alive.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.ideas.cards import card_in, on_cards
from domain.ideas.counters import Exposure, IdeaCounters
from domain.ideas.model import Idea
from domain.ideas.narrowing import IdeaFilter, numbers
from domain.ideas.policy import visible_to
from domain.ideas.ranking import best_sql
from domain.members import Actor, Viewer, alike
from domain.paging import Key, Order, Page, Slice
from domain.rows import run

KEPT = 5  # every fifth place is kept for what few have seen
COMMITTED = timedelta(seconds=10)  # longer than any transaction: what became familiar earlier was there to be read
TURNED_MOST = 1000  # ideas that became familiar during one walk
TURNED_AT_FIRST = 100  # and in the seconds before; so few that the planner takes one plan for every reader
_LAST = 2**62


@dataclass(frozen=True)
class _Place:
    """Right after a row: how many `rows` lie before and how many `turns`, and the keys at or above which those are.

    `kept` is 1 where that row stands there by its turn.
    """

    began: datetime
    rows: int = 0
    turns: int = 0
    kept: int = 0
    best: float = 2.0
    least_seen: int = 0
    number: int = 0
    newest: int = _LAST

    @property
    def key(self) -> tuple[float, int, int]:
        """Return how far the walk is by score."""
        return self.best, self.least_seen, self.number

    @property
    def has_begun(self) -> bool:
        """Return whether some rows lie before, or all; at the beginning nothing is on the other side."""
        return self.newest != _LAST or self.best != _Place.best

    def by_score(self, idea: Idea, *, before: bool = False) -> "_Place":
        """Return the same place right after an idea that stands there by its score, or right before it."""
        best, least_seen, number = _score(idea)
        return replace(self, kept=0, best=best, least_seen=least_seen, number=number + before)

    def before(self) -> "_Place":
        """Return the place right before the row that this one is right after."""
        place = replace(self, rows=self.rows - 1, kept=0)
        place = place if self.kept else replace(place, number=self.number + 1)
        return replace(place, turns=self.turns - 1, newest=self.newest + 1) if self.turns * KEPT == self.rows else place


def _cursor_key(place: _Place) -> Key:
    return place.began, place.rows, place.turns, place.kept, *place.key, place.newest


_PLACES: Order[_Place] = Order("best", (), _cursor_key, (datetime, int, int, int, float, int, int, int))
_KEY = tuple_(IdeaCounters.best, -IdeaCounters.exposed, IdeaCounters.idea_id)


async def page(session: AsyncSession, actor: Actor, wanted: Slice, only: IdeaFilter) -> Page[Idea]:
    """Return a page of the list; raises Invalid for a cursor that isn't of it."""
    cursor, field = (wanted.before, "before") if wanted.backwards else (wanted.after, "after")
    place = _Place(now(session))
    if cursor is not None:
        place = _Place(*_PLACES.position(cursor, field))  # type: ignore[arg-type]
        place = place.before() if wanted.backwards else place
    elif wanted.backwards:
        place = await _end(session, actor, only, place)
    elif not only.words:
        # The page that nearly everybody asks for, so its statement is made once for all who may see the same.
        values = {"viewer": actor.id, "began": place.began}
        return _page((await run(session, _first(alike(actor), only, wanted), values)).all(), place, wanted)
    rows = (await run(session, _rows(actor, wanted, only, place), {})).all()
    return _page(rows, place, wanted)


@lru_cache(512)
def _first(viewer: Viewer, only: IdeaFilter, wanted: Slice) -> Select[Any]:
    began: Any = bindparam("began", type_=DateTime(timezone=True))
    return _rows(viewer, wanted, only, _Place(began))


def _rows(actor: Viewer, wanted: Slice, only: IdeaFilter, place: _Place) -> Select[Any]:
    if wanted.backwards:
        turns = _turns_back(actor, only, place, wanted.size // KEPT + 2)
        ranked = _ranked_back(actor, only, place, wanted.size + 1 + wanted.size // KEPT + 2, turns)
    else:
        turns = _turns(actor, only, place, (place.rows + wanted.size + 1) // KEPT - place.rows // KEPT)
        ranked = _ranked(actor, only, place, wanted.size + 1)
    nth = func.row_number().over().label("nth")
    by_score, by_turn = ranked.subquery(), turns.subquery()
    both = union_all(
        select(by_score.c.idea_id, nth, literal(False).label("by_turn"), literal(False).label("passed")),
        select(by_turn.c.idea_id, nth, literal(True), by_turn.c.passed),
    ).subquery()
    query = on_cards(select(Idea), both.c.nth, both.c.by_turn, both.c.passed).join(both, both.c.idea_id == Idea.id)
    return query.where(visible_to(actor))


def _page(rows: Sequence[Any], place: _Place, wanted: Slice) -> Page[Idea]:
    in_order = sorted(rows, key=lambda row: row.nth)
    ranked, turns = (deque(row for row in in_order if row.by_turn is by_turn) for by_turn in (False, True))
    walk = _back(ranked, turns, place) if wanted.backwards else _on(ranked, turns, place)
    found = list(islice(walk, wanted.size + 1))
    more, found = len(found) > wanted.size, found[: wanted.size][:: -1 if wanted.backwards else 1]
    for idea, at in found:
        idea.kept_place = bool(at.kept)
    items, cursors = [idea for idea, _at in found], [_PLACES.cursor(at) for _idea, at in found]
    if wanted.backwards:
        return Page(items, cursors, has_next=wanted.before is not None, has_previous=more)
    return Page(items, cursors, has_next=more, has_previous=wanted.after is not None)


def _on(ranked: deque[Any], turns: deque[Any], place: _Place) -> Iterator[tuple[Idea, _Place]]:
    """Yield the rows after a place, each with the place after it."""
    shown = set[int]()
    while True:
        place = replace(place, rows=place.rows + 1, kept=0)
        if turns and place.rows % KEPT == 0:
            row = turns.popleft()
            idea = card_in(row)
            place = replace(place, turns=place.turns + 1, newest=idea.id)
            if not row.passed and idea.id not in shown:
                place = replace(place, kept=1)
                shown.add(idea.id)
                yield idea, place
                continue
        best = next((idea for idea in _cards(ranked) if idea.id not in shown), None)
        if best is None:
            return
        place = place.by_score(best)
        shown.add(best.id)
        yield best, place


def _back(ranked: deque[Any], turns: deque[Any], place: _Place) -> Iterator[tuple[Idea, _Place]]:
    """Yield the rows up to a place, the last first, each with the place after it."""
    by_score, by_turn = deque(_cards(ranked)), deque(_cards(turns))
    place = replace(place, newest=by_turn[0].id if by_turn else _LAST)
    kept_at = {idea.id: KEPT * (place.turns - nth) for nth, idea in enumerate(by_turn)}
    while by_score or by_turn:
        _leave_out(by_score, kept_at, place)
        at = place
        if by_turn and (not by_score or place.turns * KEPT >= place.rows):
            idea = by_turn.popleft()
            place = replace(place, turns=place.turns - 1, newest=by_turn[0].id if by_turn else _LAST)
            if not by_score or _score(idea) <= _score(by_score[0]):
                kept_at[idea.id] = at.rows - 1
                _leave_out(by_score, kept_at, at)
                at = at.by_score(by_score[0]) if by_score else replace(at, best=2.0, least_seen=0, number=0)
                place = replace(at, rows=at.rows - 1, turns=place.turns, newest=place.newest)
                yield idea, replace(at, kept=1)
                continue
        if by_score:
            idea = by_score.popleft()
            place = replace(place.by_score(idea, before=True), rows=at.rows - 1)
            yield idea, at.by_score(idea)


def _leave_out(by_score: deque[Idea], kept_at: Mapping[int, int], place: _Place) -> None:
    """Drop the first ideas whose turn had come before the walk by score came to them."""
    while by_score and kept_at.get(by_score[0].id, place.rows) < place.rows:
        by_score.popleft()


def _cards(rows: deque[Any]) -> Iterator[Idea]:
    while rows:
        yield card_in(rows.popleft())


def _score(idea: Idea) -> tuple[float, int, int]:
    return idea.counters.best, -idea.counters.exposed, idea.id


def _most(rows: int) -> ColumnElement[int]:
    return literal_column(str(rows))


def _ranked(actor: Viewer, only: IdeaFilter, place: _Place, most: int) -> Select[Any]:
    """Return what comes after a place by score, without what was shown by its turn."""
    query = numbers(actor, only)
    if place.has_begun:
        query = query.where(tuple_(*place.key) > _KEY, not_(_came_before(actor, place)))
    if place.turns > 0:
        query = query.where(not_(and_(_few(place), IdeaCounters.idea_id >= place.newest)))
    columns = (IdeaCounters.best, -IdeaCounters.exposed, IdeaCounters.idea_id)
    return query.order_by(*(column.desc() for column in columns)).limit(_most(most))


def _ranked_back(actor: Viewer, only: IdeaFilter, place: _Place, most: int, turns: Select[Any]) -> Select[Any]:
    """Return what lies before a place by score, the last first, without what had its turn before those turns."""
    first = select(func.max(turns.subquery().c.idea_id)).scalar_subquery()
    had = and_(_few(place), IdeaCounters.idea_id > func.coalesce(first, _LAST))
    query = numbers(actor, only).where(tuple_(*place.key) <= _KEY, not_(had))
    return query.order_by(IdeaCounters.best, -IdeaCounters.exposed, IdeaCounters.idea_id).limit(_most(most))


def _came_before(actor: Viewer, place: _Place) -> ColumnElement[bool]:
    """Say whether an idea stood before a place until the actor saw it during this walk."""
    if actor.id is None or place.rows <= 0:
        return literal_column("false")
    unseen = IdeaCounters.exposed - 1
    stood = tuple_(best_sql(IdeaCounters.supporters, unseen), -unseen, IdeaCounters.idea_id)
    looked = select(literal(1)).where(
        Exposure.member_id == actor.id,
        Exposure.idea_id == IdeaCounters.idea_id,
        Exposure.seen_at >= place.began,
        Exposure.counted,
    )
    return and_(looked.exists(), stood >= tuple_(*place.key))


def _few(place: _Place) -> ColumnElement[bool]:
    """Say whether few had seen an idea when the walk began."""
    return or_(IdeaCounters.familiar_at.is_(None), IdeaCounters.familiar_at > place.began - COMMITTED)


def _turns(actor: Viewer, only: IdeaFilter, place: _Place, most: int) -> Select[Any]:
    """Return the next ideas whose turn it is, the newest first, and whether each has passed by already."""
    passed: ColumnElement[bool] = literal_column("false")
    query = numbers(actor, only)
    if place.has_begun:
        passed = or_(tuple_(*place.key) <= _KEY, _came_before(actor, place))
        query = query.where(IdeaCounters.idea_id < place.newest)
    query = query.add_columns(passed.label("passed"))
    return _either(query, place, most, backwards=False)


def _turns_back(actor: Viewer, only: IdeaFilter, place: _Place, most: int) -> Select[Any]:
    """Return the ideas whose turn was last, the last first."""
    query = numbers(actor, only).where(IdeaCounters.idea_id >= place.newest)
    return _either(query.add_columns(literal_column("false").label("passed")), place, most, backwards=True)


def _either(query: Select[Any], place: _Place, most: int, *, backwards: bool) -> Select[Any]:
    number = IdeaCounters.idea_id
    still = query.where(IdeaCounters.familiar_at.is_(None)).order_by(number if backwards else number.desc())
    # Apart from those, so that each part has an index of its own.
    turned = query.where(IdeaCounters.familiar_at > place.began - COMMITTED).order_by(IdeaCounters.familiar_at.desc())
    turned = turned.limit(_most(TURNED_MOST if place.has_begun else TURNED_AT_FIRST))
    both = union_all(select(still.limit(_most(most)).subquery()), select(turned.subquery())).subquery()
    return select(both).order_by(both.c.idea_id if backwards else both.c.idea_id.desc()).limit(_most(most))


async def _end(session: AsyncSession, actor: Viewer, only: IdeaFilter, start: _Place) -> _Place:
    """Return the place after the last row."""
    among = numbers(actor, only)
    counts = among.with_only_columns(func.count(), func.count().filter(_few(start)))
    rows, few = (await session.execute(counts)).one()
    place = replace(start, rows=rows, turns=min(rows // KEPT, few), best=-1.0, least_seen=-_LAST, newest=_LAST)
    if place.turns:
        last = among.where(_few(start)).order_by(IdeaCounters.idea_id.desc()).offset(place.turns - 1).limit(1)
        place = replace(place, newest=await session.scalar(last) or 0)
    return place
