"""Where one can go, as a page and as a palette; which keys there are; and what can be undone at once."""

import re

import pytest
from fastapi import FastAPI

from domain import community, database
from domain.community import Reading
from domain.database import Sessions
from domain.members import Member
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web import panel
from web.assets import SCRIPTS
from web.places import KEYS
from web.render import TEMPLATES


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


def places(page: Page) -> list[str]:
    """Return the addresses that a page's or a palette's list leads to."""
    inside = [each for each in page.all("a") if each.get("role") == "option"]
    if not inside and "<main" in page.html:
        start = page.html.index('class="places"')
        inside = list(Page(f"<div {page.html[start : page.html.index('</main>')].removesuffix('</main>')}").all("a"))
    return [each.get("href") for each in inside]


async def palette(browser: Browser, q: str = "") -> Page:
    return Page((await browser.client.get("/go", params={"q": q}, headers={"hx-request": "true"})).text)


async def test_the_page_lists_what_this_reader_can_go_to(
    app: FastAPI, browser: Browser, people: People, browsing: Browsing
) -> None:
    visitor, admin = await browsing(app), await browsing(app, await people.admin())
    listed = {who: places(await each.page("/go")) for who, each in [("v", visitor), ("m", browser), ("a", admin)]}
    assert "/signin" in listed["v"]
    assert not {"/me", "/admin", "/ideas/new"} & set(listed["v"])
    assert {"/me", "/ideas/new", "/quadrants/creation-with-others"} <= set(listed["m"])
    assert "/admin" not in listed["m"]
    assert {"/admin", "/admin/members"} <= set(listed["a"])


async def test_every_place_is_a_page_that_answers(app: FastAPI, people: People, browsing: Browsing) -> None:
    admin = await browsing(app, await people.admin())
    for address in places(await admin.page("/go")):
        assert (await admin.get(address)).status_code == 200, address


async def test_words_find_places_and_ideas(browser: Browser, people: People) -> None:
    idea = await people.idea(by=await people.member("Ben"), title="Benches with settings for the back")
    found = places(await browser.page("/go?q=SETTINGS"))
    assert found[0] == "/me/settings"
    assert idea.path in found
    assert "Nothing has these words." in (await browser.page("/go?q=zzzz")).text


async def test_the_palette_is_a_text_field_over_a_list_of_links(browser: Browser, people: People) -> None:
    idea = await people.idea(by=await people.member("Ben"), title="Benches <b>for</b> all")
    page = await palette(browser, "benches")
    field = page.one("input", role="combobox")
    assert page.has("div", role="listbox", id=field.get("aria-controls"))
    assert places(page) == [idea.path, "/ideas?q=benches"]
    options = list(page.all("a", role="option"))
    assert len({each.get("id") for each in options}) == len(options)
    assert "Benches <b>for</b> all" in options[0].text
    assert "2 places to go" in page.one("div", id="go-results").get("data-announce")
    assert not (await palette(browser, "\u2028 % _ \\ ' --")).has("html")


async def test_in_a_community_for_members_a_visitor_finds_only_its_doors(
    app: FastAPI, people: People, sessions: Sessions, browsing: Browsing
) -> None:
    await people.idea(by=await people.member("Ben"), title="Benches for all")
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), reading=Reading.MEMBERS)
    visitor = await browsing(app)
    assert set(places(await visitor.page("/go?q="))) == {"/signin", "/join", "/about", "/keys"}
    assert places(await palette(visitor, "benches")) == []


async def test_too_many_words_are_refused(browser: Browser) -> None:
    assert (await browser.get("/go?q=" + "a" * 401)).status_code == 404


async def test_every_key_that_is_named_does_something() -> None:
    templates = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    marked = set(re.findall(r'data-key(?:="|": ")([^"{]+)"', templates))
    # Pressed by a form or a door of the queue, which names its key as the last thing.
    marked |= set(re.findall(r'(?:ui\.act\(.*, |key=)"(\w)"\)', templates))
    marked |= set(re.findall(r'door\("\w+", .*?, "(\w)"', templates)) | set(panel.KEYS.values())
    scripted = set(re.findall(r'keys? === "(\w)"', (SCRIPTS / "keys.js").read_text(encoding="utf-8")))
    if 'event.key === "Enter"' in (SCRIPTS / "keys.js").read_text(encoding="utf-8"):
        marked.add("Ctrl Enter")
    named = {pressed for _title, lines in KEYS for pressed, _says in lines}
    assert {key.replace("mod+k", "Ctrl K") for key in marked} | scripted - {"g"} == named


async def test_keys_are_switched_off_and_on_without_touching_the_colours(browser: Browser) -> None:
    await browser.post("/looks", {"theme": "dark", "language": "en"})
    assert "data-keys" in (await browser.page("/keys")).one("body").attributes
    assert (await browser.submit("/keys", "/looks", keys="off")).headers["location"] == "/keys"
    page = await browser.page("/keys")
    assert "data-keys" not in page.one("body").attributes
    assert "The keys are off" in page.text
    assert page.one("html").get("data-theme") == "dark"
    await browser.submit("/keys", "/looks", keys="nonsense")
    assert "The keys are off" in (await browser.page("/keys")).text
    await browser.submit("/keys", "/looks", keys="on")
    assert "data-keys" in (await browser.page("/keys")).one("body").attributes


@pytest.mark.parametrize(
    ("does", "undoes", "says"),
    [("vote", "unvote", "You support this idea."), ("follow", "unfollow", "You follow this idea.")],
)
async def test_what_was_done_without_script_can_be_undone_on_the_next_page(
    browser: Browser, people: People, does: str, undoes: str, says: str
) -> None:
    idea = await people.idea(by=await people.member("Ben"))
    await browser.submit(idea.path, f"/ideas/{idea.id}/{does}")
    page = await browser.page("/ideas?order=supported")
    assert says in page.one("div", id="flash").text
    sent = page.form(f"/ideas/{idea.id}/{undoes}")
    assert sent["next"] == ["/ideas"], "the way back leads to where one is"
    back = await browser.send(f"/ideas/{idea.id}/{undoes}", sent)
    assert back.headers["location"] == "/ideas"
    page = await browser.page(idea.path)
    assert "no longer" in page.one("div", id="flash").text
    button = next(each for each in page.all("button") if each.get("id") == f"{does}-{idea.id}")
    assert button.get("aria-pressed") == "false"
