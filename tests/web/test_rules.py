"""Rules on pages: what admins write there, and what it says of versions that never counted."""

from fastapi import FastAPI

from tests.conftest import HeldClock
from tests.people import People
from tests.web.conftest import Browsing


async def test_a_mistyped_rule_is_corrected_by_form_and_the_page_says_so(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    browser, rule = await browsing(app, await people.admin()), "/points/rules/adopted"
    for version, points in ((1, "15"), (2, "160")):
        assert ("takes its place before that" in (await browser.page(rule)).text) == (version == 2)
        answer = await browser.submit(rule, rule, do="save", amount_1=points, why="A figure was mistyped.")
        assert answer.status_code == 303
        said = (await browser.page("/points/rules")).text
        assert said.count("replaced before it counted") == version - 1
    late = {"based_on": "2", "do": "save", "upto_1": "1", "amount_1": "170", "why": "Another figure."}
    answer = await browser.post(rule, late)
    assert (answer.status_code, "Somebody changed this rule" in answer.text) == (409, True)


async def test_an_admin_sees_who_would_gain_and_lose_before_anything_is_written(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    voters = [await people.member(f"Ben {number}") for number in range(3)]
    clock.forward(hours=25)
    idea = await people.idea(by=await people.member("Ann"))
    for voter in voters:
        await people.vote(by=voter, on=idea)
    await people.hear()
    browser, rule = await browsing(app, await people.admin()), "/points/rules/supported"
    steps = {"upto_1": "1", "amount_1": "50", "upto_2": "", "amount_2": "", "cap_points": "200", "cap_period": "day"}
    shown = await browser.send(rule, {**steps, "csrf": await browser.token(), "based_on": "1", "do": "preview"})
    assert shown.status_code == 200
    assert "1 would have more, 0 would have less. In all 35 points of difference" in shown.text
    assert "Nobody is told." in shown.text
    assert 'value="50"' in shown.text, "what was typed is there"
    fewer = {**steps, "amount_1": "1", "csrf": await browser.token(), "based_on": "1", "do": "preview"}
    assert "0 would have more, 1 would have less." in (await browser.send(rule, fewer)).text
    said = (await browser.page("/points/rules")).text
    assert "All versions" not in said, "nothing was written"
    without = {**steps, "amount_1": "-5", "csrf": await browser.token(), "based_on": "1", "do": "preview"}
    assert (await browser.send(rule, without)).status_code == 422
