"""Badges as pictures: the four squares of the mark around a medal, as SVG and, of the same shapes, as PNG."""

import io
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from PIL import Image, ImageDraw

from domain.badges import BadgeVersion, Family
from domain.ideas import Quadrant
from web import emblems, motives
from web.drawing import FILLS, INK, PAPER
from web.emblems import Disc, Polygon, Shape, around, box, star

SIDE = 240  # of the drawing's own grid
PIXELS = 512
_FINE = 3
_HUES = {
    Family.IDEAS: "#fa8265",
    Family.EXPERIMENTS: "#73afee",
    Family.COMMUNITY: "#f3c54a",
    Family.QUADRANTS: "#62c9a0",
}
_PALE = 0.62  # how much paper is in the squares that a quadrant's badge isn't about


def svg(version: BadgeVersion, title: str) -> str:
    """Return a version of a badge as SVG, with its translated name for those who can't see it."""
    return _svg(*_drawing(version), title)


def drawn(art: str) -> str:
    """Return a drawing alone, on the medal of badges for ideas, as SVG."""
    return _svg(*_composed(art, Family.IDEAS, None, None), art)


def _svg(hue: str, shapes: Iterable[Shape], title: str) -> str:
    inside = "".join(_markup(shape, hue) for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img" width="{PIXELS}"'
        f' height="{PIXELS}"><title>{escape(title)}</title>{inside}</svg>'
    )


def png(version: BadgeVersion, pixels: int = PIXELS) -> bytes:
    """Return a version of a badge as a square PNG, with nothing around it."""
    badge = version.badge
    return _png(version.art, badge.family, badge.quadrant, badge.tier, pixels)


@lru_cache(maxsize=64)
def _png(art: str, family: Family, quadrant: Quadrant | None, tier: int | None, pixels: int) -> bytes:
    hue, shapes = _composed(art, family, quadrant, tier)
    picture = Image.new("RGBA", (pixels * _FINE, pixels * _FINE))
    draw, unit = ImageDraw.Draw(picture), pixels * _FINE / SIDE
    for shape in shapes:
        fill = _colour(shape.fill, hue)
        if isinstance(shape, Disc):
            x, y, radius = shape.x * unit, shape.y * unit, shape.radius * unit
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill)
        else:
            draw.polygon([(x * unit, y * unit) for x, y in shape.points], fill)
    held = io.BytesIO()
    picture.resize((pixels, pixels), Image.Resampling.LANCZOS).save(held, "PNG", compress_level=6)
    return held.getvalue()


def _drawing(version: BadgeVersion) -> tuple[str, list[Shape]]:
    badge = version.badge
    return _composed(version.art, badge.family, badge.quadrant, badge.tier)


def _composed(art: str, family: Family, quadrant: Quadrant | None, tier: int | None) -> tuple[str, list[Shape]]:
    hue = FILLS[quadrant] if quadrant else _HUES[family]
    sign = motives.motive(quadrant, tier) if quadrant else emblems.of(art)
    middle = _moved(sign, 120 - 12 * 5, 5)
    return hue, [*_squares(quadrant), *_medal(family, quadrant), *_tiers(tier), *middle]


def _squares(quadrant: Quadrant | None) -> Iterable[Shape]:
    for place, (each, fill) in enumerate(FILLS.items()):
        left, top = 123 * (place % 2), 123 * (place // 2)
        yield box(left, top, left + 117, top + 117, fill if quadrant in (None, each) else _mixed(FILLS[quadrant]))


def _medal(family: Family, quadrant: Quadrant | None) -> Iterable[Shape]:
    if family is Family.COMMUNITY:
        yield star(120, 120, 112, 94, 24)
        yield Disc(120, 120, 86, "paper")
    elif family is Family.EXPERIMENTS:
        yield _octagon(102)
        yield _octagon(95, "paper")
    else:
        yield Disc(120, 120, 95)
        yield Disc(120, 120, 88, "paper")


def _octagon(radius: float, fill: str = "ink") -> Polygon:
    return Polygon(tuple(around(120, 120, radius, 1 / 16, 17 / 16, 8)[:-1]), fill)


def _tiers(tier: int | None) -> Iterable[Shape]:
    """Yield a bead on the medal's edge for each time, evenly around it."""
    for number in range(tier or 0):
        turn = 0.5 + number / (tier or 1)
        ((x, y), *_rest) = around(120, 120, 92, turn, turn, 1)
        yield Disc(x, y, 15)
        yield Disc(x, y, 9.5, "hue")


def _moved(shapes: Iterable[Shape], by: float, scale: float) -> Iterable[Shape]:
    for shape in shapes:
        if isinstance(shape, Disc):
            yield Disc(by + shape.x * scale, by + shape.y * scale, shape.radius * scale, shape.fill)
        else:
            yield Polygon(tuple((by + x * scale, by + y * scale) for x, y in shape.points), shape.fill)


def _markup(shape: Shape, hue: str) -> str:
    fill = _colour(shape.fill, hue)
    if isinstance(shape, Disc):
        return f'<circle cx="{shape.x:.5g}" cy="{shape.y:.5g}" r="{shape.radius:.5g}" fill="{fill}"/>'
    points = " ".join(f"{x:.5g},{y:.5g}" for x, y in shape.points)
    return f'<polygon points="{points}" fill="{fill}"/>'


def _colour(name: str, hue: str) -> str:
    return {"ink": INK, "paper": PAPER, "hue": hue}.get(name, name)


def _mixed(fill: str) -> str:
    parts = ((int(fill[at : at + 2], 16), int(PAPER[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (paper - own) * _PALE):02x}" for own, paper in parts)
