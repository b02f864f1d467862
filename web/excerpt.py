"""The first words of a Markdown text, plain, for lists where rendering it would be waste."""

import re

LENGTH = 180
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"(?m)^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)])\s+|[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}")


def excerpt(text: str, length: int = LENGTH) -> str:
    """Return at most `length` characters of a text without its signs, cut between words."""
    plain = " ".join(_SIGNS.sub("", _LINK.sub(r"\1", text[: 4 * length])).split())
    if len(plain) <= length:
        return plain
    return plain[: length - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
