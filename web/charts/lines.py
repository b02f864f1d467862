"""A line over time: one value for each of some days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from web import i18n
from web.charts.scales import Scale, Tick, decimals, first_days, round_values

TALL, ROOF, FOOT = 200, 12, 28  # pixels: the plot, the room above it and the room for days below
SPARK = 40
DOTS_MOST = 40


@dataclass(frozen=True)
class Dot:
    """A value on the line, by its place; the `last` one stands out."""

    x: float
    y: float
    last: bool = False


@dataclass(frozen=True)
class Line:
    """A line and its axes. `path` runs on a grid 100 wide and `height` tall, stretched to the picture's width."""

    height: int
    path: str
    dots: tuple[Dot, ...]
    days: tuple[Tick, ...] = ()
    values: tuple[Tick, ...] = ()


def line(points: Sequence[tuple[date, float]], said: Callable[[float, int], str]) -> Line:
    """Return a line through the points, oldest first, at least one.

    `said` writes a value beside the plot, with as many decimals as tell the values there apart.
    """
    marked = round_values(min(value for _day, value in points), max(value for _day, value in points))
    up = Scale(marked[0], marked[-1], ROOF + TALL, ROOF)
    across = _across(points)
    first, last = points[0][0], points[-1][0]
    days = first_days(first, last)
    named = [i18n.month_name(day) if day.day == 1 else i18n.short_day(day) for day in days]
    shown = points if len(points) <= DOTS_MOST else points[-1:]
    return Line(
        height=ROOF + TALL + FOOT,
        path=_path(points, across, up),
        dots=tuple(Dot(across.at(day.toordinal()), up.at(value), last=day == last) for day, value in shown),
        days=tuple(Tick(across.at(day.toordinal()), says) for day, says in zip(days, named, strict=True)),
        values=tuple(Tick(up.at(value), said(value, decimals(marked))) for value in marked),
    )


def spark(points: Sequence[tuple[date, float]]) -> Line:
    """Return a small line through the points, oldest first, at least one; without axes."""
    least, most = min(value for _day, value in points), max(value for _day, value in points)
    up = Scale(least, most, SPARK - 5, 5) if most > least else Scale(least - 1, least + 1, SPARK - 5, 5)
    across = _across(points)
    day, value = points[-1]
    return Line(SPARK, _path(points, across, up), (Dot(across.at(day.toordinal()), up.at(value), last=True),))


def _across(points: Sequence[tuple[date, float]]) -> Scale:
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    return Scale(first, last, 0, 100) if last > first else Scale(first - 1, first + 1, 0, 100)


def _path(points: Sequence[tuple[date, float]], across: Scale, up: Scale) -> str:
    return "M" + "L".join(f"{across.at(day.toordinal()):g} {up.at(value):g}" for day, value in points)
