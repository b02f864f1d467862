"""Reporting from the pages, and what moderators do: list, hide, leave, bring back; without script."""

import pytest
from fastapi import FastAPI

from domain import moderation
from domain.ideas import Idea
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


async def links(browser: Browser, path: str) -> list[str]:
    """Return where the page leads about reporting and hiding."""
    found = [link.get("href") for link in (await browser.page(path)).all("a")]
    return [link for link in found if link.endswith(("/report", "/hide"))]


async def test_each_text_offers_what_its_reader_can_do_about_it(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ben, on=bench)
    of_idea, of_comment = f"/ideas/{bench.id}", f"/comments/{said.id}"
    assert await links(await browsing(app), bench.path) == [f"{of_idea}/report", f"{of_comment}/report"]
    assert await links(await browsing(app, ann), bench.path) == [f"{of_comment}/report"]
    assert await links(await browsing(app, ben), bench.path) == [f"{of_idea}/report"]
    assert await links(await browsing(app, pat), bench.path) == [f"{of_idea}/hide", f"{of_comment}/hide"]


async def test_a_report_goes_to_the_moderators_and_its_answer_comes_back(
    app: FastAPI, browsing: Browsing, people: People, ben: Member, pat: Member, bench: Idea
) -> None:
    reporter, moderator = await browsing(app, ben), await browsing(app, pat)
    form = f"/ideas/{bench.id}/report"
    assert "Only the moderators read this" in (await reporter.page(form)).text
    sent = await reporter.submit(form, form, reason="rude", said="It calls <b>us</b> names.")
    assert (sent.status_code, sent.headers["location"]) == (303, bench.path)
    assert "Nobody has looked at it yet." in (await reporter.page("/me/reports")).text
    listed = await moderator.page("/moderation")
    assert "It calls <b>us</b> names." in listed.text
    assert (
        await moderator.submit("/moderation", f"/ideas/{bench.id}/keep", answer="Blunt, but fair.")
    ).status_code == 303
    assert "Nothing is waiting" in (await moderator.page("/moderation")).text
    assert "left it there. Blunt, but fair." in (await reporter.page("/me/reports")).text


async def test_hiding_from_the_list_and_bringing_back(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    said = await people.comment(by=ben, on=bench, says="You fools.")
    await people.does(moderation.report, ann, comment_id=said.id, reason="rude")
    author, moderator = await browsing(app, ann), await browsing(app, pat)
    (to_hide,) = await links_to(moderator, "/moderation", "/hide")
    hide, restore = f"/comments/{said.id}/hide", f"/comments/{said.id}/restore"
    sent = await moderator.submit(to_hide, hide, said="Kindly, please.")
    assert (sent.status_code, sent.headers["location"]) == (303, "/moderation")
    page = await author.page(bench.path)
    assert "You fools." not in page.html
    assert "This comment was removed. Kindly, please." in page.text
    assert "You fools." in (await moderator.page("/moderation/hidden")).text
    sent = await moderator.submit("/moderation/hidden", restore)
    assert (sent.status_code, sent.headers["location"]) == (303, "/moderation/hidden")
    assert "You fools." in (await author.page(bench.path)).text


async def links_to(browser: Browser, path: str, ending: str) -> list[str]:
    """Return the links of a page to addresses with this ending, whatever they ask."""
    found = [link.get("href") for link in (await browser.page(path)).all("a")]
    return [link for link in found if link.partition("?")[0].endswith(ending)]


async def test_an_author_reads_why_their_idea_is_hidden_and_a_moderator_brings_it_back(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member, pat: Member, bench: Idea
) -> None:
    author, moderator, other = await browsing(app, ann), await browsing(app, pat), await browsing(app, ben)
    form = f"/ideas/{bench.id}/hide"
    assert (await moderator.submit(form, form, reason="spam", said="We have this shop twice.")).status_code == 303
    page = await author.page(bench.path)
    assert "only its author and the moderators see it." in page.text
    assert "It is spam or advertising: We have this shop twice." in page.text
    assert (await other.get(bench.path)).status_code == 404
    assert (await other.get(form)).status_code == 403
    assert (await moderator.submit(bench.path, f"/ideas/{bench.id}/restore")).headers["location"] == bench.path
    assert "is hidden" not in (await author.page(bench.path)).text


async def test_a_reporter_does_not_read_the_title_of_what_is_hidden(
    app: FastAPI, browsing: Browsing, people: People, ben: Member, pat: Member, bench: Idea
) -> None:
    await people.does(moderation.report, ben, idea_id=bench.id, reason="spam")
    await people.does(moderation.hide, pat, idea_id=bench.id, reason="spam")
    page = await (await browsing(app, ben)).page("/me/reports")
    assert bench.title not in page.html
    assert "looked at it and hid it" in page.text


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/ideas/{idea}/report", {}, 422),
        ("/ideas/{idea}/report", {"reason": "nonsense"}, 422),
        ("/ideas/{idea}/report", {"reason": "other"}, 422),
        ("/ideas/{idea}/report", {"reason": "rude", "said": "x" * 5000}, 422),
        ("/ideas/999/report", {"reason": "rude"}, 404),
        ("/comments/999/report", {"reason": "rude"}, 404),
        ("/ideas/{idea}/hide", {"reason": "rude"}, 403),
        ("/ideas/{idea}/restore", {}, 403),
        ("/ideas/{idea}/keep", {}, 403),
    ],
)
async def test_what_a_member_cannot_send(
    path: str, fields: dict[str, str], status: int, app: FastAPI, browsing: Browsing, ben: Member, bench: Idea
) -> None:
    answer = await (await browsing(app, ben)).post(path.format(idea=bench.id), fields)
    assert answer.status_code == status


