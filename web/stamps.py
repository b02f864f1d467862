"""The key of a form: it tells one sending from others, and proves when the form was opened."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from uuid import UUID

# Version 8 of RFC 9562, ours to fill: 48 bits of milliseconds, 12 of chance, 62 of proof.
_VERSION, _VARIANT = 0x8000, 0x80


def issued(key: bytes, moment: datetime) -> UUID:
    """Return the key of a form that is opened at a moment."""
    chance = _VERSION | secrets.randbits(12)
    head = int(moment.timestamp() * 1000).to_bytes(6) + chance.to_bytes(2)
    return UUID(bytes=head + _proof(key, head))


def opened_at(key: bytes, form: str) -> datetime | None:
    """Return when the form with this key was opened, None for a key that isn't ours."""
    try:
        stamp = UUID(form).bytes
    except ValueError:
        return None
    if not hmac.compare_digest(stamp[8:], _proof(key, stamp[:8])):
        return None
    return datetime.fromtimestamp(int.from_bytes(stamp[:6]) / 1000, UTC)


def _proof(key: bytes, head: bytes) -> bytes:
    proof = hmac.new(key, b"stamp" + head, hashlib.sha256).digest()[:8]
    return bytes([proof[0] & 0x3F | _VARIANT]) + proof[1:]
