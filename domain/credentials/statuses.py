"""Bitstring status lists: one bit for each credential, set once it is revoked."""

import base64
import gzip
import zlib
from collections.abc import Iterable

BITS = 131_072  # the least that the standard asks for, so that nobody can tell whose status is looked up
_BYTES_MOST = 1 << 20


def encoded(revoked: Iterable[int], bits: int = BITS) -> str:
    """Return a list with these bits set, compressed, as `encodedList` holds it. Raises IndexError out of range."""
    body = bytearray(bits // 8)
    for place in revoked:
        if not 0 <= place < bits:
            raise IndexError(place)
        body[place // 8] |= 0x80 >> place % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(body), mtime=0)).rstrip(b"=").decode()


def is_set(encoded_list: str, place: int) -> bool:
    """Return a bit of a list. Raises ValueError for what is no list, IndexError out of range."""
    if not encoded_list.startswith("u"):
        raise ValueError("not base64url")
    packed = base64.urlsafe_b64decode(encoded_list[1:] + "=" * (-len(encoded_list[1:]) % 4))
    inflating = zlib.decompressobj(wbits=31)
    try:
        body = inflating.decompress(packed, _BYTES_MOST)
    except zlib.error as error:
        raise ValueError("not a compressed list") from error
    if not inflating.eof or len(body) * 8 < BITS:
        raise ValueError("not a whole list")
    if not 0 <= place < len(body) * 8:
        raise IndexError(place)
    return bool(body[place // 8] & (0x80 >> place % 8))
