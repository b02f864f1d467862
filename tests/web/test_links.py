"""One-time links: what they do is shown first, done once, and only for whom it is meant."""

import asyncio

import pytest
from fastapi import FastAPI

from domain import database, members
from domain.database import Sessions
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Newest
from tests.web.reading import Page, link_in

PASSWORD = "quiet lantern over water"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_opening_a_link_uses_nothing_up_and_using_it_does(
    visitor: Browser, ann: Member, newest_mail: Newest, app: FastAPI, browsing: Browsing
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    link = link_in(await newest_mail("ann@people.example"))
    scanner = await browsing(app)
    for _ in range(3):
        assert (await scanner.get(link)).status_code == 200
    assert (await visitor.submit(link, link)).status_code == 303
    assert (await visitor.page("/me")).one("h1").text == "Ann"
    spent = await scanner.get(link)
    assert spent.status_code == 409
    assert Page(spent.text).form("/signin"), "there is a way to ask for another"
    assert (await scanner.post(link)).status_code == 409
    assert (await visitor.get(link)).headers["location"] == "/", "whoever is in already need not care"


async def test_an_old_link_is_worth_nothing(
    visitor: Browser, ann: Member, newest_mail: Newest, clock: HeldClock
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    link = link_in(await newest_mail("ann@people.example"))
    clock.forward(minutes=16)
    assert (await visitor.get(link)).status_code == 409
    assert (await visitor.post(link)).status_code == 409


async def test_a_set_up_link_makes_the_first_admin(visitor: Browser, sessions: Sessions, people: People) -> None:
    async with database.transaction(sessions) as session:
        token = await members.make_set_up_link(session, "boss@people.example")
    page = await visitor.page(f"/links/{token}")
    assert "becomes its administrator" in page.text
    response = await visitor.submit(f"/links/{token}", f"/links/{token}", name="Ilse")
    assert response.headers["location"] == "/admin"
    assert (await visitor.get("/admin")).status_code == 200


async def test_a_new_address_is_confirmed_by_its_member_and_nobody_else_who_reads_the_mail(
    app: FastAPI, visitor: Browser, ann: Member, people: People, browsing: Browsing, newest_mail: Newest
) -> None:
    owner, other = await browsing(app, ann), await browsing(app, await people.member("Ben"))
    await owner.submit("/me/settings", "/me/email", email="typo@people.example")
    link = link_in(await newest_mail("typo@people.example"))
    for reader in (visitor, other):
        refused = await reader.submit(link, link)
        assert refused.status_code == 409
        assert "sign in with your present address" in Page(refused.text).text
        assert "session=" not in str(refused.headers.get_list("set-cookie"))
    assert (await visitor.get("/me")).status_code == 303
    assert (await owner.submit(link, link)).status_code == 303
    assert "typo@people.example" in (await owner.page("/me/settings")).text


async def test_a_password_typed_by_somebody_else_is_not_kept(
    app: FastAPI, visitor: Browser, browsing: Browsing, newest_mail: Newest
) -> None:
    attacker = visitor
    fields = {"name": "Nour", "email": "new@people.example", "password": PASSWORD}
    await attacker.submit("/join", "/join/password", **fields)
    link = link_in(await newest_mail("new@people.example"))
    owner = await browsing(app)
    assert (await owner.submit(link, link)).status_code == 303
    assert "the password wasn't kept" in (await owner.page("/")).text
    refused = await attacker.submit("/signin", "/signin/password", email="new@people.example", password=PASSWORD)
    assert refused.status_code == 403


async def test_a_link_pressed_eight_times_at_once_signs_in_once(
    visitor: Browser, ann: Member, newest_mail: Newest, sessions: Sessions
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    link = link_in(await newest_mail("ann@people.example"))
    form = (await visitor.page(link)).form(link)
    answers = await asyncio.gather(*(visitor.send(link, form) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 7
    async with sessions() as session:
        assert len(await members.sign_ins(session, ann)) == 1
