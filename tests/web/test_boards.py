"""Boards on pages: who stands where, now and when a season was closed, and what every point leads to."""

import re
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards
from domain.members import Member, Role
from domain.rewards import Entry
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after
from tests.web.conftest import Browsing, Counting
from tests.web.reading import Page


async def _only_entry(session: AsyncSession, member: Member) -> Entry:
    return (await session.scalars(select(Entry).where(Entry.member_id == member.id))).one()


async def test_every_point_on_a_board_leads_to_what_brought_it(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    entry = await people.reads(_only_entry, ann)
    browser = await browsing(app, ben)
    record = f"/members/{ann.handle}/points"
    assert record in _links(await browser.page("/points/boards"))
    assert record in _links(await browser.page(f"/members/{ann.handle}"))
    assert entry.path in _links(await browser.page(record))
    assert record not in _links(await (await browsing(app, ann)).page("/points/boards"))
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    assert record not in _links(await browser.page(f"/members/{ann.handle}"))


def _links(page: Page) -> set[str]:
    return {link.get("href") for link in page.all("a")}


# At most this many to make a page anew.
async def test_who_stands_around_the_reader_comes_before_the_first_ten(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    reader, *others = [await people.member(f"Person {number}") for number in range(12)]
    for who in (reader, *others, *others):
        await people.idea(by=who)
    await people.hear()
    page = await (await browsing(app, reader)).page("/points/boards")
    assert [each.words for each in page.all("h2")] == ["Around you", "The first ten"]


async def test_a_closed_season_shows_the_reader_where_they_stood(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, counting_app: Counting
) -> None:
    reader, *others = [await people.member(f"Person {number}") for number in range(12)]
    for who in (reader, *others, *others):
        await people.idea(by=who)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    clock.time = season.ends_at + timedelta(days=7)
    address, cleo = f"/points/boards?season={season.key}", await browsing(app, await people.admin())
    assert (await cleo.submit(address, f"/points/seasons/{season.key}/close")).status_code == 303
    headings = {reader: ["Around you, at the close", "As it stood at the close"]}
    taken = []
    for who in (reader, others[0]):
        browser = await browsing(app, who)
        await browser.get(address)
        with counting_app() as counted:
            page = await browser.page(address)
        taken.append(len(counted))
        assert [each.words for each in page.all("h2")] == headings.get(who, ["As it stood at the close"])
        assert page.one("tr", class_="pt-own").words.startswith("2" if who is reader else "1")
    assert taken[0] - taken[1] == 3, "One’s own place, who was above, and who was below."


async def test_a_closed_season_shows_the_standing_that_was_kept_among_whom_one_asks(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    await people.does(rewards.revise_habit, emil, shown=True, tells=False)
    team = await people.team("Riders", emil)
    await people.idea(by=ann, quadrant="creation_for_self")
    await people.idea(by=emil)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    await days_after(people, clock, season)
    await people.does(rewards.close_ended)
    closed = await people.reads(rewards.season, season.key)
    by_staff, by_customer = await browsing(app, emil), await browsing(app, ann)
    shown = {
        "": ["Ann", "Emil"],
        "&quadrant=creation_for_self": ["Ann"],
        "&quadrant=creation_with_others": [],
        "&scope=newcomers&quadrant=participation_for_self": ["Emil"],
        f"&scope=team&team={team}": ["Emil"],
        f"&scope=team&team={team}&quadrant=creation_for_self": [],
    }
    for narrowed, names in shown.items():
        address = f"/points/boards?season={season.key}{narrowed}"
        page = await by_staff.page(address)
        linked = [link for each in page.all("a") if re.fullmatch(r"/members/[^/]+", link := each.get("href"))]
        assert linked == [f"/members/{name.lower()}" for name in names]
        assert closed.hash
        assert closed.hash in page.text
        assert (await by_customer.get(address)).status_code == (404 if "team" in narrowed else 200)


async def test_a_season_that_is_just_over_says_from_when_on_it_can_be_closed(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    address, closing = f"/points/boards?season={season.key}", f"/points/seasons/{season.key}/close"
    admin = await people.admin()
    says = "so it can be closed from 8 April 2026 on."
    for days, said, asked in ((-1, False, False), (0, True, False), (6, True, False), (7, False, True)):
        clock.time = season.ends_at + timedelta(days=days)
        cleo, member = await browsing(app, admin), await browsing(app, ann)
        page = await cleo.page(address)
        assert (says in page.text, page.has("form", action=closing)) == (said, asked), days
        others = (await member.get(address)).text
        assert says not in others
        assert closing not in others, days
    clock.time = season.ends_at + timedelta(days=7, seconds=-1)
    answer = await (await browsing(app, admin)).post(closing)
    assert answer.status_code == 409
    assert "It can be closed from 2026-04-08 on." in answer.text
