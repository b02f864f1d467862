"""Where uploaded images are drawn anew: a process for each, a few at once, and a short line before the door."""

import asyncio
import hashlib
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from domain.errors import Invalid, Unavailable, _, problem

PIXELS_MOST = 40_000_000
SECONDS = 30
# The program's own words; it stands alone, and importing it here would load Pillow into every process.
_PROGRAM = Path(__file__).with_name("reencoding.py")
_HEAD = struct.Struct("!5I")
_UNREADABLE, _TOO_LARGE = 65, 66
log = structlog.get_logger(__name__)


class ManyImages(Unavailable):
    """As many images wait to be drawn as this process takes in."""

    code = "many_images"
    message = _("Many images are arriving right now. Please try again in a moment.")


@dataclass(frozen=True)
class Picture:
    """An image as we drew it, in two sizes, as WebP; sides in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int
    small_width: int
    small_height: int

    @property
    def digest(self) -> str:
        """Return what names the larger file: its SHA-256 in hexadecimal digits."""
        return hashlib.sha256(self.large).hexdigest()


@dataclass
class Workshop:
    """Draws images, `at_once` of them at a time; `waiting_most` more may wait."""

    at_once: int = 2
    waiting_most: int = 8
    inside: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def redrawn(self, given: bytes, name: str = "image") -> Picture:
        """Return the image drawn anew; raises Invalid about the field `name`, ManyImages."""
        if self.inside >= self.at_once + self.waiting_most:
            raise ManyImages
        self.inside += 1
        try:
            async with self._places:
                return await _redrawn(given, name)
        finally:
            self.inside -= 1


async def _redrawn(given: bytes, name: str) -> Picture:
    # Without our environment, since it holds secrets; -I keeps everything but Pillow out of the program.
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_PROGRAM),
        str(PIXELS_MOST),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    try:
        async with asyncio.timeout(SECONDS):
            drawn, said = await program.communicate(given)
    except TimeoutError:
        raise _unreadable(name) from None
    finally:
        with suppress(ProcessLookupError):
            program.kill()
        await program.wait()
    if program.returncode == _TOO_LARGE:
        message = _("This image has more than %(most)s megapixels. Please make it smaller and choose it again.")
        raise problem(name, "too_many_pixels", message, most=PIXELS_MOST // 1_000_000)
    if program.returncode:
        if program.returncode != _UNREADABLE:
            log.warning("image_program_ended", status=program.returncode, said=said.decode(errors="replace")[-500:])
        raise _unreadable(name)
    width, height, small_width, small_height, length = _HEAD.unpack_from(drawn)
    large, small = drawn[_HEAD.size : _HEAD.size + length], drawn[_HEAD.size + length :]
    return Picture(large, small, width, height, small_width, small_height)


def _unreadable(name: str) -> Invalid:
    message = _("We couldn't open this as an image. Whole JPEG, PNG, WebP and GIF files work.")
    return problem(name, "not_an_image", message)
