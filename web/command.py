"""The command line: setting up, serving, reloading, working, migrating, importing, checking; and those beside it."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import OperationalError as DriverError
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from domain import badges, community, database, images, imports, members, metrics
from domain.backups import BackupError
from domain.errors import Refused
from domain.ideas import Quadrant
from domain.postgres import PostgresError
from domain.settings import Settings
from web import (
    command_backups,
    command_check_in,
    command_database,
    command_doctor,
    command_readings,
    command_replay,
    command_rewards,
    presence,
)
from web.command_database import run
from web.door import NoDoorError, opened
from web.terminal import aside, asked, bar, explain, out

if TYPE_CHECKING:
    from web.demo.model import Person


class NotTheDemoError(Exception):
    """The demo lets everybody in as anybody, so it never opens a real community."""


def main() -> None:
    """Run the command that the words name; its exit status says whether it worked."""
    options = _parser().parse_args()
    # Without this, being told to stop would leave our database running.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)
    try:
        sys.exit(options.run(_settings(), options))
    except (PostgresError, BackupError, Refused, NoDoorError, NotTheDemoError, migrations.CannotMigrate) as error:
        explain(error)
    except (OperationalError, DriverError, ArgumentError) as error:
        says = str(getattr(error, "orig", error)).strip()
        aside.print(f"The database can't be used: {says}\nLook at DATABASE_URL.", style="red", markup=False)
    except KeyboardInterrupt:
        aside.print("Stopped.")
        sys.exit(128 + signal.SIGINT)
    sys.exit(1)


def _stop(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = ".".join(map(str, wrong["loc"])).upper()
            aside.print(f"{name}: {wrong['msg'].removeprefix('Value error, ')}.", style="red", markup=False)
        raise SystemExit("Settings come from the environment; README.md has the table.") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fourfold", description="A self-hosted co-creation community.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Settings, argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(run=run)
        return made

    setup = command("setup", set_up, "Make the community and print a one-time link for its first administrator.")
    setup.add_argument("--name", help="what the community is called")
    setup.add_argument("--email", help="address of the administrator")
    setup.add_argument("--zone", default="UTC", help="its time zone, such as Europe/Berlin")
    setup.add_argument("--language", default="en", choices=community.LANGUAGES)
    command("demo", demo, "Fill and serve the demo community.")
    command("serve", serve, "Serve the site and do its background work.")
    command("reload", reload, "Let the site that serves take in the version on the disk, without a pause.")
    command("work", work, "Only do the background work; for another machine than the one that serves.")
    command("migrate", migrate, "Bring the database to this version's form.")
    command("check", check, "Recount everything that is counted, and say where it differs.")
    command_backups.add(command)
    command_doctor.add(command)
    command_check_in.add(command)
    command_readings.add(command)
    command_replay.add(commands)
    command_rewards.add(commands)
    take_in = commands.add_parser("import", help="Take in ideas and votes from elsewhere.")
    kinds = take_in.add_subparsers(required=True, metavar="KIND")
    polis = kinds.add_parser("polis", help="A conversation exported from Polis.")
    polis.add_argument("directory", type=Path, metavar="DIR", help="folder with comments.csv and votes.csv")
    quadrants = [quadrant.slug for quadrant in Quadrant]
    polis.add_argument("--quadrant", required=True, choices=quadrants, help="where its statements belong")
    polis.set_defaults(run=import_polis)
    return parser


def set_up(settings: Settings, options: argparse.Namespace) -> int:
    """Make the community, unless it is there, and print a link that makes an administrator."""
    email = options.email or asked("E-mail address of its administrator?", "--email")

    async def make(engine: AsyncEngine) -> tuple[str, str]:
        async with database.transaction(database.sessionmaker(engine)) as session:
            if await community.exists(session):
                here = (await community.current(session)).name
                said = f"“{here}” has been set up already and stays as it is. For another, set DATA_DIR elsewhere."
            else:
                name = options.name or asked("What is the community called?", "--name")
                await community.set_up(session, name=name, zone=options.zone, language=options.language)
                await metrics.seed(session)
                await badges.seed(session)
                said = "The community is set up. Start it with fourfold serve."
            return said, await members.make_set_up_link(session, email)

    with command_database.opened(settings) as ready:
        said, token = run(ready, make)
    out.print(
        f"\n{said}\nWhile it runs, this link makes {email} an administrator, once and within a day:", markup=False
    )
    out.print(f"\n  {settings.address}/links/{token}\n", markup=False)
    return 0


def demo(settings: Settings, options: argparse.Namespace) -> int:
    """Fill the demo at the first start, and serve it."""
    from web import process  # noqa: PLC0415 - draws in both faces
    from web.demo.fill import fill  # noqa: PLC0415 - the story is only read for the demo
    from web.demo.story import load  # noqa: PLC0415

    settings = settings.model_copy(update={"demo": True})
    door = opened(settings)
    guides = [person for person in load().people if person.guide]

    async def fill_once(engine: AsyncEngine) -> None:
        async with database.sessionmaker(engine)() as session:
            filled = await community.exists(session)
            known = {person.email for person in await members.by_handles(session, [guides[0].handle])}
        if filled and guides[0].email not in known:
            raise NotTheDemoError("This database holds a real community. For the demo, set DATA_DIR elsewhere.")
        if not filled:
            with bar("Telling the demo's story") as show:
                await fill(engine, lambda done, of: show("", done, of))

    with command_database.opened(settings) as ready:
        run(ready, fill_once)
        run(ready, partial(_move_in, settings))
        process.serve(ready.settings, ready.server, door, lambda: _welcome(settings, guides))
    return 0


def serve(settings: Settings, options: argparse.Namespace) -> int:
    """Serve the site until told to stop."""
    from web import process  # noqa: PLC0415 - draws in both faces

    door = opened(settings)
    with command_database.opened(settings) as ready:
        run(ready, partial(_move_in, settings))
        process.serve(ready.settings, ready.server, door, lambda: out.print(f"Serving {settings.address}"))
    return 0


def reload(settings: Settings, options: argparse.Namespace) -> int:
    """Bring the database up to date, and have the processes that serve replaced one by one."""
    before = presence.found(settings.data_dir)
    if before is None:
        raise NoDoorError(f"Nothing serves from {settings.data_dir}. Look at DATA_DIR, or see fourfold serve.")
    with command_database.opened(settings):
        os.kill(before.pid, signal.SIGUSR2)
        while (now := presence.found(settings.data_dir)) and now.pid == before.pid and now.reloads == before.reloads:
            time.sleep(0.1)
    if now is None or now.pid != before.pid or now.failed:
        raise NoDoorError("What is on the disk did not start; what served before still does. Its log says why.")
    out.print("Reloaded.")
    return 0


def work(settings: Settings, options: argparse.Namespace) -> int:
    """Do the background work until told to stop."""
    from web import process, worker  # noqa: PLC0415 - draws in both faces

    with command_database.opened(settings) as ready, process.watch(ready.settings, ready.server):
        worker.main(ready.settings)
    return 0


def migrate(settings: Settings, options: argparse.Namespace) -> int:
    """Bring the database up to date; every other command that opens it does so too."""
    with command_database.opened(settings):
        out.print(f"The database is at step {migrations.head()}.")
    return 0


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Print what doesn't agree; the exit status is 0 when all does."""

    with command_database.opened(settings) as ready:
        findings = command_database.recounted(ready)
    command_backups.report(findings)
    return 1 if findings else 0


