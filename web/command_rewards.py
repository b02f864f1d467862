"""`fourfold rewards`: make balances anew from the ledger, look for drift, and pay what is due for all ideas."""

import argparse
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from domain import database, rewards
from domain.settings import Settings
from web import command_database
from web.command_database import run
from web.terminal import out

AT_ONCE = 50  # ideas


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    parser = commands.add_parser("rewards", help="Look after points: make balances anew, or pay what is due.")
    kinds = parser.add_subparsers(required=True, metavar="KIND")

    def kind(name: str, does: Callable[[Settings, argparse.Namespace], int], says: str) -> None:
        kinds.add_parser(name, help=says, description=says).set_defaults(run=does)

    kind("rebuild", rebuild, "Drop balances and uses of caps, and make them anew from the entries.")
    kind("check", check, "Compare balances, caps and standings with the entries, and say where they differ.")
    kind("settle", settle, "Look at every idea anew, and pay what is due; what was paid is not paid again.")


def rebuild(settings: Settings, options: argparse.Namespace) -> int:
    """Make balances anew and print how many there are."""

    async def make(engine: AsyncEngine) -> int:
        async with database.transaction(database.sessionmaker(engine)) as session:
            return await rewards.rebuild(session)

    with command_database.opened(settings) as ready:
        out.print(f"{run(ready, make)} balances were made anew from the entries.")
    return 0


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Print where the ledger drifts; the exit status is 0 when it doesn't."""

    async def look(engine: AsyncEngine) -> list[str]:
        async with database.transaction(database.sessionmaker(engine)) as session:
            return (await rewards.inspect(session)).says

    with command_database.opened(settings) as ready:
        found = run(ready, look)
    for says in found:
        out.print(says, markup=False)
    out.print("Balances, caps and standings say what the entries say." if not found else f"{len(found)} differ.")
    return 1 if found else 0


def settle(settings: Settings, options: argparse.Namespace) -> int:
    """Pay what is due for all ideas and print how many entries came of it."""

    async def pay(engine: AsyncEngine) -> int:
        sessions, after, before = database.sessionmaker(engine), 0, 0
        async with sessions() as session:
            before = await rewards.count(session)
        while True:
            async with database.transaction(sessions) as session:
                last = await rewards.settle_next(session, after, AT_ONCE)
            if last is None:
                break
            after = last
        async with sessions() as session:
            return await rewards.count(session) - before

    with command_database.opened(settings) as ready:
        out.print(f"{run(ready, pay)} entries were added.")
    return 0
