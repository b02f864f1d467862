"""Sketches that people of the demo made of their ideas, drawn here with plain shapes in the quadrants' colours."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from domain.images import Picture, Workshop

PAPER, INK, FAINT = "#fbf8f1", "#26221c", "#d9d2c3"
RED, BLUE, GREEN, YELLOW = "#c4553b", "#3d6f9e", "#4e8a5b", "#d9a53a"
WIDTH, HEIGHT = 960, 640
Pen = ImageDraw.ImageDraw


def _panels(pen: Pen) -> None:
    """Six flat panels on squared paper, with fourteen bolt holes."""
    for line in range(0, WIDTH, 40):
        pen.line((line, 0, line, HEIGHT), FAINT)
        pen.line((0, line, WIDTH, line), FAINT)
    panels = ((80, 80, 400, 280), (440, 80, 640, 280), (680, 80, 880, 280), (80, 340, 400, 560), (440, 340, 660, 560))
    for left, top, right, bottom in panels:
        pen.rounded_rectangle((left, top, right, bottom), 26, outline=INK, width=5)
        for x, y in ((left + 30, top + 30), (right - 30, top + 30), (right - 30, bottom - 30)):
            pen.ellipse((x - 8, y - 8, x + 8, y + 8), outline=RED, width=4)
    pen.polygon(((700, 340), (880, 400), (880, 560), (700, 560)), outline=INK, width=5)


def _colours(pen: Pen) -> None:
    """A cargo bike seen from the side, its box in one colour too many."""
    for number, colour in enumerate((RED, YELLOW, GREEN, BLUE)):
        pen.rectangle((120 + number * 80, 250, 200 + number * 80, 430), colour)
    pen.line((440, 430, 640, 430, 720, 230, 660, 230), INK, 14, "curve")
    for x, size in ((210, 70), (720, 110)):
        pen.ellipse((x - size, 520 - size, x + size, 520 + size), outline=INK, width=14)
    pen.line((640, 430, 720, 520), INK, 14)


def _race(pen: Pen) -> None:
    """A poster: a finishing line of squares, and a snail that is winning."""
    pen.rectangle((0, 0, WIDTH, HEIGHT), YELLOW)
    for row in range(16):
        for column in range(3):
            pen.rectangle(
                (720 + column * 40, row * 40, 760 + column * 40, row * 40 + 40), (PAPER, INK)[(row + column) % 2]
            )
    pen.pieslice((180, 220, 520, 560), 180, 360, RED)
    for ring in (50, 100, 150):
        pen.arc((350 - ring, 390 - ring, 350 + ring, 390 + ring), 180, 360, PAPER, 8)
    pen.rounded_rectangle((120, 390, 640, 450), 30, INK)
    pen.line((600, 400, 630, 300), INK, 10)
    pen.ellipse((615, 280, 645, 310), INK)


def _stop(pen: Pen) -> None:
    """A small house at a dock by night, light in its window, two bikes beside it."""
    pen.rectangle((0, 0, WIDTH, HEIGHT), "#1f2c3f")
    pen.rectangle((0, 500, WIDTH, HEIGHT), "#33455e")
    pen.polygon(((300, 300), (480, 170), (660, 300)), RED)
    pen.rectangle((330, 300, 630, 500), PAPER)
    pen.rectangle((370, 340, 470, 430), YELLOW)
    pen.rectangle((520, 360, 590, 500), BLUE)
    for x in (140, 220, 740, 820):
        pen.ellipse((x - 45, 455, x + 45, 545), outline=FAINT, width=8)
    pen.line((140, 500, 200, 420, 220, 500), FAINT, 8)
    pen.line((740, 500, 800, 420, 820, 500), FAINT, 8)
    pen.ellipse((790, 70, 870, 150), FAINT)


def _phone(pen: Pen) -> None:
    """A telephone on a workshop bench with one message on it, and a wheel behind it."""
    pen.rectangle((0, 0, WIDTH, HEIGHT), "#e9e2d2")
    pen.rectangle((0, 520, WIDTH, HEIGHT), "#a9825a")
    for size, wide in ((250, 16), (225, 4)):
        pen.ellipse((600 - size, 290 - size, 600 + size, 290 + size), outline=INK, width=wide)
    for x, y in ((250, 0), (177, 177), (0, 250), (177, -177)):
        pen.line((600 - x, 290 - y, 600 + x, 290 + y), FAINT, 5)
    pen.ellipse((575, 265, 625, 315), INK)
    pen.rounded_rectangle((150, 110, 430, 580), 34, INK)
    pen.rounded_rectangle((170, 160, 410, 540), 10, PAPER)
    pen.rounded_rectangle((190, 250, 390, 390), 20, GREEN)
    for line, right in enumerate((360, 370, 290)):
        pen.line((212, 285 + line * 34, right, 285 + line * 34), PAPER, 9)


@dataclass(frozen=True, slots=True)
class Sketch:
    """An image in an idea or a hero's story, and what whoever drew it says it shows."""

    draw: Callable[[Pen], None]
    shows: str


SKETCHES = {
    "box-drawings": Sketch(_panels, "Six panels of the Ferry's box on squared paper, with their bolt holes in red."),
    "ugly-colour": Sketch(_colours, "A Ferry from the side, its box in red, yellow, green and blue stripes."),
    "slow-race": Sketch(_race, "A yellow poster with a snail just short of a chequered line."),
    "pankaj": Sketch(_phone, "A telephone on a workshop bench; on it stands a single message."),
    "warm-stop": Sketch(_stop, "A small house at a dock by night, with light in the window and two bikes beside it."),
}


async def drawn() -> dict[str, Picture]:
    """Return the sketches by the key of their idea or the handle of their hero, as they would come out of an upload."""
    workshop = Workshop()
    pictures = await asyncio.gather(*(workshop.redrawn(_file(sketch)) for sketch in SKETCHES.values()))
    return dict(zip(SKETCHES, pictures, strict=True))


def _file(sketch: Sketch) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sketch.draw(ImageDraw.Draw(image))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
