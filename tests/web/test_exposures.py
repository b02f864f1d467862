"""Who was shown what: told by the page's script or by opening an idea, written together, and never in anybody's way."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain import votes
from domain.ideas import IdeaCounters
from domain.members import Member
from domain.votes import Look
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web import exposures


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def browser(app: FastAPI, ben: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ben)


async def seen(app: FastAPI, browser: Browser, path: str) -> str:
    """Return what the idea's page says about how it is doing, with all that waited written down."""
    await app.state.fourfold.looks.write()
    return " ".join(each.words for each in Page((await browser.get(path)).text).all("p") if "Seen by" in each.words)


async def test_what_the_script_saw_and_the_ideas_own_page_count_once(
    app: FastAPI, browser: Browser, people: People, browsing: Browsing
) -> None:
    ann = await people.member("Ann")
    one, two = await people.idea(by=ann), await people.idea(by=ann, title="A roof over the docks")
    token = {"csrf": await browser.token()}
    for _ in range(2):
        answer = await browser.send("/exposures", token | {"idea": [str(one.id), "x", "-1", "9" * 5000]})
        assert (answer.status_code, answer.text) == (204, "")
    await browser.get(one.path)
    await browser.get(two.path)
    visitor = await browsing(app)
    for idea in (one, two):
        await visitor.get(idea.path)
        assert "Seen by 1, backed by 0 (customers: 0, staff: 0)" in await seen(app, visitor, idea.path)


async def test_only_members_with_a_form_of_ours_are_heard(
    app: FastAPI, browser: Browser, people: People, browsing: Browsing
) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    assert (await browser.send("/exposures", {"idea": str(idea.id)})).status_code == 403
    token = {"csrf": await browser.token()}
    for wrong in ([], ["x"], [str(number) for number in range(1, 52)]):
        assert (await browser.send("/exposures", token | {"idea": wrong})).status_code == 422
    visitor = await browsing(app)
    await visitor.get("/ideas")
    answer = await visitor.post("/exposures", {"idea": str(idea.id)})
    assert answer.status_code in (303, 401, 403)
    assert "Seen by 0" in await seen(app, visitor, idea.path)


async def test_a_list_shows_why_and_keeps_a_place_for_what_few_have_seen(browser: Browser, people: People) -> None:
    ann, eve = await people.member("Ann"), await people.member("Eve")
    *_others, newest = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(7)]
    await people.look(by=eve, on=newest)
    page = await browser.page("/ideas")
    assert page.html.count("Few have seen this yet") == 1
    kept = list(page.all("li", class_="card"))[4]
    assert (kept.get("id"), "Every fifth place is kept for what few have seen" in kept.words) == (
        f"idea-{newest.id}",
        True,
    )
    assert "Every fifth place" not in (await browser.page(newest.path)).html
    for order in ("best", "rising", "fresh", "new", "supported"):
        assert "Why here?" in (await browser.page(f"/ideas?order={order}")).html


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/", "The newest is first. Nothing else counts."),
        ("/quadrants/creation-for-self", "Backed by 0 (customers: 0, staff: 0). Nothing else counts."),
        ("/search?q=bench", "It holds the words that were looked for."),
    ],
)
async def test_other_lists_show_why_too(browser: Browser, people: People, path: str, why: str) -> None:
    await people.idea(by=await people.member("Ann"), title="A bench", quadrant="creation_for_self")
    assert why in (await browser.page(path)).one("details", class_="why").words


async def test_a_full_store_drops_looks_and_a_lost_database_loses_only_looks(
    app: FastAPI, people: People, ben: Member
) -> None:
    looks = app.state.fourfold.looks
    looks.add(Look(ben.id, number, ben.joined_at) for number in range(1, exposures.WAITING_MOST + 10))
    assert len(looks._waiting) == exposures.WAITING_MOST
    await looks.write()
    assert looks._waiting == {}


@pytest.mark.parametrize(("failing", "counted"), [(0, 1), (1, 1), (2, 0)])
async def test_what_could_not_be_written_is_tried_once_more_and_then_dropped(
    app: FastAPI, people: People, ben: Member, monkeypatch: pytest.MonkeyPatch, failing: int, counted: int
) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    looks, written, left = app.state.fourfold.looks, votes.record_looks, failing

    async def record(session: AsyncSession, seen: list[Look]) -> int:
        nonlocal left
        left -= 1
        if left >= 0:
            await session.execute(text("SET LOCAL statement_timeout = '1ms'"))
            await session.execute(text("SELECT pg_sleep(1)"))
        return await written(session, seen)

    monkeypatch.setattr(votes, "record_looks", record)
    looks.add([Look(ben.id, idea.id, ben.joined_at)])
    for _ in range(4):
        await looks.write()
    async with people.sessions() as session:
        assert await session.scalar(select(IdeaCounters.exposed).where(IdeaCounters.idea_id == idea.id)) == counted
    assert looks._failed == []


async def test_what_fails_counts_among_what_may_wait(app: FastAPI, ben: Member) -> None:
    looks = app.state.fourfold.looks
    looks._failed = [Look(ben.id, number, ben.joined_at) for number in range(1, exposures.WAITING_MOST)]
    looks.add(Look(ben.id, number, ben.joined_at) for number in (1, 2, 3))
    assert len(looks._waiting) == 1
