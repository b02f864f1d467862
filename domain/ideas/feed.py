"""The list as it is shown unasked: best first, and one place in five for an idea that few have seen.

Two streams lie side by side: what enough members have seen, by *best*; and what few have seen, newest first. A row's
ordinal in its stream gives it a place in the list, and places left open by a stream that ended are closed up. Which
stream an idea is in is settled by when it became familiar, against the moment the walk began; that moment travels in
the cursor, with a place in each stream. So being seen on the way takes no idea into the other stream, and what the
walker's own looks cost an idea of *best* doesn't make it come again. An idea whose own supporters change meanwhile, or
that others come to see, may still pass a reader by, as in every list that is alive.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
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
    """Between two rows: how many of each stream lie before, and the keys at or above which those are."""

    began: datetime
    familiar: int = 0
    little_seen: int = 0
    best: float = 2.0
    least_seen: int = 0
    number: int = 0
    newest: int = _LAST

    @property
    def has_begun(self) -> bool:
        """Return whether some rows lie before, or all; at the beginning nothing is on the other side."""
        return self.newest != _LAST or self.best != _Place.best

    @property
    def after_little_seen(self) -> bool:
        """Return whether the row right before is of those that few have seen."""
        return KEPT * self.little_seen > self.familiar + (self.familiar - 1) // (KEPT - 1)

    def at(self, idea: Idea, ordinal: int, *, little_seen: bool) -> "_Place":
        """Return the place right after a row."""
        if little_seen:
            return replace(self, little_seen=ordinal, newest=idea.id)
        counters = idea.counters
        return replace(
            self, familiar=ordinal, best=counters.best, least_seen=-counters.exposed, number=counters.idea_id
        )

    def before(self) -> "_Place":
        """Return the place right before the row that this one is right after."""
        if self.after_little_seen:
            return replace(self, little_seen=self.little_seen - 1, newest=self.newest + 1)
        return replace(self, familiar=self.familiar - 1, number=self.number + 1)


def _key(place: _Place) -> Key:
    return (
        place.began,
        place.familiar,
        place.little_seen,
        place.best,
        place.least_seen,
        place.number,
        place.newest,
    )


_PLACES: Order[_Place] = Order("best", (), _key, (datetime, int, int, float, int, int, int))
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
    familiar = _stream(_familiar(actor, only, place, wanted.backwards), place.familiar, wanted, little_seen=False)
    little_seen = _stream(_little_seen(actor, only, place, wanted), place.little_seen, wanted, little_seen=True)
    both = union_all(familiar, little_seen).subquery()
    at = both.c.at.desc() if wanted.backwards else both.c.at
    picked = select(both).order_by(at).limit(_most(wanted)).subquery()
    query = on_cards(select(Idea), picked.c.ordinal, picked.c.little_seen).join(picked, picked.c.idea_id == Idea.id)
    return query.where(visible_to(actor)).order_by(picked.c.at.desc() if wanted.backwards else picked.c.at)


def _page(rows: Sequence[Any], place: _Place, wanted: Slice) -> Page[Idea]:
    more, items, cursors = len(rows) > wanted.size, list[Idea](), list[str]()
    for row in rows[: wanted.size]:
        idea = card_in(row)
        place = place.at(idea, row.ordinal, little_seen=row.little_seen)
        items.append(idea)
        cursors.append(_PLACES.cursor(place))
        place = place.before() if wanted.backwards else place
    if wanted.backwards:
        return Page(items[::-1], cursors[::-1], has_next=wanted.before is not None, has_previous=more)
    return Page(items, cursors, has_next=more, has_previous=wanted.after is not None)


def _most(wanted: Slice) -> ColumnElement[int]:
    return literal_column(str(wanted.size + 1))


def _familiar(actor: Viewer, only: IdeaFilter, place: _Place, backwards: bool) -> Select[Any]:
    """Return what enough members have seen, by *best*, on one side of a place."""
    here = tuple_(place.best, place.least_seen, place.number)
    query = numbers(actor, only).where(IdeaCounters.familiar_at <= place.began - COMMITTED)
    if backwards:
        query = query.where(here <= _KEY).order_by(IdeaCounters.best, -IdeaCounters.exposed, IdeaCounters.idea_id)
    else:
        columns = (IdeaCounters.best, -IdeaCounters.exposed, IdeaCounters.idea_id)
        if place.has_begun:
            query = query.where(here > _KEY, not_(_came_before(actor, place)))
        query = query.order_by(*(column.desc() for column in columns))
    return query


def _came_before(actor: Viewer, place: _Place) -> ColumnElement[bool]:
    """Say whether an idea stood before a place until the actor saw it during this walk."""
    if actor.id is None or place.familiar <= 0:
        return literal_column("false")
    unseen = IdeaCounters.exposed - 1
    stood = tuple_(best_sql(IdeaCounters.supporters, unseen), -unseen, IdeaCounters.idea_id)
    looked = select(literal(1)).where(
        Exposure.member_id == actor.id,
        Exposure.idea_id == IdeaCounters.idea_id,
        Exposure.seen_at >= place.began,
        Exposure.counted,
    )
    return and_(looked.exists(), stood >= tuple_(place.best, place.least_seen, place.number))


def _little_seen(actor: Viewer, only: IdeaFilter, place: _Place, wanted: Slice) -> Select[Any]:
    """Return what few had seen when the walk began, newest first, on one side of a place."""
    since = place.began - COMMITTED
    number = IdeaCounters.idea_id
    towards = number if wanted.backwards else number.desc()
    query = numbers(actor, only)
    if place.has_begun:
        query = query.where(number >= place.newest if wanted.backwards else number < place.newest)
    still = query.where(IdeaCounters.familiar_at.is_(None)).order_by(towards).limit(_most(wanted))
    # Apart from those, so that each part has an index of its own.
    turned = query.where(IdeaCounters.familiar_at > since).order_by(IdeaCounters.familiar_at.desc())
    turned = turned.limit(literal_column(str(TURNED_MOST if place.has_begun else TURNED_AT_FIRST)))
    both = union_all(select(still.subquery()), select(turned.subquery())).subquery()
    return select(both.c.idea_id).order_by(both.c.idea_id if wanted.backwards else both.c.idea_id.desc())


def _stream(query: Select[Any], before: int, wanted: Slice, *, little_seen: bool) -> Select[Any]:
    """Return the rows of one stream with their ordinals and their places in the list."""
    rows = query.limit(_most(wanted)).subquery()
    nth = func.row_number().over()
    ordinal = literal(before + 1) - nth if wanted.backwards else literal(before) + nth
    numbered = select(rows.c.idea_id, ordinal.label("ordinal")).subquery()
    at = numbered.c.ordinal * KEPT
    if not little_seen:
        at = numbered.c.ordinal + func.floor((numbered.c.ordinal - 1) / float(KEPT - 1))
    return select(numbered.c.idea_id, numbered.c.ordinal, at.label("at"), literal(little_seen).label("little_seen"))


async def _end(session: AsyncSession, actor: Viewer, only: IdeaFilter, start: _Place) -> _Place:
    """Return the place after the last row."""
    since = start.began - COMMITTED
    little_seen = or_(IdeaCounters.familiar_at.is_(None), IdeaCounters.familiar_at > since)
    both = numbers(actor, only).with_only_columns(func.count(), func.count().filter(little_seen))
    everything, few = (await session.execute(both)).one()
    return _Place(start.began, everything - few, few, best=-1.0, least_seen=-_LAST, newest=0)
