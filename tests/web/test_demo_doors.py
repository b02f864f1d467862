"""Doors that only a demo has, and that a real community hasn't."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from domain.members import Role
from domain.settings import Settings
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web.app import create_app
from web.demo import story


@pytest.fixture
async def demo(settings: Settings, people: People) -> AsyncIterator[FastAPI]:
    app = create_app(settings.model_copy(update={"demo": True}))
    yield app
    await app.state.fourfold.engine.dispose()


@pytest.fixture
async def visitor(demo: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(demo)


async def test_mail_is_read_on_a_page_and_its_button_signs_in(visitor: Browser, people: People) -> None:
    await people.member("Ann")
    assert "No mail yet" in (await visitor.page("/mail")).text
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    assert (await visitor.page("/signin/sent")).has("a", href="/mail")
    mails = await visitor.page("/mail")
    assert "Your link to sign in to Velora" in mails.text
    link = next(each.get("href") for each in mails.all("a") if each.get("href").startswith("/mail/"))
    mail = await visitor.page(link)
    assert "Hello Ann," in mail.text
    button = next(each.get("href") for each in mail.all("a") if each.get("href").startswith("/links/"))
    await visitor.page("/mail")
    assert (await visitor.submit(button, button)).status_code == 303, "looking at the list spoils nothing"
    assert (await visitor.page("/me")).one("h1").words == "Ann"
    assert (await visitor.get(link)).status_code == 409, "a used link's mail says so"
    assert (await visitor.get("/mail")).status_code == 200


async def test_a_mail_shown_again_has_a_fresh_link_and_the_old_one_is_spent(visitor: Browser, people: People) -> None:
    await people.member("Ann")
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    mails = await visitor.page("/mail")
    link = next(each.get("href") for each in mails.all("a") if each.get("href").startswith("/mail/"))
    first, second = [
        next(each.get("href") for each in (await visitor.page(link)).all("a") if "/links/" in each.get("href"))
        for _ in range(2)
    ]
    assert first != second
    assert (await visitor.get(first)).status_code == 409
    assert (await visitor.get(second)).status_code == 200


@pytest.mark.parametrize("path", ["/mail/999999", "/mail/x", "/mail/9" + "9" * 30, "/demo/nobody", "/demo/ann"])
async def test_what_is_not_there_is_not_found(visitor: Browser, people: People, path: str) -> None:
    await people.member("Ann")
    assert (await visitor.get(path)).status_code == 404


async def test_one_can_be_a_guide_of_the_story_by_pressing_a_button(visitor: Browser, people: People) -> None:
    guide = next(person for person in story.load().people if person.guide)
    await people.member(guide.name, Role(guide.role), email=guide.email, handle=guide.handle)
    door = f"/demo/{guide.handle}"
    assert (await visitor.page("/demo")).form(door)["csrf"]
    assert guide.try_this in (await visitor.page(door)).text
    assert (await visitor.get("/me")).status_code == 303, "looking signs nobody in"
    assert (await visitor.submit(door, door)).status_code == 303
    assert (await visitor.page("/me")).one("h1").words == guide.name


async def test_nobody_with_a_real_address_can_be_taken(visitor: Browser, people: People) -> None:
    guide = next(person for person in story.load().people if person.guide)
    await people.member(guide.name, email="somebody@velora.com", handle=guide.handle)
    assert (await visitor.get(f"/demo/{guide.handle}")).status_code == 404
    assert (await visitor.post(f"/demo/{guide.handle}")).status_code == 404


async def test_somebody_of_the_community_who_is_no_guide_can_not_be_taken(visitor: Browser, people: People) -> None:
    ann = await people.member("Ann")
    assert (await visitor.post(f"/demo/{ann.handle}")).status_code == 404


async def test_a_real_community_has_none_of_these_doors(app: FastAPI, people: People, browsing: Browsing) -> None:
    guide = next(person for person in story.load().people if person.guide)
    await people.member(guide.name, email=guide.email, handle=guide.handle)
    visitor = await browsing(app)
    for path in ("/mail", "/mail/1", "/demo", f"/demo/{guide.handle}"):
        assert (await visitor.get(path)).status_code == 404
    assert (await visitor.post(f"/demo/{guide.handle}")).status_code == 404
    assert not Page((await visitor.get("/signin")).text).has("a", href="/mail")
