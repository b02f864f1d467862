"""The issuer's keys: made here, locked with the site's secret while they rest, and shown to the world by half."""

import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from joserfc import jws
from joserfc.jwk import RSAKey

from domain.credentials.multikeys import multikey

RSA_BITS = 2048
_NONCE = 12


class Locked(ValueError):
    """A key that another secret locked."""


def fresh_ed25519() -> Ed25519PrivateKey:
    """Return a new key for Data Integrity proofs."""
    return Ed25519PrivateKey.generate()


def fresh_rsa() -> rsa.RSAPrivateKey:
    """Return a new key for JWTs."""
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def public_jwk(key: rsa.RSAPrivateKey) -> dict[str, Any]:
    """Return the half of an RSA key that all may have, as a bare JWK."""
    return {**RSAKey.import_key(key.public_key()).as_dict(private=False), "alg": "RS256", "use": "sig"}


def name_of(key: Ed25519PrivateKey | rsa.RSAPrivateKey) -> str:
    """Return what a key is called in addresses: its multikey, or the thumbprint of its JWK."""
    if isinstance(key, Ed25519PrivateKey):
        return multikey(key.public_key())
    return RSAKey.import_key(key.public_key()).thumbprint()


def jwt(payload: bytes, key: rsa.RSAPrivateKey, address: str) -> str:
    """Return a JWT of these bytes, signed with RS256; `address` is where the key's other half is found."""
    header = {"alg": "RS256", "typ": "JWT", "kid": address}
    return jws.serialize_compact(header, payload, RSAKey.import_key(key), algorithms=["RS256"])


def sealed(key: Ed25519PrivateKey | rsa.RSAPrivateKey, secret: bytes) -> bytes:
    """Return a key locked with the site's secret."""
    body = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_locking(secret)).encrypt(nonce, body, name_of(key).encode())


def opened(body: bytes, secret: bytes, name: str) -> Ed25519PrivateKey | rsa.RSAPrivateKey:
    """Return a key that was locked under this name; raises Locked when it was with another secret."""
    try:
        der = AESGCM(_locking(secret)).decrypt(body[:_NONCE], body[_NONCE:], name.encode())
    except InvalidTag as error:
        raise Locked(name) from error
    key = load_der_private_key(der, None)
    if not isinstance(key, Ed25519PrivateKey | rsa.RSAPrivateKey):
        raise Locked(name)
    return key


def _locking(secret: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"fourfold: the issuer's keys").derive(secret)
