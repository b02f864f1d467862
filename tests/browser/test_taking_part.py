"""Offering to take part, images from choosing to seeing, what counts as having been shown an idea, and the bell."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import FilePayload, expect

from tests import pictures
from tests.browser.conftest import Windows
from tests.browser.test_journey import join

PICTURE = FilePayload(name="bench.png", mimeType="image/png", buffer=pictures.file("PNG", pictures.drawn(400, 300)))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_an_offer_is_made_changed_and_taken_back(windows: Windows, script: bool) -> None:
    page = await windows.open(script=script, width=375)
    await join(page, "Rosalind Quay")
    await page.goto("/ideas?quadrant=participation_for_others")
    await page.locator(".card h2 a, .card h3 a").first.click()
    card = page.locator("#take-part")
    await card.locator("#take-part-call").click()
    await card.locator("textarea").fill("Two hours each Thursday, and a van.")
    await card.get_by_role("button", name="Send").click()
    await expect(card).to_contain_text("Two hours each Thursday")
    if script:
        await expect(page.locator("#take-back")).to_be_focused()

    await card.locator("#take-part-call").click()
    await expect(card.locator("textarea")).to_have_value("Two hours each Thursday, and a van.")
    await card.locator("textarea").fill("An hour each Friday.")
    await card.get_by_role("button", name="Save").click()
    await expect(card).to_contain_text("An hour each Friday.")

    await card.get_by_role("button", name="Take it back").click()
    await expect(card).not_to_contain_text("An hour each Friday.")
    if script:
        await expect(page.locator("#take-part-call")).to_be_focused()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_an_image_is_chosen_described_and_seen(windows: Windows, script: bool) -> None:
    page = await windows.open("yusuf", script=script)
    await page.goto("/ideas/1")
    await page.get_by_label("Your comment").fill(f"This is the bench I mean. {uuid4().hex[:6]}")
    slots = page.locator("form.write details.pictures").last
    await slots.locator("summary").click()
    await slots.locator("input[type=file]").first.set_input_files(PICTURE)
    if script:
        await expect(slots.locator("img").first).to_be_visible()
    await slots.get_by_label(re.compile("What does it show|describe", re.IGNORECASE)).first.fill("A red and blue bench")
    await page.get_by_role("button", name="Comment", exact=True).click()
    seen = page.locator(".comment").last.get_by_role("img", name="A red and blue bench")
    await expect(seen).to_be_visible()
    assert await seen.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400


async def test_a_row_that_stays_in_view_was_seen_and_one_below_was_not(windows: Windows) -> None:
    visitor, reader = await windows.open(), await windows.open()

    async def seen(row: str) -> int:
        await visitor.goto(f"/ideas/{row.removeprefix('idea-')}")
        said = await visitor.get_by_text(re.compile(r"Seen by \d+")).first.inner_text()
        return int(re.findall(r"\d+", said)[0])

    await join(reader, "Tamsin Ould")
    await visitor.goto("/ideas?order=new")
    rows = [await row.get_attribute("id") or "" for row in await visitor.locator("li.card").all()]
    before = [await seen(rows[0]), await seen(rows[-1])]
    async with reader.expect_response(re.compile("/exposures$")) as told:
        await reader.goto("/ideas?order=new")
    assert (await told.value).status == 204
    for _second in range(10):
        if await seen(rows[0]) > before[0]:
            break
        await visitor.wait_for_timeout(500)
    assert [await seen(rows[0]), await seen(rows[-1])] == [before[0] + 1, before[1]]


async def test_the_bell_counts_on_a_page_that_stays_open(windows: Windows) -> None:
    reader, other = await windows.open(), await windows.open("bram")
    await join(reader, "Oona Reed")
    await reader.clock.install()
    await reader.goto("/ideas/1")
    count = reader.locator("#unread [aria-hidden]")
    await expect(count).to_have_count(0)
    await other.goto("/ideas/2")
    await other.get_by_label("Your comment").fill("@oona-reed what do you make of this?")
    await other.get_by_role("button", name="Comment", exact=True).click()
    for _half_minute in range(200):
        await reader.clock.run_for(33_000)
        await other.wait_for_timeout(500)
        if await count.count():
            break
    await expect(count).to_have_text("1")
    await expect(reader.locator("#announcer")).to_contain_text("1 unread")
