"""Lists of ideas: narrowed, sorted, page by page; and addresses that name nothing."""

import pytest
from fastapi import FastAPI

from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_lists_are_narrowed_and_sorted(app: FastAPI, browser: Browser, people: People, ann: Member) -> None:
    ben = await people.member("Ben")
    await people.idea(by=ann, title="A pergola of wood", quadrant="creation_for_self", tags="docks")
    await people.idea(by=ben, title="A club for riders", quadrant="creation_with_others", tags="night")
    loved = await people.idea(by=ben, title="Teaching to ride", quadrant="participation_for_others", tags="docks")
    await browser.post(f"/ideas/{loved.id}/vote")

    async def titles(query: str) -> list[str]:
        return [each.words for each in (await browser.page(f"/ideas{query}")).all("h3")]

    assert await titles("") == ["Teaching to ride", "A club for riders", "A pergola of wood"]
    assert (await titles("?order=supported"))[0] == "Teaching to ride"
    assert await titles("?quadrant=creation_for_self") == ["A pergola of wood"]
    assert await titles("?tag=docks&order=new") == ["Teaching to ride", "A pergola of wood"]
    assert await titles("?status=delivered") == []
    assert await titles("?q=clubs") == ["A club for riders"]
    assert await titles("?q=teach") == ["Teaching to ride"]
    assert await titles("?q=perg&tag=docks") == ["A pergola of wood"]
    found = await browser.page("/search?q=club")
    assert [each.words for each in found.all("h3")] == ["A club for riders"]


@pytest.mark.parametrize(
    "query",
    [
        "order=best",
        "quadrant=nowhere",
        "quadrant=creation-for-self",
        "status=draft",
        "status=nonsense",
        "tag=no-such-tag",
        "tag=%F0%9F%9A%B2",
        "q=%27%3B+drop+table+ideas%3B--",
        "q=%22unclosed+-+%26+%7C+%21+%3A%2A",
        "q=%3A*",
        "q=" + "a" * 400,
        "q=%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
        "q=%ED%A0%80",
        "order=supported&status=withdrawn",
        "order=&quadrant=&status=&tag=&q=",
        "unknown=1",
    ],
)
async def test_odd_filters_are_answered_with_a_list(browser: Browser, people: People, ann: Member, query: str) -> None:
    await people.idea(by=ann)
    response = await browser.get(f"/ideas?{query}")
    assert response.status_code == 200
    assert Page(response.text).has(id="results")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ideas?q=" + "a" * 401, 404),
        ("/ideas?q=%00", 400),
        ("/ideas/999999999999999999999", 404),
        ("/ideas/9223372036854775808", 404),
        ("/ideas/9223372036854775807", 404),
        ("/ideas/0", 404),
        ("/ideas/-1", 404),
        ("/ideas/1e3", 404),
        ("/ideas/%D9%A3", 404),
        ("/ideas/1%00", 400),
        ("/ideas/999999999999999999999/edit", 404),
        ("/ideas/x/history", 404),
        ("/comments/999999999999999999999/edit", 404),
        ("/quadrants/nowhere", 404),
        ("/ideas/new?draft=999999999999999999999", 404),
        ("/ideas/new?draft=x", 404),
        ("/ideas?after=forged", 422),
        ("/ideas?after=", 422),
        ("/ideas?after=%ED%A0%80", 422),
        ("/ideas?order=supported&after=WyJuZXciLCIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwxXQ", 422),
        ("/ideas?after=WyJuZXciLCI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwxXQ", 200),
        ("/ideas?after=WyJiZXN0IiwiMDAwMS0wMS0wMVQwMDowMDowMSswMDowMCIsMCwwLDIuMCwwLDAsOV0", 422),
        ("/me?after=forged", 422),
        ("/me?show=votes&after=forged", 422),
        ("/me/notices?after=forged", 422),
        ("/members/ann?after=forged", 422),
    ],
)
async def test_addresses_that_name_nothing_are_told_so(browser: Browser, path: str, status: int) -> None:
    response = await browser.get(path)
    assert response.status_code in (status, 422 if status == 200 else status)
    if status != 400:
        assert Page(response.text).one("h1").words


@pytest.mark.parametrize("cut", ["", "=", "AAAA", "\u202e"])
async def test_a_cursor_that_was_tampered_with_is_refused(
    browser: Browser, people: People, ann: Member, clock: HeldClock, cut: str
) -> None:
    for number in range(21):
        clock.forward(minutes=5)
        await people.idea(by=ann, title=f"Idea number {number}")
    page = await browser.page("/ideas")
    more = next(link for link in page.all("a") if "after=" in link.get("href")).get("href")
    assert [each.words for each in (await browser.page(more)).all("h3")] == ["Idea number 0"]
    if cut:
        assert (await browser.client.get(more + cut)).status_code in (200, 422)
        start, _, cursor = more.partition("after=")
        assert (await browser.client.get(start + "after=" + cut + cursor[1:])).status_code == 422


async def test_show_more_gives_the_script_the_rows(
    browser: Browser, people: People, ann: Member, clock: HeldClock
) -> None:
    for number in range(21):
        clock.forward(minutes=5)
        await people.idea(by=ann, title=f"Idea number {number}")
    page = await browser.page("/ideas")
    more = next(link for link in page.all("a") if "after=" in link.get("hx-get")).get("hx-get")
    response = await browser.get(more, hx_request="true")
    piece = Page(response.text)
    assert [root.get("id") for root in piece.roots] == ["results"]
    assert [each.words for each in piece.all("h3")] == ["Idea number 0"]
    assert "HX-Request" in response.headers["vary"]


async def test_where_no_idea_has_the_words_those_that_nearly_do_are_shown_as_such(
    browser: Browser, people: People, ann: Member
) -> None:
    text = {"problem": "", "proposal": "Hang lanterns along the quay, each of another colour."}
    await people.idea(by=ann, title="A brighter way home", quadrant="creation_for_self", tags="night", **text)
    await people.idea(by=ann, title="Lanterns on every bench", quadrant="creation_with_others", tags="docks")
    for query, titles in (
        ("q=lantrens", ["Lanterns on every bench"]),
        ("q=brihgter", ["A brighter way home"]),
        ("q=lantrens&quadrant=creation_for_self", ["A brighter way home"]),
        ("q=lantrens&tag=night&order=new", ["A brighter way home"]),
        ("q=lantrens&status=delivered", []),
        ("q=zeppelin", []),
    ):
        page = await browser.page(f"/ideas?{query}")
        assert [each.words for each in page.all("h3")] == titles, query
        assert ("Nearly these words" in page.text) is bool(titles), query
        assert ("Nothing found" in page.text) is not bool(titles), query
        assert ("nearly does" in page.one("div", id="results").get("data-announce")) is bool(titles), query
    assert "Nearly these words" not in (await browser.page("/ideas?q=lanterns")).text
    assert "Nearly these words" not in (await browser.page("/ideas?q=")).text
