"""`fourfold backup | restore`: everything into one file, and back where nothing is yet."""

import argparse
from collections.abc import Callable
from pathlib import Path

import migrations
from domain import VERSION, backups, checks, postgres
from domain.settings import Settings
from web import command_database
from web.command_database import Ready
from web.terminal import out, remark

Command = Callable[[str, Callable[[Settings, argparse.Namespace], int], str], argparse.ArgumentParser]


def add(command: Command) -> None:
    """Add the two commands to the command line."""
    taking = command("backup", backup, "Write everything into one file, while the site serves.")
    taking.add_argument("goal", nargs="?", type=Path, help="file ending in .zip or .age, or folder; DATA_DIR/backups")
    taking.add_argument("--keep", type=_count, metavar="N", help="remove all but the newest N backups of that folder")
    taking.add_argument("--incomplete", action="store_true", help="do without images whose files aren't there")
    taking.add_argument("--new-key", action="store_true", help="only print a fresh key to lock backups with")
    restoring = command("restore", restore, "Put a backup where nothing is yet, and recount everything.")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--replace", metavar="NAME", help="give up the community of this name, which is there")
    says = "go on with another secret than that of the backup: badges are signed with new keys"
    restoring.add_argument("--other-secret", action="store_true", help=says)


def backup(settings: Settings, options: argparse.Namespace) -> int:
    """Write a backup and print where it is; or print a key."""
    if options.new_key:
        secret, public = backups.new_key()
        out.print(f"Keep this away from the site; only it opens what is locked:\n\n  {secret}\n", markup=False)
        out.print(f"Set this as BACKUP_KEY where the site runs:\n\n  {public}\n", markup=False)
        return 0
    if not settings.database_url and postgres.status(settings.data_dir).major is None:
        raise backups.NotWritten(f"There is nothing to back up in {settings.data_dir}. Look at DATA_DIR.")
    # As it is: what comes before an upgrade is just what one wants to keep.
    with command_database.opened(settings, migrate=False) as ready:
        key = settings.backup_key
        given = {"fourfold": VERSION, "key": key, "keep": options.keep, "incomplete": options.incomplete}
        path = backups.take(_place(ready), options.goal, **given)
    out.print(f"{path} ({path.stat().st_size / 1e6:,.1f} MB, {'locked' if key else 'not locked'})", markup=False)
    return 0


def restore(settings: Settings, options: argparse.Namespace) -> int:
    """Restore a backup, bring it up to date, and recount; the exit status is 0 when all agrees."""
    room = next(folder for folder in (settings.data_dir, *settings.data_dir.absolute().parents) if folder.is_dir())
    file = options.file
    with backups.opened(file, key=settings.backup_key, room=room, knows=migrations.knows) as opened:
        told = opened.manifest
        remark(f"Whole. Taken at {told.taken_at:%Y-%m-%d %H:%M} UTC by Fourfold {told.fourfold}.")
        with command_database.opened(settings, migrate=False) as ready:
            goal = _place(ready)
            backups.restore(opened, goal, replacing=options.replace, other_secret=options.other_secret)
            migrations.upgrade(ready.owner_url)
            findings = command_database.recounted(ready)
    if told.missing:
        remark(f"{len(told.missing):,} files of images weren't there when it was taken.")
    if not told.secret and "secret_key" not in told.parts:
        remark(
            "It doesn't say which secret the site had. If you have it (secret_key in its DATA_DIR, or SECRET_KEY), "
            "bring it before you serve, or badges are signed with new keys and open forms become invalid."
        )
    rows, images = sum(told.rows.values()), sum(name.startswith("images/") for name in told.parts)
    out.print(f"Restored {rows:,} rows of {len(told.rows)} tables, as they were counted then, and {images:,} images.")
    report(findings)
    return 1 if findings else 0


def report(findings: list[checks.Finding]) -> None:
    """Print what doesn't agree."""
    for finding in checks.shown(findings):
        out.print(f"{finding.check}: {finding.says}", markup=False)
    out.print("Every counter agrees with what it counts." if not findings else f"{len(findings):,} differ.")


def _place(ready: Ready) -> backups.Source:
    settings = ready.settings
    programs = ready.server.programs if ready.server else None
    return backups.Source(ready.owner_url, settings.data_dir, settings.images_folder, programs, settings.secret_key)


def _count(word: str) -> int:
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError("a number from 1, please")
    return int(word)
