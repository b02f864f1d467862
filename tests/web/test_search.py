"""The search page: ideas and comments with the words, marked and escaped, page by page, in a calm voice when empty."""

import pytest
from fastapi import FastAPI

from domain.members import Member, Role
from tests import learning
from tests.conftest import HeldClock
from tests.people import People
from tests.web.attacks import MARK, MARKUP
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_ideas_and_comments_are_found_and_the_words_marked(browser: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title="Benches at every station")
    said = await people.comment(by=ann, on=idea, says="One bench would do.")
    page = await browser.page("/search?q=bench")
    assert {each.words for each in page.all("mark")} == {"Benches", "bench"}
    assert page.has("a", href=idea.path)
    assert page.has("a", href=said.path)
    assert page.one("input", id="q").get("value") == "bench"


async def test_a_typo_leads_to_what_is_near_and_nothing_says_so(browser: Browser, people: People, ann: Member) -> None:
    await people.idea(by=ann, title="Lanterns on the quay")
    assert "Nearly these words" in (await browser.page("/search?q=lantrens")).text
    assert "Nothing found" in (await browser.page("/search?q=zeppelin")).text
    assert "Words in quotes" in (await browser.page("/search")).text


@pytest.mark.parametrize("attack", MARKUP)
async def test_what_is_found_stays_text(browser: Browser, people: People, ann: Member, attack: str) -> None:
    text = f"A bench beside the dock: {attack}"
    idea = await people.idea(by=ann, title=text[:110], problem="", proposal=text)
    await people.comment(by=ann, on=idea, says=text)
    for address in ("/search", "/search/comments"):
        page = await browser.page(f"{address}?q=bench")
        assert page.has("mark")
        for element in page.elements:
            assert not any(MARK in value for name, value in element.attributes.items() if name.startswith("on"))
            assert element.tag not in ("iframe", "object", "embed", "base", "meta") or MARK not in str(
                element.attributes
            )


async def test_more_comes_page_by_page(browser: Browser, people: People, ann: Member, clock: HeldClock) -> None:
    for number in range(21):
        clock.forward(minutes=5)
        idea = await people.idea(by=ann, title=f"Idea number {number}")
    for number in range(21):
        clock.forward(minutes=5)
        await people.comment(by=ann, on=idea, says=f"Number {number}")
    for address, link in (("/search?q=idea", "/search?"), ("/search/comments?q=number", "/search/comments?")):
        page = await browser.page(address)
        more = next(each.get("hx-get") for each in page.all("a") if "after=" in each.get("hx-get"))
        assert more.startswith(link)
        piece = Page((await browser.get(more, hx_request="true")).text)
        assert [root.get("id") for root in piece.roots] == ["results"]
        assert len(list(piece.all("h3"))) == 1


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 401, "q=bench&after=forged", "q=bench&after="])
async def test_odd_addresses_are_refused_in_words(browser: Browser, query: str) -> None:
    for path in ("/search", "/search/comments"):
        assert (await browser.get(f"{path}?{query}")).status_code in (400, 404, 422)


async def test_a_hidden_idea_is_found_by_neither_its_words_nor_what_was_said(
    browser: Browser, people: People, ann: Member, app: FastAPI, browsing: Browsing
) -> None:
    idea = await people.idea(by=ann, title="A moonlit bench")
    await people.comment(by=ann, on=idea, says="Moonlit indeed.")
    await people.hide(idea)
    visitor = await browsing(app)
    for query in ("moonlit", "monlit", "bench"):
        for path in ("/search", "/search/comments"):
            assert "Moonlit" not in (await visitor.get(f"{path}?q={query}")).text
            assert "A moonlit" not in (await visitor.get(f"{path}?q={query}")).text


async def test_what_was_learned_is_found_too(browser: Browser, people: People, ann: Member) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)
    idea = await people.idea(by=ann, title="Somewhere to rest")
    card = await learning.concluded(people, by=emil, on=idea, learned="Gazebos are where people wait.")
    page = await browser.page("/search?q=gazebos")
    assert page.has("a", href=card.path)
    assert "What we learned" in page.text
    assert "Nothing found" not in page.text
    assert not (await browser.page("/search?q=zeppelin")).has("a", href=card.path)
