"""The command line: `fourfold setup | demo | serve | work | migrate | import | check`."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from domain import checks, community, database, imports, members, postgres
from domain.errors import Invalid, Refused
from domain.ideas import Quadrant
from domain.postgres import PostgresError
from domain.settings import Settings
from web import process

T = TypeVar("T")
out = Console(highlight=False)


def main() -> None:
    """Run the command that the words name; its exit status says whether it worked."""
    options = _parser().parse_args()
    try:
        sys.exit(options.run(Settings(), options))
    except (PostgresError, Refused) as error:
        _explain(error)
    except ValidationError as error:
        for wrong in error.errors():
            out.print(f"[bold]{'.'.join(map(str, wrong['loc'])).upper()}[/] {wrong['msg']}", style="red")
    except KeyboardInterrupt:
        out.print("Stopped.")
    sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fourfold", description="A self-hosted co-creation community.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        return made

    setup = command("setup", set_up, "Make the community and print a one-time link for its first administrator.")
    setup.add_argument("--name", help="what the community is called")
    setup.add_argument("--email", help="address of the first administrator")
    setup.add_argument("--zone", default="UTC", help="its time zone, such as Europe/Berlin")
    setup.add_argument("--language", default="en", choices=community.LANGUAGES)
    command("demo", demo, "Fill and serve the demo community.")
    command("serve", serve, "Serve the site and do its background work.")
    command("work", work, "Only do the background work; for another machine than the one that serves.")
    command("migrate", migrate, "Bring the database to this version's form.")
    command("check", check, "Recount everything that is counted, and say where it differs.")
    take_in = commands.add_parser("import", help="Take in ideas and votes from elsewhere.")
    kinds = take_in.add_subparsers(required=True, metavar="KIND")
    polis = kinds.add_parser("polis", help="A conversation exported from Polis.")
    polis.add_argument("directory", type=Path, metavar="DIR", help="folder with comments.csv and votes.csv")
    quadrants = [quadrant.slug for quadrant in Quadrant]
    polis.add_argument("--quadrant", required=True, choices=quadrants, help="where its statements belong")
    polis.set_defaults(run=import_polis)
    return parser


def set_up(settings: Settings, options: argparse.Namespace) -> int:
    """Make the community, or only a new administrator's link when there is one; print where to go."""
    name = options.name or _asked("What is the community called?")
    email = options.email or _asked("E-mail address of its first administrator?")

    async def make(engine: AsyncEngine) -> str:
        async with database.transaction(database.sessionmaker(engine)) as session:
            with contextlib.suppress(community.SetUpAlready):
                await community.set_up(session, name=name, zone=options.zone, language=options.language)
            return await members.make_set_up_link(session, email)

    with _database(settings) as ready:
        token = _run(ready, make)
    out.print("\nThe community is set up. Start it with [bold]fourfold serve[/]; open this link once, within a day:")
    out.print(f"\n  {settings.address}/links/{token}\n", soft_wrap=True)
    return 0


