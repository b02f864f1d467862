"""Voting and following from a page, by form and by script."""

import asyncio

import pytest
from fastapi import FastAPI

from domain import checks
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


@pytest.fixture
async def browser(app: FastAPI, people: People, browsing: Browsing) -> Browser:
    return await browsing(app, await people.member("Ben"))


def pressed(page: Page, idea: Idea) -> tuple[str, str]:
    """Return whether the button is pressed, and the number on it."""
    button = page.one("button", id=f"vote-{idea.id}")
    return button.get("aria-pressed"), button.words.split()[0]


async def test_without_script_a_vote_is_given_and_taken_back(browser: Browser, idea: Idea) -> None:
    assert pressed(await browser.page(idea.path), idea) == ("false", "0")
    response = await browser.submit(idea.path, f"/ideas/{idea.id}/vote")
    assert response.status_code == 303
    assert response.headers["location"] == idea.path
    assert pressed(await browser.page(idea.path), idea) == ("true", "1")
    assert pressed(await browser.page("/ideas"), idea) == ("true", "1")
    assert (await browser.submit(idea.path, f"/ideas/{idea.id}/unvote")).status_code == 303
    assert pressed(await browser.page(idea.path), idea) == ("false", "0")


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
async def test_a_vote_leads_nowhere_else(browser: Browser, idea: Idea, wanted: str) -> None:
    assert (await browser.post(f"/ideas/{idea.id}/vote", {"next": wanted})).headers["location"] == "/"
    back = await browser.post(f"/ideas/{idea.id}/vote", {"next": "/ideas?order=supported"})
    assert back.headers["location"] == "/ideas?order=supported"


async def test_the_script_gets_the_button(browser: Browser, idea: Idea) -> None:
    for what, state, number in (("vote", "true", "1"), ("vote", "true", "1"), ("unvote", "false", "0")):
        response = await browser.script(f"/ideas/{idea.id}/{what}")
        assert response.status_code == 200
        piece = Page(response.text)
        assert [root.get("id") for root in piece.roots] == [f"vote_button-{idea.id}"]
        assert pressed(piece, idea) == (state, number)
        following = "unvote" if state == "true" else "vote"
        assert piece.forms[0].action == f"/ideas/{idea.id}/{following}"
        assert (await browser.send(piece.forms[0].action, piece.form(piece.forms[0].action))).status_code == 303
        await browser.script(f"/ideas/{idea.id}/{what}")


async def test_equal_votes_at_once_count_once(browser: Browser, idea: Idea, sessions: Sessions) -> None:
    form = {"csrf": await browser.token()}
    answers = await asyncio.gather(*(browser.send(f"/ideas/{idea.id}/vote", form) for _ in range(32)))
    assert {answer.status_code for answer in answers} == {303}
    assert pressed(await browser.page(idea.path), idea) == ("true", "1")
    async with sessions() as session:
        assert await checks.recount(session) == []


async def test_nobody_votes_on_their_own_idea(app: FastAPI, ann: Member, idea: Idea, browsing: Browsing) -> None:
    author = await browsing(app, ann)
    page = await author.page(idea.path)
    assert not page.has("button", id=f"vote-{idea.id}")
    refused = await author.post(f"/ideas/{idea.id}/vote")
    assert refused.status_code == 409
    assert "your own idea" in refused.text
    piece = Page((await author.script(f"/ideas/{idea.id}/vote")).text)
    assert [root.tag for root in piece.roots] == ["hx-partial"]
    assert "your own idea" in piece.text


async def test_a_closed_idea_takes_no_votes(
    app: FastAPI, browser: Browser, ann: Member, idea: Idea, browsing: Browsing
) -> None:
    author = await browsing(app, ann)
    await author.post(f"/ideas/{idea.id}/withdraw", {"reason": "Somebody had it before."})
    refused = await browser.post(f"/ideas/{idea.id}/vote")
    assert refused.status_code == 409
    assert not (await browser.page(idea.path)).has("button", id=f"vote-{idea.id}")


async def test_a_visitor_is_asked_to_sign_in(app: FastAPI, idea: Idea, browsing: Browsing) -> None:
    visitor = await browsing(app)
    assert (await visitor.page(idea.path)).has("a", href=f"/signin?next=/ideas/{idea.id}")
    assert (await visitor.post(f"/ideas/{idea.id}/vote")).status_code == 403
    piece = Page((await visitor.script(f"/ideas/{idea.id}/vote")).text)
    assert piece.has("a", href="/signin")


@pytest.mark.parametrize("number", ["999999", "9" * 30, "0", "-1", "x"])
@pytest.mark.parametrize("what", ["vote", "unvote", "follow", "unfollow", "comments", "edit", "withdraw"])
async def test_what_is_not_there_is_not_found(browser: Browser, number: str, what: str) -> None:
    response = await browser.post(f"/ideas/{number}/{what}", {"body": "To whom?"})
    assert response.status_code == 404


async def test_an_idea_is_followed_and_let_go(browser: Browser, idea: Idea) -> None:
    assert (await browser.submit(idea.path, f"/ideas/{idea.id}/follow")).headers["location"] == idea.path
    page = await browser.page(idea.path)
    assert page.one("button", id=f"follow-{idea.id}").get("aria-pressed") == "true"
    assert idea.title in (await browser.page("/me?show=following")).text
    piece = Page((await browser.script(f"/ideas/{idea.id}/unfollow")).text)
    assert [root.get("id") for root in piece.roots] == ["follow"]
    assert piece.one("button", id=f"follow-{idea.id}").get("aria-pressed") == "false"
    assert idea.title not in (await browser.page("/me?show=following")).text
