"""Feeds as feed readers take them: whole, stable, polite, and only for those who may read."""

from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import httpx
import pytest
from fastapi import FastAPI

from domain import comments, community, database, ideas
from domain.community import Reading
from domain.database import Sessions
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing, Counting
from web import atom

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


def read(response: httpx.Response) -> Element:
    """Return a feed, having looked whether it is a valid one."""
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    for each in [feed, *feed.iter(f"{ATOM}entry")]:
        for needed in ("id", "title", "updated"):
            assert len(each.findall(ATOM + needed)) == 1, needed
        assert all(link.get("href", "").startswith(ADDRESS + "/") for link in each.findall(f"{ATOM}link"))
    assert all(entry.find(f"{ATOM}author/{ATOM}name") is not None for entry in feed.iter(f"{ATOM}entry"))
    names = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(names) == len(set(names))
    return feed


def texts(feed: Element, name: str) -> list[str]:
    return [each.findtext(ATOM + name) or "" for each in feed.iter(f"{ATOM}entry")]


async def test_the_newest_ideas_come_first_and_a_quadrant_and_a_tag_narrow(visitor: Browser, people: People) -> None:
    ann = await people.member("Ann & <Bob>")
    await people.idea(by=ann, title="Old <b>&amp;</b>", quadrant="creation_for_self", tags="docks")
    await people.idea(by=ann, title="Newest", quadrant="creation_with_others")
    feed = read(await visitor.get("/feed.atom"))
    assert texts(feed, "title") == ["Newest", "Old <b>&amp;</b>"]
    assert {each.text for each in feed.iter(f"{ATOM}name")} == {"Ann & <Bob>"}
    assert texts(read(await visitor.get("/feed.atom?quadrant=creation_with_others")), "title") == ["Newest"]
    narrowed = read(await visitor.get("/feed.atom?tag=docks"))
    assert texts(narrowed, "title") == ["Old <b>&amp;</b>"]
    assert narrowed.findtext(f"{ATOM}id") != feed.findtext(f"{ATOM}id")
    assert texts(read(await visitor.get("/feed.atom?tag=nothing%20%26")), "title") == []
    assert (await visitor.get("/feed.atom?quadrant=nonsense")).status_code == 404


async def test_pages_tell_of_their_feeds(visitor: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, tags="docks")
    expected = {
        "/": "/feed.atom",
        "/ideas": "/feed.atom",
        "/ideas?tag=docks&order=supported": "/feed.atom?tag=docks",
        "/quadrants/creation-for-self": "/feed.atom?quadrant=creation_for_self",
        idea.path: f"/ideas/{idea.id}/feed.atom",
    }
    for path, feed in expected.items():
        assert (await visitor.page(path)).one("link", type="application/atom+xml").get("href") == feed
        read(await visitor.get(feed))


async def test_an_ideas_feed_tells_where_it_stands_and_what_was_said(
    visitor: Browser, people: People, sessions: Sessions, ann: Member, clock: HeldClock
) -> None:
    ben = await people.member("Ben")
    idea, other = await people.idea(by=ann, title="Benches"), await people.idea(by=ann, title="Chairs")
    first = await people.comment(by=ben, on=idea, says="**First** words")
    reply = await people.comment(by=ann, on=idea, says="A reply", to=first)
    gone = await people.comment(by=ben, on=idea, says="Taken back")
    await people.comment(by=ben, on=other, says="Elsewhere")
    async with database.transaction(sessions) as session:
        await comments.remove(session, ben, gone.id)
    feed = read(await visitor.get(f"/ideas/{idea.id}/feed.atom"))
    assert texts(feed, "title") == ["Submitted: Benches", "Ann on “Benches”", "Ben on “Benches”"]
    assert "<strong>First</strong>" in texts(feed, "content")[2]
    assert texts(feed, "id")[1].endswith(f":comment/{reply.id}")
    before = set(texts(feed, "id"))
    clock.forward(minutes=5)
    async with database.transaction(sessions) as session:
        await ideas.withdraw(session, ann, idea.id, "It exists already.")
    feed = read(await visitor.get(f"/ideas/{idea.id}/feed.atom"))
    assert "It exists already." in texts(feed, "content")[0]
    assert len(set(texts(feed, "id")) - before) == 1, "a new step is a new entry"


async def test_a_feed_that_did_not_change_is_not_sent_again(
    visitor: Browser, people: People, ann: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    address = f"/ideas/{idea.id}/feed.atom"
    first = await visitor.get(address)
    tag, moment = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"if_none_match": f'"x", W/{tag}'}, {"if_modified_since": moment}):
        again = await visitor.get(address, **headers)
        assert (again.status_code, again.content) == (304, b"")
    for headers in ({"if_none_match": '"x"', "if_modified_since": moment}, {"if_modified_since": "yesterday"}):
        assert (await visitor.get(address, **headers)).status_code == 200
    clock.forward(minutes=5)
    await people.comment(by=ann, on=idea)
    for headers in ({"if_none_match": tag}, {"if_modified_since": moment}):
        assert (await visitor.get(address, **headers)).status_code == 200


async def test_a_community_for_members_has_feeds_for_members(
    app: FastAPI, visitor: Browser, people: People, sessions: Sessions, ann: Member, browsing: Browsing
) -> None:
    idea = await people.idea(by=ann, title="Between us")
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), reading=Reading.MEMBERS)
    member = await browsing(app, ann)
    for address in ("/feed.atom", f"/ideas/{idea.id}/feed.atom", "/ideas/999999/feed.atom"):
        response = await visitor.get(address)
        assert (response.status_code, "Between" in response.text) == (303, False)
    assert texts(read(await member.get("/feed.atom")), "title") == ["Between us"]
    assert "private" in (await member.get("/feed.atom")).headers["cache-control"]
    assert (await visitor.get("/ideas/0/feed.atom")).status_code in (303, 404)


async def test_a_feed_asks_as_much_for_one_row_as_for_many(
    visitor: Browser, people: People, ann: Member, counting_app: Counting
) -> None:
    idea = await people.idea(by=ann)
    counts: dict[str, list[int]] = {"/feed.atom": [], f"/ideas/{idea.id}/feed.atom": []}
    for number in range(2):
        await people.idea(by=await people.member(f"Other {number}"), tags="a,b")
        await people.comment(by=await people.member(f"Third {number}"), on=idea)
        for address, counted in counts.items():
            with counting_app() as sent:
                await visitor.get(address)
            counted.append(len(sent))
    assert all(few == many <= 7 for few, many in counts.values()), counts


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("a\0b\x0b\x1f", "ab"),
        ("\ud800x", "x"),
        ("\ufffe\uffff", ""),
        ("tab\tline\n🎉", "tab\tline\n🎉"),
        ("]]>&", "]]>&"),
    ],
)
def test_what_xml_cannot_hold_is_left_out(text: str, legal: str) -> None:
    element: Any = Element("t")
    element.text = atom.legal(text)
    assert element.text == legal
    assert ElementTree.fromstring(ElementTree.tostring(element)).text == (legal or None)  # noqa: S314 - our own
