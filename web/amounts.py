"""How figures of experiments are written in a language."""

import math
from collections.abc import Callable
from datetime import timedelta

from babel import dates, numbers, units

from domain.experiments import SHOWN_MOST, Amount, AmountKind
from web import i18n

FIXED = "\xa0"  # a space that doesn't break


def writer(language: str) -> Callable[[Amount], str]:
    """Return what writes amounts in a language."""
    return lambda amount: written(amount, language)


def said(amount: Amount) -> str:
    """Return an amount as the reader of this page reads it."""
    return written(amount, i18n.reader.get())


def of_everyone(coverage: int) -> str:
    """Return how many of a hundred have something, as the reader of this page reads it."""
    return said(Amount(AmountKind.PERCENT, coverage / 100))


def written(amount: Amount, language: str) -> str:
    """Return an amount as people write it in a language."""
    value = amount.value
    match amount.kind:
        case AmountKind.NUMBER:
            text = plain(value, language)
        case AmountKind.TIMES:
            text = _times(value, language)
        case AmountKind.ODDS:
            shown = abs(value) < math.log(SHOWN_MOST)
            times = _times(math.exp(abs(value)) if shown else SHOWN_MOST, language)
            text = f"{times}{FIXED}:{FIXED}1" if value >= 0 else f"1{FIXED}:{FIXED}{times}"
        case AmountKind.PERCENT:
            text = plain(100 * value, language) + ("%" if language == "en" else FIXED + "%")
        case AmountKind.POINTS:
            many = 1 if abs(value) == 1 else 2
            form = i18n.catalogue(language).ngettext("%(number)s point", "%(number)s points", many)
            text = form % {"number": plain(value, language)}
        case AmountKind.MEASURE:
            text = plain(value, language) + (FIXED + amount.unit if amount.unit else "")
        case AmountKind.DAYS | AmountKind.WEEKS:
            unit = "duration-day" if amount.kind is AmountKind.DAYS else "duration-week"
            text = units.format_unit(math.ceil(value), unit, locale=language)
        case AmountKind.AGO:
            text = _ago(math.floor(value), language)
    return f"+{text}" if amount.signed and value > 0 else text


def plain(value: float, language: str) -> str:
    """Return a number with three figures, or all of a whole one, and the language's separators."""
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 or not size else min(8, 1 - _order(size))
    text = numbers.format_decimal(round(value, places), "#,##0.########", locale=language)
    return text.replace("-", "−") if text not in ("-0", "0") else "0"


def _order(size: float) -> int:
    return math.floor(math.log10(size))


def _times(value: float, language: str) -> str:
    if value >= SHOWN_MOST:
        return i18n.catalogue(language).gettext("more than %(number)s") % {"number": plain(SHOWN_MOST, language)}
    return plain(round(value, 1 if value < 10 else 0), language)


def _ago(days: int, language: str) -> str:
    if days < 1:
        return i18n.catalogue(language).gettext("today")
    past = timedelta(days=-days)
    return dates.format_timedelta(past, granularity="day", threshold=10**6, add_direction=True, locale=language)
