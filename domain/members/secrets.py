"""Random tokens and their hashes: only the hash is kept, so a copy of the database opens nothing."""

import hashlib
import secrets

ACCESS_PREFIX = "fourfold_"


def new_token(prefix: str = "") -> str:
    """Return a fresh token of 256 random bits, safe in addresses and headers."""
    return prefix + secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Return the SHA-256 of a token, 32 bytes; enough for random tokens, unlike for passwords."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
