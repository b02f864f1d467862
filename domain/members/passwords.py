"""Passwords: argon2id, at least 15 characters, none that everybody would try first (NIST SP 800-63B-4)."""

import asyncio
import re
import string
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import Unavailable, _
from domain.texts import Problems

T = TypeVar("T")
LEAST, MOST = 15, 128
WAITING_MOST = 8
_DECORATION = re.compile(rf"[\s{re.escape(string.punctuation)}]+")
_LEET = str.maketrans("013457@$!", "oleastasi")

# OWASP's second choice: 19 MiB, two passes, one lane, about 30 ms.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
_slots = asyncio.Semaphore(2)
_waiting = 0


class TooBusy(Unavailable):
    """More people sign in at this moment than passwords can be checked."""

    code = "too_busy"
    message = _("Many people are signing in right now. Please try again in a moment.")


def check(problems: Problems, field: str, password: str, *personal: str) -> None:
    """Note what is wrong with a new password; `personal` are words that it must not consist of."""
    if len(password) < LEAST:
        problems.add(field, "too_short", _("Use at least %(least)s characters. A few words work well."), least=LEAST)
    elif len(password) > MOST:
        problems.add(field, "too_long", _("Use at most %(most)s characters."), most=MOST)
    elif _is_common(password, *personal):
        problems.add(field, "common", _("This one is easy to guess. A few unrelated words work better."))


async def hashed(password: str) -> str:
    """Return the argon2id hash of a password, worked out beside the event loop."""
    return await _beside(lambda: _hasher.hash(_bytes(password)))


async def matches(password: str, hash_: str | None) -> bool:
    """Return whether a password has this hash; takes as long when there is none."""
    known = hash_ is not None
    candidate = _bytes(password[: MOST + 1])
    found = await _beside(lambda: _hasher.verify(candidate, hash_ or _nobodys()))
    return found and known


async def _beside(work: Callable[[], T]) -> T:
    # Bounded: a flood of sign-ins must not take every database connection while it waits for the processor.
    global _waiting  # noqa: PLW0603 - one count for the process
    if _waiting >= WAITING_MOST:
        raise TooBusy
    _waiting += 1
    try:
        async with _slots:
            return await asyncio.to_thread(work)
    finally:
        _waiting -= 1


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


@cache
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _is_common(password: str, *personal: str) -> bool:
    """Return whether the password is a few stems that everybody tries, repeated, in sequence or decorated."""
    plain = _normal(password).lower()
    stems = _common() | {word for text in personal for word in re.split(r"\W+", text.lower()) if len(word) > 2}
    for form in {plain, plain.translate(_LEET)}:
        rest = _DECORATION.sub("", form)
        if len(set(rest)) < 5 or _is_run(rest):
            return True
        for stem in sorted(stems, key=len, reverse=True):
            rest = rest.replace(stem, "\0")
        if len(re.sub(r"\d+|\0+", "", rest)) < 4:
            return True
    return False


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    unit = len(text) and next(n for n in range(1, len(text) + 1) if text == (text[:n] * len(text))[: len(text)])
    return steps <= {1, -9} or steps <= {-1, 9} or 0 < unit <= len(text) // 3
