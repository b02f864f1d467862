"""The front page, the quadrants, looks, and what is for machines."""

import pytest
from fastapi import FastAPI

from domain import community, database, votes
from domain.community import Reading
from domain.database import Sessions
from domain.ideas import Quadrant
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_the_first_visit_explains_the_four_squares(visitor: Browser) -> None:
    page = await visitor.page("/")
    squares = [each.get("href") for each in page.all("a") if each.get("href").startswith("/quadrants/")]
    assert sorted(squares) == sorted(f"/quadrants/{quadrant.slug}" for quadrant in Quadrant)
    assert page.has("ol", class_="steps")
    assert "Nobody has written here yet" in page.text
    assert page.has("a", href="/join")


async def test_a_member_sees_what_is_new_and_what_is_loved(
    app: FastAPI, people: People, sessions: Sessions, browsing: Browsing
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    loved = await people.idea(by=ann, title="The loved one")
    await people.idea(by=ann, title="The new one", quadrant=Quadrant.CREATION_FOR_SELF)
    async with database.transaction(sessions) as session:
        await votes.cast(session, ben, loved.id)
    page = await (await browsing(app, ben)).page("/")
    assert not page.has("ol", class_="steps")
    assert [each.words for each in page.all("h3")] == ["The new one", "The loved one"]
    ranking = page.one("ol", class_="ranking").words
    assert "The loved one" in ranking
    assert "The new one" not in ranking
    assert page.one("dl", class_="figures").words == "Ideas2 Votes1 Members2"


async def test_a_quadrant_shows_its_ideas_and_how_many(visitor: Browser, people: People) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, title="A shoe of mine", quadrant=Quadrant.CREATION_FOR_SELF)
    page = await visitor.page("/quadrants/creation-for-self")
    assert [each.words for each in page.all("h3")] == ["A shoe of mine"]
    assert "1 idea" in page.text
    empty = await visitor.page("/quadrants/creation-with-others")
    assert empty.has("div", class_="empty")
    assert empty.has("a", href="/ideas/new?quadrant=creation_with_others")


async def test_how_it_works_names_every_status(visitor: Browser) -> None:
    page = await visitor.page("/about")
    for label in ("Submitted", "In review", "Shortlisted", "Adopted", "Declined", "Withdrawn"):
        assert label in page.text


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "de"),
        ("fr,de;q=0.5", "de"),
        ("en-GB", "en"),
        ("xx", "en"),
        ("", "en"),
        ("*", "en"),
        ("\x7f;;;,,,q=", "en"),
        ("de" * 5000, "en"),
    ],
)
async def test_a_visitor_reads_their_own_language(app: FastAPI, browsing: Browsing, accepted: str, spoken: str) -> None:
    visitor = await browsing(app, **{"accept-language": accepted})
    page = await visitor.page("/")
    assert page.one("html").get("lang") == spoken


async def test_looks_are_remembered_in_this_browser(visitor: Browser) -> None:
    response = await visitor.submit("/ideas", "/looks", theme="dark", language="de")
    assert response.headers["location"] == "/ideas"
    page = await visitor.page("/ideas")
    assert page.one("html").attributes == {"lang": "de", "data-theme": "dark"}
    await visitor.submit("/ideas", "/looks", theme="", language="en")
    assert (await visitor.page("/ideas")).one("html").attributes == {"lang": "en"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("theme", "blink"), ("theme", "dark; Domain=evil.example"), ("language", "xx"), ("next", "https://evil.example")],
)
async def test_odd_looks_change_nothing(visitor: Browser, field: str, value: str) -> None:
    response = await visitor.submit("/about", "/looks", **{field: value})
    assert response.status_code == 303
    assert response.headers["location"] == ("/" if field == "next" else "/about")
    assert value not in str(response.headers.get_list("set-cookie"))
    assert (await visitor.page("/about")).one("html").attributes == {"lang": "en"}


@pytest.mark.parametrize("cookie", ["theme=<script>", "language=../../etc", "message=x.y", "message=é.é", "message=."])
async def test_odd_cookies_are_ignored(visitor: Browser, cookie: str) -> None:
    response = await visitor.client.get("/about", headers=[(b"cookie", cookie.encode())])
    assert response.status_code == 200
    assert Page(response.text).one("html").attributes == {"lang": "en"}


async def test_machines_are_told_which_pages_are_for_them(visitor: Browser, people: People, sessions: Sessions) -> None:
    assert "Disallow: /signin" in (await visitor.get("/robots.txt")).text
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), reading=Reading.MEMBERS)
    assert (await visitor.get("/robots.txt")).text.splitlines()[1] == "Disallow: /"


async def test_the_communitys_colour_is_a_style_sheet_of_its_own(visitor: Browser) -> None:
    response = await visitor.get("/brand.css?hue=123")
    assert response.headers["content-type"].startswith("text/css")
    assert "immutable" in response.headers["cache-control"]
    assert (await visitor.get("/brand.css?hue=red")).status_code == 404
