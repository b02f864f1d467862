"""What is shown of an idea where somebody shares its address, and who gets to see it."""

import io
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain import community, database, ideas
from domain.community import Reading
from domain.database import Sessions
from domain.ideas import Quadrant
from domain.members import Member
from tests.people import People, writing
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing
from web import drawing, share

Changing = Callable[..., Awaitable[None]]


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


@pytest.fixture
async def closed(people: People, sessions: Sessions) -> Callable[[], Awaitable[None]]:
    """Return what makes the community one for members only."""

    async def close() -> None:
        async with database.transaction(sessions) as session:
            await community.revise(session, await people.admin(), reading=Reading.MEMBERS)

    return close


def size(body: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(body)) as picture:
        picture.load()
        assert picture.format == "PNG"
        return picture.size


async def test_a_page_says_what_stands_for_it_elsewhere(visitor: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title='Benches & "shade" <b>')
    page = await visitor.page(idea.path)
    told = {each.get("property") or each.get("name"): each.get("content") for each in page.all("meta")}
    assert told["og:title"] == 'Benches & "shade" <b>'
    assert told["og:url"] == ADDRESS + idea.path
    assert told["og:description"] == told["description"] != ""
    assert told["twitter:card"] == "summary_large_image"
    assert page.one("link", rel="canonical").get("href") == idea.path
    picture = told["og:image"].removeprefix(ADDRESS)
    assert picture.startswith(f"/ideas/{idea.id}/share.png?v=")
    response = await visitor.get(picture)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert size(response.content) == (1200, 630)
    front = await visitor.page("/")
    assert front.one("meta", property="og:image").get("content") == f"{ADDRESS}/share.png"


async def test_an_image_is_asked_for_once_and_drawn_anew_when_the_title_changes(
    visitor: Browser, people: People, sessions: Sessions, ann: Member
) -> None:
    idea = await people.idea(by=ann, title="A bench at every dock")
    address = f"/ideas/{idea.id}/share.png"
    first = await visitor.get(address)
    again = await visitor.get(address, if_none_match=f'W/"other", {first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    async with database.transaction(sessions) as session:
        seen = await ideas.visible(session, ann, idea.id)
        text = ideas.Writing("A chair at every dock", "", seen.proposal, seen.quadrant or "", language="en")
        await ideas.revise(session, ann, idea.id, text, based_on=1)
    changed = await visitor.get(address, if_none_match=first.headers["etag"])
    assert changed.status_code == 200
    assert changed.content != first.content


async def test_a_closed_community_gives_everybody_the_same_picture(
    app: FastAPI, visitor: Browser, people: People, ann: Member, browsing: Browsing, closed: Changing
) -> None:
    idea = await people.idea(by=ann)
    await closed()
    general = (await visitor.get("/share.png")).content
    member = await browsing(app, ann)
    for browser in (visitor, member):
        for number in (idea.id, 10**9):
            assert (await browser.get(f"/ideas/{number}/share.png")).content == general


@pytest.mark.parametrize("number", ["0", "-1", "x", str(10**30), "9" * 18])
async def test_a_picture_of_nothing_is_not_found(visitor: Browser, number: str) -> None:
    assert (await visitor.get(f"/ideas/{number}/share.png")).status_code == 404


async def test_a_draft_has_no_picture_even_for_its_author(
    app: FastAPI, sessions: Sessions, ann: Member, browsing: Browsing
) -> None:
    async with database.transaction(sessions) as session:
        draft = await ideas.save_draft(session, ann, uuid4(), writing("Half a thought"))
    assert (await (await browsing(app, ann)).get(f"/ideas/{draft.id}/share.png")).status_code == 404


async def test_no_more_pictures_are_kept_than_fit(visitor: Browser, people: People, ann: Member) -> None:
    share._kept.clear()
    share._kept.update({f"old {number}": b"x" for number in range(share.KEPT)})
    idea = await people.idea(by=ann)
    assert (await visitor.get(f"/ideas/{idea.id}/share.png")).status_code == 200
    assert len(share._kept) == share.KEPT
    assert "old 0" not in share._kept


@pytest.mark.parametrize("quadrant", Quadrant)
@pytest.mark.parametrize(
    "title", ["离线地图", "🎉🎉🎉", "خريطة بلا شبكة", "W" * 120, "a " * 60, "é" * 120, "\u200b\u202e", ""]
)
def test_any_title_gives_a_picture(title: str, quadrant: Quadrant) -> None:
    body = drawing.share(title, "Who could use your help?", "Participation for others", quadrant, "地图")
    assert size(body) == (1200, 630)
    assert len(body) < 150_000


def test_a_title_that_cannot_be_drawn_gives_way_to_the_question() -> None:
    question = drawing.share("", "Who could use your help?", "x", Quadrant.CREATION_FOR_SELF, "y")
    assert drawing.share("离线地图", "Who could use your help?", "x", Quadrant.CREATION_FOR_SELF, "y") == question
    assert drawing.share("Bikes 🚲", "", "x", Quadrant.CREATION_FOR_SELF, "y") == drawing.share(
        "Bikes", "", "x", Quadrant.CREATION_FOR_SELF, "y"
    )


@given(st.text(max_size=120))
@settings(max_examples=25, deadline=None)
def test_no_title_is_wider_than_its_room(title: str) -> None:
    size, lines = drawing._fitted(drawing._drawable(title), 1056)
    assert len(lines) <= drawing.TITLE_LINES
    assert all(drawing._length(line, size) <= 1056 for line in lines)
