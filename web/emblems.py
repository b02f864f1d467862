"""What stands in the middle of each badge, as plain shapes on a grid of 24: one drawing serves SVG and PNG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polygon:
    """An area with straight edges; `fill` is a colour's name: ink, paper, hue, or a colour itself."""

    points: tuple[Point, ...]
    fill: str = "ink"


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str = "ink"


Shape = Polygon | Disc
Shapes = tuple[Shape, ...]


def box(left: float, top: float, right: float, bottom: float, fill: str = "ink") -> Polygon:
    """Return a rectangle."""
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), fill)


def line(*points: Point, wide: float = 2, fill: str = "ink") -> Shapes:
    """Return a line through points, with round ends and corners."""
    shapes: list[Shape] = [Disc(x, y, wide / 2, fill) for x, y in points]
    for (x1, y1), (x2, y2) in pairwise(points):
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        dx, dy = (y2 - y1) / length * wide / 2, (x1 - x2) / length * wide / 2
        shapes.append(Polygon(((x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)), fill))
    return tuple(shapes)


def around(x: float, y: float, radius: float, start: float, end: float, count: int = 24) -> list[Point]:
    """Return points of an arc, its angles in turns from the top, clockwise."""
    angles = (start + (end - start) * step / count for step in range(count + 1))
    return [(x + radius * sin(2 * pi * angle), y - radius * cos(2 * pi * angle)) for angle in angles]


def arc(x: float, y: float, radius: float, start: float, end: float, *, wide: float = 2, fill: str = "ink") -> Shapes:
    """Return a bent line with round ends, its angles in turns from the top, clockwise."""
    outer = around(x, y, radius + wide / 2, start, end)
    inner = around(x, y, radius - wide / 2, end, start)
    ends = (around(x, y, radius, at, at, 1)[0] for at in (start, end))
    return (Polygon((*outer, *inner), fill), *(Disc(*point, wide / 2, fill) for point in ends))


def sector(x: float, y: float, radius: float, start: float, end: float, fill: str = "ink") -> Polygon:
    """Return a slice of a disc."""
    return Polygon(((x, y), *around(x, y, radius, start, end)), fill)


def star(x: float, y: float, outer: float, inner: float, points: int, fill: str = "ink") -> Polygon:
    """Return a star with so many points."""
    corners = around(x, y, 1, 0, 1, points * 2)[:-1]
    radii = (outer, inner)
    return Polygon(
        tuple((x + (a - x) * radii[n % 2], y + (b - y) * radii[n % 2]) for n, (a, b) in enumerate(corners)), fill
    )


def spark() -> Shapes:
    """A first light, and two smaller ones."""
    return (
        star(10.5, 13, 10, 2.6, 4, "ink"),
        star(10.5, 13, 5.2, 1.5, 4, "hue"),
        star(19.5, 5, 3.8, 1.1, 4),
        Disc(20, 18.5, 1.3),
    )


def eye() -> Shapes:
    """An eye that looks at you."""
    lids = [*around(12, 20, 13.2, -0.148, 0.148), *around(12, 4, 13.2, 0.352, 0.648)]
    white = [*around(12, 19.4, 11, -0.135, 0.135), *around(12, 4.6, 11, 0.365, 0.635)]
    return (
        Polygon(tuple(lids)),
        Polygon(tuple(white), "paper"),
        Disc(12, 12, 4.4),
        Disc(12, 12, 3, "hue"),
        Disc(12, 12, 1.4),
    )


def bricks() -> Shapes:
    """A wall that grows; the brick on top is new."""
    rows = (box(2, 16.5, 11.4, 21.5), box(12.6, 16.5, 22, 21.5), box(2, 10.2, 6.6, 15.3), box(7.8, 10.2, 17.2, 15.3))
    return (*rows, box(18.4, 10.2, 22, 15.3), box(9.4, 3, 18.8, 8.1), box(11, 4.5, 17.2, 6.6, "hue"))


def flask() -> Shapes:
    """A flask with something in it."""
    glass = (
        (8.6, 2),
        (15.4, 2),
        (15.4, 4.2),
        (14.4, 4.2),
        (14.4, 9.4),
        (21.4, 20.2),
        (20.2, 22.4),
        (3.8, 22.4),
        (2.6, 20.2),
    )
    neck = ((9.6, 9.4), (9.6, 4.2), (8.6, 4.2))
    inside = ((11.4, 4.2), (12.6, 4.2), (12.6, 10), (18.9, 20.2), (5.1, 20.2), (11.4, 10))
    filled = ((8.4, 15), (15.6, 15), (18.9, 20.2), (5.1, 20.2))
    return (
        Polygon((*glass, *neck)),
        Polygon(inside, "paper"),
        Polygon(filled, "hue"),
        Disc(10.6, 17.6, 1),
        Disc(13.6, 18.6, 0.8),
    )


def ship() -> Shapes:
    """A ship under sail."""
    sail, jib = ((12.8, 2), (20.6, 14.4), (12.8, 14.4)), ((11, 5), (11, 14.4), (5, 14.4))
    hull = ((2.4, 16), (21.6, 16), (18.4, 21.8), (5.6, 21.8))
    return (Polygon(sail), Polygon(((14.2, 7), (18, 13), (14.2, 13)), "hue"), Polygon(jib), Polygon(hull))


