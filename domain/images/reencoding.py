"""Drawing an uploaded image anew: a program that reads one from standard input and writes our two versions of it.

It runs as a process of its own, under limits, so that a file made to do harm can at worst end itself; therefore it
imports nothing of ours. What goes in may be anything. What comes out is two WebP files made from the pixels alone.
"""

import io
import os
import struct
import sys
from typing import Final

from PIL import Image, ImageCms
from PIL import WebPImagePlugin as WebPImagePlugin  # the other three are known to Pillow from the start

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
LARGE, SMALL = 1600, 480  # longest side in pixels
HEAD: Final = struct.Struct("!5I")  # width and height of both versions, and the bytes of the first
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
# How the program ends: the parent reads why from its exit status alone.
DONE, UNREADABLE, TOO_LARGE = 0, 65, 66
SECONDS, BYTES = 20, 1024 * 2**20


class UnreadableError(Exception):
    """It is none of our kinds of image, or a broken one."""


class TooLargeError(Exception):
    """It has more pixels than we open."""


def reencoded(given: bytes, pixels_most: int) -> bytes:
    """Return both versions of an image, with their sizes in front; raises UnreadableError, TooLargeError.

    The number of pixels is read from the head of the file and checked before room for any of them is made.
    """
    try:
        return _drawn(given, pixels_most)
    except (TooLargeError, UnreadableError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeError from error
    except Exception as error:  # whatever a decoder stumbles over, the file is to blame
        raise UnreadableError from error


def _drawn(given: bytes, pixels_most: int) -> bytes:
    Image.MAX_IMAGE_PIXELS = pixels_most  # for what a decoder finds out on its own later
    image: Image.Image = Image.open(io.BytesIO(given), formats=FORMATS)
    if image.width * image.height > pixels_most:
        raise TooLargeError
    turns = TURNS.get(image.getexif().get(ORIENTATION, 1), ())
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LARGE, LARGE))  # a JPEG is opened at the fraction of its size that we need
    image.load()
    image = _plain(_within(_resizable(image), LARGE), profile)
    for turn in turns:
        image = image.transpose(turn)
    small = _within(image, SMALL)
    first, second = _webp(image), _webp(small)
    return HEAD.pack(*image.size, *small.size, len(first)) + first + second


def _resizable(image: Image.Image) -> Image.Image:
    """Return the image in a mode whose pixels can be mixed."""
    if image.mode.startswith("I") or image.mode == "F":  # sixteen bits of grey
        return image.convert("I").point(lambda grey: grey / 257).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _within(image: Image.Image, longest: int) -> Image.Image:
    """Return the image no longer and no higher than that; a smaller one keeps its size."""
    scale = min(1, longest / max(image.size))
    if scale == 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the image as opaque sRGB; what was transparent becomes white."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            colours = converted or colours
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that says nothing sensible says nothing
    plain = Image.new("RGB", colours.size, "white")
    plain.paste(colours.convert("RGB"), mask=alpha)
    return plain


def _webp(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=82, method=4)
    return written.getvalue()


def _limit() -> None:
    """Let pages go first, and bound the memory and the time this process may take, where the system lets us."""
    os.nice(5)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, BYTES), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    """Read an image from standard input, and write its versions to standard output."""
    _limit()
    try:
        drawn = reencoded(sys.stdin.buffer.read(), int(sys.argv[1]))
    except TooLargeError:
        return TOO_LARGE
    except UnreadableError:
        return UNREADABLE
    sys.stdout.buffer.write(drawn)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
