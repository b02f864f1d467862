"""Ids: what names a thing across the whole schema, opaque to clients, made of its type and its number."""

import base64
import binascii
import re

from domain.errors import Invalid, _, problem

_SPELLED = re.compile(r"([A-Za-z]{1,40}):([1-9][0-9]{0,18})")
LARGEST = 2**63 - 1  # what a database id can hold


def encode(kind: str, number: int) -> str:
    """Return the id of a thing of this type, as in `encode("Idea", 12)`."""
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")


def decode(kind: str, text: str, field: str = "id") -> int:
    """Return the number in an id; raises Invalid about `field` if it was forged or names another type."""
    found, number = split(text, field)
    if found != kind:
        raise _bad(field)
    return number


def split(text: str, field: str = "id") -> tuple[str, int]:
    """Return the type and number in an id; raises Invalid about `field` unless we spell it just so."""
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
    except (ValueError, binascii.Error):
        raise _bad(field) from None
    spelled = _SPELLED.fullmatch(plain)
    if spelled is None or int(spelled[2]) > LARGEST or encode(spelled[1], int(spelled[2])) != text:
        raise _bad(field)
    return spelled[1], int(spelled[2])


def _bad(field: str) -> Invalid:
    return problem(field, "bad_id", _("This isn't an id that we gave out for such a thing."))
