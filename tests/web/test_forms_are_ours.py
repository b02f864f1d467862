"""Only forms of ours, from this browser, change anything; and what was typed into others isn't lost."""

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from domain.members import Member
from tests.people import People
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

WORDS = "Eine Bank <b>neben</b> jeder Station, & Schatten."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


def idea(token: str | None) -> dict[str, str]:
    fields = {"key": str(uuid4()), "title": "Benches", "proposal": WORDS, "quadrant": "creation_for_self"}
    return fields if token is None else fields | {"csrf": token}


async def ideas_made(browser: Browser) -> bool:
    return "Benches" in (await browser.page("/me")).text


@pytest.mark.parametrize("token", [None, "", "x", "é", "a" * 59, "A" * 60, "\0", "A" * 10_000])
async def test_without_a_good_token_nothing_happens_and_the_words_come_back(browser: Browser, token: str) -> None:
    response = await browser.send("/ideas/new", idea(token))
    assert response.status_code == 403
    page = Page(response.text)
    assert WORDS in page.one("textarea", name="proposal").text
    assert not await ideas_made(browser)


async def test_the_page_of_a_refused_form_sends_it_again(browser: Browser) -> None:
    refused = await browser.send("/ideas/new", idea("old"))
    again = Page(refused.text).form("/ideas/new")
    response = await browser.send("/ideas/new", again)
    assert response.status_code == 303
    assert await ideas_made(browser)


async def test_a_token_of_another_browser_is_worth_nothing(
    browser: Browser, app: FastAPI, people: People, browsing: Browsing
) -> None:
    other = await browsing(app, await people.member("Ben"))
    visitor = await browsing(app)
    for token in (await other.token(), await visitor.token()):
        assert (await browser.send("/ideas/new", idea(token))).status_code == 403


async def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(
    app: FastAPI, ann: Member, browsing: Browsing
) -> None:
    visitor, member = await browsing(app), await browsing(app, ann)
    before = await visitor.token()
    visitor.client.cookies.update(member.client.cookies)
    assert (await visitor.send("/ideas/new", idea(before))).status_code == 403


async def test_every_page_has_a_token_of_its_own(browser: Browser) -> None:
    assert len({await browser.token() for _ in range(3)}) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://fourfold.test.evil.example"},
        {"origin": ADDRESS + ":8080"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
    ids=str,
)
async def test_another_site_changes_nothing_and_its_text_is_not_offered_for_sending(
    browser: Browser, headers: dict[str, str]
) -> None:
    response = await browser.send("/ideas/new", idea(await browser.token()), **headers)
    assert response.status_code == 403
    page = Page(response.text)
    assert [form.action for form in page.forms if form.action == "/ideas/new"] == []
    assert not await ideas_made(browser)


@pytest.mark.parametrize("headers", [{}, {"origin": ADDRESS}, {"origin": "null"}, {"sec_fetch_site": "same-origin"}])
async def test_our_own_pages_are_believed(browser: Browser, headers: dict[str, str]) -> None:
    assert (await browser.send("/ideas/new", idea(await browser.token()), **headers)).status_code == 303


async def test_the_script_may_send_the_token_in_a_header(browser: Browser) -> None:
    token = await browser.token()
    response = await browser.send("/ideas/new", idea(None), x_csrf_token=token)
    assert response.status_code == 303


async def test_a_visitor_gets_a_secret_for_forms_that_scripts_cannot_read(app: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(app)
    cookie = (await visitor.get("/signin")).headers["set-cookie"]
    assert cookie.startswith("visitor=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "set-cookie" not in (await visitor.get("/signin")).headers, "one secret is enough"


async def test_what_a_visitor_sends_to_a_members_page_is_kept_and_they_are_asked_to_sign_in(
    app: FastAPI, browsing: Browsing
) -> None:
    visitor = await browsing(app)
    response = await visitor.post("/ideas/new", idea(None))
    assert response.status_code == 403
    page = Page(response.text)
    assert page.has("a", href="/signin")
    assert WORDS in page.one("textarea", name="proposal").text


async def test_a_refused_form_with_a_password_is_not_shown_again(app: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(app)
    secret = "four words that nobody says"
    response: httpx.Response = await visitor.send("/signin/password", {"email": "a@b.example", "password": secret})
    assert response.status_code == 403
    assert secret not in response.text


async def test_the_script_gets_a_piece_that_says_why(browser: Browser) -> None:
    response = await browser.send("/ideas/drafts", idea("old"), hx_request="true")
    assert response.status_code == 403
    assert [root.tag for root in Page(response.text).roots] == ["hx-partial"]


async def test_the_script_gets_a_token_with_which_the_same_form_goes_through(browser: Browser) -> None:
    refused = await browser.send("/ideas/new", idea("old"), hx_request="true")
    token = refused.headers["x-csrf-token"]
    assert (await browser.send("/ideas/new", idea(token))).status_code == 303
    assert await ideas_made(browser)


async def test_another_site_gets_no_token(browser: Browser) -> None:
    refused = await browser.send("/ideas/new", idea("old"), hx_request="true", origin="https://evil.example")
    assert "x-csrf-token" not in refused.headers
