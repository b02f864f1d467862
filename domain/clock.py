"""One clock and calendar for all: the time travels with the session, so that tests and the demo decide what it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
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


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of a day's month, and that of the next."""
    first = day.replace(day=1)
    return first, months_on(first, 1)


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first day of a day's quarter, and that of the next."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, months_on(first, 3)


def months_on(month: date, count: int) -> date:
    """Return the first day of the month so many months after another, or before it."""
    total = month.year * 12 + month.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)
