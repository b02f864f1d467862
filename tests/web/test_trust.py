"""The page of trust: each figure beside what is asked, for the member and moderators alone, and in no public place."""

from fastapi import FastAPI

from domain import moderation, trust
from domain.members import Member, Role, TrustLevel
from tests import trusting
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing


async def rows(browser: Browser, path: str = "/me/trust") -> list[list[str]]:
    cells = [cell.text for cell in (await browser.page(path)).all("td")]
    return [cells[first : first + 3] for first in range(0, len(cells), 3)]


async def test_a_member_reads_where_they_stand_and_looks_again(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, others = await people.member("Ann"), await trusting.crowd(people)
    browser = await browsing(app, ann)
    page = await browser.page("/me/trust")
    assert page.one("h2", id="stands").text == "New here"
    assert "Look now" not in page.text
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    page = await browser.page("/me/trust")
    assert "You have all that “A regular” asks for." in page.text
    assert await rows(browser) == [
        ["15", "✓ Reached: 15", "40"],
        ["10", "✓ Reached: 10", "✓ Reached: 10"],
        ["3", "✓ Reached: 3", "4"],
        ["1", "–", "10"],
        ["1", "–", "5"],
        ["0", "0", "0"],
    ]
    answer = await browser.submit("/me/trust", "/me/trust")
    assert answer.headers["location"] == "/me/trust"
    page = await browser.page("/me/trust")
    assert page.one("h2", id="stands").text == "A regular"
    assert "Look now" not in page.text


async def test_what_was_lost_and_the_grace_are_said_kindly(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, others = await people.member("Ann"), await trusting.crowd(people)
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trust.look(people.sessions)
    clock.forward(days=101)
    await trust.look(people.sessions)
    browser = await browsing(app, ann)
    said = (await browser.page("/me/trust")).text
    assert "Nothing is lost until 29 May 2026" in said, said
    bad = await people.comment(by=ann, on=await people.idea(by=others[0]))
    await people.does(moderation.hide, await people.member("Pia", Role.PRODUCT), comment_id=bad.id, reason="rude")
    await people.hear()
    page = await browser.page("/me/trust")
    assert page.one("h2", id="stands").text == "Known here"
    assert "Moderators took a text out of sight." in page.text
    assert "Nothing is lost until" not in page.text


async def test_moderators_find_it_where_they_look_at_a_member_and_nobody_else_does(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann = await trusting.put(people, await people.member("Ann"), TrustLevel.REGULAR)
    pia, ben = await people.member("Pia", Role.PRODUCT), await people.member("Ben")
    for reader, sees in ((pia, True), (ben, False), (ann, False), (None, False)):
        page = await (await browsing(app, reader)).page("/members/ann")
        assert bool([each for each in page.all("a") if each.get("href") == "/members/ann/trust"]) is sees
        assert "regular" not in page.text.lower()
    assert "A regular" in (await (await browsing(app, pia)).page("/members/ann/trust")).text
    assert (await (await browsing(app, ben)).get("/members/ann/trust")).status_code == 403
    assert (await (await browsing(app)).get("/members/ann/trust")).status_code == 303
    own = (await (await browsing(app, pia)).page("/me/trust")).text
    assert "follows from your role" in own
    assert (await (await browsing(app, pia)).get(f"/members/{pia.handle}/trust")).status_code == 200


async def test_who_works_here_cannot_ask_for_a_look(app: FastAPI, browsing: Browsing, people: People) -> None:
    pia: Member = await people.member("Pia", Role.PRODUCT)
    assert (await (await browsing(app, pia)).post("/me/trust")).status_code == 403


async def test_moderators_see_whose_report_comes_from_somebody_trusted(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    idea, pia = await people.idea(by=await people.member("Eve")), await people.member("Pia", Role.PRODUCT)
    for name, level in (("Ann", TrustLevel.TRUSTED), ("Ben", TrustLevel.REGULAR)):
        reporter = await trusting.put(people, await people.member(name), level)
        await people.does(moderation.report, reporter, idea_id=idea.id, reason="rude")
    page = await (await browsing(app, pia)).page("/moderation")
    assert page.text.count("Trusted") == 1
