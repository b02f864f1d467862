"""Figures of an experiment as values with their kind; the face that shows them writes them in its reader's way."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.experiments.promises import Absolute, Promise, Relative, Threshold


class AmountKind(StrEnum):
    """How a figure is read."""

    NUMBER = "number"
    TIMES = "times"  # how many times; no more than can be told
    ODDS = "odds"  # a logarithm, read as so many to one
    PERCENT = "percent"  # a share
    POINTS = "points"
    MEASURE = "measure"  # in the metric's own unit
    DAYS = "days"
    WEEKS = "weeks"
    AGO = "ago"  # days since then


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure; `signed` if a plus is written too, `unit` that of a measure."""

    kind: AmountKind
    value: float
    signed: bool = False
    unit: str = ""


Write = Callable[[Amount], str]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How a metric's levels and changes are read: shares in percent, scores in points, others in their `unit`."""

    counted: bool
    scored: bool = False
    unit: str = ""

    def level(self, value: float) -> Amount:
        """Return a share, mean or score."""
        if self.counted:
            return Amount(AmountKind.PERCENT, value)
        return Amount(AmountKind.POINTS if self.scored else AmountKind.MEASURE, value, unit=self.unit)

    def change(self, promise: Promise, value: float) -> Amount:
        """Return an effect, worded as `promise`: a relative change in percent, one of shares in points, or a level."""
        match promise:
            case Relative():
                return Amount(AmountKind.PERCENT, value, signed=True)
            case Absolute() if self.counted:
                return Amount(AmountKind.POINTS, 100 * value, signed=True)
            case Absolute():
                kind = AmountKind.POINTS if self.scored else AmountKind.MEASURE
                return Amount(kind, value, signed=True, unit=self.unit)
            case Threshold():
                return self.level(value)

    def promised(self, promise: Promise) -> Amount:
        """Return what was promised."""
        return self.change(promise, promise.right if isinstance(promise, Threshold) else promise.change)

    def nothing(self, promise: Promise) -> Amount:
        """Return what an idea brings that does nothing."""
        return self.change(promise, promise.hopeless if isinstance(promise, Threshold) else 0.0)
