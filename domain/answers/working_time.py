"""Time that counts: hours that fall on working days in the community's zone. Pure, so that any clock will do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.community import Community


@dataclass(frozen=True)
class WorkingTime:
    """Which days count. A whole day does, midnight to midnight, so 24 hours from Friday 15:00 end Monday 15:00.

    Hours are real ones: a day on which clocks change has 23 or 25 of them.
    """

    zone: ZoneInfo
    days: frozenset[int]
    holidays: frozenset[date]
    round_the_clock: bool = False

    @classmethod
    def of(cls, community: Community) -> "WorkingTime":
        """Return the community's own."""
        holidays = frozenset(community.holidays)
        return cls(community.zone_info, frozenset(community.working_days), holidays, community.round_the_clock)

    def counts(self, day: date) -> bool:
        """Return whether somebody works on this day."""
        return self.round_the_clock or (day.isoweekday() in self.days and day not in self.holidays)

    def after(self, start: datetime, much: timedelta) -> datetime:
        """Return when `much` time that counts has passed since `start`, in UTC."""
        left, moment = much, start.astimezone(UTC)
        for begins, ends in self._spans(moment):
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        raise ValueError("Some day counts.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much time that counts lies between two moments, none when the end comes first."""
        passed, moment, end = timedelta(), start.astimezone(UTC), end.astimezone(UTC)
        if end <= moment:
            return passed
        for begins, ends in self._spans(moment):
            if begins >= end:
                break
            passed += min(ends, end) - begins
        return passed

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        if not self.days and not self.round_the_clock:
            return
        day = start.astimezone(self.zone).date()
        while True:
            ends = self._midnight(day + timedelta(days=1))
            begins = max(start, self._midnight(day))
            if self.counts(day) and begins < ends:
                yield begins, ends
            day += timedelta(days=1)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
