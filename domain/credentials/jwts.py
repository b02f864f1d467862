"""Credentials as JWTs: only signatures by a key pair count, and never a method that the token talks us into."""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.credentials.looks import About, Look, Outcome, Refusal, parsed
from domain.credentials.shapes import listed

HEADER_MOST = 4_096  # bytes: a token that brings its RSA key along needs more than the 512 of the library
_KINDS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RS256": RSAKey, "ES256": ECKey, "EdDSA": OKPKey}
_REGISTRY = jws.JWSRegistry(algorithms=list(_KINDS), strict_check_header=False)
_REGISTRY.max_header_length = HEADER_MOST


def read(text: str, did: str, jwks: Mapping[str, dict[str, Any]]) -> tuple[dict[str, Any], Look]:
    """Return the credential that a JWT holds, and the look at its signature. Raises Refusal.

    `did` is our own, `jwks` are our public keys by address.
    """
    parts = text.split(".")
    if len(parts) != 3:
        raise Refusal("unreadable")
    if len(parts[0]) > HEADER_MOST:
        raise Refusal("header_too_long")
    header, claims = parsed(_plain(parts[0])), parsed(_plain(parts[1]))
    document = _document(claims)
    return document, _signature(text, header, claims, document, did, jwks)


def _signature(
    text: str,
    header: dict[str, Any],
    claims: dict[str, Any],
    document: dict[str, Any],
    did: str,
    jwks: Mapping[str, dict[str, Any]],
) -> Look:
    about, bad = About.SIGNATURE, Outcome.BAD
    kind = _KINDS.get(str(header.get("alg")))
    if kind is None or "crit" in header or "b64" in header:
        return Look(about, bad, "alg_refused", str(header.get("alg", ""))[:40])
    name, brought = str(header.get("kid", "")), header.get("jwk")
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    for claim, said in (("iss", issuer_id), ("jti", document.get("id"))):
        if claim in claims and claims[claim] != said:
            return Look(about, bad, "claims_differ", claim)
    if issuer_id == did and name not in jwks:
        return Look(about, bad, "not_our_key")
    half = jwks.get(name, brought if issuer_id != did else None)
    if not isinstance(half, dict):
        return Look(about, Outcome.UNKNOWN, "key_elsewhere", name[:200])
    try:
        jws.deserialize_compact(text, kind.import_key(_public(half)), registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, KeyError):
        return Look(about, bad, "changed")
    return Look(about, Outcome.GOOD, "signed")


def _public(jwk: dict[str, Any]) -> dict[str, Any]:
    """Return only what a public key is made of: what else a stranger says of it doesn't matter."""
    return {name: jwk[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in jwk}


def _document(claims: dict[str, Any]) -> dict[str, Any]:
    inner = claims.get("vc")
    if isinstance(inner, dict):
        return inner
    registered = ("iss", "sub", "jti", "nbf", "exp", "iat", "aud")
    document = {name: value for name, value in claims.items() if name not in registered}
    ends = claims.get("exp")
    if isinstance(ends, int) and 0 <= ends < 2**33 and "validUntil" not in document:
        document["validUntil"] = datetime.fromtimestamp(ends, UTC).isoformat()
    if not listed(document.get("@context")):
        raise Refusal("unreadable")
    return document


def _plain(part: str) -> str:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Refusal("unreadable") from error
