"""Where values stand on an axis, and at which round values it is marked."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_ROUND = (1, 2, 2.5, 5, 10)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)


@dataclass(frozen=True)
class Scale:
    """Where a value stands: `least` at `start` and `most` at `end`, evenly between; values beyond stand at the ends."""

    least: float
    most: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, between start and end."""
        share = (value - self.least) / ((self.most - self.least) or 1)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 2)


@dataclass(frozen=True)
class LogScale:
    """Where a value above nought stands when equal factors are equally far apart; values beyond stand at the ends."""

    least: float
    most: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, between start and end."""
        low = math.log(self.least)
        evenly = Scale(low, math.log(self.most), self.start, self.end)
        return evenly.at(math.log(value) if value > 0 else low)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place, and what stands beside it."""

    at: float
    says: str


def round_values(least: float, most: float, about: int = 4) -> list[float]:
    """Return some round values, about so many, the first not above `least` and the last not below `most`.

    They are whole steps of 1, 2, 2.5 or 5 times a power of ten; both bounds are finite, and never equal in the result.
    """
    if most <= least:
        room = abs(least) * 0.05 or 1.0
        least, most = least - room, most + room
    size = 10.0 ** math.floor(math.log10((most - least) / about))
    step = Decimal(str(next(each for each in _ROUND if each * size * about >= (most - least) * 0.999))) * Decimal(
        f"{size:e}"
    )
    first, last = math.floor(Decimal(least) / step), math.ceil(Decimal(most) / step)
    return [float(step * number) for number in range(first, last + 1)]


def decimals(values: Sequence[float]) -> int:
    """Return how many decimals tell evenly spaced values apart, at most 6."""
    step = abs(values[1] - values[0]) if len(values) > 1 else 1.0
    return next((places for places in range(6) if math.isclose(round(step, places), step, rel_tol=1e-9)), 6)


def first_days(first: date, last: date, most: int = 5) -> list[date]:
    """Return up to `most` days in even steps: first days of months, or Mondays or days where the time is short."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months >= 3:
        step = next(each for each in _MONTHS if months // each < most)
        begin = first.year * 12 + first.month - 1
        found = (number for number in range(begin, begin + months + 1) if number % step == 0)
        days = (date(number // 12, number % 12 + 1, 1) for number in found if number >= 12)
        return [day for day in days if first <= day <= last][:most]
    length = (last - first).days
    step_days = next(each for each in (1, 2, 7, 14, 28) if length // each < most or each == 28)
    begin_day = first + timedelta(days=-first.weekday() % 7 if step_days >= 7 else 0)
    days = (begin_day + timedelta(days=number) for number in range(0, step_days * most, step_days))
    return [day for day in days if day <= last]
