"""The figures of metrics in words: in the reader's language, with their unit, and how they moved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, numbers

from domain.errors import _
from domain.metrics import Better, Change, FigureKind, Metric, Reading
from web import i18n

KINDS = {
    FigureKind.PERCENT: _("a share, in percent"),
    FigureKind.MONEY: _("money"),
    FigureKind.SCORE: _("a score from −100 to 100 points"),
    FigureKind.COUNT: _("a count"),
    FigureKind.DAYS: _("days"),
    FigureKind.NUMBER: _("another number"),
}
BETTER = {Better.HIGHER: _("Higher is better"), Better.LOWER: _("Lower is better")}
LARGE = 10_000
_LAST_DIGITS = re.compile(r"0(\.0+)?(?=[^0#]*$)")


@dataclass(frozen=True)
class Moved:
    """A change in words: which way it went (`up`, `down`, `same`), what it says, and how that is judged."""

    way: str
    says: str
    judged: str
    good: bool


def said(metric: Metric, value: Decimal) -> str:
    """Return a figure with its unit, with as many decimals as the metric shows."""
    return _with_unit(metric, value, metric.decimals)


def beside(metric: Metric, value: float, decimals: int) -> str:
    """Return a figure as it stands beside a plot, short; of money the currency is said elsewhere."""
    locale = i18n.reader.get()
    if abs(value) >= LARGE:
        return numbers.format_compact_decimal(value, fraction_digits=2, locale=locale)
    return _with_unit(metric, value, decimals) if metric.kind is FigureKind.PERCENT else _plain(value, decimals)


def moved(metric: Metric, change: Change) -> Moved:
    """Return a change in words."""
    by = round(change.by, metric.decimals)
    day, judged = i18n.calendar_day(change.since.day), ""
    if not by:
        return Moved("same", i18n.gettext(_("the same as on %(day)s")) % {"day": day}, "", good=False)
    says = _("%(by)s more than on %(day)s") if by > 0 else _("%(by)s less than on %(day)s")
    judged = _("better") if change.direction > 0 else _("worse")
    words = i18n.gettext(says) % {"by": _distance(metric, abs(by)), "day": day}
    return Moved("up" if by > 0 else "down", words, i18n.gettext(judged), good=change.direction > 0)


def typed(value: Decimal | None) -> str:
    """Return a figure as it stands in a field to be changed."""
    return "" if value is None else f"{value.normalize():f}".replace(".", decimal_sign())


def decimal_sign() -> str:
    """Return what the reader writes before decimals."""
    return numbers.get_decimal_symbol(i18n.reader.get())


def spoken(metric: Metric, readings: Sequence[Reading]) -> str:
    """Return in a sentence what a line shows, for those who can't see it."""
    figures = [each.value or Decimal(0) for each in readings]
    sentence = _SPOKEN if len(figures) > 1 else _SPOKEN_ONE
    return i18n.gettext(sentence) % {
        "name": i18n.gettext(metric.name),
        "first": i18n.calendar_day(readings[0].day),
        "last": i18n.calendar_day(readings[-1].day),
        "begins": said(metric, figures[0]),
        "ends": said(metric, figures[-1]),
        "least": said(metric, min(figures)),
        "most": said(metric, max(figures)),
    }


_SPOKEN = _("%(name)s from %(first)s to %(last)s: from %(begins)s to %(ends)s, between %(least)s and %(most)s.")
_SPOKEN_ONE = _("%(name)s on %(last)s: %(ends)s.")


def _distance(metric: Metric, by: Decimal) -> str:
    if metric.kind is FigureKind.PERCENT:
        return i18n.gettext(_("%(number)s percentage points")) % {"number": _plain(by, metric.decimals)}
    return said(metric, by)


def _with_unit(metric: Metric, value: Decimal | float, decimals: int) -> str:
    locale = Locale.parse(i18n.reader.get())
    match metric.kind:
        case FigureKind.PERCENT:
            pattern = _pattern(locale.percent_formats[None].pattern, decimals)
            return numbers.format_percent(Decimal(str(value)) / 100, pattern, locale=locale)
        case FigureKind.MONEY:
            pattern = _pattern(locale.currency_formats["standard"].pattern, decimals)
            return numbers.format_currency(value, metric.currency, pattern, locale=locale, currency_digits=False)
        case FigureKind.SCORE:
            return i18n.gettext(_("%(number)s points")) % {"number": _plain(value, decimals)}
        case FigureKind.DAYS:
            return i18n.gettext(_("%(number)s days")) % {"number": _plain(value, decimals)}
    return _plain(value, decimals)


def _plain(value: Decimal | float, decimals: int) -> str:
    return numbers.format_decimal(value, _pattern("#,##0", decimals), locale=i18n.reader.get())


def _pattern(pattern: str, decimals: int) -> str:
    return _LAST_DIGITS.sub("0." + "0" * decimals if decimals else "0", pattern)
