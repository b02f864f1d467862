"""Talking below an idea: with and without script, changed and removed."""

import asyncio

import pytest
from fastapi import FastAPI

from domain.ideas import Idea
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


@pytest.fixture
async def browser(app: FastAPI, people: People, browsing: Browsing) -> Browser:
    return await browsing(app, await people.member("Ben"))


def says(page: Page) -> list[str]:
    return [each.words for each in page.all("article", class_="comment")]


async def test_a_comment_and_a_reply_are_read_where_they_belong(browser: Browser, idea: Idea) -> None:
    action = f"/ideas/{idea.id}/comments"
    response = await browser.submit(idea.path, action, body="I would *sit* there.")
    assert response.status_code == 303
    place = response.headers["location"]
    assert place.startswith(idea.path + "#comment-")
    parent = place.rpartition("-")[2]
    assert (await browser.post(action, {"body": "In the rain too.", "parent_id": parent})).status_code == 303
    page = await browser.page(idea.path)
    first, second = says(page)
    assert "I would sit there." in first
    assert "In the rain too." in second
    assert page.has("em")
    assert page.has("ol", class_="replies")
    assert "2 comments" in page.text


async def test_the_script_gets_the_discussion_with_the_new_comment_in_focus(browser: Browser, idea: Idea) -> None:
    response = await browser.script(f"/ideas/{idea.id}/comments", {"body": "I would sit there."})
    assert response.status_code == 200
    piece = Page(response.text)
    assert [root.get("id") for root in piece.roots] == ["comments"]
    assert piece.has(id=piece.roots[0].get("data-focus"))
    assert "1 comment" in piece.text


@pytest.mark.parametrize("by_script", [False, True])
async def test_a_refused_comment_keeps_its_words(browser: Browser, idea: Idea, by_script: bool) -> None:
    fields = {"body": "x" * 4001}
    send = browser.script if by_script else browser.post
    response = await send(f"/ideas/{idea.id}/comments", fields)
    assert response.status_code == 422
    page = Page(response.text)
    assert page.has(id="error-body")
    assert page.form(f"/ideas/{idea.id}/comments")["body"] == [fields["body"]]
    assert says(page) == []


async def test_a_refused_reply_keeps_its_words_in_its_own_form(browser: Browser, idea: Idea, people: People) -> None:
    comment = await people.comment(by=await people.member("Dan"), on=idea)
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "y" * 4001, "parent_id": str(comment.id)})
    assert response.status_code == 422
    page = Page(response.text)
    assert page.one("textarea", id=f"field-reply-{comment.id}").text.strip() == "y" * 4001
    assert page.one("textarea", id="field-body").text.strip() == ""


async def test_a_comment_sent_eight_times_is_there_once(browser: Browser, idea: Idea) -> None:
    form = (await browser.page(idea.path)).form(f"/ideas/{idea.id}/comments") | {"body": "Once only."}
    assert "key" in form
    answers = await asyncio.gather(*(browser.send(f"/ideas/{idea.id}/comments", form) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(says(await browser.page(idea.path))) == 1


@pytest.mark.parametrize("parent", ["999999", "9" * 30, "0", "-1", "Dan", " "])
async def test_a_reply_to_nothing_is_refused(browser: Browser, idea: Idea, parent: str) -> None:
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "To whom?", "parent_id": parent})
    assert response.status_code == 404
    assert "To whom?" in response.text
    assert says(await browser.page(idea.path)) == []


async def test_a_reply_to_a_reply_and_across_ideas_is_refused(browser: Browser, idea: Idea, people: People) -> None:
    dan = await people.member("Dan")
    top = await people.comment(by=dan, on=idea)
    reply = await people.comment(by=dan, on=idea, to=top)
    deep = await browser.post(f"/ideas/{idea.id}/comments", {"body": "Deeper.", "parent_id": str(reply.id)})
    assert deep.status_code == 409
    assert "one level deep" in deep.text
    assert "Deeper." in deep.text
    other = await people.idea(by=dan, title="Another idea")
    across = await browser.post(f"/ideas/{other.id}/comments", {"body": "Across.", "parent_id": str(top.id)})
    assert across.status_code == 404


async def test_a_comment_is_changed_for_a_while(browser: Browser, idea: Idea, clock: HeldClock) -> None:
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "First words."})
    number = response.headers["location"].rpartition("-")[2]
    path = f"/comments/{number}/edit"
    changed = await browser.submit(path, path, body="Better words.")
    assert changed.headers["location"] == response.headers["location"]
    page = await browser.page(idea.path)
    assert "Better words." in page.text
    assert "edited" in says(page)[0]
    empty = await browser.submit(path, path, body=" ")
    assert empty.status_code == 422
    form = (await browser.page(path)).form(path)
    clock.forward(minutes=31)
    assert (await browser.get(path)).status_code == 409
    late = await browser.send(path, form | {"body": "Too late words."})
    assert late.status_code == 409
    assert "Too late words." in late.text


