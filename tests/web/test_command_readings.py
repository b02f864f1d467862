"""`fourfold readings`: what it enters and prints, in whose name, and what it refuses."""

import argparse
import asyncio
from pathlib import Path

import pytest

from domain import metrics
from domain.errors import Invalid, NotAllowed, NotFound
from domain.members import Member, Role
from domain.paging import Slice
from domain.settings import Settings
from tests.people import People
from web import command_readings
from web.command_check_in import UnknownMember

ONE = "day;value;source\n1.1.2026;2,5;CRM\n1.2.2026;2,4;CRM\n"
SEVERAL = "metric,day,value\nchurn,2026-01-01,2.5\nnps,2026-01-01,31\n"


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT, handle="pia")


async def runs(database_url: str, folder: Path, metric: str = "", handle: str = "pia", *, preview: bool = False) -> int:
    options = argparse.Namespace(file=str(folder / "readings.csv"), handle=handle, metric=metric, preview=preview)
    return await asyncio.to_thread(command_readings.enter_readings, Settings(database_url=database_url), options)


async def read_off(people: People, member: Member, key: str) -> int:
    metric = await people.reads(metrics.by_key, member, key)
    return len((await people.reads(metrics.readings, member, metric, Slice(50))).items)


async def test_it_says_what_a_table_would_enter_enters_it_and_enters_nothing_twice(
    database_url: str, people: People, pia: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "readings.csv").write_text("\ufeff" + ONE)
    assert await runs(database_url, tmp_path, "churn", preview=True) == 0
    assert capsys.readouterr().out == "Would enter 2 readings; 0 were there already.\n"
    assert await read_off(people, pia, "churn") == 0
    assert await runs(database_url, tmp_path, "churn", "@Pia") == 0
    assert capsys.readouterr().out == "Entered 2 readings; 0 were there already.\n"
    (tmp_path / "readings.csv").write_text(SEVERAL)
    assert await runs(database_url, tmp_path) == 0
    assert capsys.readouterr().out == "Entered 1 reading; 1 were there already.\n"
    assert (await read_off(people, pia, "churn"), await read_off(people, pia, "nps")) == (2, 1)


async def test_it_refuses_bad_rows_other_metrics_and_whoever_may_not(
    database_url: str, people: People, pia: Member, tmp_path: Path
) -> None:
    with pytest.raises(Invalid):
        await runs(database_url, tmp_path, "churn")
    (tmp_path / "readings.csv").write_text(ONE.replace("2,5", "much"))
    with pytest.raises(Invalid) as refused:
        await runs(database_url, tmp_path, "churn")
    assert refused.value.problems[0].text().startswith("Row 2, value:")
    assert await read_off(people, pia, "churn") == 0
    (tmp_path / "readings.csv").write_text(ONE)
    with pytest.raises(Invalid):
        await runs(database_url, tmp_path)
    with pytest.raises(NotFound):
        await runs(database_url, tmp_path, "no-such-metric")
    with pytest.raises(UnknownMember):
        await runs(database_url, tmp_path, "churn", "nobody")
    await people.member("Carl", handle="carl")
    with pytest.raises(NotAllowed):
        await runs(database_url, tmp_path, handle="carl")
