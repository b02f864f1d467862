"""Languages: catalogues read from `locales/`, the reader's language, and times and numbers in its words."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.core import negotiate_locale
from babel.messages.pofile import read_po
from markupsafe import Markup

from domain.community import LANGUAGES
from domain.members import Member

LOCALES = Path(__file__).parent / "locales"
_UTC = ZoneInfo("UTC")
zone: ContextVar[ZoneInfo] = ContextVar("zone", default=_UTC)
reader: ContextVar[str] = ContextVar("reader", default="en")


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of a language; English needs none."""
    path = LOCALES / language / "LC_MESSAGES" / "fourfold.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    found: dict[str | tuple[str, int], str] = {}
    for message in entries:
        if not message.id or not message.string or message.fuzzy:
            continue
        if isinstance(message.id, tuple | list):
            found |= {(message.id[0], form): text for form, text in enumerate(message.string)}
        else:
            found[message.id] = str(message.string)
    return Catalogue(found, language)


class Catalogue(NullTranslations):
    """Translations held as read, so that no compiled file has to be kept in step."""

    def __init__(self, found: dict[str | tuple[str, int], str], language: str) -> None:
        super().__init__()
        self.found = found
        forms = Locale(language).plural_form
        order = sorted(forms.tags | {"other"}, key=["zero", "one", "two", "few", "many", "other"].index)
        self.form: Callable[[int], int] = lambda number: order.index(forms(number))

    def gettext(self, message: str) -> str:
        """Return the translation, or the sentence itself."""
        return self.found.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation for a number of things, or the English."""
        return self.found.get((msgid1, self.form(n))) or super().ngettext(msgid1, msgid2, n)


def gettext(message: str) -> str:
    """Return a sentence in the reader's language."""
    return catalogue(reader.get()).gettext(message)


def said(message: str, /, **names: object) -> Markup:
    """Return a sentence in the reader's language for a template, with names put in safely."""
    return _sentence(message, reader.get()) % names if names else _whole_sentence(message, reader.get())


def ngettext(one: str, many: str, number: int) -> str:
    """Return a sentence for a number of things in the reader's language."""
    return catalogue(reader.get()).ngettext(one, many, number)


def translator(language: str) -> Callable[[str], str]:
    """Return what translates a sentence into one language."""
    return catalogue(language).gettext


def negotiated(accept_language: str, fallback: str) -> str:
    """Return the best of our languages for an Accept-Language header."""
    wanted = [part.split(";")[0].strip() for part in accept_language[:200].split(",")]
    return _offered(wanted) or fallback


def _offered(wanted: Iterable[str]) -> str | None:
    return negotiate_locale([name.replace("-", "_") for name in wanted if name], LANGUAGES)


def ago(past: int) -> str:
    """Return how long ago a moment was that is so many seconds from now, below nought, as people say it."""
    # No one reads more than the first figures, and so the same few phrases serve all.
    unit = 1 if abs(past) < 3600 else 60 if abs(past) < 86_400 else 3600
    return _ago(past - past % -unit, reader.get())


def day(moment: datetime, zone: ZoneInfo) -> str:
    """Return a date and time in the community's zone."""
    return _day(moment.replace(second=0, microsecond=0), zone, reader.get())


def calendar_day(value: date) -> str:
    """Return a day of the calendar in the reader's words."""
    language = reader.get()
    return dates.format_date(value, catalogue(language).gettext("d MMMM y"), locale=language)


def short_day(value: date) -> str:
    """Return a day as it stands beside others of its months, without the year."""
    return dates.format_skeleton("MMMd", value, locale=reader.get())


def month_name(value: date) -> str:
    """Return a month as it stands beside others; January is told by its year."""
    return dates.format_skeleton("MMM" if value.month > 1 else "y", value, locale=reader.get())


def whole_month(value: date) -> str:
    """Return a month with its year."""
    return dates.format_skeleton("yMMMM", value, locale=reader.get())


def number(value: int) -> str:
    """Return a number with the reader's separators."""
    return _number(value, reader.get())


@lru_cache(4096)
def _ago(seconds: int, language: str) -> str:
    return dates.format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=language, threshold=1.2)


@lru_cache(4096)
def _day(moment: datetime, zone: ZoneInfo, language: str) -> str:
    form = catalogue(language).gettext("d MMMM y, HH:mm")
    return dates.format_datetime(moment, form, tzinfo=zone, locale=language)


@lru_cache(4096)
def _number(value: int, language: str) -> str:
    return numbers.format_decimal(value, locale=language)


@lru_cache(4096)
def _sentence(message: str, language: str) -> Markup:
    return Markup(catalogue(language).gettext(message))  # noqa: S704 - our own words


@lru_cache(4096)
def _whole_sentence(message: str, language: str) -> Markup:
    return _sentence(message, language) % {}


def name_of(member: Member) -> str:
    """Return what a member is called; our words for who left or stands for a customer are in the reader's language."""
    return gettext(member.name) if member.is_nameless else member.name
