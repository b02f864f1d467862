"""The board under a hand, under keys, and by its menu without script; axe finds nothing in it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Windows
from tests.browser.test_every_window import AXE, faults


@pytest.mark.parametrize(("width", "dark"), [(375, False), (1280, True)])
async def test_a_card_is_led_by_keys(width: int, dark: bool, windows: Windows) -> None:
    page = await windows.open("priya", width=width, dark=dark)
    await page.context.add_init_script(AXE)
    await page.goto("/triage/board")
    assert await faults(page) == []
    grip = page.locator("[data-lane='in_review'] [data-grip]").first
    await grip.focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("[data-lane='shortlisted'][data-over]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-over]")).to_have_count(0)
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/decide/shortlist**")


async def test_a_card_is_dragged_to_where_it_may_go_and_falls_back_elsewhere(windows: Windows) -> None:
    page = await windows.open("priya", width=1280)
    await page.goto("/triage/board")
    grip = page.locator("[data-lane='in_review'] [data-grip]").first
    to = page.locator("[data-lane='shortlisted']")
    box, lane = await grip.bounding_box(), await to.bounding_box()
    assert box
    assert lane
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(start[0] + 5, start[1] + 300)
    await page.mouse.up()
    await expect(page).to_have_url("/triage/board")
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(lane["x"] + lane["width"] / 2, lane["y"] + 40, steps=5)
    await page.mouse.up()
    await page.wait_for_url("**/decide/shortlist**")
