"""`fourfold rewards`, and what is seen of the books every night: drift is found, shown, and mended from the entries."""

import argparse
import asyncio
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from domain import database, rewards
from domain.members import Member
from domain.settings import Settings
from tests.people import People
from tests.web.conftest import Browsing
from web import command_rewards, worker

AGREE = "Balances, caps and standings say what the entries say."
Command = Callable[[Settings, argparse.Namespace], int]


@pytest.fixture
async def ann(people: People) -> Member:
    """Return somebody whose idea two support."""
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    for name in ("Ben", "Cat"):
        await people.vote(by=await people.member(name), on=idea)
    await people.hear()
    return ann


async def runs(database_url: str, command: Command) -> int:
    return await asyncio.to_thread(command, Settings(database_url=database_url), argparse.Namespace())


async def tamper(people: People, change: str) -> None:
    async with database.transaction(people.sessions) as session:
        await session.execute(text(change))


async def balances(people: People) -> list[tuple[object, ...]]:
    async with people.sessions() as session:
        return list(map(tuple, await session.execute(text("SELECT * FROM balances ORDER BY 1, 2, 3, 4, 5"))))


async def test_drift_is_named_and_balances_are_made_anew_as_they_were(
    database_url: str, people: People, ann: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await balances(people)
    assert before
    assert await runs(database_url, command_rewards.check) == 0
    assert capsys.readouterr().out == f"{AGREE}\n"
    await tamper(people, "UPDATE balances SET points = points + 7 WHERE scope = ''")
    assert await runs(database_url, command_rewards.check) == 1
    said = capsys.readouterr().out
    assert said.endswith("1 differ.\n")
    assert len(said.splitlines()) == 2
    for damage in ("SELECT 1", "DELETE FROM balances"):
        await tamper(people, damage)
        assert await runs(database_url, command_rewards.rebuild) == 0
        assert capsys.readouterr().out == f"{len(before)} balances were made anew from the entries.\n"
        assert await balances(people) == before
    assert await runs(database_url, command_rewards.check) == 0


async def test_what_is_due_is_paid_once(database_url: str, people: People, capsys: pytest.CaptureFixture[str]) -> None:
    await people.idea(by=await people.member("Ann"))
    assert await runs(database_url, command_rewards.settle) == 0
    assert capsys.readouterr().out == "1 entries were added.\n"
    await people.hear()
    assert await runs(database_url, command_rewards.settle) == 0
    assert capsys.readouterr().out == "0 entries were added.\n"


async def test_drift_is_found_every_night_and_shown_to_admins(
    app: FastAPI, browsing: Browsing, database_url: str, people: People, ann: Member
) -> None:
    admin = await browsing(app, await people.admin())
    assert "Nobody has looked yet." in (await admin.page("/points/rules")).text
    look = worker._built(Settings(database_url=database_url), people.sessions).tasks["check_the_ledger"]
    await look.func(None, 0)
    assert AGREE in (await admin.page("/points/rules")).text
    await tamper(people, "UPDATE balances SET points = points + 7 WHERE scope = ''")
    await look.func(None, 0)
    page = (await admin.page("/points/rules")).text
    assert "Balances and entries differ." in page
    (says,) = await people.reads(rewards.drift)
    assert says.says in page
    assert "Do the books agree?" not in (await (await browsing(app, ann)).page("/points/rules")).text
