"""Moving balances by what was written into the ledger, in the same transaction."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rewards.model import WHOLE, Balance, Currency, Entry
from domain.rows import arrays, given, run

_BALANCE = ("member_id", "currency", "season_id", "late", "scope")
_MOVED = (*_BALANCE, "points", "gained_at", "last_entry_id")


async def move_balances(session: AsyncSession, made: Sequence[Entry]) -> None:
    """Move the balances by what was inserted, in the order of members."""
    moved: dict[tuple[int, Currency, int, bool, str], list[Entry]] = defaultdict(list)
    for each in made:
        for scope in {WHOLE, each.quadrant.value if each.quadrant else WHOLE}:
            moved[each.member_id, each.currency, each.season_id, each.late, scope].append(each)
    await session.flush()
    if not moved:
        return
    rows = [
        (
            *key,
            sum(each.amount for each in moved[key]),
            max((each.occurred_at for each in moved[key] if each.amount > 0), default=None),
            max(each.id for each in moved[key]),
        )
        for key in sorted(moved)
    ]
    columns = dict(zip(_MOVED, zip(*rows, strict=True), strict=True))
    await run(session, _moving(), arrays(**columns))


@cache
def _moving() -> Insert:
    """Return the statement that moves balances by what is given as arrays, a column each."""
    rows = given(Balance, *_MOVED)
    put = insert(Balance).from_select(_MOVED, select(*(rows.c[name] for name in _MOVED)))
    moves = {
        "points": Balance.points + put.excluded.points,
        "gained_at": func.greatest(Balance.gained_at, put.excluded.gained_at),
        "last_entry_id": func.greatest(Balance.last_entry_id, put.excluded.last_entry_id),
    }
    return put.on_conflict_do_update(index_elements=_BALANCE, set_=moves)
