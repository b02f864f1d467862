"""Image files for tests: honest ones of every kind, and some that lie about what they are."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

from domain.images import Picture

GPS = 0x8825
ORIENTATION = 0x0112


def drawn(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Return an image that is red on its left half and blue on its right, with a green stripe on top."""
    image = Image.new("RGB", (width, height), "blue")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 2, height), "red")
    pen.rectangle((0, 0, width, height // 8), "lime")
    return image if mode == "RGB" else image.convert(mode)


def file(kind: str = "PNG", image: Image.Image | None = None, **how: Any) -> bytes:
    """Return an image as a file of this kind."""
    written = io.BytesIO()
    (image or drawn()).save(written, kind, **how)
    return written.getvalue()


def photo(orientation: int = 1) -> bytes:
    """Return a JPEG as a telephone takes it: turned, and telling where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Canary Phones"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return file("JPEG", drawn(800, 600), exif=exif, comment=b"canary comment")


def head_of_png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it has this many pixels, with a well packed row of them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    size = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    """Return an image file's pixels; it must be whole."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def picture(width: int = 64, height: int = 48) -> Picture:
    """Return an image as the workshop would, without its process."""
    content = file("WEBP", drawn(width, height))
    return Picture(content, content, width, height, width, height)
