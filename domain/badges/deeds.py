"""What members did, as criteria count it: the ledger's entries that nothing took back, and what more is known of some.

A conclusion that followed the advice to stop also counts as `failed_fast` if half of the time-box was left when the
verdict fell, and as `failed_at_once` if three quarters were.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain.badges.earning import Deed
from domain.badges.model import Repeats
from domain.experiments import Conclusion, ConclusionKind, Experiment, Plan
from domain.rewards import Code, Entry

FAILED_FAST, FAILED_AT_ONCE = "failed_fast", "failed_at_once"
CODES = frozenset({*(code.value for code in Code), FAILED_FAST, FAILED_AT_ONCE})
_STOPPED = (ConclusionKind.STOPPED_NOT_AS_PROMISED, ConclusionKind.STOPPED_HARMFUL)
_WEEK = 7  # days


def deeds(repeats: Repeats) -> Subquery:
    """Return all deeds as rows: of badges that each thing brings anew `key` is the idea, 0 of others."""
    key = func.coalesce(Entry.idea_id, 0) if repeats is Repeats.EACH else cast(literal(0), BigInteger)
    return _union(key).subquery("deeds")


def _union(key: ColumnElement[Any]) -> CompoundSelect[Any]:
    left, whole = Conclusion.saved_days, Plan.time_box_weeks * _WEEK
    stopped = and_(Conclusion.kind.in_(_STOPPED), Entry.code == Code.ACTED_ON_VERDICT.value)
    return union_all(
        _standing(key, Entry.code),
        _of_conclusions(_standing(key, literal(FAILED_FAST))).where(stopped, left * 2 >= whole),
        _of_conclusions(_standing(key, literal(FAILED_AT_ONCE))).where(stopped, left * 4 >= whole * 3),
    )


def _standing(key: ColumnElement[Any], code: ColumnElement[Any] | InstrumentedAttribute[str]) -> Select[Any]:
    reversal = aliased(Entry)
    taken_back = select(reversal.id).where(reversal.reverses_id == Entry.id)
    columns = (Entry.id, Entry.member_id, Entry.occurred_at.label("at"), code.label("code"), key.label("key"))
    more = (Entry.amount.label("points"), Entry.idea_id, Entry.quadrant, Entry.season_id)
    query = select(*columns, *more)
    return query.where(Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None), ~taken_back.exists())


def _of_conclusions(query: Select[Any]) -> Select[Any]:
    query = query.join(Conclusion, and_(Entry.cause_kind == "conclusion", Conclusion.id == Entry.cause_id))
    query = query.join(Experiment, Experiment.id == Conclusion.experiment_id)
    return query.join(Plan, and_(Plan.experiment_id == Experiment.id, Plan.number == Experiment.plan_number))


async def deeds_of(session: AsyncSession, member_ids: Iterable[int]) -> dict[int, list[Deed]]:
    """Return what each of these members did, in the order of time."""
    rows, numbers = deeds(Repeats.EACH), list(member_ids)
    found: dict[int, list[Deed]] = {number: [] for number in numbers}
    query = select(rows).where(rows.c.member_id.in_(numbers)).order_by(rows.c.at, rows.c.id)
    for row in await session.execute(query):
        deed = Deed(row.at, row.code, row.points, row.idea_id, row.quadrant, row.season_id)
        found[row.member_id].append(deed)
    return found
