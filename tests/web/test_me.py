"""A member's own page: what they did, their drafts, what they follow, and their notices."""

from itertools import takewhile
from uuid import uuid4

import pytest
from fastapi import FastAPI

from domain import database, events, follows, ideas, votes
from domain.database import Sessions
from domain.members import Member
from domain.subscribers import SUBSCRIBERS
from tests.conftest import HeldClock
from tests.people import People, writing
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

OWN = "notices badges recognition heroes trust reports fairness settings mail tokens"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_the_page_teaches_whoever_has_done_nothing_yet(browser: Browser) -> None:
    for show in ("ideas", "votes", "comments", "following"):
        page = await browser.page(f"/me?show={show}")
        assert page.has("div", class_="empty")
    assert (await browser.page("/me?show=nonsense")).has("div", class_="empty")
    assert (await browser.page("/me/notices")).has("div", class_="empty")


async def test_each_list_shows_what_is_the_members_own(
    browser: Browser, people: People, sessions: Sessions, ann: Member, ben: Member
) -> None:
    mine, theirs = await people.idea(by=ann, title="My own idea"), await people.idea(by=ben, title="Ben’s idea")
    other = await people.idea(by=ben, title="Only followed")
    await people.comment(by=ann, on=mine, says="First words")
    await people.comment(by=ben, on=mine, says="Words of Ben")
    async with database.transaction(sessions) as session:
        await votes.cast(session, ann, theirs.id)
        await follows.follow(session, ann, other.id)
    expected = {"ideas": "My own idea", "votes": "Ben’s idea", "comments": "First words", "following": "Only followed"}
    for show, words in expected.items():
        text = (await browser.page(f"/me?show={show}")).text
        assert words in text
        assert [each for each in expected.values() if each in text and each != words] == (
            ["My own idea"] if show == "comments" else []
        )


async def test_a_draft_waits_on_the_page_and_is_thrown_away(browser: Browser, sessions: Sessions, ann: Member) -> None:
    async with database.transaction(sessions) as session:
        draft = await ideas.save_draft(session, ann, uuid4(), writing("Half a thought"))
    page = await browser.page("/me")
    assert "Half a thought" in page.text
    discard = next(form.action for form in page.forms if "discard" in form.action)
    response = await browser.submit("/me", discard)
    assert response.headers["location"] == "/me"
    page = await browser.page("/me")
    assert "The draft is gone." in page.text
    assert (await browser.get(f"/ideas/new?draft={draft.id}")).status_code == 404
    assert f"/ideas/{draft.id}" not in page.text
    undo = f"/ideas/drafts/{draft.id}/discard/undo"
    assert [form.action for form in page.forms].count(undo) == 2, "in the line on what was done, and in the list"
    page = await browser.page("/me")
    assert [form.action for form in page.forms].count(undo) == 1, "there all day"
    assert (await browser.submit("/me", undo)).headers["location"] == "/me"
    page = await browser.page("/me")
    assert "Your draft is there again." in page.text
    assert "Thrown away" not in page.text
    assert "Half a thought" in (await browser.page(f"/ideas/new?draft={draft.id}")).html
    assert (await browser.post(undo)).status_code == 409


async def test_nobody_throws_away_or_reads_anybody_elses_draft(
    browser: Browser, sessions: Sessions, ben: Member
) -> None:
    async with database.transaction(sessions) as session:
        draft = await ideas.save_draft(session, ben, uuid4(), writing("Half a thought"))
    assert (await browser.post(f"/ideas/drafts/{draft.id}/discard")).status_code == 404
    assert (await browser.post(f"/ideas/drafts/{draft.id}/discard/undo")).status_code == 404
    assert (await browser.get(f"/ideas/new?draft={draft.id}")).status_code == 404
    async with sessions() as session:
        assert len(await ideas.drafts(session, ben)) == 1


async def test_notices_come_are_counted_and_read(
    app: FastAPI, browser: Browser, people: People, sessions: Sessions, ann: Member, ben: Member
) -> None:
    idea = await people.idea(by=ann)
    await events.deliver(sessions, SUBSCRIBERS)
    comment = await people.comment(by=ben, on=idea)
    await events.deliver(sessions, SUBSCRIBERS)
    page = await browser.page("/me/notices")
    assert "Ben commented" in page.text
    assert page.has("a", href=f"/ideas/{idea.id}#comment-{comment.id}")
    assert "1 unread" in page.one("a", class_="bell").words
    assert "1 unread" in (await browser.get("/me/notices/unread")).text
    await people.comment(by=ben, on=idea, says=f"And you, @{ann.handle}?")
    await events.deliver(sessions, SUBSCRIBERS)
    form = page.form("/me/notices/read")
    assert (await browser.send("/me/notices/read", form)).headers["location"] == "/me/notices"
    page = await browser.page("/me/notices")
    assert len(list(page.all("li", class_="is-new"))) == 1, "what came after the page was opened stays new"
    assert "mentioned you" in page.text
    await browser.post("/me/notices/read", {"up_to": "nonsense"})
    assert not (await browser.page("/me/notices")).has("li", class_="is-new")


