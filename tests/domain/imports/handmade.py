"""Small Polis exports made for a test, and what the database holds of one."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from domain import imports
from domain.database import Sessions
from domain.ideas import Idea, IdeaCounters, Quadrant, Revision
from domain.imports import Report
from domain.members import Member
from domain.votes import Vote

STATEMENTS = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
QUADRANT = Quadrant.PARTICIPATION_FOR_OTHERS
BEGAN = 1_500_000_000_000


def statement(number: int, author: int, text: str = "", *, at: int = 0, moderated: int = 1) -> tuple[object, ...]:
    """Return a row of comments.csv, `at` that many milliseconds after the conversation began."""
    text = text or f"Statement {number} says something about buses."
    return (BEGAN + at, "Fri Jul 14 2017", number, author, 0, 0, moderated, text)


def vote(on: int, by: int, value: int, *, at: int = 1000) -> tuple[object, ...]:
    """Return a row of votes.csv."""
    return (BEGAN + at, "Fri Jul 14 2017", on, by, value)


def export(folder: Path, statements: Iterable[tuple[object, ...]], votes: Iterable[tuple[object, ...]] = ()) -> Path:
    """Write the files of an export into `folder`."""
    folder.mkdir(exist_ok=True)
    for name, columns, rows in (("comments.csv", STATEMENTS, statements), ("votes.csv", VOTES, votes)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *rows])
    return folder


def insert_lines(file: Path, at: int, *lines: bytes) -> None:
    """Put raw lines into a file so that the first of them becomes line `at`."""
    kept = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*kept[: at - 1], *(line + b"\n" for line in lines), *kept[at - 1 :]]))


async def take_in(sessions: Sessions, folder: Path) -> Report:
    """Import the folder, and hold the report to its promise: each row of votes.csv stands in one figure."""
    report = await imports.polis(sessions, folder, QUADRANT)
    counted = report.votes + report.votes_there + report.passes + report.disagrees + report.own_votes
    bad = len({row.line for row in report.bad_rows if row.file == "votes.csv"})
    rows = [line for line in (folder / "votes.csv").read_bytes().split(b"\n")[1:] if line.strip(b"\r")]
    assert counted + report.superseded + bad == len(rows)
    return report


@dataclass(frozen=True)
class Held:
    """What the database holds of one conversation, by the numbers Polis gave."""

    participants: frozenset[str]
    ideas: dict[str, tuple[str, str, datetime | None, bool, str, int, int]]
    votes: dict[tuple[str, str], datetime]

    def supporters(self) -> dict[str, int]:
        """Return the counter of each statement's idea."""
        return {number: row[5] for number, row in self.ideas.items()}


async def held(sessions: Sessions, folder: Path) -> Held:
    """Return everything that came from the folder's conversation, which has no summary.csv."""
    source = f"polis:{folder.name}:"
    author, voter = aliased(Member), aliased(Member)
    revisions = select(func.count()).where(Revision.idea_id == Idea.id).scalar_subquery()
    stated = (
        select(Idea, IdeaCounters.supporters, author.imported_from.label("author"), revisions.label("revisions"))
        .join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
        .join(author, author.id == Idea.author_id)
        .where(Idea.imported_from.startswith(source))
    )
    cast = (
        select(voter.imported_from.label("voter"), Idea.imported_from.label("idea"), Vote.cast_at)
        .join(voter, voter.id == Vote.member_id)
        .join(Idea, Idea.id == Vote.idea_id)
        .where(Idea.imported_from.startswith(source))
    )
    people = select(Member.imported_from).where(Member.imported_from.startswith(source))

    def number(name: str | None) -> str:
        return (name or "").rpartition(":")[2]

    async with sessions() as session:
        return Held(
            participants=frozenset(number(name) for name in await session.scalars(people)),
            ideas={
                number(row.Idea.imported_from): (
                    row.Idea.title,
                    row.Idea.proposal,
                    row.Idea.submitted_at,
                    row.Idea.hidden_at is not None,
                    number(row.author),
                    row.supporters,
                    row.revisions,
                )
                for row in await session.execute(stated)
            },
            votes={(number(row.voter), number(row.idea)): row.cast_at for row in await session.execute(cast)},
        )
