"""Rows that hold what somebody looks for, each with how well: never more than the newest few, whatever there is.

For words that many rows have, rows are taken from the newest shelves, as many as should hold enough by the planner's
estimate. So the index answers with few rows, where it would else have to name all of them. The statements are the
same for all words, which are their parameters.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Float,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    not_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from domain.database import Explain, planned
from domain.seeking import SHELF, Sought, query

_WANTED, _UNWANTED = bindparam("wanted", type_=String), bindparam("unwanted", type_=String)
_SKIPPED: ColumnElement[float] = bindparam("skipped", type_=Float)


@dataclass(frozen=True)
class Way:
    """How words are looked for: by which query, and where they are common, past which part of the rows, oldest first.

    `values` are the parameters of the statement that `matches` makes.
    """

    excluding: bool
    common: bool
    values: dict[str, Any]


async def way(
    session: AsyncSession,
    number: InstrumentedAttribute[int],
    vector: InstrumentedAttribute[str],
    sought: Sought,
    most: int,
) -> Way:
    """Return how to look in a table whose rows have a number and a vector, when no more than `most` are wanted.

    Where the words as they stand are common, they are taken as finished: of a beginning, the index reads everything.
    """
    excluding, wanted = bool(sought.unwanted), sought.wanted
    asked = _asked(number, vector, excluding)

    async def expecting(wanted: str) -> int:
        plan = await planned(session, asked, {"wanted": wanted, "unwanted": sought.unwanted})
        return int(plan["Plan Rows"])

    expected = await expecting(wanted)
    plenty = 3 * most // 2
    if expected > plenty and sought.finished != wanted and (fewer := await expecting(sought.finished)) > plenty:
        wanted, expected = sought.finished, fewer
    # A shelf is looked at as a whole, so that on the average this comes to about as many as are wanted.
    skipped = max(0.0, 1 - 3 * most / (4 * max(expected, 1)))
    return Way(excluding, expected > plenty, {"wanted": wanted, "unwanted": sought.unwanted, "skipped": skipped})


def matches(among: Select[int, str], most: int, *, excluding: bool, common: bool) -> CTE:
    """Return the newest of the rows that match, never more than `most`: the `id` of each and its `rank`.

    `among` selects a table's number and vector, narrowed. If the newest shelves hold far less than was expected, the
    rest of the rows are looked at too.
    """
    number, vector = among.selected_columns
    # Worked out once and not for each row; unknown to the planner, so that it goes by the index of words each time.
    sought = select(query(_WANTED, _UNWANTED if excluding else "").label("query")).cte("sought")
    words = select(sought.c.query).scalar_subquery()
    rank = cast(func.ts_rank_cd(vector, words) * literal_column("1000000"), BigInteger).label("rank")
    # The sum keeps the planner from walking the table by number in the hope of meeting enough rows.
    newest = among.with_only_columns(number.label("id"), rank).order_by((number + literal_column("0")).desc())
    newest = newest.limit(literal_column(str(most)))
    everywhere = newest.where(vector.op("@@")(words))
    if not common:
        return everywhere.cte("matches")
    words_there = select(func.tsquery_and(sought.c.query, _newest_shelves(number))).scalar_subquery()
    near = newest.where(vector.op("@@")(words_there)).cte("near")
    enough = select(func.count()).select_from(near).scalar_subquery() > literal_column(str(most // 10))
    far = everywhere.where(not_(enough)).subquery()
    return union_all(select(near).where(enough), select(far)).cte("matches")


def _newest_shelves(number: SQLColumnExpression[int]) -> ColumnElement[Any]:
    newest = select(func.max(number)).correlate(None).scalar_subquery()
    shelf: ColumnElement[int] = literal_column(str(SHELF))
    first = cast(newest * _SKIPPED, BigInteger).op("/")(shelf)
    each = func.generate_series(first, newest.op("/")(shelf)).column_valued("shelf")
    any_of_them = func.string_agg(func.concat("' ", each, "'"), literal_column("' | '"))
    return cast(select(any_of_them).correlate(None).scalar_subquery(), TSQUERY)


@lru_cache
def _asked(number: InstrumentedAttribute[int], vector: InstrumentedAttribute[str], excluding: bool) -> Explain:
    return Explain(select(number).where(vector.op("@@")(query(_WANTED, _UNWANTED if excluding else ""))))
