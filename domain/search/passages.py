"""Where words stand in a text: a passage cut out around them, in pieces that match and pieces that don't."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, String, func, literal_column

from domain.seeking import UNSPACED

# Of the characters that are nobody's; in a text itself they would be taken for ours, so they go.
_OPEN, _CLOSE = "\ue000", "\ue001"
_TEXT_MOST = 5000
_OPTIONS = f"StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords=34, MinWords=22, ShortWord=2"
_APART = re.compile(rf" *([{_OPEN}{_CLOSE}]*{UNSPACED}[{_OPEN}{_CLOSE}]*) *")
_SIGNS = re.compile(r"(?m)^\s{0,3}(?:#{1,6}|>|[-+]|\d+[.)])\s+|[*_`~]+(?=\S)|(?<=\S)[*_`~]+")


_ENDS = ".!?…:。！？"


@dataclass(frozen=True)
class Piece:
    """A piece of a passage, and whether it is what was looked for."""

    text: str
    matches: bool = False


def passage(
    text: SQLColumnExpression[str], configuration: ColumnElement[str], query: ColumnElement[Any], *, whole: bool = False
) -> ColumnElement[str]:
    """Return the SQL for the part of a text around the words of a query, or the whole of it, with marks."""
    clean = func.translate(func.left(text, _TEXT_MOST), _OPEN + _CLOSE, "")
    spaced = func.regexp_replace(clean, f"({UNSPACED})", r" \1 ", "g")
    options = f"{_OPTIONS}, HighlightAll=true" if whole else _OPTIONS
    return func.ts_headline(configuration.op("::")(literal_column("regconfig", String)), spaced, query, options)


def pieces(marked: str) -> list[Piece]:
    """Return a marked passage as pieces, one line long and without the signs of Markdown."""
    line = " ".join(_SIGNS.sub("", _APART.sub(r"\1", marked)).split()).replace(_CLOSE + _OPEN, "")
    found = []
    for at, part in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", line)):
        if part:
            found.append(Piece(part, matches=at % 2 == 1))
    return found


def cut_out(marked: str, text: str) -> list[Piece]:
    """Return a marked passage of a text as pieces, with "…" where it begins or ends within a sentence."""
    found = pieces(marked)
    said, whole = _said(found), _said(pieces(text))
    at = whole.find(said)
    if not found or at < 0:
        return found
    before, after = whole[:at].rstrip(" )”“\"'»«"), whole[at + len(said) :]
    between = said[-1] + after[: next((place for place, letter in enumerate(after) if letter.isalnum()), len(after))]
    begins = [Piece("…")] if before and before[-1] not in _ENDS else []
    goes_on = any(letter.isalnum() for letter in after)
    ends = [Piece("…")] if goes_on and not any(sign in _ENDS for sign in between) else []
    return [*begins, *found, *ends]


def _said(found: list[Piece]) -> str:
    return "".join(piece.text for piece in found)
