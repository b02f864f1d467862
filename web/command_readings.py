"""`fourfold readings`: figures of metrics from a table, for a program that reads them off each night."""

import argparse

from sqlalchemy.ext.asyncio import AsyncEngine

from domain import database, metrics, tables
from domain.metrics import Line
from domain.settings import Settings
from web import command_database
from web.command_check_in import Command, called, read
from web.command_database import run
from web.terminal import out


def add(command: Command) -> None:
    """Add the command to the command line."""
    entering = command("readings", enter_readings, "Enter readings of metrics from a table.")
    entering.add_argument("file", metavar="FILE", help="a table as CSV, or - for standard input: day, value, source")
    entering.add_argument("--as", dest="handle", required=True, metavar="HANDLE", help="whoever enters them")
    entering.add_argument(
        "--metric", default="", metavar="KEY", help="the one they are of; without it the table has a column metric"
    )
    entering.add_argument("--preview", action="store_true", help="only say what it would enter")


def enter_readings(settings: Settings, options: argparse.Namespace) -> int:
    """Enter all rows of a table or none, and print how many were new."""
    csv = tables.text_of(read(options.file))

    async def enter(engine: AsyncEngine) -> list[Line]:
        async with database.transaction(database.sessionmaker(engine)) as session:
            member = await called(session, options.handle)
            only = await metrics.by_key(session, member, options.metric) if options.metric else None
            metric_id = only.id if only else None
            return await metrics.enter_list(session, member, csv, metric_id=metric_id, preview=options.preview)

    with command_database.opened(settings) as ready:
        found = run(ready, enter)
    new = sum(not line.known for line in found)
    done = "Would enter" if options.preview else "Entered"
    out.print(f"{done} {new} {'reading' if new == 1 else 'readings'}; {len(found) - new} were there already.")
    return 0
