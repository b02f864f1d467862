"""How often something may be tried: counted in the database, so that all processes share one count."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.errors import TooMany
from domain.members.model import Attempt


async def spend(session: AsyncSession, key: str, most: int, per: timedelta) -> None:
    """Count one attempt under `key`; raises TooMany past `most` in the present window of length `per`.

    Call it before anything else changes: the count is kept even when the attempt is turned down.
    """
    moment = now(session)
    seconds = int(per.total_seconds())
    since = int(moment.timestamp()) // seconds * seconds
    window = datetime.fromtimestamp(since, moment.tzinfo)
    query = insert(Attempt).values(key=key[:120], window=window, count=1)
    query = query.on_conflict_do_update(index_elements=[Attempt.key, Attempt.window], set_={"count": Attempt.count + 1})
    if (await session.scalar(query.returning(Attempt.count)) or 0) > most:
        raise TooMany(retry_after=max(1, since + seconds - int(moment.timestamp())))


async def forget_old_attempts(session: AsyncSession) -> None:
    """Drop the counts of windows that have passed."""
    await session.execute(delete(Attempt).where(Attempt.window < now(session) - timedelta(days=1)))
