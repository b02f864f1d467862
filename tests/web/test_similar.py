"""Ideas that say nearly the same: while writing, to back instead, and beside an idea; never in the way of posting."""

import pytest
from fastapi import FastAPI

from domain import ideas, votes
from domain.ideas import Idea, IdeaFilter
from domain.members import Member
from domain.paging import Slice
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

BOX = "similar"
MINE = {"title": "A bench at each station", "proposal": "Put one beside every dock.", "quadrant": "creation_for_self"}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def bens(people: People) -> Idea:
    return await people.idea(by=await people.member("Ben"), title="Benches at every station")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_while_one_types_the_script_is_told_of_similar_ideas(browser: Browser, bens: Idea) -> None:
    response = await browser.script("/ideas/similar", {"title": MINE["title"]})
    piece = Page(response.text)
    assert [root.get("id") for root in piece.roots] == [BOX]
    assert piece.has("a", href=bens.path)
    assert piece.has("button", formaction=f"/ideas/{bens.id}/back")
    for fields in ({"title": "Something else entirely"}, {"title": ""}, {}):
        assert Page((await browser.script("/ideas/similar", fields)).text).one("div", id=BOX).words == ""


async def test_backing_instead_votes_and_keeps_what_was_written(
    browser: Browser, people: People, ann: Member, bens: Idea
) -> None:
    form = (await browser.page("/ideas/new")).form("/ideas/new") | MINE
    response = await browser.send(f"/ideas/{bens.id}/back", form)
    assert response.headers["location"] == bens.path
    page = await browser.page(bens.path)
    assert "What you wrote is kept as a draft." in page.text
    (draft,) = await people.reads(ideas.drafts, ann)
    assert draft.title == MINE["title"]
    assert await people.reads(votes.given, ann, [bens.id]) == {bens.id}
    again = await browser.send(f"/ideas/{bens.id}/back", form)
    assert again.status_code == 303
    assert len(await people.reads(ideas.drafts, ann)) == 1
    reopened = await browser.page(f"/ideas/new?draft={draft.id}")
    assert "You support it" in reopened.one("div", id=BOX).words


@pytest.mark.parametrize("title", ["", "x" * 200])
async def test_what_cannot_be_kept_is_no_reason_not_to_vote(
    browser: Browser, people: People, ann: Member, bens: Idea, title: str
) -> None:
    response = await browser.post(f"/ideas/{bens.id}/back", {"title": title, "key": "no key"})
    assert response.status_code == 303
    assert await people.reads(ideas.drafts, ann) == []
    assert await people.reads(votes.given, ann, [bens.id]) == {bens.id}


async def test_ones_own_idea_is_shown_and_cannot_be_backed(browser: Browser, people: People, ann: Member) -> None:
    mine = await people.idea(by=ann, title="Benches at every station")
    piece = Page((await browser.script("/ideas/similar", {"title": MINE["title"]})).text)
    assert piece.has("a", href=mine.path)
    assert list(piece.all("button")) == []
    assert (await browser.post(f"/ideas/{mine.id}/back", MINE)).status_code == 409
    assert await people.reads(ideas.drafts, ann) == []


async def test_without_script_a_refused_idea_comes_back_with_similar_ones_and_none_keeps_one_from_posting(
    browser: Browser, bens: Idea
) -> None:
    response = await browser.submit("/ideas/new", "/ideas/new", **MINE | {"proposal": "Short."})
    assert response.status_code == 422
    assert Page(response.text).one("div", id=BOX).words
    response = await browser.submit("/ideas/new", "/ideas/new", **MINE)
    assert response.status_code == 303
    page = await browser.page(response.headers["location"])
    assert page.one("h1").words == MINE["title"]


async def test_the_first_button_of_the_form_submits_the_idea(browser: Browser, bens: Idea) -> None:
    page = Page((await browser.submit("/ideas/new", "/ideas/new", **MINE | {"proposal": "Short."})).text)
    buttons = [button for button in page.all("button") if button.words in ("Submit the idea", "Back this instead")]
    assert [bool(button.get("formaction")) for button in buttons] == [False, True, False]


async def test_an_idea_leads_to_similar_ones(browser: Browser, people: People, ann: Member, bens: Idea) -> None:
    mine = await people.idea(by=ann, title=MINE["title"])
    assert (await browser.page(mine.path)).has("a", href=f"/ideas/{mine.id}/similar")
    page = await browser.page(f"/ideas/{mine.id}/similar")
    assert page.has("a", href=bens.path)
    piece = Page((await browser.get(f"/ideas/{mine.id}/similar", hx_request="true")).text)
    assert [root.get("id") for root in piece.roots] == ["alike"]
    await people.hide(bens)
    assert bens.title not in (await browser.page(f"/ideas/{mine.id}/similar")).text
    assert (await browser.get(f"/ideas/{bens.id}/similar")).status_code == 404


async def test_a_visitor_is_asked_to_sign_in_before_writing(app: FastAPI, browsing: Browsing, bens: Idea) -> None:
    visitor = await browsing(app)
    for path in ("/ideas/similar", f"/ideas/{bens.id}/back"):
        response = await visitor.post(path, MINE)
        assert response.status_code == 403, path


async def test_without_script_one_may_look_for_similar_ideas_and_nothing_is_sent_or_lost(
    browser: Browser, people: People, ann: Member, bens: Idea
) -> None:
    page = await browser.page("/ideas/new")
    assert page.has("button", name="look", formaction="/ideas/new#similar")
    typed = MINE | {"problem": "One stands and stands.", "tags": "docks", "language": "de"}
    response = await browser.send("/ideas/new", page.form("/ideas/new") | typed | {"look": "yes"})
    assert response.status_code == 200
    page = Page(response.text)
    assert page.one("div", id=BOX).words
    assert page.has("button", formaction=f"/ideas/{bens.id}/back")
    kept = page.form("/ideas/new")
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert not page.has("div", class_="errors")
    assert await people.reads(ideas.drafts, ann) == []
    mine = IdeaFilter(author_id=ann.id)
    assert list((await people.reads(ideas.listed, ann, Slice(), only=mine)).items) == []
    backed = await browser.send(f"/ideas/{bens.id}/back", kept)
    assert backed.headers["location"] == bens.path
    assert [draft.title for draft in await people.reads(ideas.drafts, ann)] == [MINE["title"]]


@pytest.mark.parametrize(
    ("title", "says"),
    [("", "Give it a title first"), ("Zeppelins", "Nobody has written anything much like this yet.")],
)
async def test_where_nothing_is_similar_looking_says_so(browser: Browser, bens: Idea, title: str, says: str) -> None:
    response = await browser.post("/ideas/new", {"title": title, "look": "yes"})
    assert response.status_code == 200
    assert says in Page(response.text).one("div", id=BOX).words


async def test_a_visitor_may_not_look(app: FastAPI, browsing: Browsing) -> None:
    assert (await (await browsing(app)).post("/ideas/new", MINE | {"look": "yes"})).status_code == 403