async def test_a_removed_comment_leaves_a_stone_and_its_replies(
    app: FastAPI, browser: Browser, idea: Idea, people: People, browsing: Browsing
) -> None:
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "Regretted."})
    number = response.headers["location"].rpartition("-")[2]
    await browser.post(f"/ideas/{idea.id}/comments", {"body": "A reply.", "parent_id": number})
    path = f"/comments/{number}/remove"
    assert "reason" not in (await browser.page(path)).form(path), "one's own needs no reason"
    assert (await browser.submit(path, path)).status_code == 303
    page = await browser.page(idea.path)
    assert "Regretted." not in page.html
    assert "This comment was removed." in page.text
    assert "A reply." in page.text
    assert "1 comment" in page.text


async def test_the_product_team_removes_with_a_reason(
    app: FastAPI, browser: Browser, idea: Idea, people: People, browsing: Browsing
) -> None:
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "Buy my bikes."})
    path = f"/comments/{response.headers['location'].rpartition('-')[2]}/remove"
    team = await browsing(app, await people.member("Priya", Role.PRODUCT))
    refused = await team.submit(path, path, reason="")
    assert refused.status_code == 422
    assert Page(refused.text).has(id="error-reason")
    assert (await team.submit(path, path, reason="This is an advertisement.")).status_code == 303
    assert "This is an advertisement." in (await browser.page(idea.path)).text


async def test_nobody_changes_or_removes_what_others_said(
    app: FastAPI, browser: Browser, idea: Idea, people: People, browsing: Browsing, ann: Member
) -> None:
    response = await browser.post(f"/ideas/{idea.id}/comments", {"body": "Mine."})
    number = response.headers["location"].rpartition("-")[2]
    other = await browsing(app, ann)
    for what in ("edit", "remove"):
        assert (await other.get(f"/comments/{number}/{what}")).status_code == 403
        refused = await other.post(f"/comments/{number}/{what}", {"body": "Taken.", "reason": "Taken."})
        assert refused.status_code == 403
    assert "Mine." in (await other.page(idea.path)).text


async def test_a_long_discussion_goes_on_with_and_without_script(browser: Browser, idea: Idea, people: People) -> None:
    dan = await people.member("Dan")
    for number in range(22):
        await people.comment(by=dan, on=idea, says=f"Comment number {number}.")
    page = await browser.page(idea.path)
    assert len(says(page)) == 20
    more = next(link for link in page.all("a") if "after=" in link.get("href"))
    rest = await browser.page(more.get("href"))
    assert [words.rpartition(".")[0][-10:] for words in says(rest)] != []
    assert "Comment number 21." in rest.text
    assert "Comment number 0." not in rest.text
    piece = Page((await browser.get(more.get("hx-get"), hx_request="true")).text)
    assert [root.get("id") for root in piece.roots] == ["comments"]
    assert len(says(piece)) == 2


async def test_a_visitor_is_asked_to_sign_in(app: FastAPI, idea: Idea, browsing: Browsing) -> None:
    visitor = await browsing(app)
    page = await visitor.page(idea.path)
    assert page.has("a", href=f"/signin?next=/ideas/{idea.id}")
    refused = await visitor.post(f"/ideas/{idea.id}/comments", {"body": "Let me in, please."})
    assert refused.status_code == 403
    assert "Let me in, please." in refused.text
    by_script = await visitor.script(f"/ideas/{idea.id}/comments", {"body": "Let me in, please."})
    assert by_script.status_code == 403
    assert Page(by_script.text).has("a", href="/signin")


async def test_an_author_says_what_the_idea_builds_on_and_all_read_it(
    app: FastAPI, people: People, browser: Browser, browsing: Browsing, ann: Member, idea: Idea
) -> None:
    comment = await people.comment(by=await people.member("Eve"), on=idea, says="With a roof, it lasts.")
    credit = f"/comments/{comment.id}/credit"
    assert credit not in (await browser.get(idea.path)).text  # Ben has nothing to say about it
    author = await browsing(app, ann)
    assert (await author.submit(idea.path, credit)).headers["location"] == comment.path
    for reader in (browser, author):
        assert "The idea builds on this" in says(await reader.page(idea.path))[0]
    response = await author.script(f"/comments/{comment.id}/take-credit-back", {})
    assert "The idea builds on this" not in Page(response.text).text
    assert "The idea builds on this" not in (await browser.page(idea.path)).text


async def test_a_third_credit_is_refused_with_the_reason(
    app: FastAPI, people: People, browsing: Browsing, ann: Member, idea: Idea
) -> None:
    author = await browsing(app, ann)
    for number, status in enumerate((303, 303, 409)):
        comment = await people.comment(by=await people.member(f"Writer {number}"), on=idea)
        response = await author.submit(idea.path, f"/comments/{comment.id}/credit")
        assert response.status_code == status
    assert "Take another credit back first." in Page(response.text).text
