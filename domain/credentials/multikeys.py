"""Keys as text: base58 with the multibase and multicodec prefixes that Multikey and did:key use."""

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLACES = {letter: place for place, letter in enumerate(_LETTERS)}
_ED25519, _P256 = b"\xed\x01", b"\x80\x24"
LONGEST = 128  # letters: more than any key or signature of ours has, and little to reckon with


def base58(data: bytes) -> str:
    """Return bytes in base58, as Bitcoin has it."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _LETTERS[rest] + letters
    return _LETTERS[0] * (len(data) - len(data.lstrip(b"\0"))) + letters


def unbase58(text: str) -> bytes:
    """Return the bytes of a text in base58; raises ValueError."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    number = 0
    for letter in text:
        if letter not in _PLACES:
            raise ValueError("not base58")
        number = number * 58 + _PLACES[letter]
    zeros = len(text) - len(text.lstrip(_LETTERS[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multikey(key: Ed25519PublicKey) -> str:
    """Return a public key as Multikey writes it: z6Mk…"""
    return "z" + base58(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def public_key(text: str) -> Ed25519PublicKey:
    """Return the public key that a multikey writes; raises ValueError for anything else."""
    body = unbase58(text[1:]) if text[:1] == "z" else b""
    if len(body) != 34 or body[:2] != _ED25519:
        raise ValueError("not an Ed25519 multikey")
    return Ed25519PublicKey.from_public_bytes(body[2:])


def any_key(text: str) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """Return the Ed25519 or P-256 key that a multikey writes; raises ValueError for anything else."""
    body = unbase58(text[1:]) if text[:1] == "z" else b""
    if len(body) == 35 and body[:2] == _P256:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), body[2:])
    return public_key(text)
