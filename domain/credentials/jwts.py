"""Credentials as JWTs: only signatures by a key pair count, and never a method that the token talks us into."""

import base64
import binascii
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.credentials.looks import About, Look, Ours, Outcome, Refusal, Signature, parsed
from domain.credentials.multikeys import any_key
from domain.credentials.shapes import issuer_id, listed, moment

HEADER_MOST = 4_096  # bytes: a token that brings its RSA key along needs more than the 512 of the library
_KINDS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RS256": RSAKey, "ES256": ECKey, "EdDSA": OKPKey}
_REGISTRY = jws.JWSRegistry(algorithms=list(_KINDS), strict_check_header=False)
_REGISTRY.max_header_length = HEADER_MOST
_REGISTERED = ("iss", "sub", "jti", "nbf", "exp", "iat", "aud")
DID_KEY = "did:key:"


def read(text: str, ours: Ours) -> tuple[dict[str, Any], Signature]:
    """Return the credential that a JWT holds, and what is to be said of its signature. Raises Refusal."""
    parts = text.split(".")
    if len(parts) != 3:
        raise Refusal("unreadable")
    if len(parts[0]) > HEADER_MOST:
        raise Refusal("header_too_long")
    header, claims = parsed(_plain(parts[0])), parsed(_plain(parts[1]))
    document = _document(claims)
    return document, _signature(text, header, claims, document, ours)


def _signature(
    text: str, header: dict[str, Any], claims: dict[str, Any], document: dict[str, Any], ours: Ours
) -> Signature:
    alg, kid, issuer = str(header.get("alg")), str(header.get("kid", "")), issuer_id(document)
    if alg not in _KINDS or "crit" in header or "b64" in header:
        return _bad("alg_refused", alg[:40])
    if differs := _differing(claims, document, issuer):
        return _bad("claims_differ", differs)
    if kid not in ours.jwks and ours.are_named(kid, issuer):
        return _bad("not_our_key")
    whose = ours.did if kid in ours.jwks else _owner(kid, issuer)
    half = ours.jwks.get(kid) or (_half_of(whose) if whose.startswith(DID_KEY) else header.get("jwk"))
    if not isinstance(half, dict):
        return Signature(Look(About.SIGNATURE, Outcome.UNKNOWN, "key_elsewhere", (kid or whose)[:200]))
    return _borne(text, header, half, whose)


def _borne(text: str, header: dict[str, Any], half: dict[str, Any], whose: str) -> Signature:
    try:
        key = _key(header, half)
        if "jwk" in header and _key(header, header["jwk"]).thumbprint() != key.thumbprint():
            return _bad("key_of_another", whose[:200])
        with warnings.catch_warnings():
            # That EdDSA has a second name by now doesn't matter to those who signed under the first.
            warnings.simplefilter("ignore", SecurityWarning)
            jws.deserialize_compact(text, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return _bad("changed")
    return Signature(Look(About.SIGNATURE, Outcome.GOOD, "signed"), frozenset({whose} - {""}))


def _bad(code: str, named: str = "") -> Signature:
    return Signature(Look(About.SIGNATURE, Outcome.BAD, code, named))


def _differing(claims: dict[str, Any], document: dict[str, Any], issuer: str) -> str:
    """Return which claim says another thing than the document does, '' when none does."""
    subject = document.get("credentialSubject")
    # A subject may be known by an address alone, which leaves its name to the token.
    whom = subject.get("id", claims.get("sub")) if isinstance(subject, dict) else None
    said = {"iss": issuer, "jti": document.get("id"), "sub": whom}
    return next((claim for claim, what in said.items() if claim in claims and claims[claim] != what), "")


def _owner(kid: str, issuer: str) -> str:
    """Return whose key it is by what the token says: a did that names the key, or an issuer that is one."""
    if kid.startswith("did:"):
        return kid.partition("#")[0]
    return issuer if issuer.startswith(DID_KEY) else ""


def _half_of(did: str) -> dict[str, Any] | None:
    """Return the key that a did:key is, None for a kind that we don't read. What a token brings can't change it."""
    try:
        found = any_key(did.removeprefix(DID_KEY))
    except ValueError:
        return None
    kind = OKPKey if isinstance(found, Ed25519PublicKey) else ECKey
    return kind.import_key(found.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).as_dict(private=False)


def _key(header: dict[str, Any], half: Any) -> RSAKey | ECKey | OKPKey:
    return _KINDS[header["alg"]].import_key(_public(half))


def _public(jwk: dict[str, Any]) -> dict[str, Any]:
    """Return only what a public key is made of: what else a stranger says of it doesn't matter."""
    return {name: jwk[name] for name in ("kty", "n", "e", "crv", "x", "y") if name in jwk}


def _document(claims: dict[str, Any]) -> dict[str, Any]:
    inner = claims.get("vc")
    document = {name: value for name, value in claims.items() if name not in _REGISTERED}
    if "vc" in claims or "vp" in claims:
        if not isinstance(inner, dict) or len(document) > 1:
            raise Refusal("unreadable" if not isinstance(inner, dict) else "twice")
        document = dict(inner)
    for claim, name, strictest in (("nbf", "validFrom", max), ("exp", "validUntil", min)):
        if claim in claims:
            document[name] = _stricter(document.get(name), claims[claim], strictest)
    if not listed(document.get("@context")):
        raise Refusal("unreadable")
    return document


def _stricter(said: Any, claim: Any, strictest: Callable[[datetime, datetime], datetime]) -> Any:
    """Return the time that counts where a token and its document each give one; what can't be read goes first."""
    if type(claim) not in (int, float) or not 0 <= claim < 2**33:
        return repr(claim)
    told, read = datetime.fromtimestamp(claim, UTC), moment(said)
    if said is not None and (read is None or strictest(told, read) == read):
        return said
    return told.isoformat()


def _plain(part: str) -> str:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Refusal("unreadable") from error