async def test_notices_stand_by_idea_and_one_idea_is_marked_as_read(
    browser: Browser, people: People, ann: Member, ben: Member
) -> None:
    first, second = await people.idea(by=ann, title="First idea"), await people.idea(by=ann, title="Second idea")
    await people.hear()
    for idea in (first, second, first):
        await people.comment(by=ben, on=idea)
    await people.hear()
    page = await browser.page("/me/notices")
    assert [heading.words for heading in page.all("h2")] == ["First idea", "Second idea"]
    response = await browser.post("/me/notices/read", {"idea": str(first.id)})
    assert response.headers["location"] == "/me/notices"
    assert len(list((await browser.page("/me/notices")).all("li", class_="is-new"))) == 1
    await browser.post("/me/notices/read", {"idea": "nonsense"})
    assert len(list((await browser.page("/me/notices")).all("li", class_="is-new"))) == 1


async def test_long_lists_go_on(
    browser: Browser, people: People, sessions: Sessions, ann: Member, ben: Member, clock: HeldClock
) -> None:
    for number in range(21):
        clock.forward(minutes=5)
        idea = await people.idea(by=ben, title=f"Idea number {number}")
        async with database.transaction(sessions) as session:
            await votes.cast(session, ann, idea.id)
    page = await browser.page("/me?show=votes")
    assert "Idea number 0" not in page.text
    more = next(link.get("href") for link in page.all("a") if "after=" in link.get("href"))
    rest = await browser.page(more)
    assert "Idea number 0" in rest.text
    assert "Idea number 20" not in rest.text


async def test_the_page_tells_what_became_of_each_idea_last_moved_first(
    browser: Browser, people: People, sessions: Sessions, ann: Member, clock: HeldClock
) -> None:
    older = await people.idea(by=ann, title="Older idea")
    clock.forward(minutes=5)
    await people.idea(by=ann, title="Newer idea")
    clock.forward(minutes=5)
    async with database.transaction(sessions) as session:
        await ideas.withdraw(session, ann, older.id, "It exists already.")
    page = await browser.page("/me")
    rows = [each.words for each in page.all("li", class_="fate")]
    assert ["Older" in rows[0], "Newer" in rows[1]] == [True, True]
    assert "It exists already." in rows[0]
    standing = {link.get("href"): link.words for link in page.all("a") if "status=" in link.get("href")}
    assert standing == {"/me?status=submitted": "1Submitted", "/me?status=withdrawn": "1Withdrawn"}
    only = await browser.page("/me?status=withdrawn")
    assert [("Newer" in each.words) for each in only.all("li", class_="fate")] == [False]
    assert "None of your ideas stands there." in (await browser.page("/me?status=declined")).text
    for odd in ("draft", "nonsense", "%00x", "'"):
        assert (await browser.get(f"/me?status={odd}")).status_code in (200, 400)


async def test_the_page_counts_what_its_lists_show(
    browser: Browser, people: People, sessions: Sessions, ann: Member, ben: Member
) -> None:
    theirs = await people.idea(by=ben)
    await people.comment(by=ann, on=theirs)
    async with database.transaction(sessions) as session:
        await votes.cast(session, ann, theirs.id)
        await follows.follow(session, ann, theirs.id)
        await follows.unfollow(session, ann, theirs.id)
    page = await browser.page("/me")
    assert [each.words for each in page.all("span", class_="tally")] == ["0", "1", "0", "1", "0"]


async def test_ones_own_pages_are_a_few_groups_and_each_page_says_where_one_is(browser: Browser) -> None:
    """Whatever page one is on, one tab is the current one, and the other pages of its group stand below."""
    start = await browser.page("/me")
    groups = _links(start, "My pages")
    assert len(groups) <= 5
    reached = set[str]()
    for first, label in groups.items():
        page = await browser.page(first)
        below = _links(page, label) or {first: label}
        assert next(iter(below)) == first
        for address in below:
            page = await browser.page(address)
            assert _links(page, "My pages") == groups
            assert _links(page, "My pages", current="") == {first: label}
            assert list(_links(page, label, current="page")) == ([address] if len(below) > 1 else [])
        reached |= below.keys()
    own = {"/me", "/points", *(f"/me/{name}" for name in OWN.split())}
    assert reached == own
    assert _links(await browser.page("/me/reports/cards"), "Trust", current="true") == {"/me/reports": "Reports"}


def _links(page: Page, nav: str, current: str | None = None) -> dict[str, str]:
    """Return the links of a navigation with their words; with `current` those that are so marked, in any way for ''."""
    elements = list(page.elements)
    start = next(
        (place for place, each in enumerate(elements) if (each.tag, each.get("aria-label")) == ("nav", nav)), 0
    )
    inside = list(takewhile(lambda each: each.depth > elements[start].depth, elements[start + 1 :])) if start else []
    links = [each for each in inside if each.tag == "a"]
    if current is not None:
        links = [each for each in links if each.get("aria-current") and current in ("", each.get("aria-current"))]
    return {each.get("href"): each.words for each in links}