def import_polis(settings: Settings, options: argparse.Namespace) -> int:
    """Take in one Polis conversation and print what became of it."""
    quadrant = next(quadrant for quadrant in Quadrant if quadrant.slug == options.quadrant)

    async def take_in(engine: AsyncEngine) -> imports.Report:
        with bar("Reading") as show:
            return await imports.polis(database.sessionmaker(engine), options.directory, quadrant, progress=show)

    with command_database.opened(settings) as ready:
        report = run(ready, take_in)
    for row in report.bad_rows:
        out.print(f"{row.file}, line {row.line}: {row.reason()}", markup=False)
    for label, figure in report.figures():
        out.print(f"{label:45}{figure:9,}", markup=False)
    return 0


async def _move_in(settings: Settings, engine: AsyncEngine) -> None:
    """Refuse to serve before there is a community, and beside another one's images."""
    async with database.sessionmaker(engine)() as session:
        await community.current(session)
        if settings.images_folder:
            folder = images.Folder(settings.images_folder)
            try:
                await images.claim(session, folder)
            except images.FolderTaken:
                raise
            except images.FolderEmpty:
                aside.print(*await images.missing(session, folder), style="red", markup=False)
            except images.FolderAway:
                aside.print(
                    f"{settings.images_folder} can't be used. Look at IMAGES_FOLDER.", style="red", markup=False
                )


def _welcome(settings: Settings, guides: "list[Person]") -> None:
    out.print(f"\n[bold]The demo is at {settings.address}[/]\n\nSign in as one of them with one click:\n")
    for guide in guides:
        link = f"{settings.address}/demo/{guide.handle}"
        out.print(f"  [link={link}]{link}[/link]  [bold]{guide.name}[/], {guide.role}")
        out.print(f"      {guide.try_this}", style="dim")
    out.print(f"\nMail is shown at {settings.address}/mail. Stop with Ctrl-C; everything is kept.\n")