async def test_what_a_moderator_cannot_send(app: FastAPI, browsing: Browsing, pat: Member, bench: Idea) -> None:
    browser = await browsing(app, pat)
    assert (await browser.post(f"/ideas/{bench.id}/keep")).status_code == 409
    assert (await browser.post(f"/ideas/{bench.id}/hide", {"reason": "other", "said": " "})).status_code == 422
    away = await browser.post(f"/ideas/{bench.id}/hide", {"reason": "rude", "next": "https://elsewhere.example"})
    assert away.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/moderation", "/moderation/hidden", "/me/reports"])
async def test_a_list_asks_as_much_for_one_row_as_for_many(
    path: str, app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, counting_app: Counting
) -> None:
    async def grow() -> None:
        other = await people.member("Somebody", email=f"{len(made)}@x.example")
        idea = await people.idea(by=other)
        said = await people.comment(by=other, on=idea)
        for actor in (ann, pat):
            await people.does(moderation.report, actor, idea_id=idea.id, reason="rude")
            await people.does(moderation.report, actor, comment_id=said.id, reason="rude")
        gone = await people.comment(by=other, on=idea)
        await people.does(moderation.hide, pat, comment_id=gone.id, reason="rude")
        made.append(idea)

    made: list[Idea] = []
    await grow()
    browser = await browsing(app, pat)
    await browser.page(path)
    with counting_app() as few:
        await browser.page(path)
    for _ in range(3):
        await grow()
    with counting_app() as many:
        await browser.page(path)
    assert len(many) == len(few) <= 5, "\n\n".join(many.statements)


async def test_a_moderator_suspends_and_lifts_and_the_member_reads_why_on_each_page(
    app: FastAPI, browsing: Browsing, ben: Member, pat: Member, bench: Idea
) -> None:
    member, moderator = await browsing(app, ben), await browsing(app, pat)
    form, home = f"/moderation/members/{ben.id}/suspend", f"/members/{ben.handle}"
    assert form in [link.get("href") for link in (await moderator.page(home)).all("a")]
    assert (await moderator.submit(form, form, days="many", reason="")).status_code == 422
    assert (await moderator.submit(form, form, days="3", reason="Names were called.")).headers["location"] == home
    page = await member.page(bench.path)
    assert "You can read here, and not write, until" in page.text
    assert "Names were called." in page.text
    assert (await member.post(f"/ideas/{bench.id}/comments", {"body": "Still here."})).status_code == 403
    assert "Names were called." not in (await (await browsing(app)).page(home)).text
    assert (await member.get(form)).status_code == 403
    assert (await moderator.submit(home, f"/moderation/members/{ben.id}/lift")).headers["location"] == home
    assert "not write" not in (await member.page(bench.path)).text


async def test_what_moderators_wrote_themselves_is_left_to_others(
    app: FastAPI, browsing: Browsing, people: People, ben: Member, pat: Member
) -> None:
    own = await people.idea(by=pat)
    moderator = await browsing(app, pat)
    assert await links(moderator, own.path) == []
    await people.does(moderation.report, ben, idea_id=own.id, reason="rude")
    listed = await moderator.page("/moderation")
    assert "This is your own. Another moderator has to look at it." in listed.text
    assert [form for form in listed.all("form") if form.get("action").endswith("/keep")] == []
    refused = await moderator.get(f"/ideas/{own.id}/hide")
    assert refused.status_code == 403
    assert "Another moderator has to look at it." in refused.text
    sam = await people.member("Sam", Role.PRODUCT)
    await people.does(moderation.hide, sam, idea_id=own.id, reason="rude")
    listed = await moderator.page("/moderation/hidden")
    assert "This is your own. Another moderator has to look at it." in listed.text
    assert [form for form in listed.all("form") if form.get("action").endswith("/restore")] == []
