"""The time after a season, as the product lives through it."""

from datetime import timedelta

from domain import rewards
from domain.rewards import Season
from tests.conftest import HeldClock
from tests.people import People


async def days_after(people: People, clock: HeldClock, season: Season, days: int = 7) -> None:
    """Let so many days pass since a season's end, with a look at the books on each."""
    for day in range(1, days + 1):
        clock.time = season.ends_at + timedelta(days=day)
        await people.does(rewards.inspect)
