"""Pictures as PNG, drawn here: the mark, and the image that stands for an idea where somebody shares it.

Letters come from the site's own font files. What they don't hold (other scripts, emoji) is left out of a title, and a
title that would lose much gives way to its quadrant's question.
"""

import io
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from domain.ideas import Quadrant
from web.assets import STATIC

SIZE = WIDTH, HEIGHT = 1200, 630
STRIP, MARGIN = 118, 72
INK, PAPER, MUTED = "#231a0d", "#fbfaf6", "#5d574f"
# The light fills of the style sheet, as in favicon.svg, in the order of the map.
FILLS = {
    Quadrant.CREATION_WITH_OTHERS: "#fa8265",
    Quadrant.PARTICIPATION_FOR_OTHERS: "#62c9a0",
    Quadrant.CREATION_FOR_SELF: "#f3c54a",
    Quadrant.PARTICIPATION_FOR_SELF: "#73afee",
}
TITLE_SIZES, TITLE_LINES = (92, 80, 70, 60, 52), 4
LOST_MOST = 0.15
_FOLDER = STATIC / "vendor" / "atkinson-hyperlegible-next-5.3.0"
_FILES = tuple(
    str(_FOLDER / f"atkinson-hyperlegible-next-{subset}-wght-normal.woff2") for subset in ("latin", "latin-ext")
)


def mark(pixels: int, *, around: float = 0) -> bytes:
    """Return the four squares as a square PNG; with room `around` them, a share of its side, on paper."""
    picture = Image.new("RGBA", (pixels, pixels), PAPER if around else "#0000")
    room = round(pixels * around)
    _put_mark(picture, (room, room), pixels - 2 * room)
    return _png(picture)


