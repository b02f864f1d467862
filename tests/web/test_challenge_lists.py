"""The lists of a challenge go on to their end: who joined, how far they are, a week of everybody, and ideas."""

import pytest
from fastapi import FastAPI

from domain import challenges
from domain.members import Role
from tests.challenging import began, called
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from web import challenge_results, challenge_weeks
from web import challenges as challenges_page


async def test_no_list_of_a_challenge_stops_short(
    app: FastAPI, browsing: Browsing, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    for module in (challenges_page, challenge_results, challenge_weeks):
        monkeypatch.setattr(module, "PEOPLE", 2)
    monkeypatch.setattr(challenges_page, "SHOWN", 2)
    work, names = await called(people, by=pia, staff=True), [f"Olga {number}" for number in range(5)]
    for name in names:
        await people.does(challenges.join, await people.member(name, Role.EMPLOYEE), work.id)
    work = await began(people, work)
    keeper = await browsing(app, pia)
    assert await _followed(keeper, work.path, names) == [names[:2], names[2:4], names[4:]]
    assert await _followed(keeper, f"{work.path}/readings", names) == [names[:2], names[2:4], names[4:]]
    table = f"{work.path}/week"
    assert await _followed(keeper, table, names) == [names[:2], names[2:4], names[4:]]
    looked = await keeper.submit(table, table, much_1="120", well_1="91", do="look")
    assert 'name="onward"' in looked.text
    entered = await keeper.submit(table, table, much_1="120", well_1="91", do="enter")
    assert [name for name in names if name in (await keeper.get(entered.headers["location"])).text] == names[2:4]
    call, ann = await began(people, await called(people, by=pia)), await people.member("Ann")
    for title in names:
        idea = await people.idea(by=ann, title=title)
        await people.does(challenges.answer, ann, call.id, idea.id)
    latest = names[::-1]
    assert await _followed(await browsing(app), call.path, latest) == [latest[:2], latest[2:4], latest[4:]]
    for bad in ("ideas", "people", "met"):
        whose = work if bad == "people" else call
        assert (await keeper.get(f"{whose.path}?{bad}=nonsense")).status_code == 422


async def _followed(browser: Browser, address: str, words: list[str]) -> list[list[str]]:
    """Return which of the words stand on a page and on those that its link to more leads on to."""
    found = []
    for _ in words:
        page = await browser.page(address)
        found.append([word for word in words if word in page.html])
        onward = [each.get("href") for each in page.all("a") if each.words in ("Show more", "The next people")]
        if not onward:
            break
        address = onward[0].partition("#")[0]
    return found
