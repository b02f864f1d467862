"""The nights in which the demo's books were looked at, so that its seasons which are over can be closed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards

NIGHTS = (3, 2, 1)  # days ago


def steps() -> list[tuple[timedelta, Callable[[AsyncSession], Awaitable[None]]]]:
    """Return each night with how long ago it was."""
    return [(timedelta(days=ago), _look) for ago in NIGHTS]


async def _look(session: AsyncSession) -> None:
    await rewards.inspect(session)
