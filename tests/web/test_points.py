"""Points on pages: for whoever may read them, with the titles that the reader may see, in as few statements as one."""

import pytest
from fastapi import FastAPI

from domain import rewards
from tests.conftest import HeldClock
from tests.people import People
from tests.web.conftest import Browsing, Counting

TITLE = "A bench that nobody may see"


async def test_a_page_of_points_keeps_the_title_of_an_idea_out_of_sight(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, title=TITLE)
    await people.hear()
    entry = (await people.reads(rewards.by_ids, ann, range(10_000))).popitem()[1]
    browser = await browsing(app, ben)
    paths = (entry.path, f"/members/{ann.handle}/points")
    for path in paths:
        assert TITLE in (await browser.get(path)).text
    await people.hide(idea)
    for path in paths:
        response = await browser.get(path)
        assert response.status_code == 200
        assert TITLE not in response.text
        assert "something that you can’t see" in response.text


async def test_who_opts_out_is_on_no_page_about_points(app: FastAPI, browsing: Browsing, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    entry = (await people.reads(rewards.by_ids, ann, range(10_000))).popitem()[1]
    browser = await browsing(app, ben)
    board, record = "/points/boards", f"/members/{ann.handle}/points"
    assert f"/members/{ann.handle}" in (await browser.get(board)).text
    assert [(await browser.get(path)).status_code for path in (entry.path, record)] == [200, 200]
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    assert f"/members/{ann.handle}" not in (await browser.get(board)).text
    assert [(await browser.get(path)).status_code for path in (entry.path, record)] == [404, 404]


# At most this many to make a page anew.
MOST = {"/points": 14, "/points/boards": 12, "/members/{handle}/points": 12}


@pytest.mark.parametrize("path", MOST)
async def test_a_page_of_points_asks_as_much_for_one_row_as_for_many(
    path: str, app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    browser, address = await browsing(app, ann), path.format(handle=ann.handle)

    async def grow(times: int) -> None:
        for _ in range(times):
            clock.forward(minutes=1)
            other = await people.member(f"Person at {clock.time:%H %M}")
            for who in (ann, other):
                await people.idea(by=who, title=f"A bench at {clock.time:%H:%M}")
        await people.hear()

    await grow(1)
    assert (await browser.get(address)).status_code == 200
    with counting_app() as few:
        await browser.get(address)
    await grow(3)
    with counting_app() as many:
        assert (await browser.get(address)).status_code == 200
    assert len(many) == len(few) <= MOST[path], "\n\n".join(many.statements)
