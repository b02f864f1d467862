"""`fourfold doctor`: how the site is, and what to do about it."""

import argparse
import dataclasses
import json

from domain.settings import Settings
from web import doctor
from web.command_backups import Command
from web.terminal import out

_LOOKS = {"good": ("ok", "green"), "warning": ("look", "yellow"), "bad": ("BAD", "bold red")}


def add(command: Command) -> None:
    """Add the command to the command line."""
    made = command("doctor", examine, "Say how everything is: settings, folders, mail, database, backups, books.")
    made.add_argument("--json", action="store_true", help="one list for machines")


def examine(settings: Settings, options: argparse.Namespace) -> int:
    """Print every sign; the exit status is 1 when one is bad."""
    bad = 0
    if options.json:
        found = list(doctor.examined(settings))
        out.print_json(json.dumps([dataclasses.asdict(sign) for sign in found]))
        return int(any(sign.state == "bad" for sign in found))
    for sign in doctor.examined(settings):
        word, style = _LOOKS[sign.state]
        out.print(f"{word:5}", style=style, end="")
        out.print(f"{sign.about:12} {sign.says}", markup=False)
        bad += sign.state == "bad"
    return int(bad > 0)
