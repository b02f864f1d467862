"""What can be a metric's figure, and of which day."""

from datetime import date
from decimal import Decimal

from domain.errors import _
from domain.metrics.model import DECIMALS_KEPT, EARLIEST, FIGURE_MOST, FigureKind
from domain.texts import Problems


def check_day(problems: Problems, day: date, today: date) -> None:
    """Note that a day is yet to come, or before all that we take in."""
    if day > today:
        problems.add("day", "future", _("This day is yet to come. A reading is of today or of a day before."))
    if day < EARLIEST:
        problems.add("day", "too_early", _("This is before 1970. Please look at the year."))


def check_value(problems: Problems, kind: FigureKind, value: Decimal) -> None:
    """Note that a value can't be a figure of this kind: not finite, out of its bounds, or of too many decimals."""
    least, most = kind.bounds
    if not value.is_finite():
        problems.add("value", "not_a_number", _("Please give a number."))
    elif kind is FigureKind.PERCENT and not least <= value <= most:
        problems.add("value", "out_of_range", _("A share is from 0 to 100 percent."))
    elif kind is FigureKind.SCORE and not least <= value <= most:
        problems.add("value", "out_of_range", _("A score is from −100 to 100 points."))
    elif value < least:
        problems.add("value", "out_of_range", _("This can’t be less than nothing."))
    elif abs(value) > FIGURE_MOST:
        problems.add("value", "out_of_range", _("This is larger than any figure that we keep."))
    elif kind is FigureKind.COUNT and value != value.to_integral_value():
        problems.add("value", "not_whole", _("A count is a whole number."))
    elif value != round(value, DECIMALS_KEPT):
        problems.add("value", "too_fine", _("Give at most %(most)s decimals."), most=DECIMALS_KEPT)
