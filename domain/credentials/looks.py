"""The words in which a badge that somebody brought is spoken of, and reading JSON that a stranger wrote."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

NODES_MOST, DEPTH_MOST = 2_000, 24


class About(StrEnum):
    """What is looked at."""

    SIGNATURE = "signature"
    ISSUER = "issuer"
    REVOCATION = "revocation"
    EXPIRY = "expiry"
    SCHEMA = "schema"
    LOSSLESS = "lossless"


class Outcome(StrEnum):
    """How something is."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ours:
    """What we know of ourselves: our did:web, our Ed25519 keys by name, and the JWKs of our RSA keys by address."""

    did: str = ""
    keys: frozenset[str] = frozenset()
    jwks: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def are_named(self, *names: str) -> bool:
        """Return whether one of these is our name in some way: our did, written otherwise, or an address of our site.

        We go by one name and no other, so whatever else lies at our place speaks for us without being us.
        """
        own = _place(self.did)
        return bool(own) and any(_place(name)[: len(own)] == own for name in names)


@dataclass(frozen=True)
class Look:
    """One thing that was looked at: how it is, a code for the sentence that says so, and what the sentence names."""

    about: About
    outcome: Outcome
    code: str
    named: str = ""


@dataclass(frozen=True)
class Signature:
    """The look at a signature, and whose keys it says were used: names of issuers, '' for nobody in particular."""

    look: Look
    by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """A badge as it was found: what it says of itself, and each look at it. Without looks it couldn't be read."""

    refused: str = ""
    name: str = ""
    description: str = ""
    criteria: str = ""
    issuer: str = ""
    issuer_id: str = ""
    address: str = ""
    valid_from: str = ""
    status_list: str = ""
    status_index: int = -1
    looks: Sequence[Look] = ()

    @property
    def outcome(self) -> Outcome:
        """Return how it is as a whole: as the worst of the looks."""
        found = {look.outcome for look in self.looks}
        return next((each for each in (Outcome.BAD, Outcome.UNKNOWN) if each in found), Outcome.GOOD)

    @property
    def is_issuer_known(self) -> bool:
        """Return whether it is certain who issued it; all else that it says of them is its own word."""
        return any(look.about is About.ISSUER and look.outcome is Outcome.GOOD for look in self.looks)


class Refusal(ValueError):
    """What was brought is no badge that can be looked at; its text is a code."""


def parsed(text: str) -> dict[str, Any]:
    """Return the object that a text writes; raises Refusal for other things, names that stand twice, and deep nests."""
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_none)
    except (ValueError, RecursionError) as error:
        raise Refusal(str(error) if isinstance(error, Refusal) else "not_json") from error
    if not isinstance(document, dict):
        raise Refusal("not_json")
    if _size(document, DEPTH_MOST) > NODES_MOST:
        raise Refusal("too_much")
    return document


def _place(name: str) -> list[str]:
    """Return the host of a did:web or an address and the steps from there; [] for what lies nowhere."""
    bare = name.strip().casefold().partition("#")[0].partition("?")[0]
    if bare.startswith("did:web:"):
        host, *steps = (unquote(step) for step in bare.removeprefix("did:web:").split(":"))
    elif bare.startswith(("https://", "http://")):
        try:
            host, steps = urlsplit(bare).netloc, urlsplit(bare).path.split("/")
        except ValueError:
            return []
    else:
        return []
    host = host.rpartition("@")[2].removesuffix(":443").removesuffix(":80").rstrip(".")
    return [host, *(unquote(step) for step in steps if step)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Refusal("twice")
    return made


def _none(_constant: str) -> None:
    raise Refusal("not_json")


def _size(value: Any, depth: int) -> int:
    if depth == 0:
        raise Refusal("too_much")
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_size(each, depth - 1) for each in inside)
