"""Pieces of pages that are kept ready, and the marks that keep what is one visit's own out of them.

A template says of a part what it depends on, and the part is made once for all of that:

    {% kept idea.id, idea.title, idea.author.name %}...{% endkept %}

The language and the zone are always meant along. What differs from one visit to the next, the token of its forms or how
long ago something was, stands in a page as a mark until the page is whole, so that a piece serves everybody.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import cast

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from web import i18n

# No text that comes from a form, an address or the database holds a NUL.
_EDGE = "\0"
TOKEN, FORM = f"{_EDGE}token{_EDGE}", f"{_EDGE}form{_EDGE}"
LETTERS_MOST = 6_000_000
_PLAIN = (str, bytes, int, float, datetime, Enum, NoneType)


def ago(moment: datetime) -> str:
    """Return the mark that says how long ago a moment was when the page is read."""
    return f"{_EDGE}{int(moment.timestamp())}{_EDGE}"


def filled(text: str, token: str, form: str, now: datetime) -> str:
    """Return a page whose marks are replaced by the visit's form token, its form key, and times as people say them."""
    parts, at = text.split(_EDGE), int(now.timestamp())
    says = {"token": token, "form": form}
    for mark in parts[1::2]:
        if mark not in says:
            says[mark] = i18n.ago(int(mark) - at)
    parts[1::2] = [says[mark] for mark in parts[1::2]]
    return "".join(parts)


class Ready:
    """Pieces that were made, by all that they say, the oldest let go when there are too many letters."""

    def __init__(self, most: int = LETTERS_MOST) -> None:
        self.most = most
        self._made: dict[Hashable, Markup] = {}
        self._letters = 0

    def look_up(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """Return the piece of a key, made if need be."""
        whole = i18n.reader.get(), i18n.zone.get().key, key
        found = self._made.get(whole)
        if found is None:
            _require_plain(key)
            found = self._keep(whole, make())
        return found

    def get(self, key: Hashable) -> Markup | None:
        """Return the piece of a key if it has been made."""
        return self._made.get((i18n.reader.get(), i18n.zone.get().key, key))

    def _keep(self, key: Hashable, text: str) -> Markup:
        made = self._made[key] = Markup(text)  # noqa: S704 - a rendered template
        self._letters += len(made)
        while self._letters > self.most:
            self._letters -= len(self._made.pop(next(iter(self._made))))
        return made


class Keeping(Extension):
    """The tag `kept`; what was made is in the environment's `ready`."""

    tags = {"kept"}  # noqa: RUF012 - as its base has it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.ready = Ready()

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one tag, its key, and all up to `endkept`."""
        line = next(parser.stream).lineno
        key = nodes.Tuple([], "load") if parser.stream.current.type == "block_end" else parser.parse_tuple()
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        return nodes.CallBlock(self.call_method("_kept", [place, key]), [], [], body, lineno=line)

    def _kept(self, place: str, key: Hashable, caller: Callable[[], str]) -> Markup:
        return self.ready.look_up((place, key), caller)


def ready(environment: Environment) -> Ready:
    """Return what an environment keeps ready."""
    return cast(Keeping, environment.extensions[Keeping.identifier]).ready


def _require_plain(key: Hashable) -> None:
    """Raise TypeError for a key with something in it that isn't compared by what it says, as a row of the database."""
    if isinstance(key, tuple | frozenset):
        for part in key:
            _require_plain(part)
    elif not isinstance(key, _PLAIN):
        raise TypeError(f"{key!r} can't tell pieces apart")
