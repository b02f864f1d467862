"""The page about the promise: figures with their counts for all, what is late and whose it is for the team."""

import pytest
from fastapi import FastAPI

from domain import answers, members, triage
from domain.answers import Keeping, Promise
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting
from web.promise import bars, share


@pytest.fixture
async def late(people: People, clock: HeldClock) -> Idea:
    """Return an idea whose answer is late by eight working hours, beside one that was answered in time."""
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    late = await people.idea(by=ann, title="A bin at every station")
    quick = await people.idea(by=ann)
    await people.hear()
    await people.answer(by=pia, on=quick)
    clock.forward(hours=32)
    return late


async def test_everybody_reads_how_it_is_kept_with_its_counts(app: FastAPI, late: Idea, browsing: Browsing) -> None:
    page = await (await browsing(app)).page("/promise")
    assert [figure.words for figure in page.all("dd")] == ["1 of 2", "0 min", "1", "1"]
    assert "%" not in page.text, "two are too few for a share"
    assert page.one("svg", role="img").get("aria-labelledby") == page.one("figcaption").get("id")
    assert (len(list(page.all("rect", class_="kept"))), len(list(page.all("rect", class_="broken")))) == (1, 1)
    assert len(list(page.all("tr"))) == 1 + 12 + 1 + 4
    assert late.title not in page.text


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE])
async def test_whose_it_is_is_the_teams_business(
    role: Role, app: FastAPI, late: Idea, people: People, browsing: Browsing
) -> None:
    page = await (await browsing(app, await people.member("Dan", role))).page("/promise")
    assert late.title not in page.text
    assert "whose it is" not in page.text


@pytest.mark.parametrize("role", [Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN])
async def test_the_team_reads_what_is_late_and_with_whom_it_is(
    role: Role, app: FastAPI, late: Idea, people: People, browsing: Browsing
) -> None:
    browser = await browsing(app, await people.member("Eve", role))
    page = await browser.page("/promise")
    assert late.title in page.text
    assert "8 h late" in page.text
    assert "Nobody’s yet" in page.text
    cleo, quin = await people.admin(), await people.member("Quin", Role.PRODUCT)
    await people.does(members.name_on_duty, cleo, quin.id)
    assert "Nobody’s yet, so it is with Quin" in (await browser.page("/promise")).text
    await people.does(triage.claim, await people.member("Paul", Role.PRODUCT), late.id)
    assert "Paul Product team" in (await browser.page("/promise")).text


async def test_when_nothing_was_owed_it_says_so(app: FastAPI, people: People, browsing: Browsing) -> None:
    page = await (await browsing(app, await people.member("Eve", Role.EXECUTIVE))).page("/promise")
    assert "none owed" in page.text
    assert "Nothing. Everybody who is owed an answer" in page.text
    assert not page.has("figure")


async def test_a_page_of_late_answers_leads_to_the_next(
    app: FastAPI, late: Idea, people: People, clock: HeldClock, browsing: Browsing
) -> None:
    pia = await people.member("Quin", Role.PRODUCT)
    for number in range(20):
        await people.idea(by=pia, title=f"Bench number {number}")
    await people.hear()
    clock.forward(days=7)
    browser = await browsing(app, pia)
    page = await browser.page("/promise")
    (more,) = [link.get("href") for link in page.all("a") if link.get("href").startswith("/promise?after=")]
    assert late.title in page.text
    assert late.title not in (await browser.page(more)).text
    assert (await browser.get("/promise?after=nonsense")).status_code == 422


async def test_it_costs_the_same_for_one_late_answer_as_for_many(
    app: FastAPI, late: Idea, people: People, clock: HeldClock, browsing: Browsing, counting_app: Counting
) -> None:
    eve = await people.member("Eve", Role.EXECUTIVE)
    browser: Browser = await browsing(app, eve)
    await browser.page("/promise")
    with counting_app() as one:
        await browser.page("/promise")
    for number in range(5):
        await people.idea(by=eve, title=f"Bench number {number}")
    await people.hear()
    clock.forward(days=7)
    again = await browsing(app, eve)  # an hour without a word ends a sign-in of staff
    await again.page("/promise")
    with counting_app() as many:
        await again.page("/promise")
    assert len(many) == len(one), "\n".join(many.statements)


def test_a_share_in_percent_is_given_from_ten_on_and_never_rounded_up() -> None:
    assert [share(Keeping(owed, kept)) for owed, kept in ((0, 0), (9, 9), (10, 9), (1000, 999))] == [
        "",
        "",
        "90%",
        "99%",
    ]


def test_bars_fit_the_picture_also_when_there_is_nothing() -> None:
    empty = Promise({}, {}, Keeping(), 0, 0)
    assert bars(empty) == []


async def test_late_answers_cost_the_same_for_one_as_for_many(
    late: Idea, people: People, clock: HeldClock, counting: CountingFactory
) -> None:
    eve: Member = await people.member("Eve", Role.EXECUTIVE)
    assert await people.reads(answers.clocks, [late.id])
    with counting() as one:
        await people.reads(triage.late, eve, Slice(20))
    for number in range(5):
        await people.idea(by=eve, title=f"Bench number {number}")
    await people.hear()
    clock.forward(days=7)
    with counting() as many:
        assert len((await people.reads(triage.late, eve, Slice(20))).items) == 6
    assert len(many) == len(one) == 3
