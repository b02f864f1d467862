"""Badges as pictures that carry their credential: put in, and found again in files that anybody may have made."""

import struct
import zlib
from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
TEXT_MOST = 65_536  # bytes of a credential within a picture
CHUNKS_MOST = 10_000
_START = b"\x89PNG\r\n\x1a\n"


class Unreadable(ValueError):
    """A file that isn't what it begins like, or holds what no badge needs."""


def bake_png(picture: bytes, text: str) -> bytes:
    """Return a PNG with a credential in it, as an uncompressed iTXt chunk after its header. Raises Unreadable."""
    chunks = [(kind, body) for kind, body in _chunks(picture) if not _is_ours(kind, body)]
    body = KEYWORD + b"\0\0\0\0\0" + text.encode()
    return _START + b"".join(_chunk(*each) for each in (chunks[0], (b"iTXt", body), *chunks[1:]))


def bake_svg(picture: str, text: str) -> str:
    """Return an SVG with a credential in it: JSON as CDATA, a JWT as the attribute. Raises Unreadable."""
    head, mark, rest = picture.partition(">")
    if not mark or "<svg" not in head or head.endswith("/"):
        raise Unreadable("not an SVG")
    if text.lstrip().startswith("{"):
        held = (
            "<openbadges:credential><![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]></openbadges:credential>"
        )
    else:
        held = f"<openbadges:credential verify={quoteattr(text)}/>"
    return f'{head} xmlns:openbadges="{NAMESPACE}">{held}{rest}'


def found_in_png(picture: bytes) -> str:
    """Return the credential that a PNG carries. Raises Unreadable, also for one that grows beyond 64 KB."""
    for kind, body in _chunks(picture):
        if _is_ours(kind, body):
            return _text_of(kind, body)
    raise Unreadable("no credential")


def found_in_svg(picture: bytes) -> str:
    """Return the credential that an SVG carries. Nothing in it is run or fetched; one with entities is Unreadable."""
    reading = _Svg()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reading.begins
    parser.EndElementHandler = reading.ends
    parser.CharacterDataHandler = reading.says
    parser.StartDoctypeDeclHandler = _refuse_own_words
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(picture, True)
    except expat.ExpatError as error:
        raise Unreadable("not XML") from error
    if reading.found is None:
        raise Unreadable("no credential")
    return reading.found


class _Svg:
    def __init__(self) -> None:
        self.found: str | None = None
        self._inside = False
        self._depth = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 200:
            raise Unreadable("too deep")
        if self._depth == 1 and name.rpartition(" ")[2] != "svg":
            raise Unreadable("not an SVG")
        if name == f"{NAMESPACE} credential" and self.found is None:
            self.found, self._inside = attributes.get("verify", ""), True

    def ends(self, name: str) -> None:
        self._depth -= 1
        if name == f"{NAMESPACE} credential":
            self._inside = False

    def says(self, text: str) -> None:
        if self._inside and self.found is not None:
            self.found += text
            if len(self.found) > TEXT_MOST:
                raise Unreadable("too large")


def _refuse(*_given: object) -> None:
    raise Unreadable("an entity")


def _refuse_own_words(_name: str, _system: str | None, _public: str | None, has_own: bool) -> None:
    """Let pass what only names a DTD, which nobody fetches; not one that defines words of its own."""
    if has_own:
        _refuse()


def _is_ours(kind: bytes, body: bytes) -> bool:
    return kind in (b"iTXt", b"tEXt", b"zTXt") and body.startswith(KEYWORD + b"\0")


def _text_of(kind: bytes, body: bytes) -> str:
    rest = body[len(KEYWORD) + 1 :]
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        for _part in ("language", "translated keyword"):
            _part, end, rest = rest.partition(b"\0")  # type: ignore[assignment]  # the loop’s word is thrown away
            if not end:
                raise Unreadable("a broken chunk")
    elif packed:
        rest = rest[1:]
    if packed:
        inflating = zlib.decompressobj()
        try:
            rest = inflating.decompress(rest, TEXT_MOST + 1)
        except zlib.error as error:
            raise Unreadable("a broken chunk") from error
    if len(rest) > TEXT_MOST:
        raise Unreadable("too large")
    try:
        return rest.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("not text") from error


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(_START):
        raise Unreadable("not a PNG")
    place, count = len(_START), 0
    while place + 12 <= len(picture) and count < CHUNKS_MOST:
        (length,) = struct.unpack(">I", picture[place : place + 4])
        kind, body = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        ends = place + 12 + length
        if ends > len(picture) or zlib.crc32(kind + body).to_bytes(4, "big") != picture[ends - 4 : ends]:
            raise Unreadable("a broken chunk")
        yield kind, body
        if kind == b"IEND":
            return
        place, count = ends, count + 1
    raise Unreadable("not a whole PNG")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
