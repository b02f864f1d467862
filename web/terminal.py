"""What the command line shows: results on standard output, progress and refusals on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain.errors import Invalid

out = Console(highlight=False, soft_wrap=True)
aside = Console(highlight=False, soft_wrap=True, stderr=True)

Show = Callable[[str, int, int], None]  # what is done (the title when empty), how many are done, of how many


def remark(words: str) -> None:
    """Say something that nobody waits for."""
    aside.print(words, style="dim", markup=False)


def explain(error: Exception) -> None:
    """Show a refusal, and what is wrong with each field."""
    aside.print(str(error), style="red", markup=False)
    if isinstance(error, Invalid):
        for problem in error.problems:
            aside.print(f"  {problem.field}: {problem.text()}", markup=False)


@contextmanager
def bar(title: str) -> Iterator[Show]:
    """Show how far something is, on a terminal; says nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def show(what: str, done: int, of: int) -> None:
            progress.update(task, description=what or title, completed=done, total=of)

        yield show


def asked(question: str, option: str) -> str:
    """Return what the person at the terminal answers; where there is nobody, name the option to give instead."""
    if not sys.stdin.isatty():
        raise SystemExit(f"{question} Give it as {option}; see fourfold setup --help.")
    return aside.input(f"{question} ")
