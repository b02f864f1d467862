"""Two real conversations come in as Polis itself counts them, in a file that the import doesn't read."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import checks, imports
from domain.database import Sessions
from domain.ideas import Idea, IdeaCounters, Quadrant
from domain.members import Member
from domain.votes import Vote
from tests.people import People

DATA = Path(__file__).parents[4] / "shared" / "data" / "polis"


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


def time(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) // 1000, UTC) + timedelta(milliseconds=int(milliseconds) % 1000)


@pytest.mark.parametrize("name", ["canadian-electoral-reform", "scoop-hivemind.affordable-housing"])
async def test_a_real_conversation_counts_as_polis_counted_it(sessions: Sessions, people: People, name: str) -> None:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"NOT CHECKED against real votes: the Polis data is not at {folder}.")
    stated = {row["comment-id"]: row for row in table(folder / "comments.csv")}
    cells = [
        (row["participant"], statement, row[statement])
        for row in table(folder / "participants-votes.csv")
        for statement in stated
    ]
    own = [cell for cell in cells if cell[2] and cell[0] == stated[cell[1]]["author-id"]]
    others = [cell for cell in cells if cell[2] and cell not in set(own)]
    backed = {(voter, statement) for voter, statement, value in others if value == "1"}

    report = await imports.polis(sessions, folder, Quadrant.PARTICIPATION_FOR_OTHERS)

    assert report.bad_rows == []
    assert (report.statements, report.votes, report.own_votes) == (len(stated), len(backed), len(own))
    assert report.participants == len({cell[0] for cell in cells})
    assert report.passes == sum(value == "0" for *_, value in others)
    assert report.disagrees == sum(value == "-1" for *_, value in others)
    async with sessions() as session:
        taken = list(await session.execute(select(Idea, IdeaCounters.supporters).join(Idea.counters)))
        cast = await session.execute(
            select(Member.imported_from.label("voter"), Idea.imported_from.label("statement"), Vote.cast_at)
            .join(Member, Member.id == Vote.member_id)
            .join(Vote.idea)
        )
        times = {(number(row.voter), number(row.statement)): row.cast_at for row in cast}
        assert await checks.recount(session) == []
    supporters = Counter(statement for _, statement in backed)
    assert {number(row.Idea.imported_from): row.supporters for row in taken} == {n: supporters[n] for n in stated}
    assert set(times) == backed
    hidden = {number(row.Idea.imported_from) for row in taken if row.Idea.hidden_at}
    assert hidden == {n for n, row in stated.items() if row["moderated"] == "-1"}
    assert report.hidden == len(hidden)
    for row in taken:
        source = stated[number(row.Idea.imported_from)]
        assert row.Idea.submitted_at == time(source["timestamp"])
        assert row.Idea.proposal == source["comment-body"].strip()
    latest: dict[tuple[str, str], datetime] = {}
    for line in table(folder / "votes.csv"):
        pair = (line["voter-id"], line["comment-id"])
        latest[pair] = max(latest.get(pair, time("0")), time(line["timestamp"]))
    assert times == {pair: latest[pair] for pair in backed}

    again = await imports.polis(sessions, folder, Quadrant.PARTICIPATION_FOR_OTHERS)
    assert (again.participants, again.statements, again.votes, again.votes_taken_back) == (0, 0, 0, 0)
    assert (again.statements_there, again.votes_there) == (len(stated), len(backed))
