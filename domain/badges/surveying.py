"""Who has earned a badge, and when, by one statement over all deeds there are: the criterion, compiled to SQL."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FrameClause,
    FrameClauseType,
    FromClause,
    FunctionFilter,
    Select,
    Subquery,
    and_,
    cast,
    func,
    not_,
    or_,
    select,
)

from domain.badges.criteria import All, Count, Different, Either, Kind, Leaf, Not, Points, Share, leaves, wanted
from domain.badges.earning import Expression

_TICK = timedelta(microseconds=1)  # the shortest time there is
_WHAT = {Kind.IDEA: "idea_id", Kind.QUADRANT: "quadrant", Kind.SEASON: "season_id", Kind.TEAM: "team_id"}


def earned(criterion: Expression, deeds: FromClause) -> Select[int, int, object]:
    """Return the statement for who has earned it: `member_id`, `key` and `at`, the first moment at which it holds.

    `deeds` has the columns member_id, key (what one can earn it for: 0, an idea or a season), at, code, points,
    idea_id, quadrant, season_id and team_id; each member's deeds of each key are looked at alone.
    """
    parts = list(leaves(criterion))
    codes = sorted(set().union(*map(wanted, parts)))
    marked = _marked(parts, deeds, codes)
    held = _reckoned(parts, marked)
    condition = _condition(criterion, iter([held.c[f"far_{place}"] >= 1 for place in range(len(parts))]))
    first = select(held.c.member_id, held.c.key, func.min(held.c.at).label("at")).where(condition)
    return first.group_by(held.c.member_id, held.c.key)


def _marked(parts: list[Leaf], deeds: FromClause, codes: list[str]) -> Subquery:
    """Mark which deeds each part looks at, and which of them are the first of their idea, quadrant, season or team."""
    columns: list[ColumnElement[bool]] = []
    for place, part in enumerate(parts):
        looked_at = _looked_at(part, deeds)
        columns.append(looked_at.label(f"counts_{place}"))
        if isinstance(part, Different) and not part.days:
            value = deeds.c[_WHAT[part.what]]
            alike = (deeds.c.member_id, deeds.c.key, looked_at, value)
            first = func.row_number().over(partition_by=alike, order_by=deeds.c.at) == 1
            columns.append(and_(looked_at, value.is_not(None), first).label(f"first_{place}"))
    return select(deeds, *columns).where(deeds.c.code.in_(codes)).subquery("marked")


def _reckoned(parts: list[Leaf], marked: Subquery) -> Subquery:
    """Reckon at each deed how far every part has come by its moment, 1 and more where it holds."""
    far = [_far(part, place, marked).label(f"far_{place}") for place, part in enumerate(parts)]
    return select(marked.c.member_id, marked.c.key, marked.c.at, *far).subquery("reckoned")


def _looked_at(part: Leaf, deeds: FromClause) -> ColumnElement[bool]:
    here = [func.coalesce(deeds.c.quadrant.in_(part.quadrants), False)] if part.quadrants else []
    return and_(deeds.c.code.in_(sorted(wanted(part))), deeds.c.points >= part.points_least, *here)


def _far(part: Leaf, place: int, marked: Subquery) -> ColumnElement[Any]:
    counted = marked.c[f"counts_{place}"]
    match part:
        case Count(least=least):
            return cast(_running(func.count().filter(counted), part, marked), Double) / least
        case Points(least=least):
            points = _running(func.sum(marked.c.points).filter(counted), part, marked)
            return cast(func.coalesce(points, 0), Double) / least
        case Different(what=what, least=least):
            if part.days:
                return cast(_different_lately(part.days, _WHAT[what], place, marked), Double) / least
            return cast(_running(func.count().filter(marked.c[f"first_{place}"]), part, marked), Double) / least
        case Share(of=of, share=share, least=least):
            those = cast(_running(func.count().filter(and_(counted, marked.c.code.in_(of))), part, marked), Double)
            among = cast(_running(func.count().filter(counted), part, marked), Double)
            enough, such_a_share = among / least, those / func.nullif(among, 0) / share
            return func.least(enough, func.coalesce(such_a_share, 0))


def _running(number: FunctionFilter[Any], part: Leaf, marked: Subquery) -> ColumnElement[Any]:
    """Return a number over one member's deeds until each one's moment, back to where the part looks."""
    since = FrameClause(None, None, FrameClauseType.UNBOUNDED, FrameClauseType.CURRENT)
    if part.days:
        back = timedelta(days=part.days) - _TICK
        since = FrameClause(back, None, FrameClauseType.PRECEDING, FrameClauseType.CURRENT)
    return number.over(partition_by=(marked.c.member_id, marked.c.key), order_by=marked.c.at, range_=since)


def _different_lately(days: int, what: str, place: int, marked: Subquery) -> ColumnElement[int]:
    """Return how many different ones there were; a window can't count those, so each deed looks back by itself."""
    before = marked.alias()
    back = select(func.count(before.c[what].distinct())).where(
        before.c.member_id == marked.c.member_id,
        before.c.key == marked.c.key,
        before.c.at <= marked.c.at,
        before.c.at > marked.c.at - timedelta(days=days),
        before.c[f"counts_{place}"],
    )
    return back.scalar_subquery()


def _condition(criterion: Expression, parts: Iterator[ColumnElement[bool]]) -> ColumnElement[bool]:
    match criterion:
        case All(of=of):
            return and_(*[_condition(each, parts) for each in of])
        case Either(of=of):
            return or_(*[_condition(each, parts) for each in of])
        case Not(of=each):
            return not_(_condition(each, parts))
        case _:
            return next(parts)
