"""When mail about a notice leaves: at once or with a digest, and never in somebody's quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

Quiet = tuple[int, int]
MONDAY = 0


class Pace(StrEnum):
    """How soon a member wants mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def due(pace: Pace, moment: datetime, zone: ZoneInfo, *, digest_hour: int, quiet: Quiet | None) -> datetime | None:
    """Return when mail about something that happened at `moment` leaves, in UTC; None for never.

    A digest leaves at `digest_hour` of the next day, or of the next Monday; `quiet` is the hour when the quiet begins
    and the one when it ends, also past midnight.
    """
    if pace is Pace.NEVER:
        return None
    leaves = moment.astimezone(UTC)
    if pace is not Pace.AT_ONCE:
        leaves = _next(moment, zone, digest_hour, weekly=pace is Pace.WEEKLY)
    return _after_quiet(leaves, zone, quiet) if quiet else leaves


def _next(moment: datetime, zone: ZoneInfo, hour: int, *, weekly: bool) -> datetime:
    today = moment.astimezone(zone).date()
    for days in range(9):
        day = today + timedelta(days=days)
        leaves = _at(day, hour, zone)
        if leaves > moment and (not weekly or day.weekday() == MONDAY):
            return leaves
    raise AssertionError("A week has a Monday")


def _after_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    begins, ends = quiet
    local = moment.astimezone(zone)
    if (local.hour - begins) % 24 >= (ends - begins) % 24:
        return moment
    return _at(local.date() + timedelta(days=local.hour >= ends), ends, zone)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    # An hour that the clocks leave out comes to be the one after it.
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
