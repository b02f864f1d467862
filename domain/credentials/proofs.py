"""Data Integrity with eddsa-rdfc-2022: signing a document, and checking a signature."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.credentials.canonical import Document, canonical
from domain.credentials.contexts import Documents
from domain.credentials.multikeys import base58, unbase58

SUITE = "eddsa-rdfc-2022"


def instant(moment: datetime) -> str:
    """Return a moment in UTC to the second, as documents hold it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def signed(
    document: Document, key: Ed25519PrivateKey, method: str, moment: datetime, known: Documents | None = None
) -> dict[str, Any]:
    """Return the document with its proof, which stands in a list; raises Lossy for what a proof would not cover."""
    proof = {
        "type": "DataIntegrityProof",
        "created": instant(moment),
        "verificationMethod": method,
        "cryptosuite": SUITE,
        "proofPurpose": "assertionMethod",
    }
    value = "z" + base58(key.sign(to_sign(document, proof, known)))
    return {**document, "proof": [{**proof, "proofValue": value}]}


def bears(document: Document, proof: Document, key: Ed25519PublicKey, known: Documents | None = None) -> bool:
    """Return whether this proof of the document was made with this key; raises Lossy, UnknownContext, JsonLdError."""
    try:
        signature = unbase58(str(proof.get("proofValue", ""))[1:])
        bare = {name: value for name, value in document.items() if name != "proof"}
        key.verify(signature, to_sign(bare, proof, known))
    except (InvalidSignature, ValueError) as error:
        if type(error) not in (InvalidSignature, ValueError):
            raise
        return False
    return str(proof["proofValue"]).startswith("z")


def to_sign(document: Document, proof: Document, known: Documents | None = None) -> bytes:
    """Return the 64 bytes that are signed: the hashes of the proof's settings and of the document."""
    settings = {name: value for name, value in proof.items() if name not in ("proofValue", "@context")}
    settings = {"@context": document.get("@context", []), **settings}
    # What is signed in the same second with the same key is signed by the same settings.
    first = _hash_of(json.dumps(settings)) if known is None else hashlib.sha256(canonical(settings, known)).digest()
    return first + hashlib.sha256(canonical(document, known)).digest()


@lru_cache(maxsize=8)
def _hash_of(settings: str) -> bytes:
    return hashlib.sha256(canonical(json.loads(settings))).digest()
