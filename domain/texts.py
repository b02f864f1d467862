"""What people type, brought into one form and measured: Unicode NFC, no control characters, a length."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from domain.errors import FieldProblem, Invalid, _

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HALF = re.compile(r"[\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


class Problems:
    """Gathers what is wrong with a form, so that a person sees all of it at once."""

    def __init__(self) -> None:
        self.found: list[FieldProblem] = []

    def add(self, field: str, code: str, message: str, **params: object) -> None:
        """Note one problem."""
        self.found.append(FieldProblem(field, code, message, params))

    def line(self, field: str, value: str, *, least: int = 0, most: int) -> str:
        """Return `value` as one tidy line of `least` to `most` characters."""
        return self._measure(field, _SPACE.sub(" ", self._clean(field, value, most)).strip(), least, most)

    def text(self, field: str, value: str, *, least: int = 0, most: int) -> str:
        """Return `value` as text with lines, of `least` to `most` characters."""
        cleaned = self._clean(field, value, most).replace("\r\n", "\n").replace("\r", "\n")
        return self._measure(field, cleaned.strip(), least, most)

    def _clean(self, field: str, value: str, most: int) -> str:
        # Megabytes are measured as they come: bringing them into form would hold up everybody else.
        if len(value) > 10 * most:
            return value
        normal = unicodedata.normalize("NFC", value)
        return normal if _HALF.search(normal) else _CONTROL.sub("", normal)

    def _measure(self, field: str, value: str, least: int, most: int) -> str:
        if len(value) > most:
            message = _("This is %(length)s characters long; %(most)s is the most that fits.")
            self.add(field, "too_long", message, length=len(value), most=most)
        elif _HALF.search(value):
            self.add(field, "not_text", _("This holds characters that aren't text. Please type it again."))
        elif least and not any(char.isprintable() and not char.isspace() for char in value):
            self.add(field, "missing", _("Please fill this in."))
        elif len(value) < least:
            message = _("Please say a little more: at least %(least)s characters.")
            self.add(field, "too_short", message, least=least)
        return value


@contextmanager
def checked() -> Iterator[Problems]:
    """Gather problems in the block, and raise them together as Invalid at its end."""
    problems = Problems()
    yield problems
    if problems.found:
        raise Invalid(*problems.found)


@lru_cache(4096)
def slug(text: str) -> str:
    """Return `text` as it may stand in an address: letters, digits and dashes, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^\w]+", "-", kept).strip("-_")[:60].rstrip("-")
