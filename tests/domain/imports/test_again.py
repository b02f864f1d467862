"""An import that is repeated, cut short, or grown comes to what a fresh one would bring."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import checks, imports
from domain.database import Sessions
from domain.events import RecordedFact
from tests.domain.imports.handmade import QUADRANT, export, held, insert_lines, statement, take_in, vote
from tests.people import People


class Cut(Exception):
    """The power went."""


def cut_when_a_batch_is_in(what: str, done: int, total: int) -> None:
    if done:
        raise Cut


async def facts(sessions: Sessions) -> Counter[str]:
    async with sessions() as session:
        return Counter(await session.scalars(select(RecordedFact.kind)))


async def test_twice_changes_nothing(sessions: Sessions, people: People, tmp_path: Path) -> None:
    stated = [statement(1, 1), statement(2, 2, moderated=-1)]
    cast = [vote(1, 2, 1), vote(2, 1, 1), vote(2, 3, 0), vote(1, 1, 1), vote(1, 4, 1), vote(1, 4, -1, at=1001)]
    folder = export(tmp_path / "buses", stated, cast)
    first = await take_in(sessions, folder)
    before, told = await held(sessions, folder), await facts(sessions)
    second = await take_in(sessions, folder)
    assert (await held(sessions, folder), await facts(sessions)) == (before, told)
    assert (second.participants, second.statements, second.hidden, second.votes) == (0, 0, 0, 0)
    assert (second.participants_there, second.statements_there, second.votes_there) == (4, 2, 2)
    assert (first.participants, first.statements, first.hidden, first.votes) == (4, 2, 1, 2)


async def test_an_import_cut_short_after_each_batch_is_finished_by_the_next(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    stated = [statement(n, n % 7, moderated=-1 if n % 5 == 0 else 1) for n in range(210)]
    cast = [vote(n % 210, n % 211, n % 3 - 1) for n in range(1000)]
    whole, pieces = export(tmp_path / "whole", stated, cast), export(tmp_path / "pieces", stated, cast)
    await take_in(sessions, whole)
    told = await facts(sessions)
    complete = await held(sessions, whole)
    for _batch in range(9):
        assert await held(sessions, pieces) != complete
        with pytest.raises(Cut):
            await imports.polis(sessions, pieces, QUADRANT, progress=cut_when_a_batch_is_in)
    await imports.polis(sessions, pieces, QUADRANT, progress=cut_when_a_batch_is_in)
    assert await held(sessions, pieces) == complete
    assert await facts(sessions) == Counter({kind: 2 * number for kind, number in told.items()})
    async with sessions() as session:
        assert await checks.recount(session) == []


async def test_a_batch_that_fails_leaves_nothing_half_done(sessions: Sessions, people: People, tmp_path: Path) -> None:
    folder = export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)])

    def step(what: str, done: int, total: int) -> None:
        if (what, done) == ("statements", 0):
            raise Cut

    with pytest.raises(Cut):
        await imports.polis(sessions, folder, QUADRANT, progress=step)
    kept = await held(sessions, folder)
    assert kept.participants == {"1", "2"}
    assert not kept.ideas
    assert not kept.votes
    assert (await take_in(sessions, folder)).votes == 1  # and the lock has been let go


async def test_growth_comes_to_what_a_fresh_import_would_bring(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    stated = [statement(1, 1), statement(2, 2)]
    cast = [vote(1, 2, 1), vote(1, 3, 1), vote(1, 4, 0), vote(2, 1, 1), vote(2, 3, -1), vote(2, 4, 1)]
    grown = export(tmp_path / "grown", stated, cast)
    await take_in(sessions, grown)
    later = [
        vote(1, 2, -1, at=2000),
        vote(1, 3, 1, at=2000),
        vote(1, 4, 1, at=2000),
        vote(2, 1, 0, at=2000),
        vote(2, 3, 1, at=900),
        vote(3, 1, 1, at=2000),
        vote(3, 5, 1, at=2000),
    ]
    export(grown, [statement(3, 6), *stated], [*later, *cast])
    report = await take_in(sessions, grown)
    assert (report.statements, report.statements_there, report.participants) == (1, 2, 2)
    assert (report.votes, report.votes_taken_back, report.votes_there) == (4, 2, 1)
    fresh = Path(shutil.copytree(grown, tmp_path / "fresh"))
    await take_in(sessions, fresh)
    assert await held(sessions, grown) == await held(sessions, fresh)
    async with sessions() as session:
        assert await checks.recount(session) == []


async def test_a_row_that_went_bad_takes_no_earlier_vote_away(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    folder = export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)])
    await take_in(sessions, folder)
    export(folder, [statement(1, 1)])
    insert_lines(folder / "votes.csv", 2, b"1500000001000,Fri,1,2,?")
    assert len((await take_in(sessions, folder)).bad_rows) == 1
    assert (await held(sessions, folder)).supporters() == {"1": 1}
