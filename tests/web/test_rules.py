"""Rules on pages: what admins write there, and what it says of versions that never counted."""

from fastapi import FastAPI

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
