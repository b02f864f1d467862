"""The palette, the keys and the toasts, as hands and ears meet them."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Windows
from tests.browser.test_every_window import AXE, faults


async def focused(page: Page) -> str:
    """Return the address of the link that has the focus."""
    return str(await page.evaluate("document.activeElement.getAttribute('href') ?? ''"))


async def test_the_palette_goes_where_one_says(windows: Windows) -> None:
    for width, dark in ((375, False), (1280, True)):
        page = await windows.open("yusuf", width=width, dark=dark)
        await page.context.add_init_script(AXE)
        await page.goto("/about")
        await page.get_by_role("link", name="Go to").click()
        field = page.locator("#go-q")
        await expect(field).to_be_focused()
        await field.press_sequentially("sett", delay=20)
        await expect(page.locator("#go-1")).to_contain_text("Settings")
        await expect(page.locator("dialog [role='status']")).to_contain_text("to go")
        assert await faults(page) == []
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#go-list [aria-selected='true']")).to_have_text("All ideas with these words")
        assert await field.get_attribute("aria-activedescendant") == "go-2"
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/me/settings")


async def test_escape_closes_the_palette_and_the_focus_is_where_it_was(windows: Windows) -> None:
    page = await windows.open()
    await page.goto("/ideas")
    link = page.get_by_role("link", name="Go to")
    await link.focus()
    await page.keyboard.press("Control+k")
    await expect(page.locator("#go-q")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(link).to_be_focused()


async def test_keys_walk_a_list_and_vote_and_the_toast_takes_it_back(windows: Windows) -> None:
    page = await windows.open("bram")
    await page.context.add_init_script(AXE)
    await page.goto("/ideas?order=supported")
    await page.keyboard.press("j")
    first = await focused(page)
    await page.keyboard.press("j")
    assert await focused(page) != first
    await page.keyboard.press("k")
    assert await focused(page) == first
    button = page.locator(".vote button").first
    before = await button.get_attribute("aria-pressed")
    await page.keyboard.press("v")
    toast = page.locator(".toast")
    await expect(toast).to_contain_text("support this idea")
    assert await focused(page) == first
    assert await faults(page) == []
    await toast.get_by_role("button", name="Undo").click()
    await expect(button).to_have_attribute("aria-pressed", before or "")
    await expect(button).to_be_focused()
    await expect(toast.get_by_role("button", name="Undo")).to_have_count(0)
    await toast.get_by_role("button", name="Dismiss").click()
    await expect(toast).to_have_count(0)
    await expect(button).to_be_focused()
    await page.locator(".rows h3 a").first.focus()
    await page.keyboard.press("o")
    await page.wait_for_url(lambda url: first in url)


async def test_keys_rest_while_one_types_and_when_they_are_switched_off(windows: Windows) -> None:
    page = await windows.open("yusuf")
    await page.goto("/ideas")
    await page.keyboard.press("/")
    await page.keyboard.type("ngi?")
    await expect(page.locator("#q")).to_have_value("ngi?")
    await page.goto("/about")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("Next row")
    assert await page.evaluate("document.activeElement.id") == "dialog-title"
    await page.get_by_role("button", name="Switch them off").click()
    await page.wait_for_url("**/keys")
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await page.wait_for_timeout(300)
    assert page.url.endswith("/keys")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#go-q")).to_be_focused()


@pytest.mark.parametrize("path", ["/go", "/go?q=bike", "/keys"])
async def test_axe_finds_nothing_on_the_plain_pages(windows: Windows, path: str) -> None:
    page = await windows.open("yusuf", width=375)
    await page.context.add_init_script(AXE)
    await page.goto(path)
    assert await faults(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 375


async def test_a_vote_after_signing_in_anew_elsewhere_goes_through_the_second_time(windows: Windows) -> None:
    page = await windows.open("bram")
    await page.goto("/ideas?order=supported")
    other = await page.context.new_page()
    await other.goto("/demo/yusuf")
    await other.locator("main form[action^='/demo'] button").click()
    await other.wait_for_url(lambda url: "/demo/" not in url)
    button = page.locator(".vote button").first
    before = await button.get_attribute("aria-pressed")
    await button.click()
    await expect(page.locator("#flash")).to_contain_text("Please send it again")
    await expect(button).to_have_attribute("aria-pressed", before or "")
    async with page.expect_response(lambda got: "vote" in got.url) as answer:
        await button.click()
    assert (await answer.value).status != 403
