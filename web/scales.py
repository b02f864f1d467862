"""From values to places in a picture, and the round values that are written beside it."""

import math
from dataclasses import dataclass

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `start` to `end` lie at `at` to `to`; all the same when nothing lies between."""

    start: float
    end: float
    at: float
    to: float

    def __call__(self, value: float) -> float:
        """Return where a value lies, to a tenth; also before and beyond the scale."""
        span = self.end - self.start
        return round(self.at + ((value - self.start) / span if span else 0.0) * (self.to - self.at), 1)


def ticks(low: float, high: float, most: int, *, least: float = 0.0) -> tuple[float, ...]:
    """Return at most `most` round values from `low` to `high`, `least` or more apart; none of an empty range."""
    span = high - low
    if not span > 0 or not math.isfinite(span) or most < 1:
        return ()
    power = 10.0 ** math.floor(math.log10(max(span / most, least or 0.0)))
    step = 10 * power
    for each in STEPS:
        apart = each * power
        if apart >= least and _last(high, apart) - _first(low, apart) < most:
            step = apart
            break
    numbers = range(_first(low, step), _last(high, step) + 1)
    return tuple(round(number * step, 12) + 0.0 for number in numbers)  # no minus before a zero


def _first(low: float, apart: float) -> int:
    return math.ceil(low / apart - 1e-9)


def _last(high: float, apart: float) -> int:
    return math.floor(high / apart + 1e-9)
