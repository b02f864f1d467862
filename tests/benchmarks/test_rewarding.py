"""The benchmark of the ledger: a small one is filled, measured and reported; nothing of it drifts."""

import asyncio
from datetime import UTC, datetime

from benchmarks import rewarding
from domain import rewards
from domain.database import Sessions
from tests.conftest import HeldClock


async def test_a_small_ledger_is_filled_and_its_books_agree(
    database_url: str, sessions: Sessions, clock: HeldClock
) -> None:
    clock.time = datetime.now(UTC)  # that of the database, which fills it
    first = await asyncio.to_thread(rewarding.filled, database_url, 40, 400)
    async with sessions() as session:
        assert await rewards.count(session) == 400
        assert await rewards.drift(session) != []
    rows = await rewarding.books(sessions)
    assert [row.what for row in rows] == [
        "rebuilding all balances, of which none is left, from 400 entries",
        "rebuilding all balances, which are right, from 400 entries",
        "looking for drift from 400 entries",
    ]
    board = await rewarding.boards(sessions, first, 40)
    given = await rewarding.backfilled(sessions)
    assert "(0 awards)" not in given.what
    text = rewarding.written([*rows, board, given], "2 processors.")
    assert text.count("\n| ") == 6
