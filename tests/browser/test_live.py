"""Queue and board on pages that stay open: what others do comes in, and what somebody has in hand stays as it is."""

from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Windows

QUEUE = "/triage?standing=undecided"
HELD = "A sentence that nobody may take away from whoever writes it."


async def claimed(page: Page, number: str) -> None:
    """Let whoever has this window take an idea up, on its own page."""
    await page.goto(f"/ideas/{number}")
    await page.locator(f"form[action='/ideas/{number}/claim'] button").click()
    await expect(page.locator("#flash .notice")).to_be_visible()


async def let_go(page: Page, *numbers: str) -> None:
    """Let ideas be nobody's again, as other tests expect them."""
    for number in numbers:
        await page.goto(f"/ideas/{number}/assign")
        await page.locator(f"form[action='/ideas/{number}/release'] button").click()
        await expect(page.locator("#flash .notice")).to_be_visible()


async def free(page: Page, at: int) -> str:
    """Return the number of one of the ideas of a queue that nobody has."""
    row = page.locator(".waits").filter(has_text="Nobody’s yet").filter(has_not_text="Waits for a second person")
    return (await row.nth(at).get_attribute("id") or "").removeprefix("waits-")


async def test_what_others_do_comes_into_the_queue_and_leaves_what_is_written(windows: Windows) -> None:
    page, other = await windows.open("priya"), await windows.open("ilse", script=False)
    async with page.expect_request("**/graphql"):
        await page.goto(QUEUE)
    first, second = await free(page, 0), await free(page, 1)
    await claimed(other, first)
    await expect(page.locator(f"#waits-{first}")).not_to_contain_text("Nobody’s yet")
    await page.goto(f"{QUEUE}&open={second}&do=answer")
    await page.locator("#field-answer").fill(HELD)
    await claimed(other, second)
    news = page.locator("#news")
    await expect(news).to_contain_text("Somebody changed the idea that you have open")
    await expect(page.locator(f"#waits-{second}")).to_contain_text("Nobody’s yet")
    await expect(page.locator("#field-answer")).to_have_value(HELD)
    await expect(page.locator("#field-answer")).to_be_focused()
    await news.get_by_role("button", name="Show it").click()
    await expect(page.locator(f"#waits-{second}")).not_to_contain_text("Nobody’s yet")
    await expect(page.locator("#field-answer")).to_have_value(HELD)
    await expect(news).to_be_hidden()
    await let_go(other, first, second)


async def test_a_card_moves_on_the_board_of_others_and_a_choice_that_wasnt_sent_stays(windows: Windows) -> None:
    page, other = await windows.open("priya", width=1280), await windows.open("ilse", script=False)
    await page.goto("/triage/board")
    card = page.locator("[data-lane='submitted'] [data-card]")
    moved = (await card.first.get_attribute("id") or "").removeprefix("card-")
    await page.mouse.move(2, 2)
    async with page.expect_request("**/graphql"):
        await page.reload()
    await claimed(other, moved)
    await expect(page.locator(f"[data-lane='in_review'] #card-{moved}")).to_have_count(1)
    await expect(page.locator(f"#card-{moved} [data-grip]")).to_be_visible()
    kept = card.first.locator("select")
    await kept.select_option(index=1)
    following = (await card.nth(1).get_attribute("id") or "").removeprefix("card-")
    await claimed(other, following)
    await expect(page.locator("#news")).to_contain_text("Somebody changed something here")
    assert await kept.evaluate("choice => choice.selectedIndex") == 1
    await expect(page.locator(f"[data-lane='submitted'] #card-{following}")).to_have_count(1)
    await let_go(other, moved, following)


async def test_a_connection_that_breaks_off_comes_back(windows: Windows) -> None:
    page, asked = await windows.open("priya"), []

    async def breaks_off(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            await route.fulfill(content_type="text/event-stream", body="event: complete\ndata: \n\n")
        else:
            await route.continue_()

    await page.route("**/graphql", breaks_off)
    async with page.expect_response(lambda got: "/graphql" in got.url and len(asked) == 2):
        await page.goto(QUEUE)
    other = await windows.open("ilse", script=False)
    row = page.locator(".waits").filter(has_not_text="Waits for a second person").first
    before = await row.get_attribute("data-stands") or ""
    number = (await row.get_attribute("id") or "").removeprefix("waits-")
    await other.goto(f"/ideas/{number}/assign")
    another = await other.locator("#field-member option:not([selected])").first.get_attribute("value")
    await other.locator("#field-member").select_option(another)
    await other.locator("form:has(#field-member) button").click()
    await expect(row).not_to_have_attribute("data-stands", before)
    await let_go(other, number)
