"""Writing, reading, changing and withdrawing ideas by page."""

import asyncio
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from domain.database import Sessions
from domain.ideas import Idea, Status
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

WHOLE = {
    "title": "Bänke an jeder Station 🚲",
    "problem": "Nowhere to sit.\r\nNot even in the rain.",
    "proposal": "Put a **bench** beside each station.",
    "quadrant": "participation_for_others",
    "tags": "docks, Wet days",
    "language": "en",
}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def how_many(sessions: Sessions, *, status: Status = Status.SUBMITTED) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Idea).where(Idea.status == status)) or 0


async def test_an_idea_is_submitted_and_read(browser: Browser) -> None:
    response = await browser.submit("/ideas/new", "/ideas/new", **WHOLE)
    assert response.status_code == 303
    assert response.headers["location"].endswith("-banke-an-jeder-station")
    page = await browser.page(response.headers["location"])
    assert page.one("h1").words == WHOLE["title"]
    assert "Your idea is out. Thank you." in page.text
    assert page.has("strong")
    assert page.has("a", href="/ideas?tag=wet-days")
    assert page.one("article", class_="body").get("lang") == "en"
    assert "Your idea is out" not in (await browser.page(response.headers["location"])).text, "said once"


async def test_the_two_questions_find_the_square(browser: Browser) -> None:
    fields = WHOLE | {"quadrant": "", "whom": "others", "how": "creation"}
    response = await browser.submit("/ideas/new", "/ideas/new", **fields)
    page = await browser.page(response.headers["location"])
    assert page.has("a", href="/quadrants/creation-with-others")


async def test_everything_wrong_is_said_at_once_and_what_was_typed_is_kept(
    browser: Browser, sessions: Sessions
) -> None:
    wrong = WHOLE | {"title": "Oh", "proposal": "short", "quadrant": "", "tags": "a,b,c,d,e,f", "language": "fr"}
    response = await browser.submit("/ideas/new", "/ideas/new", **wrong)
    assert response.status_code == 422
    page = Page(response.text)
    assert {name for name in wrong if page.has(id=f"error-{name}")} == {
        "title",
        "proposal",
        "quadrant",
        "tags",
        "language",
    }
    assert page.has("h2", id="error-title")
    kept = page.form("/ideas/new")
    for name in ("title", "problem", "proposal", "tags"):
        assert kept[name][0].split() == wrong[name].split()
    for link in page.all("a"):
        if link.get("href").startswith("#field-"):
            assert page.has(id=link.get("href")[1:]), "a summary's link leads to its field"
    assert await how_many(sessions) == 0


