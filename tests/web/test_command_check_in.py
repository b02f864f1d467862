"""`fourfold check-in`: what it enters and prints, in whose name, and what it refuses."""

import argparse
import asyncio
from pathlib import Path

import pytest

from domain import experiments
from domain.errors import Invalid, NotAllowed
from domain.experiments import CheckInSource, Experiment
from domain.members import Member, Role
from domain.paging import Slice
from domain.settings import Settings
from tests.domain.experiments.lab import running
from tests.people import People
from web import command_check_in
from web.command_check_in import UnknownMember

TABLE = "day;arm;units;conversions\n12.2.2026;As it is;3000;300\n12.2.2026;With benches;3000;420\n"


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE, handle="eve")


@pytest.fixture
async def benches(people: People, eve: Member) -> Experiment:
    return await running(people, await people.idea(by=eve), eve)


async def runs(database_url: str, on: Experiment, file: Path, handle: str = "@Eve", *, preview: bool = False) -> int:
    options = argparse.Namespace(experiment=on.id, file=str(file), handle=handle, preview=preview)
    return await asyncio.to_thread(command_check_in.check_in, Settings(database_url=database_url), options)


async def test_it_says_what_a_table_would_change_enters_it_and_says_what_is_advised(
    database_url: str,
    people: People,
    eve: Member,
    benches: Experiment,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "totals.csv").write_text("\ufeff" + TABLE)
    assert await runs(database_url, benches, tmp_path / "totals.csv", preview=True) == 0
    assert capsys.readouterr().out == "Would enter 1 day; 0 were in already.\nScale.\n"
    assert await runs(database_url, benches, tmp_path / "totals.csv") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Entered 1 day; 0 were in already.\nThe data are")
    assert "Recommendation: scale." in printed
    shown = await people.reads(experiments.visible, eve, benches.id)
    (change,) = (await people.reads(experiments.check_ins_of, eve, shown, Slice(5))).items
    assert (change.check_in.source, change.check_in.entered_by.name) == (CheckInSource.COMMAND, "Eve")
    with pytest.raises(Invalid):
        await runs(database_url, benches, tmp_path / "totals.csv")


async def test_it_refuses_a_file_that_is_not_there_a_bad_row_and_whoever_may_not(
    database_url: str, people: People, benches: Experiment, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        await runs(database_url, benches, tmp_path / "nowhere.csv")
    assert refused.value.problems[0].text().endswith("nowhere.csv can’t be read.")
    (tmp_path / "totals.csv").write_text(TABLE.replace("420", "4200"))
    with pytest.raises(Invalid) as refused:
        await runs(database_url, benches, tmp_path / "totals.csv")
    assert refused.value.problems[0].text().startswith("Row 3, conversions: There are more conversions than units.")
    with pytest.raises(UnknownMember):
        await runs(database_url, benches, tmp_path / "totals.csv", "nobody")
    await people.member("Bob", Role.EMPLOYEE, handle="bob")
    with pytest.raises(NotAllowed):
        await runs(database_url, benches, tmp_path / "totals.csv", "bob")
