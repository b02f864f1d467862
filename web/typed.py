"""Numbers as people type them: with a comma or a point, with or without separators, a percent sign or a plus."""

import math
import re

from web import i18n

LONGEST = 60
_LEFT_OUT = str.maketrans(
    {"−": "-", " ": None, "\xa0": None, "\u202f": None, "’": None, "'": None, "%": None, "+": None}
)
_NUMBER = re.compile(r"-?\d{0,30}\.?\d{1,30}\.?")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}")


def number(given: str, language: str = "") -> float:
    """Return a number as it was meant, not a number if it is none; "1.000" is a thousand only where people write so."""
    text = given.translate(_LEFT_OUT)
    if len(text) > LONGEST:
        return math.nan
    separators = re.findall(r"[.,]", text)
    if len(set(separators)) == 2:
        text = text.replace(separators[0], "")
    elif len(separators) > 1 or ((one := _GROUPED.fullmatch(text)) and one[1] == _thousands(language)):
        text = re.sub(r"[.,]", "", text)
    text = text.replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) and text.isascii() else math.nan


def count(given: str, language: str = "") -> int:
    """Return a whole number as it was meant, −1 if it is none."""
    found = number(given, language)
    return int(found) if math.isfinite(found) and found.is_integer() else -1


def _thousands(language: str) -> str:
    return "," if (language or i18n.reader.get()) == "en" else "."