def demo(settings: Settings, options: argparse.Namespace) -> int:
    """Fill the demo at the first start, and serve it."""
    from web.demo.fill import fill  # noqa: PLC0415 - the story is only read for the demo
    from web.demo.story import load  # noqa: PLC0415

    settings = settings.model_copy(update={"demo": True})

    async def fill_once(engine: AsyncEngine) -> None:
        async with database.sessionmaker(engine)() as session:
            if await community.exists(session):
                return
        with _bar("Telling the demo's story") as progress:
            await fill(engine, lambda done, of: progress("", done, of))

    with _database(settings) as ready:
        _run(ready, fill_once)
        guides = [person for person in load().people if person.guide]
        process.serve(ready.settings, ready.server, lambda: _welcome(settings, guides))
    return 0


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve the site until told to stop."""
    with _database(settings) as ready:
        _run(ready, _require_set_up)
        process.serve(ready.settings, ready.server, lambda: out.print(f"\nServing [bold]{settings.address}[/]\n"))
    return 0


def work(settings: Settings, options: argparse.Namespace) -> int:
    """Do the background work until told to stop."""
    from web import worker  # noqa: PLC0415 - draws in all of the page face

    with _database(settings) as ready:
        asyncio.run(worker.run(ready.settings))
    return 0


def migrate(settings: Settings, options: argparse.Namespace) -> int:
    """Bring the database up to date; every other command that opens it does so too."""
    with _database(settings):
        out.print(f"The database is at step {migrations.head()}.")
    return 0


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Print what doesn't agree; the exit status is 0 when all does."""

    async def recount(engine: AsyncEngine) -> list[checks.Finding]:
        async with database.sessionmaker(engine)() as session:
            return await checks.recount(session)

    with _database(settings) as ready:
        findings = _run(ready, recount)
    for finding in findings:
        out.print(f"[red]{finding.check}[/]  {finding.says}")
    out.print("Every counter agrees with what it counts." if not findings else f"{len(findings)} differ.")
    return 1 if findings else 0


def import_polis(settings: Settings, options: argparse.Namespace) -> int:
    """Take in one Polis conversation and print what became of it."""
    quadrant = next(quadrant for quadrant in Quadrant if quadrant.slug == options.quadrant)

    async def take_in(engine: AsyncEngine) -> imports.Report:
        with _bar("Reading") as progress:
            sessions = database.sessionmaker(engine)
            return await imports.polis(sessions, options.directory, quadrant, progress=progress)

    with _database(settings) as ready:
        _run(ready, _require_set_up)
        report = _run(ready, take_in)
    for line in report.lines():
        out.print(line, markup=False)
    return 0


class _Ready:
    """A database that can be used: settings that name it, and our own server when it is embedded."""

    def __init__(self, settings: Settings, server: postgres.Server | None) -> None:
        self.settings = settings
        self.server = server


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[_Ready]:
    if settings.database_url:
        migrations.upgrade(settings.database_url)
        yield _Ready(settings, None)
        return
    with postgres.running(settings.data_dir, lambda words: out.print(words, style="dim", markup=False)) as server:
        migrations.upgrade(server.owner_url)
        yield _Ready(settings.model_copy(update={"database_url": server.url}), server)


def _run(ready: _Ready, what: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    async def run() -> T:
        engine = database.connect(ready.settings.database_url or "", pool_size=2, statement_seconds=300)
        try:
            return await what(engine)
        finally:
            await engine.dispose()

    return asyncio.run(run())


async def _require_set_up(engine: AsyncEngine) -> None:
    async with database.sessionmaker(engine)() as session:
        await community.current(session)


@contextlib.contextmanager
def _bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(title, total=None)

        def show(what: str, done: int, of: int) -> None:
            progress.update(task, description=what or title, completed=done, total=of)

        yield show


def _welcome(settings: Settings, guides: list[process.Guide]) -> None:
    out.print(f"\n[bold]The demo is at {settings.address}[/]\n\nSign in as one of them with one click:\n")
    for guide in guides:
        link = f"{settings.address}/demo/{guide.handle}"
        out.print(f"  [link={link}]{link}[/link]  [bold]{guide.name}[/], {guide.role}", soft_wrap=True)
        out.print(f"      {guide.try_this}", style="dim", soft_wrap=True)
    out.print(f"\nMail is shown at {settings.address}/mail. Stop with Ctrl-C; everything is kept.\n")


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise SystemExit(f"{question} Give it as an option: see fourfold setup --help.")
    return out.input(f"{question} ")


def _explain(error: PostgresError | Refused) -> None:
    out.print(str(error), style="red", markup=False, soft_wrap=True)
    if isinstance(error, Invalid):
        for problem in error.problems:
            out.print(f"  {problem.field}: {problem.text()}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
