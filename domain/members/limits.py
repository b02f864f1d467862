"""How often something may be tried: counted in the database, so that all processes share one count.

Counts stand under the hash of their key, so that no address of a mailbox or a network is kept.
"""

from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.errors import TooMany
from domain.members.model import Attempt
from domain.members.secrets import hash_token


async def spend(session: AsyncSession, key: str, most: int, per: timedelta) -> None:
    """Count one attempt under `key`; raises TooMany past `most` in the present window of length `per`.

    The count is kept when the attempt is refused as too many, or for a wrong password. The row stays locked until
    the transaction ends: what takes time comes before, after `require_left`.
    """
    window = _window(session, per)
    query = insert(Attempt).values(key=_hashed(key), window=window, count=1)
    query = query.on_conflict_do_update(index_elements=[Attempt.key, Attempt.window], set_={"count": Attempt.count + 1})
    if (await session.scalar(query.returning(Attempt.count)) or 0) > most:
        raise _too_many(session, window, per)


async def require_left(session: AsyncSession, key: str, most: int, per: timedelta) -> None:
    """Raise TooMany when `spend` would, without counting and without waiting for others who try."""
    window = _window(session, per)
    query = select(Attempt.count).where(Attempt.key == _hashed(key), Attempt.window == window)
    if (await session.scalar(query) or 0) >= most:
        raise _too_many(session, window, per)


async def forget_old_attempts(session: AsyncSession) -> None:
    """Drop the counts of windows that have passed."""
    await session.execute(delete(Attempt).where(Attempt.window < now(session) - timedelta(days=1)))


def _window(session: AsyncSession, per: timedelta) -> datetime:
    seconds = int(per.total_seconds())
    return datetime.fromtimestamp(int(now(session).timestamp()) // seconds * seconds, UTC)


def _hashed(key: str) -> str:
    return hash_token(key).hex()


def _too_many(session: AsyncSession, window: datetime, per: timedelta) -> TooMany:
    return TooMany(retry_after=max(1, ceil((window + per - now(session)).total_seconds())))
