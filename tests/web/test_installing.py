"""The site as something to install: its manifest, its icons, and the note without a connection."""

import io
import json
import re

import pytest
from fastapi import FastAPI
from PIL import Image

from domain import community, database
from domain.database import Sessions
from domain.members import Member
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web.installing import accent


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann Unforgettable")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_the_manifest_bears_the_communitys_name_and_colour(
    browser: Browser, people: People, sessions: Sessions
) -> None:
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), name='Räder & "Freunde"', hue=30)
    response = await browser.get("/manifest.webmanifest")
    assert response.headers["content-type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert told["name"] == 'Räder & "Freunde"'
    assert told["theme_color"] == accent(30) != accent(250)
    assert re.fullmatch("#[0-9a-f]{6}", told["theme_color"])
    assert (await browser.page("/")).has("link", rel="manifest", href="/manifest.webmanifest")
    for icon in told["icons"]:
        with Image.open(io.BytesIO((await browser.get(icon["src"])).content)) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]
            opaque = picture.convert("RGBA").getpixel((0, 0))[3] == 255  # type: ignore[index]
            assert opaque, "a mask may cut a corner, and a colour must be there"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for shortcut in told["shortcuts"]:
        assert (await browser.get(shortcut["url"])).status_code == 200


@pytest.mark.parametrize("name", ["any-193", "..%2fapp", "any-192.png", "x" * 200])
async def test_other_icons_are_not_found(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/icons/{name}.png")).status_code == 404


async def test_the_note_without_a_connection_belongs_to_nobody(browser: Browser, ann: Member) -> None:
    text = (await browser.get("/offline")).text
    page = Page(text)
    assert "No connection" in page.one("h1").text
    for secret in (ann.name, ann.handle, ann.email or "?", "csrf", "/avatars/"):
        assert secret not in text


@pytest.mark.parametrize(("asked", "given"), [("de", "de"), ("en", "en"), ("xx", "en"), ('"];alert(1)//', "en")])
async def test_the_worker_keeps_the_note_in_the_readers_language_and_what_it_is_drawn_with(
    browser: Browser, asked: str, given: str
) -> None:
    response = await browser.client.get("/offline-worker.js", params={"language": asked})
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cache-control"] == "no-cache"
    line = response.text.splitlines()[0]
    keep = json.loads(line.removeprefix("const KEEP = ").removesuffix(";"))
    assert keep[0] == f"/offline?language={given}"
    assert all(each.startswith("/static/") for each in keep[1:])
    for address in keep:
        assert (await browser.get(address)).status_code == 200
    assert Page((await browser.get(keep[0])).text).one("html").get("lang") == given
