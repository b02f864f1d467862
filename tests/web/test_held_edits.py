"""An edit that waits, on the pages: its writer is told, moderators let it through or say why not."""

import pytest
from fastapi import FastAPI

from domain.ideas import Idea
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing

LINK = "Put a **bench** beside each station, see https://benches.example for more."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    idea = await people.idea(by=ann)
    await people.shape(await people.admin(), first_texts=2)
    return idea


@pytest.fixture
async def author(app: FastAPI, browsing: Browsing, ann: Member) -> Browser:
    return await browsing(app, ann)


@pytest.fixture
async def moderator(app: FastAPI, browsing: Browsing, people: People) -> Browser:
    return await browsing(app, await people.member("Pat", Role.PRODUCT))


def actions(page_forms: list[str], ending: str) -> str:
    (found,) = [action for action in page_forms if action.endswith(ending)]
    return found


async def test_it_waits_in_words_and_counts_when_it_is_let_through(
    author: Browser, moderator: Browser, bench: Idea
) -> None:
    form = f"/ideas/{bench.id}/edit"
    assert (await author.submit(form, form, proposal=LINK)).status_code == 303
    page = await author.page(bench.path)
    assert "A moderator looks at what you changed; until then it says what it said" in page.text
    assert "benches.example" not in page.html
    assert "It waits for a moderator." in (await author.page("/me/edits")).text
    waiting = await moderator.page("/moderation/waiting")
    assert "benches.example" in waiting.text
    through = actions([each.action for each in waiting.forms], "/let-through")
    assert (await author.post(through)).status_code == 403
    assert (await moderator.submit("/moderation/waiting", through)).status_code == 303
    assert "benches.example" in (await author.page(bench.path)).html
    assert "No edit of yours waits." in (await author.page("/me/edits")).text


async def test_turned_down_it_stays_with_its_writer_and_the_reason(
    author: Browser, moderator: Browser, bench: Idea
) -> None:
    form = f"/ideas/{bench.id}/edit"
    await author.submit(form, form, proposal=LINK)
    waiting = await moderator.page("/moderation/waiting")
    down = actions([each.action for each in waiting.forms], "/let-through").replace("let-through", "turn-down")
    assert (await author.get(down)).status_code == 403
    assert (await moderator.submit(down, down, reason="")).status_code == 422
    assert (await moderator.submit(down, down, reason="spam", said="It is a shop.")).status_code == 303
    mine = (await author.page("/me/edits")).text
    assert "It was not let through. It is spam or advertising: It is a shop." in mine
    assert "benches.example" in mine
    assert (await moderator.get(down)).status_code == 404
    assert "benches.example" not in (await author.page(bench.path)).html


async def test_its_images_are_seen_by_who_looks_at_it_and_by_all_when_it_counts(
    app: FastAPI,
    browsing: Browsing,
    author: Browser,
    moderator: Browser,
    bench: Idea,
    ann: Member,
    people: People,
) -> None:
    reader, image = await browsing(app, await people.member("Ben")), await people.image(by=ann, shows="Two benches")
    form = f"/ideas/{bench.id}/edit"
    chosen = {"image_1": str(image.id), "image_1_alt": "Two benches"}
    assert (await author.submit(form, form, proposal=LINK, **chosen)).status_code == 303
    assert image.path not in (await author.page(bench.path)).html
    assert image.path in (await author.page("/me/edits")).html
    waiting = await moderator.page("/moderation/waiting")
    assert image.path in waiting.html
    through = actions([each.action for each in waiting.forms], "/let-through")
    assert image.path in (await moderator.page(through.replace("let-through", "turn-down"))).html
    assert [(await each.get(image.path)).status_code for each in (reader, moderator)] == [404, 200]
    await moderator.submit("/moderation/waiting", through)
    assert (await reader.get(image.path)).status_code == 200
    assert image.path in (await reader.page(bench.path)).html