async def test_a_form_sent_twice_makes_one_idea(browser: Browser, sessions: Sessions) -> None:
    form = (await browser.page("/ideas/new")).form("/ideas/new") | WHOLE
    answers = await asyncio.gather(*(browser.send("/ideas/new", form) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await how_many(sessions) == 1


async def test_two_forms_make_two_ideas(browser: Browser, sessions: Sessions) -> None:
    for _ in range(2):
        assert (await browser.submit("/ideas/new", "/ideas/new", **WHOLE)).status_code == 303
    assert await how_many(sessions) == 2


async def test_a_draft_is_kept_while_typing_and_becomes_the_idea(browser: Browser, sessions: Sessions) -> None:
    form = (await browser.page("/ideas/new")).form("/ideas/new")
    for title in ("B", "Benches"):
        kept = await browser.send("/ideas/drafts", form | {"title": title}, hx_request="true")
        assert kept.status_code == 200
        piece = Page(kept.text)
        assert [root.get("id") for root in piece.roots] == ["draft"]
        assert "Draft saved" in piece.text
    assert await how_many(sessions, status=Status.DRAFT) == 1
    page = await browser.page("/me")
    link = next(each.get("href") for each in page.all("a") if "draft=" in each.get("href"))
    opened = (await browser.page(link)).form("/ideas/new")
    assert opened["title"] == ["Benches"]
    assert opened["key"] == form["key"]
    assert (await browser.send("/ideas/new", opened | WHOLE)).status_code == 303
    assert await how_many(sessions, status=Status.DRAFT) == 0
    assert await how_many(sessions) == 1
    late = await browser.send("/ideas/drafts", form | {"title": "Too late"}, hx_request="true")
    assert late.status_code == 200, "an answer that comes late harms nothing"
    assert "Too late" not in (await browser.page("/ideas")).text


async def test_without_script_a_draft_is_kept_by_its_button(browser: Browser) -> None:
    response = await browser.submit("/ideas/new", "/ideas/new", title="Only a title", draft="yes")
    assert response.headers["location"].startswith("/ideas/new?draft=")
    page = await browser.page(response.headers["location"])
    assert page.form("/ideas/new")["title"] == ["Only a title"]
    assert "Only you can see it" in page.text
    too_long = await browser.submit("/ideas/new", "/ideas/new", title="x" * 121, draft="yes")
    assert too_long.status_code == 422


async def test_a_draft_that_does_not_fit_says_so_to_the_script(browser: Browser) -> None:
    form = (await browser.page("/ideas/new")).form("/ideas/new") | {"title": "x" * 200}
    refused = await browser.send("/ideas/drafts", form, hx_request="true")
    assert refused.status_code == 422
    assert [root.get("id") for root in Page(refused.text).roots] == ["draft"]
    assert "Draft saved" not in refused.text


async def test_an_idea_has_one_address_and_the_others_lead_there(browser: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    for path in (f"/ideas/{idea.id}", f"/ideas/{idea.id}-old-title", f"/ideas/{idea.id}-"):
        response = await browser.get(path + "?x=1")
        assert response.status_code == 301
        assert response.headers["location"] == idea.path + "?x=1"
    page = await browser.page(idea.path)
    assert page.one("link", rel="canonical").get("href") == idea.path
    assert page.has("input", name="csrf")


async def test_an_idea_is_changed_and_its_history_is_open(
    app: FastAPI, browser: Browser, people: People, ann: Member, browsing: Browsing
) -> None:
    idea = await people.idea(by=ann, title="The first title")
    response = await browser.submit(f"/ideas/{idea.id}/edit", f"/ideas/{idea.id}/edit", title="The second title")
    assert response.status_code == 303
    visitor = await browsing(app)
    page = await visitor.page(f"/ideas/{idea.id}")
    assert page.one("h1").words == "The second title"
    assert "edited once" in page.text
    history = await visitor.page(f"/ideas/{idea.id}/history")
    assert "The first title" in history.text
    assert "The second title" in history.text


async def test_a_late_change_needs_a_note(
    app: FastAPI, browser: Browser, people: People, ann: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    edit = f"/ideas/{idea.id}/edit"
    assert "note" not in (await browser.page(edit)).form(edit)
    clock.forward(hours=25)
    refused = await browser.submit(edit, edit, title="A better title")
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id="error-note")
    assert page.form(edit)["title"] == ["A better title"]
    assert (await browser.submit(edit, edit, title="A better title", note="A better title.")).status_code == 303
    assert "A better title." in (await browser.page(f"/ideas/{idea.id}/history")).text


async def test_two_tabs_do_not_overwrite_each_other(browser: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    edit = f"/ideas/{idea.id}/edit"
    first, second = (await browser.page(edit)).form(edit), (await browser.page(edit)).form(edit)
    assert (await browser.send(edit, first | {"title": "From the first tab"})).status_code == 303
    refused = await browser.send(edit, second | {"title": "From the second tab"})
    assert refused.status_code == 409
    again = Page(refused.text).form(edit)
    assert again["title"] == ["From the second tab"]
    assert (await browser.send(edit, again)).status_code == 303, "having seen it, one may go on"


async def test_an_idea_is_taken_back_with_a_reason(browser: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    path = f"/ideas/{idea.id}/withdraw"
    refused = await browser.submit(path, path, reason="")
    assert refused.status_code == 422
    assert Page(refused.text).has(id="error-reason")
    assert (await browser.submit(path, path, reason="Somebody had it before.")).status_code == 303
    page = await browser.page(idea.path)
    assert "Somebody had it before." in page.text
    assert idea.title not in (await browser.page("/ideas")).text
    assert idea.title in (await browser.page("/ideas?status=withdrawn")).text
    assert (await browser.post(path, {"reason": "Twice."})).status_code == 303, "twice changes nothing"
    assert "Twice." not in (await browser.page(idea.path)).text
    assert (await browser.get(f"/ideas/{idea.id}/edit")).status_code == 409


async def test_nobody_changes_or_withdraws_somebody_elses_idea(
    app: FastAPI, people: People, ann: Member, browsing: Browsing
) -> None:
    idea = await people.idea(by=ann)
    for role in (Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE):
        other = await browsing(app, await people.member(f"Other {role}", role))
        fields = WHOLE | {"based_on": "1", "note": "Mine now", "reason": "Mine now"}
        for what in ("edit", "withdraw"):
            assert (await other.get(f"/ideas/{idea.id}/{what}")).status_code == 403
            refused = await other.post(f"/ideas/{idea.id}/{what}", fields)
            assert refused.status_code == 403
            assert "Mine now" in refused.text, "even then the words come back"
    assert (await other.page(idea.path)).one("h1").words == idea.title


async def test_too_many_ideas_in_an_hour_lose_no_words(browser: Browser, people: People, ann: Member) -> None:
    for number in range(20):
        await people.idea(by=ann, title=f"Idea number {number}")
    refused = await browser.submit("/ideas/new", "/ideas/new", **WHOLE)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert WHOLE["proposal"] in refused.text.replace("&#39;", "'")


async def test_a_key_that_is_none_still_makes_an_idea(browser: Browser) -> None:
    for key in ("", "nonsense", str(uuid4()) * 2):
        assert (await browser.post("/ideas/new", WHOLE | {"key": key})).status_code == 303
