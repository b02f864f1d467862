"""How many statements a page sends: the same for one row as for many."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI

from domain import database, follows, offers, votes
from domain.database import Sessions
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People
from tests.web.conftest import Browsing, Counting

Grow = Callable[[], Awaitable[None]]


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def grow(people: People, sessions: Sessions, ann: Member, clock: HeldClock) -> Grow:
    """Return what adds an idea with everything on it, by somebody new, and a comment to the first."""
    author = await people.member("First")
    first = await people.idea(by=author, title="The first idea", tags="docks", quadrant="creation_with_others")

    async def grow() -> None:
        clock.forward(minutes=5)
        other = await people.member(f"Person at {clock():%H %M}")
        mine = await people.idea(by=ann, title="One of Ann’s", tags="night,docks")
        theirs = await people.idea(by=other, title="One of others", tags="rain,docks")
        for idea in (first, theirs):
            top = await people.comment(by=ann, on=idea)
            await people.comment(by=other, on=idea, to=top)
        await people.offer(by=ann, on=theirs)
        await people.does(offers.accept, author, (await people.offer(by=other, on=first)).id)
        async with database.transaction(sessions) as session:
            await votes.cast(session, ann, theirs.id)
            await votes.cast(session, other, mine.id)
            await follows.follow(session, ann, theirs.id)

    await grow()
    return grow


# At most this many to make a page anew; one may need fewer, never more.
MOST = {
    "/": 11,
    "/ideas": 7,
    "/ideas?order=supported": 7,
    "/ideas?q=first": 9,
    "/search?q=first": 16,
    "/search/comments?q=please": 7,
    "/ideas?tag=docks&quadrant=participation_for_self": 7,
    "/quadrants/participation-for-self": 7,
    "/ideas/{first}": 13,  # with how offers stand, co-authors, images, the clock, and questions
    "/me": 12,
    "/me?show=votes": 12,
    "/me?show=comments": 10,
    "/me?show=offers": 10,
    "/me?show=following": 12,
    "/me/notices": 4,
    "/members/{handle}": 11,  # with badges, heroes’ stories, and whether points may be seen
}


# At most this many while nothing has changed that it says.
READY = {"/ideas/{first}": 3}


@pytest.mark.parametrize("path", MOST)
async def test_a_page_asks_as_much_for_one_row_as_for_many(
    path: str, app: FastAPI, browsing: Browsing, ann: Member, people: People, grow: Grow, counting_app: Counting
) -> None:
    browser = await browsing(app, ann)
    page = await browser.page("/ideas?q=first")
    first = next(link.get("href") for link in page.all("a") if link.get("href").endswith("the-first-idea"))
    address = path.format(first=first.removeprefix("/ideas/"), handle=ann.handle)
    with counting_app() as few_anew:
        assert (await browser.get(address)).status_code == 200
    with counting_app() as few:
        await browser.get(address)
    for _ in range(3):
        await grow()
    assert (await browser.get("/about")).status_code == 200  # notes, as once in five minutes, that somebody is here
    with counting_app() as many_anew:
        assert (await browser.get(address)).status_code == 200
    with counting_app() as many:
        await browser.get(address)
    assert len(many_anew) == len(few_anew), "\n\n".join(many_anew.statements)
    assert len(many_anew) <= MOST[path], "\n\n".join(many_anew.statements)
    assert len(many) == len(few), "\n\n".join(many.statements)
    assert len(many) <= READY.get(path, MOST[path]), "\n\n".join(many.statements)


async def test_a_vote_costs_few_statements(
    app: FastAPI, browsing: Browsing, ann: Member, people: People, counting_app: Counting
) -> None:
    idea = await people.idea(by=await people.member("Ben"))
    browser = await browsing(app, ann)
    token = {"csrf": await browser.token()}
    with counting_app() as counted:
        response = await browser.send(f"/ideas/{idea.id}/vote", token, hx_request="true")
    assert response.status_code == 200
    assert len(counted) <= 7, "\n\n".join(counted.statements)
