"""Members as others see them."""

from xml.etree import ElementTree

import pytest
from fastapi import FastAPI

from domain import offers
from domain.ideas import Quadrant
from domain.members import Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_a_profile_shows_who_somebody_is_and_what_they_proposed(visitor: Browser, people: People) -> None:
    ann = await people.member("Ann Berg", Role.PRODUCT, about="I ride in the rain.")
    await people.idea(by=ann, title="Benches at every dock")
    page = await visitor.page(f"/members/{ann.handle}")
    assert page.one("h1").text == "Ann Berg"
    for words in ("@ann-berg", "Product team", "I ride in the rain.", "1 idea", "Benches at every dock"):
        assert words in page.text
    assert "people.example" not in page.html, "an address is nobody's business"
    assert (await visitor.get("/members/ANN-BERG")).status_code == 200


async def test_an_idea_of_two_stands_on_the_profiles_of_both(visitor: Browser, people: People) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    idea = await people.idea(by=ann, title="Benches at every dock", quadrant=Quadrant.CREATION_WITH_OTHERS)
    offer = await people.offer(by=ben, on=idea)
    assert "0 ideas" in (await visitor.page(f"/members/{ben.handle}")).text, "an offer is no share yet"
    await people.does(offers.accept, ann, offer.id)
    for who, ideas_there in ((ann, 1), (ben, 1), (eve, 0)):
        page = await visitor.page(f"/members/{who.handle}")
        assert (f"{ideas_there} idea" in page.text, "Benches at every dock" in page.text) == (True, ideas_there == 1)


@pytest.mark.parametrize("handle", ["nobody", "x" * 41, "%00", "%F0%9F%9A%B2", "a%2Fb", "'; drop table members"])
async def test_a_member_who_is_not_there_is_not_found(visitor: Browser, handle: str) -> None:
    response = await visitor.get(f"/members/{handle}")
    assert response.status_code in (400, 404)


async def test_a_picture_is_drawn_and_kept(visitor: Browser, people: People) -> None:
    ann = await people.member("Ann <Berg>")
    response = await visitor.get(f"/avatars/{ann.id}.svg")
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "max-age=86400" in response.headers["cache-control"]
    assert "private" in response.headers["cache-control"]
    drawing = ElementTree.fromstring(response.text)  # noqa: S314 - our own drawing
    assert "".join(drawing.itertext()) == "A<"
    assert (await visitor.get(f"/avatars/{ann.id}.svg")).text == response.text


@pytest.mark.parametrize("number", ["0", "99999999", "9223372036854775807"])
async def test_whoever_is_not_there_has_the_picture_of_nobody(visitor: Browser, number: str) -> None:
    pictures = [(await visitor.get(f"/avatars/{which}.svg")).text for which in (number, "12345")]
    assert pictures[0] == pictures[1]
    assert "<svg" in pictures[0]


@pytest.mark.parametrize("number", ["-1", "9223372036854775808", "1e3", "x", "1%00"])
async def test_what_is_no_number_has_no_picture(visitor: Browser, number: str) -> None:
    assert (await visitor.get(f"/avatars/{number}.svg")).status_code in (400, 404)