def share(title: str, question: str, place: str, quadrant: Quadrant | None, community: str) -> bytes:
    """Return a 1200 × 630 PNG: the title on its quadrant's colour and motif, the community's name below.

    `question` stands in for a title that can't be drawn, `place` is the quadrant's name; no quadrant gives the
    community's own picture.
    """
    picture = Image.new("RGB", SIZE, FILLS[quadrant] if quadrant else PAPER)
    above = HEIGHT - STRIP
    if quadrant:
        motif = _motif(quadrant, 470)
        picture.paste("white", (WIDTH - 420, above - 430), motif.point(lambda value: round(value * 0.4)))
        picture.paste(INK, (MARGIN, 58), _motif(quadrant, 46))
        _write(picture, (MARGIN + 62, 94), place, 34, 620, INK)
    else:
        _put_mark(picture, (WIDTH - MARGIN - 330, (above - 330) // 2 + 10), 330)
    words = _drawable(title) or _drawable(question)
    wide = WIDTH - 2 * MARGIN - (0 if quadrant else 370)
    size, lines = _fitted(words, wide)
    top = 150 if quadrant else max(MARGIN, (above - len(lines) * size * 1.12) / 2)
    for number, line in enumerate(lines):
        _write(picture, (MARGIN, round(top + size * (0.9 + 1.12 * number))), line, size, 740, INK)
    ImageDraw.Draw(picture).rectangle((0, above, WIDTH, HEIGHT), fill=PAPER)
    if quadrant:
        _put_mark(picture, (MARGIN, above + (STRIP - 62) // 2), 62)
        _write(picture, (MARGIN + 84, above + STRIP // 2 + 12), _drawable(community), 36, 660, INK)
    return _png(picture)


def _put_mark(picture: Image.Image, corner: tuple[int, int], side: int) -> None:
    square = round(side * 24 / 50)
    for place, (quadrant, fill) in enumerate(FILLS.items()):
        x = corner[0] + (side - square) * (place % 2)
        y = corner[1] + (side - square) * (place // 2)
        picture.paste(fill, (x, y, x + square, y + square))
        picture.paste(INK, (x, y), _motif(quadrant, square))


def _motif(quadrant: Quadrant, side: int) -> Image.Image:
    """Return a quadrant's motif as a mask, the same shapes as in motifs.svg on its grid of 24."""
    fine = 4
    mask = Image.new("L", (side * fine, side * fine))
    draw, unit = ImageDraw.Draw(mask), side * fine / 24

    def box(*edges: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = (edge * unit for edge in edges)
        return left, top, right - 1, bottom - 1

    def disc(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        return box(x - radius, y - radius, x + radius, y + radius)

    match quadrant:
        case Quadrant.PARTICIPATION_FOR_SELF:
            for edges in ((3, 16, 9, 21), (9, 9.5, 15, 21), (15, 3, 21, 21)):
                draw.rectangle(box(*edges), fill=255)
        case Quadrant.CREATION_FOR_SELF:
            corners = ((12, 2.5), (21.5, 12), (12, 21.5), (2.5, 12))
            draw.polygon([(x * unit, y * unit) for x, y in corners], fill=255)
            draw.ellipse(disc(12, 12, 3.4), fill=0)
        case Quadrant.CREATION_WITH_OTHERS:
            draw.ellipse(disc(8.9, 8.9, 6.4), fill=255)
            other = Image.new("L", mask.size)
            ImageDraw.Draw(other).ellipse(disc(15.1, 15.1, 6.4), fill=255)
            mask = ImageChops.difference(mask, other)
        case Quadrant.PARTICIPATION_FOR_OTHERS:
            for radius, value in ((18, 255), (15, 0), (12, 255), (9, 0), (6, 255)):
                draw.pieslice(disc(3, 21, radius), 270, 360, fill=value)
    return mask.reduce(fine)


def _fitted(text: str, wide: float) -> tuple[int, list[str]]:
    """Return the greatest size at which the text fits, and its lines; what doesn't fit at the smallest is cut."""
    for size in TITLE_SIZES:
        lines = _lines(text, size, wide)
        if len(lines) <= TITLE_LINES and len(lines) * size * 1.12 <= HEIGHT - STRIP - 150 - 24:
            return size, lines
    kept = lines[:TITLE_LINES]
    while _length(kept[-1] + "…", size) > wide:
        kept[-1] = kept[-1][:-1]
    kept[-1] += "…"
    return size, kept


def _lines(text: str, size: int, wide: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if _length(longer, size) <= wide:
            line = longer
            continue
        if line:
            lines.append(line)
        while _length(word, size) > wide:
            fits = next(end for end in range(len(word), 0, -1) if _length(word[:end], size) <= wide)
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 - what is left of a word too long for a line
        line = word
    return [*lines, line] if line else lines


def _drawable(text: str) -> str:
    """Return the text without what our fonts can't draw, '' when too much of it would be lost."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(each for each in plain if each == " " or any(_holds(file, each) for file in _FILES))
    letters = [each for each in plain if each.isalnum()]
    lost = sum(each not in kept for each in letters)
    return " ".join(kept.split()) if letters and lost <= LOST_MOST * len(letters) else ""


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text in pieces, each with the font file that holds its letters."""
    file, run = _FILES[0], ""
    for each in text:
        best = file if _holds(file, each) else next((other for other in _FILES if _holds(other, each)), file)
        if best != file:
            yield file, run
            file, run = best, ""
        run += each
    yield file, run


def _write(picture: Image.Image, start: tuple[int, int], text: str, size: int, weight: int, ink: str) -> None:
    draw, (x, y) = ImageDraw.Draw(picture), start
    place: float = x
    for file, run in _runs(text):
        font = _font(file, size, weight)
        draw.text((place, y), run, ink, font, anchor="ls")
        place += font.getlength(run)


def _length(text: str, size: int) -> float:
    return sum(_font(file, size, 740).getlength(run) for file, run in _runs(text))


@lru_cache(maxsize=32)
def _font(file: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=2048)
def _holds(file: str, letter: str) -> bool:
    return letter == " " or _look(file, letter) != _look(file, "\uffff")


@lru_cache(maxsize=2048)
def _look(file: str, letter: str) -> bytes:
    picture = Image.new("L", (48, 48))
    ImageDraw.Draw(picture).text((12, 36), letter, 255, _font(file, 24, 400), anchor="ls")
    return picture.tobytes()


def _png(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=6)
    return held.getvalue()
