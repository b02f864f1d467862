"""Work for later: jobs are rows in the same database, so they exist exactly when the change that asks for them does."""

from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Never opened: jobs are inserted through the session's own connection. The worker opens one of its own.
_app = App(connector=PsycopgConnector())
_WAITING = text("SELECT true FROM procrastinate_jobs WHERE queueing_lock = :task AND status = 'todo'")


async def enqueue(session: AsyncSession, task: str, *, once: bool = False, **arguments: Any) -> None:
    """Ask for `task` when this transaction commits; with `once`, a waiting one is enough, and one works at a time.

    One that is taken up before this transaction commits may miss what it did: such a task must also run by itself.
    """
    if once and await session.scalar(_WAITING, {"task": task}):
        return
    try:
        # The connection is asked for inside, since only then does the savepoint reach it.
        async with session.begin_nested():
            raw = (await (await session.connection()).get_raw_connection()).driver_connection
            lock = task if once else None
            deferrer = _app.configure_task(task, lock=lock, queueing_lock=lock, connection=raw)
            await deferrer.defer_async(**arguments)
    except AlreadyEnqueued:
        return
