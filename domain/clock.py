"""One clock for all: it travels with the session, so that tests and the demo decide what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def now(session: AsyncSession) -> datetime:
    """Return the time by the clock the session was opened with."""
    clock: Clock = session.info.get("clock", system_clock)
    return clock()


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones; finding them means to read a folder of several hundred files."""
    return frozenset(available_timezones())
