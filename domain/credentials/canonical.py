"""What a document says once its words are looked up: canonical N-Quads (RDFC-1.0), and what would be lost."""

import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdProcessor

from domain.credentials.contexts import Documents, Loader, shipped

# What only means something relative to an address becomes one of these, and is found out.
_NOWHERE = "https://nowhere.invalid/"
# What isn't one, such as “:”, is left out without a word when the document becomes quads.
_ABSOLUTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*|_):\S*")
Document = Mapping[str, Any]
# The canonicalizer keeps contexts for the whole process, in what only one thread at a time may touch.
_turn = threading.Lock()


class Lossy(ValueError):
    """A document holds words that no context explains, so that a signature would not cover them."""

    def __init__(self, lost: list[str]) -> None:
        super().__init__(", ".join(lost))
        self.lost = lost


def canonical(document: Document, known: Documents | None = None) -> bytes:
    """Return a document as canonical N-Quads; raises Lossy, UnknownContext, JsonLdError."""
    options = _options(known)
    expanded = _expanded(document, options)
    rdf = _OfExpanded().to_rdf(expanded, options | {"produceGeneralizedRdf": False})
    quads: str = jsonld.URDNA2015().main(rdf, options | {"format": "application/n-quads"})
    return quads.encode()


def require_lossless(document: Document, known: Documents | None = None) -> None:
    """Raise Lossy when a word of the document would be dropped; UnknownContext, JsonLdError."""
    _expanded(document, _options(known))


class _OfExpanded(JsonLdProcessor):  # type: ignore[misc]  # pyld has no types
    """Makes quads of what is expanded already, which a second time would change nothing."""

    def expand(self, input_: list[Any], _options: dict[str, Any]) -> list[Any]:
        """Return it as it is."""
        return input_


def _options(known: Documents | None) -> dict[str, Any]:
    options = {"base": _NOWHERE, "documentLoader": _shipped, "processingMode": "json-ld-1.1"}
    if known is None:
        return options
    # Under the addresses of those that ship, other contexts may be known here: nothing kept is taken for them.
    loader = Loader(known)
    return options | {"documentLoader": loader, "contextResolver": ContextResolver({}, loader)}


def _expanded(document: Document, options: dict[str, Any]) -> list[Any]:
    lost: list[str] = []
    with _turn:
        expanded: list[Any] = JsonLdProcessor(on_property_dropped=lambda name: lost.append(str(name))).expand(
            document, dict(options)
        )
    lost.extend(_relative(expanded))
    # Names that the format itself knows are never lost.
    if lost := [name for name in lost if name not in ("None", "@context")]:
        raise Lossy(lost)
    return expanded


def _relative(value: Any) -> Iterator[str]:
    """Yield what would only have a meaning at some address."""
    if isinstance(value, list):
        for each in value:
            yield from _relative(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if not name.startswith("@") and _is_relative(name):
                yield name.removeprefix(_NOWHERE)
            if name in ("@id", "@type") and "@value" not in value:
                found = each if isinstance(each, list) else [each]
                yield from (str(one).removeprefix(_NOWHERE) for one in found if _is_relative(str(one)))
            elif name != "@value":
                yield from _relative(each)


def _is_relative(name: str) -> bool:
    return name.startswith(_NOWHERE) or not _ABSOLUTE.fullmatch(name)


_shipped = Loader(shipped())
