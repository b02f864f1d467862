"""The product team's day: thirty ideas by keyboard alone, some without script, and what axe says of the pages."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Windows
from tests.browser.test_every_window import AXE, faults

QUEUE = "/triage?standing=undecided"
SAYS = "Thank you for this. We want to try it this season, and we tell you here how it goes."


async def opened(page: Page) -> str:
    """Return the title of the opened idea, which has the focus, on a page that hears keys."""
    link = page.locator(".waits.is-open h3 a")
    await expect(link).to_be_focused()
    await page.wait_for_load_state("load")
    return await link.inner_text()


async def test_thirty_ideas_are_triaged_by_keyboard_alone(windows: Windows) -> None:
    page = await windows.open("priya")
    keys = page.keyboard
    await page.goto(QUEUE)
    await keys.press("j")
    await keys.press("o")
    settled: list[str] = []
    while len(settled) < 30:
        title, number = await opened(page), len(settled)
        if not await page.locator('[data-key="d s"]').count():  # one decision waits for a second person
            await keys.press("j")
            await keys.press("o")
            continue
        settled.append(title)
        if number < 2:
            await keys.press("c")
            await expect(page.locator("#flash")).to_contain_text("You take care of this idea now")
            await opened(page)
        if number == 0:
            await keys.press("u")
            await expect(page.locator("#flash")).to_contain_text("Nobody takes care of this idea now")
            assert await opened(page) == settled[0]
            await keys.press("a")
            await expect(page.locator("#field-answer")).to_be_focused()
            await keys.insert_text("Thank you. We read it on Monday and say more then.")
            await keys.press("Control+Enter")
            await expect(page.locator("#flash")).to_contain_text("Your answer is published")
            await opened(page)
        await keys.press("d")
        await keys.press("s")
        await expect(page.locator("#field-answer")).to_be_focused()
        await keys.insert_text(SAYS)
        await keys.press("Tab")
        await keys.press("Space")
        await keys.press("Tab")
        await keys.insert_text("They asked for it in spring.")
        await keys.press("Control+Enter")
        await expect(page.locator("#flash")).to_contain_text("It is decided")
    assert len(set(settled)) == 30
    await page.goto("/triage?standing=shortlisted")
    assert await page.locator(".waits").count() == 30


async def test_an_idea_is_filed_scored_and_merged_by_keyboard(windows: Windows) -> None:
    page = await windows.open("priya")
    keys, flash = page.keyboard, page.locator("#flash")
    await page.goto(QUEUE)
    free = page.locator(".waits").filter(has_not_text="Waits for a second person")
    into = (await free.nth(1).get_attribute("id") or "").removeprefix("waits-")
    await free.first.locator("h3 a").press("o")
    merged = await opened(page)
    await keys.press("t")
    await expect(page.locator(".panel [name=tags]").first).to_be_focused()
    await keys.press("Space")
    await keys.press("Control+Enter")
    await expect(flash).to_contain_text("Filed")
    await opened(page)
    await keys.press("s")
    await expect(page.locator("#field-reach")).to_be_focused()
    for _ in range(3):
        await keys.press("Tab")
    await keys.insert_text("3")
    await keys.press("Enter")
    await expect(flash).to_contain_text("The idea is scored")
    await opened(page)
    await keys.press("m")
    await page.locator("#field-target").fill(into)
    await keys.press("Enter")
    await expect(page.locator("#preview-title")).to_be_focused()
    await page.get_by_role("button", name="Merge it").press("Enter")
    await expect(flash).to_contain_text("They are one now")
    await opened(page)
    await keys.press("u")
    await expect(flash).to_contain_text("It stands on its own again")
    await expect(page.get_by_role("link", name=merged, exact=True)).to_have_count(1)


async def test_several_are_chosen_by_keyboard_given_to_oneself_and_let_go_again(windows: Windows) -> None:
    page = await windows.open("priya")
    await page.goto(QUEUE)
    for _ in range(3):
        await page.keyboard.press("j")
        await page.keyboard.press("x")
    assert await page.locator(".choose :checked").count() == 3
    await page.get_by_role("button", name="I take care of them").press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Take care of them")
    await page.locator("main form[action='/triage/at-once'] .button").first.press("Enter")
    await expect(page.locator(".lead")).to_contain_text("Done for")
    await page.keyboard.press("u")
    await expect(page.locator("#flash")).to_contain_text("It is undone")


async def test_the_same_goes_without_script(windows: Windows) -> None:
    page = await windows.open("priya", script=False)
    await page.goto(QUEUE)
    free = page.locator(".waits").filter(has_not_text="Waits for a second person")
    for number in range(6):
        await free.first.locator("h3 a").click()
        if number == 0 and await page.get_by_role("button", name="I take care of it").count():
            await page.get_by_role("button", name="I take care of it").click()
            await expect(page.locator("#flash")).to_contain_text("You take care of this idea now")
        await page.locator(".panel").get_by_role("link", name="Shortlist").click()
        await page.get_by_label("Your answer").fill(SAYS)
        await page.get_by_label("They would accept it").check()
        await page.get_by_label("In a sentence").fill("They asked for it in spring.")
        await page.locator(".panel form .button", has_text="Shortlist").click()
        await expect(page.locator("#flash")).to_contain_text("It is decided")
        await expect(page.locator(".waits.is-open")).to_have_count(1)
        await page.goto(QUEUE)
    await page.locator("summary", has_text="Save this view").click()
    await page.get_by_label("Its name").fill("Undecided ones")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name="Undecided ones")).to_be_visible()
    await page.get_by_role("button", name="Drop Undecided ones").click()
    await expect(page.locator("#flash")).to_contain_text("The view is gone")


@pytest.mark.parametrize(("width", "dark"), [(375, True), (1280, False)])
async def test_axe_finds_nothing_in_the_queue(windows: Windows, width: int, dark: bool) -> None:
    page = await windows.open("priya", width=width, dark=dark)
    await page.context.add_init_script(AXE)
    await page.goto("/triage?standing=undecided")
    assert await faults(page) == []
    href = await page.locator(".waits h3 a").first.get_attribute("href")
    number = (href or "").rpartition("-")[2]
    for path in (
        f"/triage?open={number}&do=not_now",
        f"/triage?sort=score&open={number}&do=score",
        f"/triage?open={number}&do=merge&target=1",
        f"/triage?open={number}&do=tag",
        f"/triage/at-once?action=decline&idea={number}",
        f"/triage/at-once?action=assign&idea={number}",
    ):
        await page.goto(path)
        assert await faults(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