def proof() -> Shapes:
    """A line that rises, and a tick beside it."""
    bars = (box(2.5, 15.5, 6.5, 21.5), box(8.3, 11.5, 12.3, 21.5), box(14.1, 13.8, 18.1, 21.5, "hue"))
    edge = (
        box(14.1, 13.8, 18.1, 15),
        box(14.1, 20.3, 18.1, 21.5),
        box(14.1, 13.8, 15.2, 21.5),
        box(17, 13.8, 18.1, 21.5),
    )
    return (*bars, *edge, *line((13, 7), (16, 10), (22, 3), wide=2.6))


def bridge() -> Shapes:
    """A bridge over water."""
    deck = (
        box(1.5, 8, 22.5, 11),
        Disc(5, 5, 2),
        Disc(19, 5, 2, "ink"),
        Disc(19, 5, 1.1, "hue"),
        Disc(5, 5, 1.1, "hue"),
    )
    body = Polygon(((1.5, 11), (22.5, 11), (22.5, 18), *around(12, 18, 6.6, 0.25, -0.25), (1.5, 18)))
    return (*deck, body, box(1.5, 19.6, 22.5, 21.4, "hue"))


def sealed() -> Shapes:
    """A page that was written and sealed before anything was known."""
    page = (
        Polygon(((3.5, 2), (15.5, 2), (19.5, 6), (19.5, 21.5), (3.5, 21.5))),
        Polygon(((5.4, 3.9), (14.6, 3.9), (17.6, 7), (17.6, 19.6), (5.4, 19.6)), "paper"),
    )
    text = (
        *line((8, 8), (13, 8), wide=1.5),
        *line((8, 11.4), (15, 11.4), wide=1.5),
        *line((8, 14.8), (11.5, 14.8), wide=1.5),
    )
    return (*page, *text, Disc(17.6, 18, 4.6), Disc(17.6, 18, 3.1, "hue"))


def fall() -> Shapes:
    """A line that falls, stopped by a bar before it could fall further."""
    return (
        *line((2.5, 4), (8, 8.5), (11, 7), (15.5, 13.8), wide=2.6),
        box(3, 16.4, 21.5, 19, "ink"),
        Disc(17, 16.4, 3.6),
        Disc(17, 16.4, 2, "hue"),
        box(3, 20.6, 21.5, 21.8, "hue"),
    )


def switch() -> Shapes:
    """The sign of a switch, off."""
    return (*arc(12, 13, 8, 0.1, 0.9, wide=3), *line((12, 3), (12, 11.4), wide=3), Disc(12, 16.4, 1.9, "hue"))


def twins() -> Shapes:
    """The same thing twice."""
    frame = (box(8.4, 8.4, 22, 22), box(10.4, 10.4, 20, 20, "hue"))
    return (
        box(2, 2, 15.6, 15.6),
        box(4, 4, 13.6, 13.6, "paper"),
        *frame,
        *line((12.4, 15.4), (14.6, 17.6), (18.2, 12.8), wide=1.8),
    )


def books() -> Shapes:
    """Books on a shelf, one of them taken often."""
    leaning = Polygon(((14.2, 5), (17.4, 4), (22, 18.2), (18.8, 19.2)))
    return (
        box(2, 3, 6.4, 19),
        box(7.4, 5.6, 11.2, 19, "ink"),
        box(8.4, 7, 10.2, 17.6, "hue"),
        leaning,
        box(1.5, 20, 22.5, 22),
        box(3.2, 5, 5.2, 6.6, "paper"),
    )


def reply() -> Shapes:
    """Something said, and dealt with."""
    bubble = (
        Polygon(((2, 3), (22, 3), (22, 17.4), (12.4, 17.4), (7, 22.4), (7, 17.4), (2, 17.4))),
        box(4, 5, 20, 15.4, "hue"),
    )
    return (*bubble, *line((8, 10.4), (11, 13), (16.4, 7.4), wide=2.4))


def hero() -> Shapes:
    """A star that is made of four."""
    return (star(12, 12.6, 11.4, 4.7, 5), star(12, 12.6, 8, 3.3, 5, "hue"), Disc(12, 12.6, 2))


def thanks() -> Shapes:
    """A card, with a heart in place of a stamp."""
    return (
        box(2.5, 4.5, 21.5, 20.5),
        box(4.2, 6.2, 19.8, 18.8, "paper"),
        *(Disc(12 + side * 2.3, 11.2, 3.1) for side in (-1, 1)),
        Polygon(((6.95, 12.2), (12, 17.9), (17.05, 12.2), (12, 11))),
        *(Disc(12 + side * 2.2, 11.1, 1.9, "hue") for side in (-1, 1)),
        Polygon(((8.75, 12), (12, 15.9), (15.25, 12), (12, 11)), "hue"),
    )


DRAWN: dict[str, Callable[[], Shapes]] = {
    "first-spark": spark,
    "sharp-eye": eye,
    "builder": bricks,
    "tested": flask,
    "shipped": ship,
    "proven": proof,
    "bridge": bridge,
    "pre-registrar": sealed,
    "honest-fast-failure": fall,
    "kill-switch": switch,
    "replicator": twins,
    "librarian": books,
    "closer": reply,
    "hero-of-the-month": hero,
    "recognition": thanks,
}


def of(art: str) -> Sequence[Shape]:
    """Return what stands in the middle of a badge, by the name of its drawing; a star for one we don't know."""
    known = next((draw for name, draw in DRAWN.items() if art == name or art.startswith(f"{name}-")), hero)
    return known()
