"""The contexts that give the words of a credential their meaning: they ship with the product, and none is fetched."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyld.jsonld import JsonLdError

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
_FOLDER = Path(__file__).parent / "vendor"
_FILES = {
    CREDENTIALS: "credentials-v2-context-1.0.0/credentials-v2.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": "open-badges-context-3.0.0/context-3.0.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "open-badges-context-3.0.0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "open-badges-context-3.0.0/context-3.0.2.json",
    OPEN_BADGES: "open-badges-context-3.0.0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-context-3.0.0/context-extensions.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-context-2.0.1/data-integrity-v1.jsonld",
    DATA_INTEGRITY: "data-integrity-context-2.0.1/data-integrity-v2.jsonld",
}
Documents = Mapping[str, Mapping[str, Any]]


class UnknownContext(JsonLdError):  # type: ignore[misc]  # pyld has no types
    """A document names a context that doesn't ship with the product."""

    def __init__(self, url: str) -> None:
        super().__init__("Not fetched.", "loading document failed", {"url": url}, code="loading document failed")
        self.url = url


@cache
def shipped() -> Documents:
    """Return every context that ships, by its address."""
    return {url: json.loads((_FOLDER / name).read_text("utf-8")) for url, name in _FILES.items()}


class Loader:
    """Hands the canonicalizer the contexts it asks for, out of those given; raises UnknownContext for all else."""

    def __init__(self, known: Documents) -> None:
        self._known = known

    def __call__(self, url: str, _options: object = None) -> dict[str, Any]:
        """Return one document as the canonicalizer wants it."""
        if url not in self._known:
            raise UnknownContext(url)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self._known[url],
            "tag": "static",  # read once, and kept by the canonicalizer
        }
