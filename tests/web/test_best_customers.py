"""Naming the best customers: one by one or by a list that is looked at first; nobody but admins sees who they are."""

import pytest
from fastapi import FastAPI

from domain import members
from domain.members import Member, Role
from domain.paging import Slice
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

LIST = "/admin/best-customers"


@pytest.fixture
async def cleo(people: People) -> Member:
    for name in ("Ann", "Ben", "Dan"):
        await people.member(name)
    return await people.admin()


@pytest.fixture
async def browser(app: FastAPI, cleo: Member, browsing: Browsing) -> Browser:
    return await browsing(app, cleo)


async def best(people: People, cleo: Member) -> set[str]:
    return {member.name for member in (await people.reads(members.listed, cleo, Slice(50), best=True)).items}


async def test_a_list_is_looked_at_first_and_then_counts(browser: Browser, people: People, cleo: Member) -> None:
    rows = "E-Mail;Umsatz\nann@people.example;1.250,50\nBEN@people.example;499,99\nnobody@else.example;900\nDan;500"
    looked = await browser.submit(LIST, LIST, best_customers=rows, least="500", do="preview")
    page = Page(looked.text)
    assert looked.status_code == 200
    assert "Line 4: nobody@else.example" in page.text
    assert "One line names nobody here" in page.text
    assert page.form(LIST)["best_customers"] == [rows]
    assert await best(people, cleo) == set()
    saved = await browser.post(LIST, {"best_customers": rows, "least": "500", "do": "save"})
    assert saved.headers["location"] == "/admin/members?best=yes"
    assert await best(people, cleo) == {"Ann", "Dan"}
    page = await browser.page("/admin/members?best=yes")
    assert ("Ann" in page.text, "Ben" in page.text) == (True, False)
    assert (await browser.post(LIST, {"best_customers": "", "do": "save"})).status_code == 303
    assert await best(people, cleo) == set()


@pytest.mark.parametrize(
    ("rows", "least", "says"),
    [
        ("ann@people.example", "500", "Line 1: “” is no number"),
        ("ann@people.example,1\nben@people.example,much", "500", "Line 2: “much” is no number"),
        ("ann@people.example,1", "a lot", "Please give a number"),
        ("ann@people.example,1", "nan", "Please give a number"),
        ("ann@people.example,1", "1e9", "Please give a number"),
    ],
)
async def test_values_that_are_none_are_named_and_nothing_typed_is_lost(
    browser: Browser, people: People, cleo: Member, rows: str, least: str, says: str
) -> None:
    refused = await browser.post(LIST, {"best_customers": rows, "least": least, "do": "save"})
    assert refused.status_code == 422
    page = Page(refused.text)
    assert says in page.text
    assert (page.form(LIST)["best_customers"], page.form(LIST)["least"]) == ([rows], [least])
    assert await best(people, cleo) == set()


async def test_one_is_marked_and_unmarked_among_the_members(browser: Browser, people: People, cleo: Member) -> None:
    (ann,) = (await people.reads(members.listed, cleo, Slice(50), words="Ann")).items
    action = f"/admin/members/{ann.id}/best"
    assert (await browser.submit("/admin/members?q=ann", action)).status_code == 303
    assert await best(people, cleo) == {"Ann"}
    assert (await browser.submit("/admin/members?q=ann", action)).status_code == 303
    assert await best(people, cleo) == set()
    assert (await browser.post("/admin/members/999999/best", {"best": "yes"})).status_code == 404


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_nobody_else_learns_who_they_are(
    role: Role | None, app: FastAPI, people: People, cleo: Member, browser: Browser, browsing: Browsing
) -> None:
    await browser.post(LIST, {"best_customers": "ann@people.example", "do": "save"})
    other = await browsing(app, await people.member("Eve", role) if role else None)
    for address in (LIST, "/admin/members?best=yes"):
        assert (await other.get(address)).status_code in (303, 403)
    assert "est customer" not in (await other.page("/members/ann")).text
