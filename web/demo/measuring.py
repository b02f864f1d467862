"""What the demo's staff measure: the metrics that a community starts with."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import metrics

Step = Callable[[AsyncSession], Awaitable[None]]


def steps(first: timedelta) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago; it begins when the community does."""
    return [(first, metrics.seed)]
