"""Coming in by link and by password, and going out; nobody learns from it who is a member."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from domain import community, database, members
from domain.community import Joining
from domain.database import Sessions
from domain.members import Member, SignIn
from domain.settings import Settings
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Newest
from tests.web.reading import Page, link_in
from web.app import create_app

PASSWORD = "quiet lantern over water"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_a_stranger_joins_by_link_and_name(visitor: Browser, newest_mail: Newest) -> None:
    response = await visitor.submit("/join?next=/ideas", "/join", email="new@people.example")
    assert response.headers["location"] == "/signin/sent"
    assert "new@people.example" in (await visitor.page("/signin/sent")).text
    link = link_in(await newest_mail("new@people.example"))
    page = await visitor.page(link)
    assert page.one("h1").text == "Welcome to Velora"
    refused = await visitor.submit(link, link, name="")
    assert refused.status_code == 422
    assert Page(refused.text).has(id="error-name")
    joined = await visitor.submit(link, link, name="Nour")
    assert joined.status_code == 303
    assert joined.headers["location"] == "/ideas"
    assert (await visitor.page("/me")).one("h1").text == "Nour"


@pytest.mark.parametrize("path", ["/signin", "/join"])
async def test_known_and_unknown_addresses_get_the_same_answer(visitor: Browser, ann: Member, path: str) -> None:
    answers = []
    for email in ("ann@people.example", "nobody@people.example"):
        response = await visitor.submit(path, path, email=email)
        sent = await visitor.page("/signin/sent")
        answers.append((response.status_code, response.headers["location"], sent.text.replace(email, "…")))
    assert answers[0] == answers[1]


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    app: FastAPI, visitor: Browser, people: People, sessions: Sessions, ann: Member
) -> None:
    async with database.transaction(sessions) as session:
        await members.set_password(session, ann, PASSWORD)
    answers = []
    for email in ("ann@people.example", "nobody@people.example"):
        response = await visitor.submit("/signin", "/signin/password", email=email, password="wrong " * 4)
        page = Page(response.text)
        assert page.form("/signin/password")["email"] == [email], "what was typed is kept"
        assert page.form("/signin/password").get("password") == [""], "a password isn't shown again"
        answers.append((response.status_code, page.text))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403
    response = await visitor.submit("/signin", "/signin/password", email="Ann@people.example", password=PASSWORD)
    assert response.status_code == 303


async def test_joining_with_a_password_still_needs_the_mail(visitor: Browser, newest_mail: Newest) -> None:
    fields = {"name": "Nour", "email": "new@people.example"}
    refused = await visitor.submit("/join", "/join/password", **fields, password="too short")
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id="error-password")
    assert page.form("/join/password")["name"] == ["Nour"]
    assert (await visitor.submit("/join", "/join/password", **fields, password=PASSWORD)).status_code == 303
    early = await visitor.submit("/signin", "/signin/password", email=fields["email"], password=PASSWORD)
    assert early.status_code == 403
    link = link_in(await newest_mail("new@people.example"))
    assert (await visitor.submit(link, link)).status_code == 303, "the name came with the password"
    await visitor.submit("/me", "/signout")
    again = await visitor.submit("/signin", "/signin/password", email=fields["email"], password=PASSWORD)
    assert again.status_code == 303


@pytest.mark.parametrize(
    "email", ["", "ann", "a@b", "a b@c.example", "@c.example", "a@@c.example", "x" * 300 + "@c.example"]
)
async def test_what_is_no_address_is_said_at_the_field(visitor: Browser, email: str) -> None:
    response = await visitor.submit("/signin", "/signin", email=email)
    assert response.status_code == 422
    page = Page(response.text)
    assert page.has(id="error-email")
    assert page.form("/signin")["email"] == [email]


async def test_too_many_tries_are_refused_on_the_form_with_what_was_typed(visitor: Browser, ann: Member) -> None:
    statuses = [(await visitor.submit("/signin", "/signin", email="ann@people.example")).status_code for _ in range(10)]
    assert statuses == [303] * 10
    refused = await visitor.submit("/signin", "/signin", email="ann@people.example")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    page = Page(refused.text)
    assert page.form("/signin")["email"] == ["ann@people.example"]
    assert "60 min" in page.text
    assert (await visitor.submit("/signin", "/signin", email="ben@people.example")).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "https:evil.example",
        "",
        "ideas",
        "/ideas\r\nset-cookie: a=b",
    ],
)
async def test_nobody_is_sent_elsewhere_after_signing_in(
    visitor: Browser, ann: Member, newest_mail: Newest, wanted: str
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example", next=wanted)
    link = link_in(await newest_mail("ann@people.example"))
    response = await visitor.submit(link, link)
    assert response.headers["location"] == "/"
    assert (await visitor.client.get("/signin", params={"next": wanted})).headers["location"] == "/"
    assert "set-cookie: a=b" not in str(response.headers)


async def test_a_page_for_members_leads_back_to_itself(visitor: Browser, ann: Member, newest_mail: Newest) -> None:
    turned = await visitor.get("/ideas/new?quadrant=creation_for_self")
    assert turned.status_code == 303
    door = await visitor.page(turned.headers["location"])
    wanted = door.form("/signin")["next"]
    assert wanted == ["/ideas/new?quadrant=creation_for_self"]
    await visitor.send("/signin", door.form("/signin") | {"email": "ann@people.example"})
    link = link_in(await newest_mail("ann@people.example"))
    assert (await visitor.submit(link, link)).headers["location"] == wanted[0]


async def test_signing_in_gives_a_new_cookie_and_ends_the_old_one(
    app: FastAPI, ann: Member, browsing: Browsing, newest_mail: Newest, sessions: Sessions
) -> None:
    browser = await browsing(app, ann)
    before = browser.client.cookies["session"]
    await browser.post("/signin", {"email": "ann@people.example"})
    link = link_in(await newest_mail("ann@people.example"))
    response = await browser.submit(link, link)
    cookie = next(each for each in response.headers.get_list("set-cookie") if each.startswith("session="))
    assert before not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    thief = await browsing(app)
    thief.client.cookies.set("session", before)
    assert (await thief.get("/me")).status_code == 303
    async with sessions() as session:
        assert len(list(await session.scalars(select(SignIn)))) == 1


async def test_a_cookie_set_by_somebody_else_becomes_nobodys(
    app: FastAPI, ann: Member, browsing: Browsing, newest_mail: Newest
) -> None:
    victim = await browsing(app)
    victim.client.cookies.set("session", "chosen-by-an-attacker")
    await victim.post("/signin", {"email": "ann@people.example"})
    link = link_in(await newest_mail("ann@people.example"))
    await victim.submit(link, link)
    attacker = await browsing(app)
    attacker.client.cookies.set("session", "chosen-by-an-attacker")
    assert (await attacker.get("/me")).status_code == 303


async def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(
    app: FastAPI, ann: Member, browsing: Browsing
) -> None:
    browser = await browsing(app, ann)
    token = browser.client.cookies["session"]
    response = await browser.submit("/", "/signout")
    assert response.headers["location"] == "/"
    assert "You are signed out." in (await browser.page("/")).text
    browser.client.cookies.set("session", token)
    assert (await browser.get("/me")).status_code == 303


async def test_signing_out_everywhere_ends_all(app: FastAPI, ann: Member, browsing: Browsing) -> None:
    here, there = await browsing(app, ann), await browsing(app, ann)
    assert (await here.submit("/me/settings", "/signout/everywhere")).status_code == 303
    assert (await there.get("/me")).status_code == 303


async def test_in_a_closed_community_the_mail_says_so(
    app: FastAPI, visitor: Browser, people: People, sessions: Sessions, newest_mail: Newest
) -> None:
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), joining=Joining.NOBODY)
    response = await visitor.submit("/join", "/join", email="new@people.example")
    assert response.headers["location"] == "/signin/sent"
    text = await newest_mail("new@people.example")
    assert "no new members" in text
    assert "/links/" not in text


async def test_over_https_cookies_are_tied_to_the_host(
    settings: Settings, people: People, ann: Member, browsing: Browsing
) -> None:
    secure = create_app(settings.model_copy(update={"base_url": "https://fourfold.test"}))
    visitor = await browsing(secure, address="https://fourfold.test")
    response = await visitor.get("/signin")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-visitor=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age=31536000" in response.headers["strict-transport-security"]
    await secure.state.fourfold.engine.dispose()


async def test_a_sign_in_in_use_keeps_its_cookie_for_another_month(
    app: FastAPI, ann: Member, browsing: Browsing, clock: HeldClock
) -> None:
    browser = await browsing(app, ann)
    await browser.get("/")
    assert "set-cookie" not in (await browser.get("/")).headers, "once in a while is enough"
    clock.forward(days=20)
    renewed = (await browser.get("/")).headers["set-cookie"]
    assert renewed.startswith("session=")
    for part in ("Max-Age=2592000", "HttpOnly", "SameSite=lax"):
        assert part in renewed
    clock.forward(days=20)
    assert (await browser.get("/me")).status_code == 200
