"""`fourfold check-in`: totals of an experiment from a table, for a program that counts each night."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from domain import database, experiments, members, tables
from domain.errors import Refused, _, problem
from domain.experiments import CheckInSource, Import
from domain.members import Member
from domain.settings import Settings
from web import amounts, command_database
from web.command_database import run
from web.terminal import out

Command = Callable[[str, Callable[[Settings, argparse.Namespace], int], str], argparse.ArgumentParser]


class UnknownMember(Refused):
    """Figures are somebody's, whoever's program enters them."""

    code = "unknown_member"
    message = _("Nobody here is called @%(handle)s. Give the handle of whoever enters these figures as --as.")


def add(command: Command) -> None:
    """Add the command to the command line."""
    entering = command("check-in", check_in, "Enter totals of an experiment, and say what is advised.")
    entering.add_argument("experiment", type=int, metavar="EXPERIMENT", help="its number, as in its page's address")
    entering.add_argument("file", metavar="FILE", help="a table as CSV, or - for standard input; its page says which")
    entering.add_argument("--as", dest="handle", required=True, metavar="HANDLE", help="whoever enters them")
    entering.add_argument("--preview", action="store_true", help="only say what it would change")


def check_in(settings: Settings, options: argparse.Namespace) -> int:
    """Enter all days of a table or none, and print what is advised then."""
    csv = tables.text_of(read(options.file))

    async def enter(engine: AsyncEngine) -> tuple[Import, str]:
        async with database.transaction(database.sessionmaker(engine)) as session:
            member = await called(session, options.handle)
            if options.preview:
                found = await experiments.preview_check_ins(session, member, options.experiment, csv)
                return found, ""
            source = CheckInSource.COMMAND
            found = await experiments.check_in_many(session, member, options.experiment, csv, source=source)
            experiment = await experiments.visible(session, member, options.experiment)
            course = await experiments.history(session, member, experiment)
            says = [each.text(str, amounts.writer("en")) for each in course.says] if course else []
            return found, " ".join(says)

    with command_database.opened(settings) as ready:
        found, says = run(ready, enter)
    new = len(found.new)
    done = "Would enter" if options.preview else "Entered"
    out.print(f"{done} {new} {'day' if new == 1 else 'days'}; {len(found.days) - new} were in already.")
    if found.before and found.after and found.before.advice is not found.after.advice:
        out.print(f"Before: {experiments.ADVICES[found.before.advice]}.", markup=False)
    advice = experiments.ADVICES[found.after.advice] if found.after else "No verdict yet"
    out.print(says or f"{advice}.", markup=False)
    return 0


async def called(session: AsyncSession, handle: str) -> Member:
    """Return the member with this handle; raises UnknownMember."""
    found = await members.by_handles(session, [handle.lower().removeprefix("@")])
    if not found:
        raise UnknownMember(handle=handle.removeprefix("@"))
    return found[0]


def read(file: str) -> bytes:
    """Return what is in a file, or in the standard input for “-”, as far as a table may be long. Raises Invalid."""
    try:
        return sys.stdin.buffer.read(tables.BYTES_MOST + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise problem("csv", "file_missing", _("%(file)s can’t be read."), file=file) from error
