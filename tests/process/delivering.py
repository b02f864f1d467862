"""A process that does nothing but deliver what happened, over and over, until somebody kills it."""

import asyncio
import os

from domain import database, events, rewards
from domain.subscribers import SUBSCRIBERS


async def deliver() -> None:
    """Deliver facts and settle what was voted for, as the background process does every minute, without a pause."""
    sessions = database.sessionmaker(database.connect(os.environ["DATABASE_URL"], pool_size=3, statement_seconds=60))
    while True:
        if not await events.deliver(sessions, SUBSCRIBERS) + await rewards.settle_voted(sessions):
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(deliver())
