"""What stands in the middle of a quadrant's badges: its sign, which grows with how often somebody earned it."""

from domain.ideas import Quadrant
from web.emblems import Disc, Polygon, Shape, Shapes, around, box, sector, star

AGAIN, OFTEN = 3, 10  # from how many times on a sign is larger, and whole


def motive(quadrant: Quadrant, tier: int | None) -> Shapes:
    """Return the sign of a quadrant as it is for who earned it so many times."""
    grown = (tier or 1) >= AGAIN
    whole = (tier or 1) >= OFTEN
    match quadrant:
        case Quadrant.PARTICIPATION_FOR_SELF:
            return _steps(5 if whole else 4 if grown else 3)
        case Quadrant.CREATION_FOR_SELF:
            return _jewel(grown, whole)
        case Quadrant.CREATION_WITH_OTHERS:
            return _circles(4 if whole else 3 if grown else 2)
        case Quadrant.PARTICIPATION_FOR_OTHERS:
            return _rays(4 if whole else 3 if grown else 2)


def _steps(count: int) -> Shapes:
    """Steps that somebody made easier for all, the last one new."""
    wide, high = 18.4 / count, 18 / count
    bars = [box(2.8 + wide * step, 21 - high * (step + 1), 2.8 + wide * (step + 1) - 1.2, 21) for step in range(count)]
    left = 2.8 + wide * (count - 1)
    return (*bars, box(left + 1.1, 4.1, left + wide - 2.3, 6.6, "hue"))


def _jewel(grown: bool, whole: bool) -> Shapes:
    """A stone that is cut once more each time."""
    shapes: list[Shape] = []
    if whole:
        shapes += [star(12, 12, 11.4, 6.4, 8)]
    elif grown:
        shapes += [star(12, 12, 11.2, 6.8, 4)]
    else:
        shapes += [Polygon(((12, 2.5), (21.5, 12), (12, 21.5), (2.5, 12)))]
    if grown:
        shapes += [Polygon(((12, 6), (18, 12), (12, 18), (6, 12)), "paper")]
        shapes += [Polygon(((12, 7.6), (16.4, 12), (12, 16.4), (7.6, 12)), "hue")]
    return (*shapes, Disc(12, 12, 1.7 if grown else 3.4, "ink" if grown else "hue"))


def _circles(count: int) -> Shapes:
    """Circles that have something in common: two, three, four people at one table."""
    if count == 2:
        lens = (*around(8.9, 8.9, 6.4, 0.257, 0.493), *around(15.1, 15.1, 6.4, 0.757, 0.993))
        return (Disc(8.9, 8.9, 6.4), Disc(15.1, 15.1, 6.4), Polygon(lens, "hue"))
    start = 0 if count == 3 else 1 / 8
    places = around(12, 12.6 if count == 3 else 12, 5.2, start, start + 1, count)[:-1]
    middle = 12.6 if count == 3 else 12
    return (*(Disc(x, y, 5.4) for x, y in places), Disc(12, middle, 3.9, "paper"), Disc(12, middle, 2.7, "hue"))


def _rays(count: int) -> Shapes:
    """What goes out from one to others, further each time."""
    wide, shapes = 6 / count, list[Shape]()
    for ring in range(count):
        far = 18 - 2 * wide * ring
        shapes += [sector(3, 21, far, 0, 0.25), sector(3, 21, far - wide, 0, 0.25, "paper")]
    return (*shapes, sector(3, 21, 6, 0, 0.25, "hue"))
